"""Addresses of the desk of a scheme manager, under /balie/."""

from django.urls import path

from trede.subsidies.manage import views, views_messages

urlpatterns = [
    path("subsidie/beheer", views.overview, name="desk-subsidy-manage"),
    path("subsidie/beheer/storingen", views.outages, name="desk-subsidy-outages"),
    path("subsidie/beheer/storingen/<int:number>/voorbij", views.outage_over, name="desk-subsidy-outage-over"),
    path("subsidie/beheer/loting/<int:number>", views.lot, name="desk-subsidy-lot"),
    path("subsidie/beheer/<int:number>", views.account, name="desk-subsidy-account"),
    path("subsidie/beheer/<int:number>/csv", views.account_csv, name="desk-subsidy-account-csv"),
    path("subsidie/beheer/<int:number>/plafond", views.publish, name="desk-subsidy-ceiling"),
    path("subsidie/beheer/<int:number>/verdelen", views.share_out, name="desk-subsidy-share-out"),
    path("subsidie/beheer/<int:number>/loten", views.commit, name="desk-subsidy-commit"),
    path("subsidie/<int:number>/steunregister", views_messages.registered, name="desk-subsidy-registered"),
    path("subsidie/post", views_messages.to_post, name="desk-subsidy-to-post"),
    path("subsidie/<int:number>/berichten", views_messages.proof, name="desk-subsidy-proof"),
    path("subsidie/<int:number>/berichten/csv", views_messages.proof_csv, name="desk-subsidy-proof-csv"),
    path("subsidie/<int:number>/berichten/json", views_messages.proof_json, name="desk-subsidy-proof-json"),
    path("subsidie/<int:number>/berichten/<int:message>", views_messages.one_letter, name="desk-subsidy-one-letter"),
]
