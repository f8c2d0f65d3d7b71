"""What the days bring to what firms send in: a reminder of a draft, its end, and another look at files that wait."""

from datetime import timedelta
from functools import partial

from django.db import transaction

from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.jobs import register_job
from trede.journal.models import Event
from trede.subsidies import files
from trede.subsidies.effects import Taken, also
from trede.subsidies.messages import address_of
from trede.subsidies.models import Application, Upload
from trede.web.addresses import address, site
from trede.web.letters import letter
from trede.web.outbox import post

REMIND = timedelta(days=14)
_BY, _SCANS = Actor.system("subsidy-drafts"), Actor.system("subsidy-files")


def empty(taken: Taken) -> None:
    """Erase what a draft held: its budget, its files and what it said of people. The files go after the commit."""
    application = taken.application
    names = list(application.uploads.values_list("stored_as", flat=True))
    Application.objects.filter(pk=application.pk).update(
        mandate=None, iban="", iban_holder="", intermediary="", signed_by="", signed_at=None
    )
    application.costs.all().delete()
    application.uploads.all().delete()
    about = ("application", application.pk)
    record("application.emptied", by=taken.by, firm=application.firm_id, subject=about, data={"files": len(names)})
    for name in names:
        transaction.on_commit(partial(files.remove, name))


def remind() -> int:
    """Mail who has a draft that goes within two weeks; once for each day on which it would go. Return how many."""
    until = clock.today() + REMIND
    found = Application.objects.select_related("applicant").filter(state="concept", draft_until__lte=until)
    done = 0
    for application in found.filter(draft_until__gte=clock.today()):
        told = Event.objects.filter(
            type="application.draft-reminded", subject_kind="application", subject=str(application.pk)
        )
        if application.draft_saved_at is None or not told.filter(recorded_at__gte=application.draft_saved_at).exists():
            _remind(by=_BY, application=application)
            done += 1
    return done


@action
def _remind(*, by: Actor, application: Application) -> None:
    language = application.language
    link = site(address(language, f"/mijn/aanvraag/{application.pk}"))
    mail = letter("subsidy-draft", language, link=link)
    about = ("application", application.pk)
    post(to=address_of(application), letter=mail, kind="subsidy-draft", about=about, firm=application.firm_id)
    record("application.draft-reminded", by=by, firm=application.firm_id, subject=about)


def scan_again() -> int:
    """Let the scanner look at files that it did not answer about; return how many have an answer now."""
    done = 0
    for row in Upload.objects.filter(scan="waiting", removed_at=None).select_related("application").order_by("pk"):
        found = files.scan_file(row.stored_as)
        if found in ("clean", "refused"):
            _scanned(by=_SCANS, upload=row, found=found)
            done += 1
    return done


@action
def _scanned(*, by: Actor, upload: Upload, found: str) -> None:
    """Write down what the scanner said; a file that it refuses is thrown away, and the row says so."""
    changes: dict[str, object] = {"scan": found}
    if found == "refused":
        changes["removed_at"] = clock.now()
        transaction.on_commit(partial(files.remove, upload.stored_as))
    Upload.objects.filter(pk=upload.pk).update(**changes)
    about = ("application", upload.application_id)
    record("application.file-scanned", by=by, firm=upload.application.firm_id, subject=about, data={"outcome": found})


def start() -> None:
    """Let drafts empty themselves, and register the reminder and the second look at files."""
    also("main", "vervallen", empty)
    register_job("subsidy-draft-reminders", remind)
    register_job("subsidy-file-scans", scan_again)
