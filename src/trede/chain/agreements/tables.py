"""Agreements and the yearly plan as tables for a spreadsheet."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from trede.chain.agreements.models import Agreement, PlanAction
from trede.chain.templatetags.chain import partner
from trede.companies.imports.tables import write_csv
from trede.regions.registry import pack


def agreements_csv(found: Iterable[Agreement], language: str) -> bytes:
    """Return agreements as CSV; money in whole euros."""
    headers = (
        _("Stand"),
        _("Vraagt of betaalt"),
        _("Doet het"),
        _("Wat is afgesproken"),
        _("Hoeveel per jaar"),
        _("Eenheid"),
        _("Euro's"),
        _("Eerste dag"),
        _("Laatste dag"),
        _("Opnieuw bekijken"),
        _("Afgesproken op"),
    )
    return write_csv(headers, (_agreement(item, language) for item in found))


def _agreement(item: Agreement, language: str) -> tuple[str, ...]:
    return (
        pack().text(f"agreement.state.{item.state}", language),
        partner(item.first),
        partner(item.second),
        item.role,
        "" if item.capacity is None else str(item.capacity),
        pack().text(f"agreement.unit.{item.capacity_unit}", language) if item.capacity_unit else "",
        "" if item.money_cents is None else str(item.money_cents // 100),
        item.valid_from.isoformat(),
        item.valid_until.isoformat(),
        item.review_on.isoformat(),
        _day(item.agreed_on),
    )


def plan_csv(found: Iterable[PlanAction], language: str) -> bytes:
    """Return the actions of a plan as CSV, each with its goal."""
    headers = (
        _("Doel"),
        _("Actie"),
        _("Wie"),
        _("Klaar op"),
        _("Opnieuw bekijken"),
        _("Ja gezegd op"),
        _("Stand"),
        _("Wat kwam ervan"),
    )
    rows = (
        (
            item.goal.text,
            item.what,
            partner(item.organisation),
            item.due_on.isoformat(),
            item.review_on.isoformat(),
            _day(item.agreed_on),
            pack().text(f"plan.state.{item.state}", language),
            item.result,
        )
        for item in found
    )
    return write_csv(headers, rows)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
