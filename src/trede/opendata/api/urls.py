"""Addresses of the API."""

from django.urls import path

from trede.opendata.api import data, policy, scans, services
from trede.opendata.api.site import api, description, no_such_address, patterns

api.add_router("", scans.router)
api.add_router("", policy.router)
api.add_router("", services.router)
api.add_router("", data.router)

app_name = "api"
urlpatterns = [
    path("openapi.json", description, name="description"),
    *patterns(),
    path("<path:rest>", no_such_address, name="unknown"),
]
