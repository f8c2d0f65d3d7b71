"""Public addresses of the chain. They stand twice: in Dutch under / and in English under /en/."""

from django.urls import path

from trede.chain import views_public

app_name = "chain"

urlpatterns = [
    path("adviseur", views_public.ask, name="ask"),
    path("adviseur/ontvangen/<str:reference>", views_public.receipt, name="receipt"),
    path("adviseur/<str:code>", views_public.ask, name="ask-with-code"),
]
