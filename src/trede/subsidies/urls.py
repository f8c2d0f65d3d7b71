"""Addresses for everybody and for firms. They stand twice: in Dutch under / and in English under /en/."""

from django.urls import path

from trede.subsidies.after import views_register
from trede.subsidies.applying import views_answer, views_draft, views_file, views_files, views_send, views_share
from trede.subsidies.public import views, views_opening

app_name = "subsidies"

urlpatterns = [
    path("subsidies", views.overview, name="overview"),
    path("subsidies/register", views_register.page, name="register"),
    path("subsidies/register.json", views_register.as_json, name="register-json"),
    path("subsidies/register.csv", views_register.as_csv, name="register-csv"),
    path("subsidies/bericht/verstuurd", views_opening.sent, name="opening-sent"),
    path("subsidies/bericht/gewist", views_opening.gone, name="opening-gone"),
    path("subsidies/bericht/<str:token>", views_opening.answer, name="opening-answer"),
    path("subsidies/<slug:key>/bericht", views_opening.ask, name="opening-ask"),
    path("subsidies/<slug:key>", views.scheme, name="scheme"),
    path("subsidies/<slug:key>/check", views.check, name="check"),
    path("mijn/aanvraag/nieuw/<slug:key>", views_draft.begin, name="begin"),
    path("mijn/aanvraag/<int:number>", views_draft.overview, name="application"),
    path("mijn/aanvraag/<int:number>/onderdeel/<slug:key>", views_draft.part, name="part"),
    path("mijn/aanvraag/<int:number>/begroting", views_draft.budget, name="budget"),
    path("mijn/aanvraag/<int:number>/begroting/<int:line>/weg", views_draft.remove_line, name="line-remove"),
    path("mijn/aanvraag/<int:number>/bestanden", views_files.documents, name="documents"),
    path("mijn/aanvraag/<int:number>/bestanden/<int:upload>", views_files.fetch, name="file"),
    path("mijn/aanvraag/<int:number>/bestanden/<int:upload>/weg", views_files.remove, name="file-remove"),
    path("mijn/aanvraag/<int:number>/controleren", views_send.check_and_send, name="send"),
    path("mijn/aanvraag/<int:number>/ontvangen", views_send.received, name="received"),
    path("mijn/aanvraag/<int:number>/kopie", views_send.copy, name="copy"),
    path("mijn/aanvraag/<int:number>/kopie.json", views_send.copy_json, name="copy-json"),
    path("mijn/aanvraag/<int:number>/kopie.pdf", views_send.copy_pdf, name="copy-pdf"),
    path("mijn/aanvraag/<int:number>/weggooien", views_draft.drop, name="drop"),
    path("mijn/aanvraag/<int:number>/bericht/<int:message>", views_file.message, name="message"),
    path("mijn/aanvraag/<int:number>/berichten.csv", views_file.proof_csv, name="proof-csv"),
    path("mijn/aanvraag/<int:number>/berichten.json", views_file.proof_json, name="proof-json"),
    path("mijn/aanvraag/<int:number>/aanvullen", views_answer.add, name="add"),
    path("mijn/aanvraag/<int:number>/intrekken", views_answer.withdraw, name="withdraw"),
    path("mijn/aanvraag/<int:number>/aanbod", views_answer.offer, name="offer"),
    path("mijn/aanvraag/<int:number>/reageren", views_answer.reply, name="reply"),
    path("mijn/aanvraag/<int:number>/bezwaar", views_answer.object_to, name="object"),
    path("mijn/aanvraag/<int:number>/bezwaar-intrekken", views_answer.withdraw_objection, name="objection-withdraw"),
    path("mijn/aanvraag/<int:number>/schrijven", views_answer.tell, name="tell"),
    path("mijn/aanvraag/<int:number>/melden", views_answer.tell_change, name="tell-change"),
    path("mijn/aanvraag/<int:number>/rekening", views_answer.account, name="account"),
    path("mijn/aanvraag/<int:number>/afrekenen", views_answer.settle, name="settle"),
    path("mijn/aanvraag/<int:number>/meten", views_share.measure, name="measure"),
    path("mijn/aanvraag/<int:number>/delen", views_share.share, name="share"),
    path("mijn/aanvraag/<int:number>/factuur", views_answer.invoice, name="invoice"),
]
