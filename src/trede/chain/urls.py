"""Public addresses of the chain. They stand twice: in Dutch under / and in English under /en/."""

from django.urls import path

from trede.chain import views_link, views_public, views_status
from trede.chain.agreements import views_link as views_agreement

app_name = "chain"

urlpatterns = [
    path("adviseur", views_public.ask, name="ask"),
    path("adviseur/waar", views_status.where, name="where"),
    path("adviseur/waar/stoppen", views_status.stop, name="where-stop"),
    path("adviseur/waar/contact", views_status.contact, name="where-contact"),
    path("adviseur/ontvangen/<str:reference>", views_public.receipt, name="receipt"),
    path("adviseur/<str:code>", views_public.ask, name="ask-with-code"),
    path("afspraak/<str:token>", views_agreement.one_link, name="agreement-answer"),
    path("afspraak/<str:token>/ja", views_agreement.yes, name="agreement-yes"),
    path("afspraak/<str:token>/nee", views_agreement.no, name="agreement-no"),
    path("afspraak/<str:token>/klaar", views_agreement.done, name="agreement-done"),
    path("antwoord/<str:token>", views_link.one_link, name="answer"),
    path("antwoord/<str:token>/<slug:step>", views_link.step, name="answer-step"),
]
