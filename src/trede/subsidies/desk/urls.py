"""Addresses of the desk that assesses and decides, under /balie/."""

from django.urls import include, path

from trede.subsidies.desk import (
    views_amend,
    views_archive,
    views_decision,
    views_file,
    views_list,
    views_objection,
    views_reading,
    views_upload,
)

_FILE = "subsidie/<int:number>"

urlpatterns = [
    path("", include("trede.subsidies.payments.urls")),
    path("", include("trede.subsidies.integrity.urls")),
    path("", include("trede.subsidies.after.urls")),
    path("subsidie", views_list.work_list, name="subsidy-list"),
    path("subsidie/csv", views_list.work_list_csv, name="subsidy-list-csv"),
    path("subsidie/lezen", views_archive.reading_set, name="subsidy-reading-set"),
    path(f"{_FILE}/dossier", views_archive.dossier, name="subsidy-dossier"),
    path(_FILE, views_file.one_file, name="subsidy-file"),
    path(f"{_FILE}/bestand/<int:upload>", views_upload.upload, name="subsidy-upload"),
    path(f"{_FILE}/opnemen", views_file.take_on, name="subsidy-take-on"),
    path(f"{_FILE}/nakijken", views_file.check, name="subsidy-check"),
    path(f"{_FILE}/beoordelen", views_reading.first, name="subsidy-read"),
    path(f"{_FILE}/tweede", views_reading.second, name="subsidy-read-second"),
    path(f"{_FILE}/belang", views_reading.interest, name="subsidy-interest"),
    path(f"{_FILE}/concept", views_decision.draft, name="subsidy-draft"),
    path(f"{_FILE}/concept/<slug:kind>", views_decision.other_draft, name="subsidy-draft-other"),
    path(f"{_FILE}/besluit", views_decision.decision, name="subsidy-decision"),
    path(f"{_FILE}/bekendmaken", views_decision.post, name="subsidy-announce"),
    path(f"{_FILE}/brief/<int:decision>", views_decision.letter, name="subsidy-letter"),
    path(f"{_FILE}/brief/<int:decision>/pdf", views_decision.letter_file, name="subsidy-letter-file"),
    path(f"{_FILE}/bezwaar", views_objection.objection, name="subsidy-objection"),
    path(f"{_FILE}/bezwaar/nieuw", views_objection.receive, name="subsidy-objection-new"),
    path(f"{_FILE}/dwangsom", views_objection.penalty, name="subsidy-penalty"),
    path(f"{_FILE}/verlagen", views_amend.amend, name="subsidy-amend"),
    path(f"{_FILE}/stap/<slug:region>/<slug:step>", views_file.step, name="subsidy-step"),
]
