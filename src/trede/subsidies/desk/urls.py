"""Addresses of the desk that assesses and decides, under /balie/."""

from django.urls import path

from trede.subsidies.desk import views_file, views_list

urlpatterns = [
    path("subsidie", views_list.work_list, name="subsidy-list"),
    path("subsidie/csv", views_list.work_list_csv, name="subsidy-list-csv"),
    path("subsidie/<int:number>", views_file.one_file, name="subsidy-file"),
    path("subsidie/<int:number>/opnemen", views_file.take_on, name="subsidy-take-on"),
    path("subsidie/<int:number>/nakijken", views_file.check, name="subsidy-check"),
    path("subsidie/<int:number>/stap/<slug:region>/<slug:step>", views_file.step, name="subsidy-step"),
]
