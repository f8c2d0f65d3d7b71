"""Notes on a referral: written by either side, mended within a day, corrected after it."""

from datetime import date

from trede.chain.models import Note, Referral
from trede.chain.queries import parties
from trede.chain.queries_notes import may_mend, may_read
from trede.chain.steps import not_later_than_today, person, words
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.journal.actions import Actor, action, record

TEXT_MOST = 1000


@action
def write_note(
    *, by: Actor, referral: Referral, kind: str, happened_on: date, text: str, corrects: Note | None = None
) -> Note:
    """Write a note, or with `corrects` one that corrects an older one; the older one stays to be read.

    Raises NotPermitted for who has no part in the referral, InputError (`kind`, `happened-on`, `text`).
    """
    _check_part(by, referral)
    if corrects is not None and not may_read(by, corrects):
        raise NotPermitted("not-yours", "Deze notitie is niet van jullie.", "This note is not yours.")
    note = Note(
        referral=referral,
        organisation=by.organisation,
        author_id=person(by),
        kind=_known_kind(kind),
        happened_on=not_later_than_today(happened_on, "happened-on"),
        text=_said(text),
        corrects=corrects,
    )
    note.save(force_insert=True)
    _note(by, referral, "note.written" if corrects is None else "note.corrected", note)
    return note


@action
def mend_note(*, by: Actor, note: Note, kind: str, happened_on: date, text: str) -> Note:
    """Change one's own note within a day. Raises OutOfOrder after that: then write a correction."""
    _check_part(by, note.referral)
    if not may_mend(by, note):
        raise OutOfOrder(
            "note-closed",
            "Deze notitie is ouder dan een dag of van een ander. Schrijf een verbetering.",
            "This note is older than a day or somebody else's. Write a correction.",
        )
    note.kind, note.text = _known_kind(kind), _said(text)
    note.happened_on = not_later_than_today(happened_on, "happened-on")
    note.save(update_fields=["kind", "text", "happened_on"])
    _note(by, note.referral, "note.changed", note)
    return note


def _check_part(by: Actor, referral: Referral) -> None:
    if not parties(by, referral) or person(by) is None:
        raise NotPermitted("not-yours", "Deze verwijzing is niet van jullie.", "This referral is not yours.")


def _known_kind(kind: str) -> str:
    if kind not in Note.KINDS:
        raise InputError("kind", "Kies wat voor notitie het is.", "Choose what kind of note it is.")
    return kind


def _said(text: str) -> str:
    said = words(text, TEXT_MOST)
    if not said:
        raise InputError("text", "Schrijf wat er gebeurde.", "Write what happened.")
    return said


def _note(by: Actor, referral: Referral, event: str, note: Note) -> None:
    data: dict[str, object] = {"organisation": note.organisation, "kind": note.kind}
    record(event, by=by, firm=referral.case.firm_id, subject=("referral", referral.pk), data=data)
