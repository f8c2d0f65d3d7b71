"""Addresses of the figures at the desk."""

from django.urls import path

from trede.monitor import desk_chain, desk_reports, desk_views

urlpatterns = [
    path("cijfers", desk_views.figures, name="desk-figures"),
    path("keten", desk_chain.chain, name="desk-chain"),
    path("verslag/<str:period>", desk_reports.report, name="desk-report"),
    path("verslag/<str:period>/verbeteren", desk_reports.correct, name="desk-report-correct"),
]
