"""Addresses of this room."""

from django.urls import path

from projects.views import board, entry, meetings, papers, proposals, results, scores

app_name = "projects"
urlpatterns = [
    path("", board.show_board, name="board"),
    path("list/", board.show_list, name="list"),
    path("record/", board.record, name="record"),
    path("new/", entry.enter, name="new"),
    path("meetings/", meetings.show_all, name="meetings"),
    path("meetings/new/<str:organ>/", meetings.call, name="call_meeting"),
    path("meetings/<int:pk>/", meetings.show, name="meeting"),
    path("meetings/<int:pk>/agenda/", meetings.agenda, name="agenda"),
    path("meetings/<int:pk>/agenda/<int:item>/remove/", meetings.remove, name="remove_item"),
    path("meetings/<int:pk>/attendance/", meetings.attendance, name="attendance"),
    path("meetings/<int:pk>/recusals/", meetings.recuse, name="recuse"),
    path("meetings/<int:pk>/recusals/<int:recusal>/withdraw/", meetings.withdraw, name="withdraw_recusal"),
    path("meetings/<int:pk>/scores/", scores.scores, name="scores"),
    path("meetings/<int:pk>/outcomes/", meetings.outcomes, name="outcomes"),
    path("meetings/<int:pk>/close/", meetings.close, name="close_meeting"),
    path("meetings/<int:pk>/table/", results.table, name="table"),
    path("meetings/<int:pk>/results/", results.show, name="results"),
    path("meetings/<int:pk>/cover-sheet.pdf", papers.cover_sheet, name="cover_sheet"),
    path("meetings/<int:pk>/attendance.pdf", papers.attendance, name="attendance_sheet"),
    path("<str:reference>/", proposals.show, name="proposal"),
    path("<str:reference>/edit/", entry.edit, name="edit"),
    path("<str:reference>/send/", proposals.send, name="send"),
    path("<str:reference>/opinion/", proposals.opinion, name="opinion"),
    path("<str:reference>/notice/", proposals.notice, name="notice"),
    path("<str:reference>/reopen/", proposals.reopen, name="reopen"),
    path("<str:reference>/start/", proposals.start, name="start"),
    path("<str:reference>/cancel/", proposals.cancel, name="cancel"),
]
