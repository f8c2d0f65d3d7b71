"""Addresses of the desk of this room, under /balie/."""

from django.urls import path

from trede.companies import desk_views

urlpatterns = [path("import", desk_views.import_file, name="desk-import")]
