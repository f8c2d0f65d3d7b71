"""Addresses of the desk of this room, under /balie/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
