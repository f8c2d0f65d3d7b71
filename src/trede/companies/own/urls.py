"""Addresses of the own pages of a firm. They stand twice: in Dutch under /mijn and in English under /en/mijn."""

from django.urls import path

from trede.companies.own import views, views_consent, views_data, views_login, views_openid

app_name = "own"

urlpatterns = [
    path("mijn", views.overview, name="overview"),
    path("mijn/inloggen", views_login.sign_in, name="sign-in"),
    path("mijn/inloggen/verstuurd", views_login.sent, name="sent"),
    path("mijn/inloggen/<str:token>", views_login.landing, name="landing"),
    path("mijn/kies", views_login.choose, name="choose"),
    path("mijn/begin", views_login.start, name="start"),
    path("mijn/wie", views_openid.who, name="who"),
    path("mijn/wacht", views_login.waiting, name="waiting"),
    path("mijn/uitloggen", views_login.sign_out, name="sign-out"),
    path("mijn/uitgelogd", views_login.signed_out, name="signed-out"),
    path("mijn/gewist", views_login.erased, name="erased"),
    path("mijn/reis", views.whole_journey, name="journey"),
    path("mijn/wie-keek", views.who_looked, name="looks"),
    path("mijn/toegang/<int:number>", views.answer_access, name="access"),
    path("mijn/toestemming", views_consent.consents, name="consents"),
    path("mijn/toestemming/geven", views_consent.give, name="consent-give"),
    path("mijn/toestemming/<int:number>/intrekken", views_consent.withdraw, name="consent-withdraw"),
    path("mijn/gegevens", views_data.mine, name="mine"),
    path("mijn/gegevens/wijzigen", views_data.details, name="details"),
    path("mijn/gegevens/gemeente", views_data.place, name="place"),
    path("mijn/gegevens/mailadres", views_data.mail_address, name="address"),
    path("mijn/gegevens/collega", views_data.colleague, name="colleague"),
    path("mijn/gegevens/collega/<int:number>/weg", views_data.remove_colleague, name="colleague-remove"),
    path("mijn/gegevens/uitnodiging/<int:number>/stop", views_data.stop_invitation, name="invitation-stop"),
    path("mijn/gegevens/lezen", views_data.read, name="read"),
    path("mijn/gegevens/download", views_data.download, name="download"),
    path("mijn/gegevens/wissen", views_data.erase, name="erase"),
]
