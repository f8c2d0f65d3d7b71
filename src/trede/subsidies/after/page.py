"""What stands on the page of a file after its grant."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.subsidies import book
from trede.subsidies.after import evidence, obligations, sample, settle
from trede.subsidies.desk.words import euros
from trede.subsidies.models import Application, Claim
from trede.subsidies.payments.actions import payable_now, suspended_until
from trede.subsidies.registry import scheme_of

STEPS = {
    "vaststellen": _("Stel de subsidie vast"),
    "vaststellen_direct": _("Stel de subsidie meteen vast"),
    "lager_vaststellen": _("Stel lager vast"),
    "intrekken_vaststelling": _("Verlaag wat al is vastgesteld"),
    "terugvorderen": _("Vorder terug"),
}
OUTCOMES = {
    "agreed": _("akkoord"),
    "amend": _("akkoord, met een lager bedrag"),
    "withdraw": _("de subsidie vervalt"),
    "no": _("niet akkoord"),
}
MOMENTS = {"application": _("bij de aanvraag"), "end": _("aan het eind"), "after-12": _("een jaar later")}
SEEN = ("verleend", "in_uitvoering", "verantwoording", "vastgesteld", "terugvordering", "afgehandeld")
"""States in which there is something to see here."""


def after_page(by: Actor, application: Application, language: str) -> dict[str, Any]:
    """Return the context of the page. At most thirty queries, whatever the size of the file."""
    side = book.side(application)
    claims = list(application.claims.order_by("pk"))
    return {
        "application": application,
        "money": _money(application),
        "payable": euros(payable_now(application)[1]) if payable_now(application)[1] else "",
        "suspended_until": suspended_until(application),
        "end": obligations.end_of(application),
        "obligations": _obligations(application, language),
        "notices": [
            (row, OUTCOMES.get(row.outcome, ""))
            for row in application.change_notices.select_related("answered_by").order_by("-pk")
        ],
        "invoices": [
            (row, euros(row.cents), None if row.accepted_cents is None else euros(row.accepted_cents))
            for row in application.invoices.order_by("dated_on", "pk")
        ],
        "proposal": euros(settle.proposal(application)),
        "draft": settle.open_draft(application),
        "steps": [(step, STEPS[step]) for step in settle.steps_now(application)],
        "was_heard": settle.was_heard(application),
        "claims": [_claim(row) for row in claims],
        "is_overpaid": bool(side.overpaid),
        "measures": _measures(application, language),
        "layers": [
            (layer.what.in_language(language), layer.voluntary, holds)
            for layer, holds in evidence.layers_of(application)
        ],
        "is_spared": sample.is_spared(application),
        "mine": by.may(Permission.SUBSIDY_ASSESS),
        "may_decide": by.may(Permission.SUBSIDY_DECIDE),
        "may_pay": by.may(Permission.SUBSIDY_PAY),
    }


def _money(application: Application) -> list[tuple[Any, str]]:
    side = book.side(application)
    rows = (
        (_("Verleend"), side.granted),
        (_("Vastgesteld"), side.established),
        (_("Betaald"), side.paid),
        (_("Te veel betaald"), side.overpaid),
        (_("Teruggekregen"), side.received),
        (_("Hoeft niet terug"), side.waived),
        (_("Terug te krijgen"), side.outstanding),
    )
    return [(said, euros(cents)) for said, cents in rows if cents]


def _claim(row: Claim) -> dict[str, Any]:
    """Return a claim with what became of it: what came in, what came off on objection, and what was waived."""
    return {
        "row": row,
        "amount": euros(row.cents),
        "rest": euros(row.rest) if row.rest else "",
        "received": euros(row.received_cents) if row.received_cents else "",
        "lowered": euros(row.lowered_cents) if row.lowered_cents else "",
        "waived": euros(row.waived_cents) if row.waived_cents else "",
    }


def _obligations(application: Application, language: str) -> list[dict[str, Any]]:
    rules = {rule.key: rule for rule in scheme_of(application).obligations}
    found = []
    for row in application.obligations.order_by("due_on", "pk"):
        rule = rules.get(row.code)
        is_open = row.met_on is None and not row.waived_reason
        found.append(
            {
                "row": row,
                "what": row.code if rule is None else rule.what.in_language(language),
                "law": "" if rule is None else rule.law,
                "is_open": is_open,
                "is_late": is_open and row.due_on < clock.today(),
            }
        )
    return found


def _measures(application: Application, language: str) -> list[dict[str, Any]]:
    names = {item.key: item.name.in_language(language) for item in scheme_of(application).measures}
    rungs = {item.key: item.name.in_language(language) for item in pack().ladder.rungs}
    order = list(MOMENTS)
    rows = sorted(application.measurements.all(), key=lambda row: order.index(row.moment))
    return [
        {
            "row": row,
            "moment": MOMENTS[row.moment],
            "rung": rungs.get(row.rung, row.rung),
            "figures": [(names.get(key, key), f"{value:g}") for key, value in row.figures.items()],
        }
        for row in rows
    ]
