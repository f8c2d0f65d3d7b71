"""Addresses of the desk of this room, under /balie/."""

from django.urls import path

from trede.partners import views_desk, views_white, views_white_report

urlpatterns = [
    path("diensten", views_desk.overview, name="desk-services"),
    path("diensten/nieuw", views_desk.new, name="desk-service-new"),
    path("diensten/<slug:key>", views_desk.one, name="desk-service"),
    path("diensten/<slug:key>/wijzigen", views_desk.write, name="desk-service-write"),
    path("diensten/<slug:key>/voorbeeld", views_desk.preview, name="desk-service-preview"),
    path("diensten/<slug:key>/publiceren", views_desk.publish, name="desk-service-publish"),
    path("diensten/<slug:key>/weggooien", views_desk.discard, name="desk-service-discard"),
    path("diensten/<slug:key>/klopt", views_desk.confirm, name="desk-service-confirm"),
    path("diensten/<slug:key>/plaats", views_desk.room, name="desk-service-room"),
    path("diensten/<slug:key>/intrekken", views_desk.withdraw, name="desk-service-withdraw"),
    path("diensten/<slug:key>/terugzetten", views_desk.restore, name="desk-service-restore"),
    path("witte-vlekken", views_white.white, name="desk-white-spots"),
    path("witte-vlekken/verslag", views_white_report.white_report, name="white-report"),
]
