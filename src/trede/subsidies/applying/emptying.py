"""What goes with a draft that was never sent, and the reminder two weeks before it goes."""

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
from trede.subsidies.models import Application
from trede.web.addresses import address, site
from trede.web.letters import letter
from trede.web.outbox import post

REMIND = timedelta(days=14)
_BY = Actor.system("subsidy-drafts")


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


def start() -> None:
    """Let drafts empty themselves, and register the reminder."""
    also("main", "vervallen", empty)
    register_job("subsidy-draft-reminders", remind)
