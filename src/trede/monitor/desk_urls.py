"""Addresses of the figures at the desk."""

from django.urls import path

from trede.monitor import desk_views

urlpatterns = [
    path("cijfers", desk_views.figures, name="desk-figures"),
    path("cijfers/vaststellen", desk_views.freeze, name="desk-freeze"),
]
