"""Addresses of the desk for measurements of skills, under /balie/."""

from django.urls import path

from trede.scan.skills import desk_views

urlpatterns = [
    path("vaardigheden", desk_views.overview, name="desk-skills"),
    path("vaardigheden/nieuw", desk_views.new, name="desk-skills-new"),
    path("vaardigheden/<int:number>", desk_views.one, name="desk-skills-round"),
    path("vaardigheden/<int:number>/sluiten", desk_views.close, name="desk-skills-close"),
    path("vaardigheden/<int:number>/link", desk_views.renew, name="desk-skills-link"),
]
