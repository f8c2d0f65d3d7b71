"""Addresses of agreements and the yearly plan, under /balie/."""

from django.urls import path

from trede.chain.agreements import views, views_plan

urlpatterns = [
    path("afspraken", views.agreements, name="agreements"),
    path("afspraken/csv", views.csv, name="agreements-csv"),
    path("afspraken/nieuw", views.new, name="agreement-new"),
    path("afspraken/<int:number>", views.agreement, name="agreement"),
    path("afspraken/<int:number>/wijzigen", views.change, name="agreement-change"),
    path("afspraken/<int:number>/akkoord", views.confirm, name="agreement-confirm"),
    path("afspraken/<int:number>/nee", views.refuse, name="agreement-refuse"),
    path("afspraken/<int:number>/link", views.send, name="agreement-link"),
    path("afspraken/<int:number>/bekeken", views.review, name="agreement-review"),
    path("afspraken/<int:number>/stoppen", views.end, name="agreement-end"),
    path("jaarplan", views_plan.plans, name="plans"),
    path("jaarplan/nieuw", views_plan.begin, name="plan-begin"),
    path("jaarplan/<int:number>", views_plan.plan, name="plan"),
    path("jaarplan/<int:number>/csv", views_plan.csv, name="plan-csv"),
    path("jaarplan/<int:number>/doel", views_plan.add_goal, name="plan-add-goal"),
    path("jaarplan/<int:number>/vaststellen", views_plan.settle, name="plan-settle"),
    path("jaarplan/doel/<int:number>", views_plan.goal, name="plan-goal"),
    path("jaarplan/doel/<int:number>/actie", views_plan.add_action, name="plan-add-action"),
    path("jaarplan/actie/<int:number>", views_plan.one_action, name="plan-action"),
    path("jaarplan/actie/<int:number>/wijzigen", views_plan.change_action, name="plan-action-change"),
    path("jaarplan/actie/<int:number>/weg", views_plan.remove_action, name="plan-action-remove"),
    path("jaarplan/actie/<int:number>/akkoord", views_plan.agree, name="plan-action-agree"),
    path("jaarplan/actie/<int:number>/nee", views_plan.refuse, name="plan-action-refuse"),
    path("jaarplan/actie/<int:number>/link", views_plan.send, name="plan-action-link"),
    path("jaarplan/actie/<int:number>/stand", views_plan.move, name="plan-action-move"),
]
