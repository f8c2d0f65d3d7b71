"""Addresses of the pages for people in a department, included by the scan room."""

from django.urls import path

from trede.scan.skills import views

urlpatterns = [
    path("vaardigheden/bedankt", views.thanks, name="skills-thanks"),
    path("vaardigheden/<str:token>", views.questions, name="skills"),
]
