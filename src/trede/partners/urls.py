"""Public addresses of the help finder. They stand twice: in Dutch under / and in English under /en/."""

from django.urls import path

from trede.partners import views_help

app_name = "partners"

urlpatterns = [
    path("hulp", views_help.find, name="help"),
    path("hulp/<slug:organisation>", views_help.organisation, name="organisation"),
]
