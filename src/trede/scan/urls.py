"""Addresses of the scan room. They stand twice: in Dutch under / and in English under /en/."""

from django.urls import include, path

from trede.scan import outcome_views, own_views, views
from trede.scan.benchmark import views as benchmark_views
from trede.scan.paper import views as paper_views
from trede.scan.takealong import views as takealong_views

app_name = "scan"

urlpatterns = [
    path("uitkomst/<str:code>", outcome_views.outcome, name="outcome"),  # first: looked up for every visitor
    path("scan", views.start, name="start"),
    path("scan/alles", views.all_questions, name="all"),
    path("scan/papier.pdf", paper_views.paper, name="paper"),
    path("scan/vraag/<int:number>", views.question, name="question"),
    path("scan/weggegooid", outcome_views.discarded, name="discarded"),
    path("", include("trede.scan.checks.urls")),
    path("", include("trede.scan.skills.urls")),
    path("code", outcome_views.enter_code, name="code"),
    path("mijn/scans", own_views.own_scans, name="own-scans"),
    path("mijn/scans/<int:number>/los", own_views.detach, name="own-scan-detach"),
    path("uitkomst/<str:code>/pdf", outcome_views.pdf, name="pdf"),
    path("uitkomst/<str:code>/vergelijken", benchmark_views.compare, name="compare"),
    path("uitkomst/<str:code>/bewaren", takealong_views.keep, name="keep"),
    path("uitkomst/<str:code>/herinnering.ics", takealong_views.reminder, name="reminder"),
    path("uitkomst/<str:code>/opnieuw", outcome_views.again, name="again"),
    path("uitkomst/<str:code>/weg", outcome_views.discard, name="discard"),
]
