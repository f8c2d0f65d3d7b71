"""Addresses of the desk on mail, under /beheer/."""

from django.urls import path

from trede.web import views_messages

urlpatterns = [
    path("berichten", views_messages.desk, name="messages"),
    path("berichten/opnieuw", views_messages.all_again, name="messages-again"),
    path("berichten/<int:number>/opnieuw", views_messages.again, name="message-again"),
]
