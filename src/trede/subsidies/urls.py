"""Addresses for everybody and for firms. They stand twice: in Dutch under / and in English under /en/."""

from django.urls import path

from trede.subsidies.public import views

app_name = "subsidies"

urlpatterns = [
    path("subsidies", views.overview, name="overview"),
    path("subsidies/<slug:key>", views.scheme, name="scheme"),
    path("subsidies/<slug:key>/check", views.check, name="check"),
]
