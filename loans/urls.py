"""Addresses of this room."""

from django.urls import path

from loans import views

app_name = "loans"
urlpatterns = [
    path("", views.register, name="list"),
    path("to-prepare/", views.to_prepare, name="to_prepare"),
    path("prepare/<int:proposal_id>/", views.prepare, name="prepare"),
    path("prepare/<int:proposal_id>/schedule/", views.preview, name="preview"),
    path("transfers/", views.transfers, name="transfers"),
    path("transfers/make/", views.make_transfer, name="make_transfer"),
    path("transfers/receive-papers/", views.receive_papers, name="receive_papers"),
    path("transfers/<int:pk>/", views.transfer, name="transfer"),
    path("transfers/<int:pk>/approve/", views.approve, name="approve"),
    path("transfers/<int:pk>/refuse/", views.refuse, name="refuse"),
    path("<int:pk>/", views.contract, name="contract"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/sign/", views.sign, name="sign"),
    path("<int:pk>/receive/", views.receive, name="receive"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/copies/", views.copies, name="copies"),
    path("<int:pk>/voucher/", views.voucher, name="voucher"),
]
