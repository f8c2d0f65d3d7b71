"""Reading the notes on a referral as one side of it reads them."""

from dataclasses import dataclass
from datetime import timedelta

from trede.chain.handing import OWN_CONTACT
from trede.chain.models import Note, Referral
from trede.chain.steps import person
from trede.companies.models import ContactPerson
from trede.companies.queries import contacts_of
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.models import Event

MENDED_WITHIN = timedelta(hours=24)
"""How long somebody may change his own note; after that a correction stands beside it."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A note with what corrects it. `mends`: the reader may still change it."""

    note: Note
    corrections: list[Note]
    mends: bool


def notes_of(by: Actor, referral: Referral) -> list[Noted]:
    """Return the notes that the actor's organisation reads, newest first; corrections oldest first. One query."""
    found = [note for note in referral.notes.select_related("author").order_by("pk") if may_read(by, note)]
    corrections: dict[int, list[Note]] = {}
    for note in found:
        if note.corrects_id is not None:
            corrections.setdefault(note.corrects_id, []).append(note)
    first = [note for note in found if note.corrects_id is None]
    return [Noted(note, corrections.get(note.pk, []), may_mend(by, note)) for note in reversed(first)]


def contacts_shared(referral: Referral, shared: set[str]) -> list[ContactPerson]:
    """Return whom the reader of a referral may speak to at the firm. At most two queries.

    `shared`: the parts of the file that go along. A partner to which the firm came itself sees whom it wrote down.
    """
    found = contacts_of(referral.case.firm_id)
    if "contact" in shared:
        return list(found)
    if OWN_CONTACT not in shared:
        return []
    added = Event.objects.filter(
        type="contact.added", firm=referral.case.firm_id, organisation=referral.organisation, subject_kind="contact"
    )
    own = set(added.values_list("subject", flat=True))
    return [contact for contact in found if str(contact.pk) in own]


def may_mend(by: Actor, note: Note) -> bool:
    """Say whether the actor may still change a note: his own, within a day."""
    own = note.author_id is not None and note.author_id == person(by)
    return own and clock.now() - note.written_at <= MENDED_WITHIN


def may_read(by: Actor, note: Note) -> bool:
    """Say whether the actor's organisation reads a note: its own ones, and of others all but internal ones."""
    return note.kind != "intern" or note.organisation == by.organisation
