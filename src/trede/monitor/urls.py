"""Public addresses of the figures."""

from django.urls import path

from trede.monitor import views
from trede.monitor.paper import views as paper

app_name = "monitor"

urlpatterns = [
    path("cijfers", views.overview, name="overview"),
    path("cijfers/methode", views.method, name="method"),
    path("cijfers/kwartaal/<str:period>", views.quarter, name="quarter"),
    path("cijfers/monitor/<str:period>.pdf", paper.pdf, name="report-pdf"),
    path("cijfers/monitor/<str:period>", paper.year, name="report"),
    path("cijfers/<slug:key>.csv", views.csv_file, name="csv"),
    path("cijfers/<slug:key>", views.indicator, name="indicator"),
]
