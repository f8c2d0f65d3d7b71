"""Addresses of the desk of this room, under /balie/."""

from django.urls import path

from trede.companies import desk_views
from trede.companies.merging import views as merging
from trede.companies.own import desk_views as own_desk

urlpatterns = [
    path("import", desk_views.import_file, name="desk-import"),
    path("bedrijven/dubbel", merging.duplicates, name="desk-duplicates"),
    path("bedrijven/dubbel/<int:first>/<int:second>", merging.duplicate, name="desk-duplicate"),
    path("bedrijven/samengevoegd/<int:number>/terug", merging.undo, name="desk-merge-undo"),
    path("toegang", own_desk.access_requests, name="desk-access"),
    path("toegang/<int:number>", own_desk.answer, name="desk-access-answer"),
]
