"""What a fictional firm does with an application: fill it in, and read what is sent to it."""

from datetime import timedelta

from trede.commands.demonstration.grants_doubts import DAUGHTER, Odd, relative
from trede.commands.demonstration.grants_plans import Plan, plan
from trede.commands.demonstration.story import Told
from trede.companies.actions import add_contact, register_firm
from trede.companies.models import ContactPerson, Firm
from trede.core.pack_schemes import Scheme
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies.applying import actions as applying
from trede.subsidies.messages import mark_read
from trede.subsidies.models import Application
from trede.subsidies.registry import scheme_of

SUPPLIERS = ("Kabel Voorbeeld BV", "Datahuis Zomaar BV", "Bureau Verzonnen")
_FIRST_FTE = 2
AHEAD, BEGUN = timedelta(days=40), timedelta(days=-20)
"""When the work starts, seen from the day of the application: later, or before it."""


def draft(told: Told, scheme: Scheme, number: int, about: Odd) -> Application:
    """Return a draft of a firm, filled in but for its files."""
    firm, person = _who(told, about)
    by = Actor.entrepreneur(person.pk)
    made = applying.begin(by=by, firm=firm, person=person, scheme=scheme, language="nl", answers={}, reuse=True)
    like = about.like("copy")
    words = plan(number) if like is None else _plan_of(like)
    pillars = told.chance.sample([item.key for item in scheme.pillars], min(2, len(scheme.pillars)))
    for part, values in _answers(told, made, pillars, words, about).items():
        applying.save_part(by=by, application=made, part=part, values=values)
    cents = _costs(told, scheme, most=about.doubt == "sister")
    copied = None if like is None else like.costs.order_by("pk").first()
    for pillar in pillars or [""]:
        supplier = told.chance.choice(SUPPLIERS)
        applying.save_line(
            by=by,
            application=made,
            number=None,
            pillar=pillar,
            what=words.title,
            supplier=supplier if copied is None else copied.supplier,
            supplier_kvk=DAUGHTER if about.doubt == "insider" else "",
            quote=f"V-{number}{pillar}" if copied is None else copied.quote,
            cents=cents // max(len(pillars), 1),
            research_cents=0,
        )
    made.refresh_from_db()
    return made


def _plan_of(made: Application) -> Plan:
    """Return the words of a plan that was sent."""
    sent = made.submissions.get(place=1).content["plan"]
    return Plan(sent["titel"], sent["plan"], sent["resultaat"], sent["wie"])


def _who(told: Told, about: Odd) -> tuple[Firm, ContactPerson]:
    """Return a firm of the chain that did not apply yet and somebody of it; a new one when there is none."""
    by, made = told.people["adviser"].actor, told.firm
    found = relative(by, about, made.municipality, made.sector)
    if found is not None:
        return found
    applied = Application.objects.values("firm")
    known = ContactPerson.objects.filter(email__gt="", firm__fte__gte=_FIRST_FTE).exclude(firm__in=applied)
    person = known.select_related("firm").order_by("pk").first()
    if person is not None:
        return person.firm, person
    firm = register_firm(
        by=by, name=made.name, municipality=made.municipality, sector=made.sector, fte=made.fte, source="adviser"
    )
    return firm, add_contact(by=by, firm=firm, name=made.contact, email=made.email)


def _costs(told: Told, scheme: Scheme, *, most: bool) -> int:
    """Return costs in cents, in whole hundreds of euros, that lead to an amount the scheme can give, or to its most."""
    rules = scheme.version_at(clock.now())
    least, top = int((rules.minimum or 0) / rules.rate), int((rules.maximum or 20_000) / rules.rate)
    drawn = told.chance.randrange(least + (top - least) // 4, top, 100)
    return (top if most else drawn) * 100


def _answers(
    told: Told, made: Application, pillars: list[str], words: Plan, about: Odd
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return what the firm fills in, by part: keys of the questions, as on its own pages."""
    scheme, firm = scheme_of(made), made.firm
    rungs = scheme.version_at(clock.now()).rungs
    fte = f"{firm.fte.normalize():f}".replace(".", ",") if firm.fte is not None else "5"
    today = clock.today()
    account, shared = iban(firm.pk), about.like("shared")
    said: dict[str, dict[str, str]] = {
        "firm": {
            "gemeente": firm.municipality or told.firm.municipality,
            "banen": fte,
            "omvang": fte,
            "trede": told.chance.choice(rungs),
            "trede-van": "adviseur",
            "landbouw": "nee",
            "groep": "nee",
        },
        "plan": {
            "titel": words.title,
            "plan": words.what,
            "resultaat": words.result,
            "wie": words.who,
            "start": (today + (BEGUN if about.doubt == "early" else AHEAD)).isoformat(),
            "einde": (today + timedelta(days=200)).isoformat(),
            "begonnen": "nee",
            "nieuw": "nee",
        },
        "statements": {
            "steun": "0",
            "zelf": "ja",
            "eerder": "nee",
            "rekeningen": "nee",
            "ander-geld": "nee",
            "mkb-waar": "ja",
            "btw": "ja",
        },
        "details": {
            "namens": "zelf",
            "post": "mail",
            "iban": account if shared is None else shared.iban,
            "naam-rekening": "P. Voorbeeld" if about.doubt == "holder" else firm.name,
        },
    }
    answers: dict[str, dict[str, tuple[str, ...]]] = {
        part: {key: (value,) for key, value in values.items()} for part, values in said.items()
    }
    answers["plan"]["doel"] = tuple(pillars)
    measures = [item.key for item in scheme.measures]
    answers["details"]["cijfers"] = tuple(told.chance.sample(measures, min(2, len(measures))))
    return answers


def iban(number: int) -> str:
    """Return an account of a bank that is not there, with check digits that are right."""
    bare = f"TEST{number:010d}"
    digits = "".join(str(int(sign, 36)) for sign in f"{bare}NL00")
    return f"NL{98 - int(digits) % 97:02d}{bare}"


def read(made: Application) -> None:
    """Have the firm read what was sent to it."""
    by = Actor.entrepreneur(made.applicant_id or 0)
    for message in made.messages.filter(from_firm=False).exclude(proof__kind="read"):
        mark_read(by=by, message=message)
