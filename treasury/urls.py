"""Addresses of this room."""

from django.urls import path

from treasury import views

app_name = "treasury"
urlpatterns = [
    path("", views.books, name="books"),
    path("accounts/<str:account>/", views.register, name="register"),
    path("entries/<int:pk>/", views.entry, name="entry"),
    path("months/<str:month>/", views.month, name="month"),
    path("months/<str:month>/close/", views.close, name="close"),
    path("months/<str:month>/confirm/", views.confirm, name="confirm"),
    path("months/<str:month>/reopen/", views.reopen, name="reopen"),
    path("months/<str:month>/remit/", views.remit, name="remit"),
    path("capital/", views.allocate, name="allocate"),
    path("drawing/", views.draw, name="draw"),
]
