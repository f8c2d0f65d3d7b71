"""Addresses of the desk where scans are typed in, under /balie/."""

from django.urls import path

from trede.scan.entry import views

urlpatterns = [
    path("scan", views.enter, name="desk-scan"),
    path("scan/uitkomst", views.entered, name="desk-scan-entered"),
]
