"""Probes and files that operators and programs look for at fixed addresses."""

from django.urls import path

from trede.web import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path(".well-known/security.txt", health.security_txt),
]
