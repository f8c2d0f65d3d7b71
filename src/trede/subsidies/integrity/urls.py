"""Addresses of questions about integrity, under /balie/."""

from django.urls import path

from trede.subsidies.integrity import views

_FILE = "subsidie/<int:number>"

urlpatterns = [
    path("subsidie/signalen", views.overview, name="subsidy-signals"),
    path(f"{_FILE}/signalen", views.of_file, name="subsidy-file-signals"),
    path(f"{_FILE}/signalen/<int:signal>", views.answer, name="subsidy-signal"),
    path(f"{_FILE}/groep", views.group, name="subsidy-group"),
    path(f"{_FILE}/groep/bedrijf", views.add_link, name="subsidy-group-link"),
    path(f"{_FILE}/groep/steun", views.add_aid, name="subsidy-group-aid"),
    path(f"{_FILE}/groep/klopt", views.confirm, name="subsidy-group-confirm"),
    path(f"{_FILE}/groep/<int:link>/weg", views.end_link, name="subsidy-group-end"),
]
