"""Public pages that are the same for everyone, and the gallery of components."""

from django.urls import path

from trede.web import pages

app_name = "web"

urlpatterns = [
    path("", pages.home, name="home"),
    path("ladder", pages.ladder, name="ladder"),
    path("privacy", pages.privacy, name="privacy"),
    path("toegankelijkheid", pages.accessibility, name="accessibility"),
    path("over-de-scan", pages.about, name="about"),
    path("andere-route/<slug:kind>", pages.other_route, name="other-route"),
    path("stijl", pages.gallery, name="gallery"),
]
