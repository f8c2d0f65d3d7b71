"""Addresses of what comes after the grant, under /balie/."""

from django.urls import path

from trede.subsidies.after import views, views_register, views_sample, views_settle

_FILE = "subsidie/<int:number>/verloop"

urlpatterns = [
    path(_FILE, views.overview, name="subsidy-after"),
    path(f"{_FILE}/verplichting/<int:obligation>", views.obligation, name="subsidy-obligation"),
    path(f"{_FILE}/wijziging/<int:notice>", views.change, name="subsidy-change"),
    path(f"{_FILE}/meting", views.measure, name="subsidy-measure"),
    path(f"{_FILE}/factuur", views_settle.add_invoice, name="subsidy-invoice-add"),
    path(f"{_FILE}/factuur/<int:invoice>", views_settle.accept, name="subsidy-invoice"),
    path(f"{_FILE}/reactie", views_settle.hear, name="subsidy-after-hear"),
    path(f"{_FILE}/concept/<slug:step>", views_settle.draft, name="subsidy-after-draft"),
    path(f"{_FILE}/besluit/<int:decision>", views_settle.decide, name="subsidy-after-decide"),
    path(f"{_FILE}/vordering/<int:claim>", views_settle.receive, name="subsidy-claim"),
    path("subsidie/steekproef/<int:number>", views_sample.overview, name="subsidy-sample"),
    path("subsidie/steekproef/<int:number>/vastleggen", views_sample.promise, name="subsidy-sample-promise"),
    path("subsidie/steekproef/<int:number>/<int:chosen>", views_sample.draw, name="subsidy-sample-draw"),
    path("subsidie/register", views_register.desk_list, name="subsidy-register-desk"),
    path("subsidie/register/<int:number>", views_register.correct, name="subsidy-register-correct"),
]
