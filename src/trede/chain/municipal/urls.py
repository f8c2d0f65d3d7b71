"""Addresses of signals, under /balie/."""

from django.urls import path

from trede.chain.municipal import views

urlpatterns = [
    path("gemeente/signalen", views.own_signals, name="own-signals"),
    path("gemeente/signalen/nieuw", views.give, name="signal-give"),
    path("gemeente/signalen/<int:number>", views.own_signal, name="own-signal"),
    path("signalen", views.overview, name="signals"),
    path("signalen/<int:number>", views.signal, name="signal"),
    path("signalen/<int:number>/oppakken", views.take, name="signal-take"),
    path("signalen/<int:number>/antwoord", views.answer, name="signal-answer"),
    path("signalen/<int:number>/samen", views.group, name="signal-group"),
    path("signalen/<int:number>/afsluiten", views.close, name="signal-close"),
]
