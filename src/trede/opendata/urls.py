"""Public addresses of open data. They are stable: a dataset keeps its address, and its columns have a version."""

from django.urls import path

from trede.opendata import views
from trede.opendata.algorithms import views as algorithms

app_name = "opendata"

urlpatterns = [
    path("open-data", views.overview, name="overview"),
    path("open-data/catalog.<slug:form>", views.catalog, name="catalog"),
    path("open-data/regiopakket.zip", views.pack_zip, name="pack-zip"),
    path("open-data/regiopakket/bestand/<path:name>", views.pack_file, name="pack-file"),
    path("open-data/<slug:key>/schema.json", views.schema, name="schema"),
    path("open-data/<slug:key>.<slug:form>", views.dataset_file, name="file"),
    path("open-data/<slug:key>", views.dataset_page, name="dataset"),
    path("algoritmes", algorithms.overview, name="algorithms"),
    path("algoritmes.json", algorithms.register, name="register"),
    path("algoritmes/<slug:key>", algorithms.entry, name="algorithm"),
]
