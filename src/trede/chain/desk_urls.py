"""Addresses of the desks of the chain, under /balie/."""

from django.urls import path

from trede.chain import views_case, views_referral, views_remind, views_requests, views_search, views_team, views_worklist

urlpatterns = [
    path("werklijst", views_worklist.work_list, name="work-list"),
    path("zoek", views_search.find, name="desk-search"),
    path("overdragen", views_team.transfers, name="transfers"),
    path("overdragen/gelezen", views_team.read, name="transfers-read"),
    path("overdragen/<int:number>/terug", views_team.give_back, name="transfer-back"),
    path("team", views_team.team, name="team"),
    path("werklijst/csv", views_worklist.work_list_csv, name="work-list-csv"),
    path("aanvraag/<int:number>", views_requests.one_request, name="request"),
    path("aanvraag/<int:number>/opnemen", views_requests.take_request, name="request-take"),
    path("aanvraag/<int:number>/sluiten", views_requests.close_request, name="request-close"),
    path("code", views_requests.code, name="desk-code"),
    path("code/uitkomst", views_requests.opened, name="desk-outcome"),
    path("dossier/nieuw", views_requests.new_case, name="case-new"),
    path("dossier/<int:number>", views_case.one_case, name="case"),
    path("dossier/<int:number>/gesprek", views_case.intake, name="case-intake"),
    path("dossier/<int:number>/plannen", views_case.schedule, name="case-schedule"),
    path("dossier/<int:number>/starttrede", views_case.start_rung, name="case-rung"),
    path("dossier/<int:number>/veilige-basis", views_case.baseline, name="case-baseline"),
    path("dossier/<int:number>/bedrijf", views_case.firm, name="case-firm"),
    path("dossier/<int:number>/terugbellen", views_case.postpone, name="case-postpone"),
    path("dossier/<int:number>/afronden", views_case.close, name="case-close"),
    path("dossier/<int:number>/uitkomst", views_case.add_scan, name="case-scan"),
    path("dossier/<int:number>/overnemen", views_case.assign, name="case-assign"),
    path("dossier/<int:number>/opnemen", views_worklist.take_case, name="case-take"),
    path("dossier/<int:number>/loslaten", views_worklist.let_case_go, name="case-release"),
    path("dossier/<int:number>/toestemming", views_case.withdraw, name="case-consent"),
    path("dossier/<int:number>/verwijzen", views_referral.choose, name="case-refer"),
    path("verwijzing/<int:number>", views_referral.one_referral, name="referral"),
    path("verwijzing/<int:number>/versturen", views_referral.send, name="referral-send"),
    path("verwijzing/<int:number>/oppakken", views_referral.take_up, name="referral-take"),
    path("verwijzing/<int:number>/loslaten", views_worklist.let_referral_go, name="referral-release"),
    path("verwijzing/<int:number>/herinneren", views_remind.remind, name="referral-remind"),
    path("verwijzing/<int:number>/<slug:step>", views_referral.step, name="referral-step"),
]
