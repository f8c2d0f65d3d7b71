"""Addresses of login, one's own account and the administration of accounts."""

from django.urls import path

from trede.accounts.views import deputies, firm_openid, language, login, manage, openid, own, passkeys, privacy, welcome

app_name = "accounts"

urlpatterns = [
    path("balie", login.desk, name="desk"),
    path("balie/inloggen", login.sign_in, name="sign-in"),
    path("balie/tweede-stap", login.second_step, name="second-step"),
    path("balie/tweede-stap/instellen", own.set_up_second_step, name="second-step-set-up"),
    path("balie/tweede-stap/passkey", passkeys.set_up, name="passkey-set-up"),
    path("balie/openid/start", openid.start, name="openid"),
    path("balie/openid/terug", openid.back, name="openid-back"),
    path("balie/openid/opnieuw", openid.start_again, name="openid-again"),
    path("balie/bevestigen", login.confirm, name="confirm"),
    path("balie/uitloggen", login.sign_out, name="sign-out"),
    path("balie/taal", language.switch_language, name="language"),
    path("balie/welkom/<str:token>", welcome.welcome, name="welcome"),
    path("balie/mijn-account", own.own_account, name="own"),
    path("balie/mijn-account/wachtwoord", own.change_password, name="own-password"),
    path("balie/mijn-account/reservecodes", own.new_codes, name="own-codes"),
    path("balie/mijn-account/passkeys", passkeys.own_passkeys, name="own-passkeys"),
    path("balie/mijn-account/passkeys/<int:number>/weg", passkeys.remove, name="own-passkey-remove"),
    path("balie/mijn-account/sessies", own.end_sessions, name="own-sessions"),
    path("balie/mijn-account/vervanging", deputies.deputies, name="deputies"),
    path("balie/mijn-account/vervanging/<int:number>/stoppen", deputies.end, name="deputy-end"),
    path("beheer/accounts", manage.accounts, name="list"),
    path("beheer/accounts/uitnodigen", manage.invite, name="invite"),
    path("beheer/accounts/<int:number>", manage.one_account, name="account"),
    path("beheer/accounts/<int:number>/link", manage.renew_link, name="account-link"),
    path("beheer/accounts/<int:number>/tweede-stap", manage.remove_second_step, name="account-second-step"),
    path("beheer/accounts/<int:number>/losmaken", manage.unlink, name="account-unlink"),
    path("beheer/accounts/<int:number>/sluiten", manage.deactivate, name="account-close"),
    path("beheer/accounts/<int:number>/openen", manage.reopen, name="account-reopen"),
    path("beheer/accounts/<int:number>/wissen", manage.erase, name="account-erase"),
    path("beheer/privacy", privacy.desk, name="privacy"),
    path("beheer/privacy/<slug:kind>/<int:number>/download", privacy.download, name="privacy-download"),
    path("beheer/privacy/<slug:kind>/<int:number>/wissen", privacy.erase, name="privacy-erase"),
    path("mijn/openid/start", firm_openid.start, name="firm-openid"),
    path("mijn/openid/terug", firm_openid.back, name="firm-openid-back"),
]
