"""Addresses of payments, under /balie/."""

from django.urls import path

from trede.subsidies.payments import views, views_suspend

_HERE = "subsidie/betalingen"

urlpatterns = [
    path(_HERE, views.overview, name="subsidy-payments"),
    path(f"{_HERE}/klaarzetten/<int:number>", views.prepare, name="subsidy-payment-prepare"),
    path(f"{_HERE}/vrijgeven", views.release, name="subsidy-payment-release"),
    path(f"{_HERE}/bestand/<slug:batch>", views.one_file, name="subsidy-payment-file"),
    path(f"{_HERE}/bestand/<slug:batch>/ophalen", views.download, name="subsidy-payment-download"),
    path(f"{_HERE}/<int:number>/terughalen", views.take_back, name="subsidy-payment-back"),
    path(f"{_HERE}/<int:number>/annuleren", views.cancel, name="subsidy-payment-cancel"),
    path(f"{_HERE}/antwoord", views.answer, name="subsidy-payment-answer"),
    path(f"{_HERE}/financien", views.finance, name="subsidy-payment-finance"),
    path(f"{_HERE}/leverancier/<int:number>", views.vendor, name="subsidy-payment-vendor"),
    path("subsidie/<int:number>/opschorten", views_suspend.suspend, name="subsidy-payment-suspend"),
    path("subsidie/<int:number>/hervatten", views_suspend.resume, name="subsidy-payment-resume"),
]
