"""Which steps this desk offers, with the form and the page of each. Whether a step may be taken says the life cycle.

Most steps need no more than a reason; a few have a page of their own, because more comes with them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from trede.core.grant_life import Need, Role
from trede.core.grant_life_table import MISSING
from trede.core.permissions import Permission
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.subsidies import life
from trede.subsidies.desk import words
from trede.subsidies.desk.forms import AdviceForm, DeskForm, HearingForm, NothingForm, PassOnForm, ReasonForm, ReplyForm
from trede.subsidies.given import Given, Letter
from trede.subsidies.models import Application
from trede.web.templatetags.trede import day_in_words

Giving = Callable[[Application, dict[str, Any]], Given]


def _reason(_application: Application, sent: dict[str, Any]) -> Given:
    return Given(reason=sent["reason"])


def _nothing(_application: Application, _sent: dict[str, Any]) -> Given:
    return Given()


def _advice(_application: Application, sent: dict[str, Any]) -> Given:
    return Given(reason=sent["reason"], day=sent["day"])


def _hearing(application: Application, sent: dict[str, Any]) -> Given:
    letter = hearing_letter(application, sent["reason"], sent["until"])
    return Given(reason=sent["reason"], until=sent["until"], letter=letter)


def _pass_on(_application: Application, sent: dict[str, Any]) -> Given:
    return Given(frozenset({Need.CONSENT}), reason=sent["reason"], fields={"passed_to": sent["door"]})


def _over(_application: Application, _sent: dict[str, Any]) -> Given:
    return Given(frozenset({Need.TERM_OVER}))


def hearing_letter(application: Application, reason: str, until: Any) -> Letter:
    """Return the letter that says what we intend and asks for a reply (Awb 4:7)."""
    language, text = application.language, pack().text
    day = day_in_words(until, language)
    parts = (
        text("subsidy.letter.hearing.start", language),
        reason.strip(),
        text("subsidy.letter.hearing.reply", language, day=day),
        text("subsidy.letter.hearing.then", language),
    )
    return Letter("hearing", text("subsidy.letter.hearing.subject", language), "\n\n".join(parts))


@dataclass(frozen=True, slots=True)
class Page:
    """How a step is asked: the form, and what is made of what was sent."""

    form: type[DeskForm] = ReasonForm
    given: Giving = _reason
    explain: Any = ""


PAGES: dict[tuple[str, str], Page] = {
    ("main", "herstel_heropenen"): Page(explain=_("Het bedrijf krijgt nog een keer de gewone tijd om aan te vullen.")),
    ("main", "herstel_beeindigen"): Page(
        explain=_("De tijd om aan te vullen stopt nu, en de tijd om te besluiten loopt weer.")
    ),
    ("main", "terug_naar_controle"): Page(
        explain=_("De dag waarop de aanvraag compleet was, vervalt. Dat kan het bedrijf zijn plek kosten.")
    ),
    ("main", "advies_vragen"): Page(
        AdviceForm,
        _advice,
        _("Vraag een deskundige, of het Landelijk Bureau Bibob. De tijd om te besluiten loopt door."),
    ),
    ("main", "advies_ontvangen"): Page(
        NothingForm, _nothing, _("Zet het advies bij de stukken. Daarna beoordeel je verder.")
    ),
    ("main", "voornemen_afwijzen"): Page(
        HearingForm, _hearing, _("Wie nee gaat horen, mag eerst reageren (Awb, artikel 4:7).")
    ),
    ("main", "zienswijze_in"): Page(ReplyForm, _reason, _("Weeg de reactie mee in de redenen van het besluit.")),
    ("main", "terugleggen"): Page(explain=_("Het concept vervalt, met elke goedkeuring.")),
    ("main", "terughalen"): Page(explain=_("Het concept vervalt, met elke goedkeuring.")),
    ("main", "doorleiden"): Page(
        PassOnForm, _pass_on, _("De aanvraag eindigt hier zonder besluit. Dat kan alleen als het bedrijf het wil.")
    ),
    ("main", "start_uitvoering"): Page(NothingForm, _nothing, _("Het bedrijf gaat aan de slag.")),
    ("main", "verantwoording_openen"): Page(),
    ("main", "verantwoording_teruggeven"): Page(),
    ("main", "archiveren"): Page(NothingForm, _nothing, _("Er verandert daarna niets meer. De bewaartermijn begint.")),
    ("objection", "geen_bezwaar"): Page(
        explain=_("Bijvoorbeeld omdat het bedrijf schreef dat het geen bezwaar maakt.")
    ),
    ("objection", "termijn_voorbij"): Page(NothingForm, _over),
    ("objection", "bezwaar_ingetrokken"): Page(explain=_("Leg vast hoe het bedrijf dat liet weten.")),
    ("objection", "beroep_in"): Page(NothingForm, _nothing),
    ("objection", "onherroepelijk"): Page(),
    ("objection", "uitspraak"): Page(explain=_("Schrijf wat de rechter besliste en wat daar uit volgt.")),
    ("objection", "opnieuw_beslissen"): Page(),
    ("penalty", "melding_ingetrokken"): Page(),
    ("penalty", "hoogste_bedrag"): Page(NothingForm, _over),
    ("payment", "annuleren"): Page(),
    ("payment", "opnieuw_plannen"): Page(),
}
"""Steps that are asked on the plain page, by region and step."""

OWN = {
    ("main", "volledig_verklaren"): "nakijken",
    ("main", "uitnodigen_aanvullen"): "nakijken",
    ("main", "concept_opstellen"): "concept",
    ("main", "buiten_behandeling_stellen"): "concept/niet-behandelen",
    ("main", "afwijzing_voorbereiden"): "concept/afwijzen",
    ("main", "afwijzen_plafond"): "concept/plafond",
    ("main", "verlenen"): "besluit",
    ("main", "afwijzen"): "besluit",
    ("main", "niet_behandelen"): "besluit",
    ("main", "bekendmaken"): "bekendmaken",
    ("main", "wijzigen"): "verlagen",
    ("main", "intrekken"): "verlagen",
    ("objection", "bezwaar_in"): "bezwaar/nieuw",
    ("objection", "bob_gegrond"): "bezwaar",
    ("objection", "bob_ongegrond"): "bezwaar",
    ("objection", "niet_ontvankelijk"): "bezwaar",
    ("penalty", "ingebrekestelling"): "dwangsom",
    ("penalty", "te_vroeg"): "dwangsom",
    ("penalty", "dwangsom_bepalen"): "dwangsom",
}
"""Steps with a page of their own, by its address under the file."""
QUIET = frozenset({"doorleiden", "archiveren", "geen_bezwaar", "termijn_voorbij", "terug_naar_controle", "wijzigen",
                   "intrekken", "ingebrekestelling", "te_vroeg", "bezwaar_in", "bezwaar_ingetrokken"})  # fmt: skip
"""Steps that seldom come: they stand under the others."""
_FIRST = (
    "volledig_verklaren",
    "concept_opstellen",
    "verlenen",
    "afwijzen",
    "niet_behandelen",
    "bekendmaken",
    "buiten_behandeling_stellen",
    "zienswijze_in",
    "advies_ontvangen",
    "bob_ongegrond",
    "dwangsom_bepalen",
)


@dataclass(frozen=True, slots=True)
class Button:
    """A step as a link: what it says, where it leads, and why it cannot be taken when it cannot."""

    step: str
    region: str
    said: str
    address: str
    why_not: str = ""
    quiet: bool = False


def buttons(by: Actor, application: Application, language: str) -> list[Button]:
    """Return the steps of this desk that this person may take, the one to take first on top. One per address."""
    found: dict[str, Button] = {}
    for item in life.steps_for(by, application):
        key = (item.region, item.edge.event)
        address = _address(application, key)
        if address is None or address in found:
            continue
        missing = [need for need in item.missing if need is not Need.LEDGER]
        why = MISSING[missing[0]][language == "en"] if missing else ""
        said = str(words.STEPS.get(item.edge.event, item.edge.event))
        quiet = item.edge.event in QUIET
        found[address] = Button(item.edge.event, item.region, said, address, why, quiet)
    return sorted(found.values(), key=_rank)


def _rank(button: Button) -> tuple[bool, bool, int]:
    place = _FIRST.index(button.step) if button.step in _FIRST else len(_FIRST)
    return (button.quiet, bool(button.why_not), place)


def _address(application: Application, key: tuple[str, str]) -> str | None:
    base = f"/balie/subsidie/{application.pk}"
    if key in OWN:
        return f"{base}/{OWN[key]}"
    return f"{base}/stap/{key[0]}/{key[1]}" if key in PAGES else None


def doors(application: Application, language: str) -> list[tuple[str, str]]:
    """Return where an application can be passed on to: the doors of its scheme."""
    from trede.subsidies.registry import scheme_of

    return [(door.target, door.what.in_language(language)) for door in scheme_of(application).doors]


_ROLES = {
    Role.OFFICER: Permission.SUBSIDY_ASSESS,
    Role.READER: Permission.SUBSIDY_SECOND,
    Role.DECIDER: Permission.SUBSIDY_DECIDE,
    Role.PAYER: Permission.SUBSIDY_PAY,
    Role.OBJECTION: Permission.SUBSIDY_OBJECTION,
}


def life_roles(by: Actor) -> frozenset[Role]:
    """Return in which roles somebody of the office acts, whatever the file."""
    return frozenset(role for role, permission in _ROLES.items() if by.may(permission))
