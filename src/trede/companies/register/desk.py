"""Looking a firm up from a form at a desk: what was typed stays, whatever the register answers.

The form carries a field `zoek` with a button `opzoeken`, the buttons `kies` of what was found, and a signed `register`
that says what the register said of the firm that was chosen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from trede.companies.models import Firm
from trede.companies.queries import firm_known
from trede.companies.register import errors
from trede.companies.register.answers import Page
from trede.companies.register.client import connected
from trede.companies.register.facts import Facts, Seen, facts_of, find, seen_in
from trede.core.errors import TredeError
from trede.core.places import candidates, is_shared
from trede.regions.registry import pack
from trede.web.failures import language_of
from trede.web.limits import take

LOOKS, LOOKS_PER_MINUTE = 30, 10.0
"""Questions from one desk: basic profiles cost money."""
MOST_TYPED = 200
LEAVE_OUT = "-"
"""Choice of somebody who does not want to take along what was chosen before."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """What was asked and what came of it. `asked` is False when the form was sent to be saved."""

    on: bool
    asked: bool = False
    typed: str = ""
    found: Page | None = None
    facts: Facts | None = None
    token: str = ""
    error: str = ""
    status: int = 200
    chosen: str = ""
    """The municipality that stood in the form: it stays when the register does not propose another."""

    @property
    def pages(self) -> tuple[int, int]:
        """Return the page before and the page after what is shown; 0 when there is none."""
        return (0, 0) if self.found is None else (self.found.page - 1, self.found.page + 1 if self.found.more else 0)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Return what went wrong, for the summary of the form."""
        return [("zoek", self.error)] if self.error else []

    @property
    def taken(self) -> Seen | None:
        """Return what was chosen before and travels along, when this page does not show it in full; else None."""
        return None if self.facts else seen_in(self.token)

    @property
    def known(self) -> Firm | None:
        """Return the firm here that has the numbers of what was chosen, or None. One query."""
        return None if self.facts is None else firm_known(self.facts.seen.kvk, self.facts.seen.branch)

    @property
    def municipality(self) -> str:
        """Return the name of the municipality that the place proposes; nothing when it proposes none."""
        return _name_of(self.facts.municipality if self.facts else "")

    @property
    def kept_municipality(self) -> str:
        """Return the name of the municipality that stays in the form; nothing when none does, or one is proposed."""
        return "" if self.facts is None or self.facts.municipality else _name_of(self.chosen)

    @property
    def is_shared_place(self) -> bool:
        """Say whether the place is one of the region of which another municipality has a namesake."""
        return self.facts is not None and is_shared(pack().info, self.facts.place)

    @property
    def candidates(self) -> tuple[str, ...]:
        """Return the municipalities that have the place, when it proposes none; the form lists them first."""
        return () if self.facts is None or self.facts.municipality else candidates(pack().info, self.facts.place)

    def filled(self) -> dict[str, str]:
        """Return the fields of a firm that the register fills in: what it does not know it leaves alone."""
        facts = self.facts
        if facts is None:
            return {}
        values = {
            "name": facts.name,
            "kvk": facts.seen.kvk,
            "branch": facts.seen.branch,
            "municipality": facts.municipality,
            "sector": facts.sector,
        }
        return {name: value for name, value in values.items() if value or name == "branch"}


def _name_of(code: str) -> str:
    return next((item.name for item in pack().info.municipalities if item.code == code), "")


def look_up(request: HttpRequest) -> LookUp:
    """Return what somebody asked of the register with this form, and its answer. Never raises for a failure of it."""
    sent: Mapping[str, str] = request.POST
    nothing = LookUp(on=connected(), token=sent.get("register", ""))
    typed = sent.get("zoek", "").strip()[:MOST_TYPED]
    chosen = sent.get("kies", "")
    if request.method != "POST" or not (chosen or "opzoeken" in sent or (typed and typed != sent.get("gezocht", ""))):
        return nothing
    if chosen == LEAVE_OUT:
        return LookUp(on=nothing.on, asked=True)
    try:
        if not take("register", request, capacity=LOOKS, per_minute=LOOKS_PER_MINUTE):
            raise errors.busy()
        if chosen:
            kvk, _dot, branch = chosen.partition(".")
            facts = facts_of(pack(), _digits(kvk, 8), _digits(branch, 12) if branch else "")
            return LookUp(on=True, asked=True, facts=facts, token=facts.token, chosen=sent.get("municipality", ""))
        found = find(typed or sent.get("kvk", "") or sent.get("name", "") or sent.get("firm_name", ""), _page(sent))
    except TredeError as error:
        sentence = error.in_language(language_of(request))
        return LookUp(on=nothing.on, asked=True, typed=typed, token=nothing.token, error=sentence, status=error.status)
    return LookUp(on=True, asked=True, typed=typed, found=found, token=nothing.token)


def _page(sent: Mapping[str, str]) -> int:
    typed = sent.get("opzoeken", "1")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 1  # noqa: PLR2004  # a hundred pages


def _digits(text: str, length: int) -> str:
    if not (len(text) == length and text.isascii() and text.isdigit()):
        raise errors.nothing_to_look_for()
    return text


def seen_with(request: HttpRequest, *, kvk: str | None = None, branch: str = "") -> Seen | None:
    """Return what the register said of the firm that was chosen in this form; None: people typed it.

    With `kvk` only when it is about these numbers: somebody may have typed others since.
    """
    return seen_in(request.POST.get("register", ""), kvk=kvk, branch=branch)


def shown_with(lookup: LookUp) -> dict[str, object]:
    """Return what a form with a look-up adds to its page."""
    return {"lookup": lookup, "errors": lookup.errors} if lookup.asked else {"lookup": lookup}


def answered(response: HttpResponse, lookup: LookUp) -> HttpResponse:
    """Return the page with the status of the look-up, when that is what was asked."""
    if lookup.asked:
        response.status_code = lookup.status
    return response
