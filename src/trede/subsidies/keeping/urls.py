"""Addresses of the end of keeping, under /balie/."""

from django.urls import path

from trede.subsidies.keeping import views

_AT = "subsidie/beheer/vernietiging"

urlpatterns = [
    path(_AT, views.overview, name="desk-subsidy-destruction"),
    path(f"{_AT}/voorstel", views.propose, name="desk-subsidy-destruction-propose"),
    path(f"{_AT}/<int:number>", views.one, name="desk-subsidy-destruction-list"),
    path(f"{_AT}/<int:number>/vernietigen", views.destroy, name="desk-subsidy-destruction-destroy"),
    path(f"{_AT}/<int:number>/niet", views.refuse, name="desk-subsidy-destruction-refuse"),
    path(f"{_AT}/<int:number>/csv", views.declaration_csv, name="desk-subsidy-destruction-csv"),
    path(f"{_AT}/<int:number>/pdf", views.declaration_pdf, name="desk-subsidy-destruction-pdf"),
]
