"""Addresses after the money: reports, summaries and the plan of following up."""

from django.urls import path

from projects.views import progress, progress_board, summaries, visits

urlpatterns = [
    path("", progress_board.show, name="reports"),
    path("late.xlsx", progress_board.late, name="reports_late"),
    path("tambon/", progress.tambon, name="tambon_reports"),
    path("forward/", progress.forward, name="forward_reports"),
    path("enter/<str:reference>/<str:period>/", progress.enter, name="enter_report"),
    path("<int:pk>/", progress.show, name="report"),
    path("<int:pk>/report.pdf", progress.paper, name="report_paper"),
    path("photos/<int:pk>/", progress.photo, name="report_photo"),
    path("photos/<int:pk>/thumbnail/", progress.photo_thumbnail, name="report_photo_thumbnail"),
    path("photos/<int:pk>/remove/", progress.remove_photo, name="remove_report_photo"),
    path("summaries/", summaries.show_all, name="summaries"),
    path("summaries/<int:pk>/check/", summaries.check, name="check_summary"),
    path("summaries/<str:amphoe>/<str:period>/", summaries.show, name="summary"),
    path("summaries/<str:amphoe>/<str:period>/send/", summaries.send, name="send_summary"),
    path("summaries/<str:amphoe>/<str:period>/draft.pdf", summaries.draft, name="summary_draft"),
    path("visits/", visits.show, name="visits"),
    path("visits/new/", visits.plan, name="plan_visit"),
    path("visits/plan.pdf", visits.paper, name="visits_paper"),
    path("visits/plan.xlsx", visits.file, name="visits_file"),
    path("visits/<int:pk>/result/", visits.result, name="visit_result"),
    path("visits/<int:pk>/remove/", visits.drop, name="drop_visit"),
]
