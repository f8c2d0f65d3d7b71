"""Addresses of the desk of a municipality, under /balie/."""

from django.urls import path

from trede.monitor.municipal import views

urlpatterns = [
    path("gemeente", views.town, name="town"),
    path("gemeente/poster", views.poster, name="town-poster"),
    path("gemeente/qr", views.code, name="town-code"),
]
