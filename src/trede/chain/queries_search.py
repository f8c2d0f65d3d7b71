"""Finding a file by code, name or place, within what somebody may see anyway."""

from dataclasses import dataclass
from typing import Literal

from django.db.models import Case as Either
from django.db.models import Q, TextField, When
from django.db.models.functions import Cast

from trede.chain.models import AdviceRequest, Case, Referral
from trede.chain.queries_work import partners_with_consent
from trede.core.codes import normalise_code
from trede.core.permissions import Permission
from trede.journal.actions import Actor
from trede.regions.registry import pack

MOST_FOUND = 25
LEAST = 2
"""Characters without which a name is not looked for."""
_PAGES = {"request": "aanvraag", "case": "dossier", "referral": "verwijzing"}
_KVK = 8


@dataclass(frozen=True, slots=True)
class Found:
    """Something that matched. `place` is a CBS code, empty when it is not known or not shared."""

    kind: Literal["request", "case", "referral"]
    number: int
    firm: str
    place: str
    state: str

    @property
    def address(self) -> str:
        """Return where it is read."""
        return f"/balie/{_PAGES[self.kind]}/{self.number}"


def search(by: Actor, typed: str) -> list[Found]:
    """Return what matches what somebody typed: open things first, then the newest. At most three queries.

    A code is that of a request, a file or a shared scan; a place is a municipality of the region. Nothing is found with
    less than two characters.
    """
    text = " ".join(typed.split())
    if len(text) < LEAST:
        return []
    code = normalise_code(text)
    found: list[Found] = []
    if by.may(Permission.INTAKE):
        found += _requests(by, text, code)
    if by.may(Permission.CASE_VIEW):
        found += _cases(by, text, code)
    return (found + _referrals(by, text))[:MOST_FOUND]


def _towns(text: str) -> list[str]:
    return [item.code for item in pack().info.municipalities if text.lower() in item.name.lower()]


def _requests(by: Actor, text: str, code: str | None) -> list[Found]:
    wanted = Q(firm_name__icontains=text) | Q(reference=code or "-") | Q(scan__code=code or "-")
    rows = AdviceRequest.objects.filter(wanted, organisation=by.organisation, state="received").order_by("-pk")
    return [Found("request", row.pk, row.firm_name, "", row.state) for row in rows[:MOST_FOUND]]


def _cases(by: Actor, text: str, code: str | None) -> list[Found]:
    wanted = Q(firm__name__icontains=text) | Q(firm__municipality__in=_towns(text))
    if code is not None:
        wanted |= Q(reference=code) | Q(request__reference=code) | Q(scan__code=code)
    if text.isascii() and text.isdigit() and len(text) == _KVK:
        wanted |= Q(firm__kvk=text)
    rows = Case.objects.filter(wanted, organisation=by.organisation).select_related("firm")
    open_first = rows.order_by(Either(When(state="open", then=0), default=1), "-pk")
    return [Found("case", row.pk, row.firm.name, row.firm.municipality, row.state) for row in open_first[:MOST_FOUND]]


def _referrals(by: Actor, text: str) -> list[Found]:
    """Referrals to answer. The place counts only where the firm agreed to share it."""
    rows = Referral.objects.filter(partners_with_consent(), organisation=by.organisation).annotate(
        parts=Cast("shared", TextField())
    )
    place = Q(case__firm__municipality__in=_towns(text), parts__contains='"firm"')
    rows = rows.filter(Q(case__firm__name__icontains=text) | place).select_related("case__firm")
    return [
        Found(
            "referral",
            row.pk,
            row.case.firm.name,
            row.case.firm.municipality if "firm" in row.shared else "",
            row.state,
        )
        for row in rows.order_by("-pk")[:MOST_FOUND]
    ]
