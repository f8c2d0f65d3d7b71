"""Which steps this desk offers, with the form and the page of each. Whether a step may be taken says the life cycle.

Most steps need no more than a reason; a few have a page of their own, because more comes with them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from trede.core.grant_life import Need, Role
from trede.core.grant_life_table import MISSING
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.subsidies import clocks, life
from trede.subsidies.against import is_objectable
from trede.subsidies.announcing import waits_for_post
from trede.subsidies.desk import actions, words
from trede.subsidies.desk.forms import AdviceForm, DeskForm, HearingForm, NothingForm, PassOnForm, ReasonForm, ReplyForm
from trede.subsidies.given import Given, Letter
from trede.subsidies.models import Application
from trede.subsidies.registry import scheme_of
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


def _objection_over(application: Application, _sent: dict[str, Any]) -> Given:
    """The time to object is over when its last day has passed; else the step says that it still runs."""
    found = clocks.clocks_of(application).get("objection")
    is_over = found is not None and found.due is not None and found.due < clock.today()
    return Given(frozenset({Need.TERM_OVER} if is_over else ()))


def _penalty_full(application: Application, _sent: dict[str, Any]) -> Given:
    """A penalty is at its highest when its last day has passed (Awb 4:17.2)."""
    owed = clocks.penalty_of(application)
    is_over = owed is not None and owed.last_day is not None and owed.last_day < clock.today()
    return Given(frozenset({Need.TERM_OVER} if is_over else ()))


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
    ("objection", "termijn_voorbij"): Page(NothingForm, _objection_over),
    ("objection", "bezwaar_ingetrokken"): Page(explain=_("Leg vast hoe het bedrijf dat liet weten.")),
    ("objection", "beroep_in"): Page(NothingForm, _nothing),
    ("objection", "onherroepelijk"): Page(),
    ("objection", "uitspraak"): Page(explain=_("Schrijf wat de rechter besliste en wat daar uit volgt.")),
    ("objection", "opnieuw_beslissen"): Page(),
    ("penalty", "melding_ingetrokken"): Page(),
    ("penalty", "hoogste_bedrag"): Page(NothingForm, _penalty_full),
    ("penalty", "dwangsom_betaald"): Page(
        explain=_("Schrijf wanneer en hoe er betaald is. Dit geld komt niet uit het plafond.")
    ),
    ("main", "kwijtschelden"): Page(
        explain=_("Het bedrijf hoeft de rest dan niet terug te betalen (Awb, artikel 4:94a).")
    ),
    ("payment", "annuleren"): Page(),
    ("payment", "terughalen"): Page(explain=_("De betaling gaat uit het betaalbestand.")),
    ("payment", "hervatten"): Page(explain=_("Het vermoeden is weg, of de dertien weken zijn om.")),
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
QUIET = frozenset(
    (
        *("doorleiden", "archiveren", "terug_naar_controle", "wijzigen", "intrekken", "kwijtschelden"),
        *("geen_bezwaar", "termijn_voorbij", "bezwaar_in", "bezwaar_ingetrokken", "ingebrekestelling", "te_vroeg"),
    )
)
"""Steps that seldom come: they stand under the others."""
_SHARED = {
    "nakijken": _("Kijk na of alles er is"),
    "besluit": _("Lees het concept en beslis"),
    "verlagen": _("Verlaag of trek in"),
    "bezwaar": _("Beslis op het bezwaar"),
    "dwangsom": _("Ingebrekestelling en dwangsom"),
}
"""What a page with several steps is called."""
_NOT_READ = (
    "Twee mensen moeten dit eerst lezen. Zijn ze het oneens? Dan leest een derde mee.",
    "Two people have to read this first. Do they differ? Then a third one reads too.",
)
_FIRST = (
    "read",
    "approve",
    "answer",
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


_ANNOUNCE = ("main", "bekendmaken")
_TO_COURT = ("objection", "beroep_in")
_TO_OBJECT = ("objection", "bezwaar_in")
_DRAFT = ("main", "concept_opstellen")


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
    """Return what this person may do now, the first thing to do on top. One per address; at most fifteen queries."""
    found: dict[str, Button] = {item.address: item for item in _more(by, application)}
    decisions = application.decisions.all()
    barred = {_ANNOUNCE}
    if not any(row.kind == "objection" and row.decided_on for row in decisions):
        barred.add(_TO_COURT)
    if not any(is_objectable(row) for row in decisions):
        barred.add(_TO_OBJECT)
    for item in life.steps_for(by, application):
        key = (item.region, item.edge.event)
        address = _address(application, key)
        if address is None or key in barred:
            continue
        missing = [need for need in item.missing if need is not Need.LEDGER]
        why = MISSING[missing[0]][language == "en"] if missing else ""
        if key == _DRAFT and not actions.is_read(application):
            why = _NOT_READ[language == "en"]
        known = found.get(address)
        if known is None or (known.why_not and not why):
            said = str(_SHARED.get(OWN.get(key, ""), words.step(*key)))
            found[address] = Button(item.edge.event, item.region, said, address, why, item.edge.event in QUIET)
    return sorted(found.values(), key=_rank)


def _more(by: Actor, application: Application) -> Iterator[Button]:
    """Yield what is no step of the life cycle: reading, preparing what somebody else decides."""
    base = f"/balie/subsidie/{application.pk}"
    if by.may(Permission.SUBSIDY_ASSESS):
        if any(waits_for_post(row) for row in application.decisions.all()):
            yield Button("bekendmaken", "main", str(words.PRINT_AND_POST), f"{base}/bekendmaken")
        if application.state == "in_behandeling" and not actions.is_read(application):
            yield Button("read", "main", str(_("Beoordeel")), f"{base}/beoordelen")
        if application.state in ("verleend", "in_uitvoering", "verantwoording"):
            yield Button("wijzigen", "main", str(_SHARED["verlagen"]), f"{base}/verlagen", quiet=True)
    if by.may(Permission.SUBSIDY_SECOND):
        yield from _reading(by, application, base)
    if by.may(Permission.SUBSIDY_OBJECTION) and application.objection_state == "in_behandeling":
        yield Button("answer", "objection", str(_("Behandel het bezwaar")), f"{base}/bezwaar")


def _reading(by: Actor, application: Application, base: str) -> Iterator[Button]:
    """Yield what a second or third reader does."""
    if application.state == "conceptbesluit":
        yield Button("approve", "main", str(_("Lees het concept en keur het goed")), f"{base}/besluit")
    if application.state != "in_behandeling":
        return
    role = actions.next_role(application)
    mine = [row for row in application.assessments.all() if str(row.person_id) == by.id]
    if role is not None and not mine:
        said = _("Lees als tweede lezer") if role == "second" else _("Lees als derde lezer")
        yield Button("read", "main", str(said), f"{base}/tweede")
    elif mine and mine[0].role != "first" and mine[0].agrees is None:
        yield Button("read", "main", str(_("Leg je oordeel naast het andere")), f"{base}/tweede")


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
