"""Addresses of the checks, included by the scan room: in Dutch under / and in English under /en/."""

from django.urls import path

from trede.core import autonomy, baseline, readiness
from trede.scan.checks import views

urlpatterns = [
    path("veilig", views.main, {"rule": baseline.RULE}, name="safety"),
    path("ai-check", views.main, {"rule": readiness.RULE}, name="ai"),
    path("ai-check/lijst", views.ai_register, name="ai-register"),
    path("ai-check/lijst.csv", views.ai_register_file, name="ai-register-file"),
    path("kiezen", views.main, {"rule": autonomy.RULE}, name="choice"),
    path("kiezen/blad", views.blank_sheet, name="blank-sheet"),
    path("check/<slug:key>", views.other, name="check"),
    path("uitkomst/<str:code>/lijst", views.tasks, name="tasks"),
    path("uitkomst/<str:code>/blad", views.sheet, name="sheet"),
]
