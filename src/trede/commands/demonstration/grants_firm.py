"""What a fictional firm does with an application: fill it in, and read what is sent to it."""

from datetime import timedelta

from trede.commands.demonstration.story import Told
from trede.companies.actions import add_contact, register_firm
from trede.companies.models import ContactPerson, Firm
from trede.core.pack_schemes import Scheme
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies.applying import actions as applying
from trede.subsidies.messages import mark_read
from trede.subsidies.models import Application

PLANS = (
    ("Orders zonder overtypen", "We koppelen de webwinkel aan de voorraad.", "Drie uur per dag minder typen."),
    ("Eén planning voor iedereen", "We plannen voortaan op een scherm, ook op de bouwplaats.", "Minder wachten."),
    ("Back-up die echt werkt", "We zetten een kopie buiten de deur en oefenen.", "Een dag stil, geen week."),
    ("Mail op stapels met AI", "We proberen of AI de mail kan sorteren. Een mens leest na.", "Een uur per dag."),
)
SUPPLIERS = ("Kabel Voorbeeld BV", "Datahuis Zomaar BV", "Bureau Verzonnen")
_FIRST_FTE = 2


def draft(told: Told, scheme: Scheme, number: int) -> Application:
    """Return a draft of a firm, filled in but for its files."""
    firm, person = _who(told)
    by = Actor.entrepreneur(person.pk)
    made = applying.begin(by=by, firm=firm, person=person, scheme=scheme, language="nl", answers={}, reuse=True)
    title, plan, result = told.chance.choice(PLANS)
    pillars = told.chance.sample([item.key for item in scheme.pillars], min(2, len(scheme.pillars)))
    for part, values in _answers(told, scheme, firm, pillars, (title, plan, result)).items():
        applying.save_part(by=by, application=made, part=part, values=values)
    cents = _costs(told, scheme)
    for pillar in pillars or [""]:
        applying.save_line(
            by=by,
            application=made,
            number=None,
            pillar=pillar,
            what=title,
            supplier=told.chance.choice(SUPPLIERS),
            supplier_kvk="",
            quote=f"V-{number}{pillar}",
            cents=cents // max(len(pillars), 1),
            research_cents=0,
        )
    made.refresh_from_db()
    return made


def _who(told: Told) -> tuple[Firm, ContactPerson]:
    """Return a firm of the chain that did not apply yet and somebody of it; a new one when there is none."""
    applied = Application.objects.values("firm")
    known = ContactPerson.objects.filter(email__gt="", firm__fte__gte=_FIRST_FTE).exclude(firm__in=applied)
    person = known.select_related("firm").order_by("pk").first()
    if person is not None:
        return person.firm, person
    by, made = told.people["adviser"].actor, told.firm
    firm = register_firm(
        by=by, name=made.name, municipality=made.municipality, sector=made.sector, fte=made.fte, source="adviser"
    )
    return firm, add_contact(by=by, firm=firm, name=made.contact, email=made.email)


def _costs(told: Told, scheme: Scheme) -> int:
    """Return costs in cents, in whole hundreds of euros, that lead to an amount the scheme can give."""
    rules = scheme.version_at(clock.now())
    least, most = int((rules.minimum or 0) / rules.rate), int((rules.maximum or 20_000) / rules.rate)
    return told.chance.randrange(least + (most - least) // 4, most, 100) * 100


def _answers(
    told: Told, scheme: Scheme, firm: Firm, pillars: list[str], plan: tuple[str, str, str]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return what the firm fills in, by part: keys of the questions, as on its own pages."""
    rungs = scheme.version_at(clock.now()).rungs
    fte = f"{firm.fte.normalize():f}".replace(".", ",") if firm.fte is not None else "5"
    today = clock.today()
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
            "titel": plan[0],
            "plan": plan[1],
            "resultaat": plan[2],
            "wie": "De ondernemer, een collega en een leverancier.",
            "start": (today + timedelta(days=40)).isoformat(),
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
            "iban": _iban(firm.pk),
            "naam-rekening": firm.name,
        },
    }
    answers: dict[str, dict[str, tuple[str, ...]]] = {
        part: {key: (value,) for key, value in values.items()} for part, values in said.items()
    }
    answers["plan"]["doel"] = tuple(pillars)
    measures = [item.key for item in scheme.measures]
    answers["details"]["cijfers"] = tuple(told.chance.sample(measures, min(2, len(measures))))
    return answers


def _iban(number: int) -> str:
    """Return an account of a bank that is not there, with check digits that are right."""
    bare = f"TEST{number:010d}"
    digits = "".join(str(int(sign, 36)) for sign in f"{bare}NL00")
    return f"NL{98 - int(digits) % 97:02d}{bare}"


def read(made: Application) -> None:
    """Have the firm read what was sent to it."""
    by = Actor.entrepreneur(made.applicant_id or 0)
    for message in made.messages.filter(from_firm=False).exclude(proof__kind="read"):
        mark_read(by=by, message=message)
