"""Addresses of signals and of what comes after the grant, under /balie/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
