"""Props of the tests of the subsidy desk: applications brought to a state by the real steps, by the named cast."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count

from tests.cast import SYSTEM, actor, member
from trede.companies.actions import add_contact, register_firm
from trede.companies.models import ContactPerson, Firm
from trede.core.grant_life import Need
from trede.core.integrity_words import PAYMENT_CODES
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.guard import unguarded
from trede.subsidies import allocate, messages, periods
from trede.subsidies.after import settle
from trede.subsidies.given import Given
from trede.subsidies.life import take_step
from trede.subsidies.models import Application, Decision, PenaltyClaim, Period
from trede.subsidies.registry import scheme_by_key

READINESS, VOUCHER = "digitale-ai-gereedheid", "adviesvoucher-mkb"
OPENED = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
"""A Monday on which both schemes are open in a rehearsal."""
_names = count(1)


def day(year: int, month: int, number: int, hour: int = 10) -> datetime:
    """Return a moment on a day, for `clock.at`."""
    return datetime(year, month, number, hour, tzinfo=UTC)


def new_firm(name: str = "", kvk: str | None = None) -> Firm:
    """Return another fictional firm, made through the same action as in the product."""
    number = next(_names)
    return register_firm(
        by=actor("adviser"),
        name=name or f"Voorbeeld {number} BV",
        kvk=kvk,
        municipality="GM0114",
        sector="maakindustrie",
        fte="5",
        source="adviser",
    )


def person_of(firm: Firm) -> ContactPerson:
    """Return somebody of a firm who can be written to, made at first use."""
    known = firm.contacts.filter(email__gt="").first()
    if known is not None:
        return known
    return add_contact(
        by=actor("adviser"), firm=firm, name="Bart Bakker", phone="", email=f"post@firma{firm.pk}.example"
    )


def iban_of(firm: Firm) -> str:
    """Return an account of a firm that is its own: of a bank that is not there, with check digits that are right."""
    bare = f"TEST{firm.pk:010d}"
    digits = "".join(str(int(sign, 36)) for sign in f"{bare}NL00")
    return f"NL{98 - int(digits) % 97:02d}{bare}"


def applicant(application: Application) -> Actor:
    """Return the person of the firm who applies, as the journal knows them."""
    return Actor.entrepreneur(application.applicant_id or 0)


@action
def concept(
    *, by: Actor = SYSTEM, firm: Firm | None = None, scheme: str = READINESS, cents: int = 1_500_000
) -> Application:
    """Return a signed draft that only has to be sent."""
    firm = firm or new_firm()
    now = clock.now()
    application = Application(
        scheme=scheme,
        firm=firm,
        applicant=person_of(firm),
        signed_by="Bart Bakker",
        signed_at=now,
        state_since=now,
        requested_cents=cents,
        draft={"plan": "Orders zonder overtypen"},
        iban=iban_of(firm),
        iban_holder=firm.name,
        iban_since=now,
    )
    application.save(force_insert=True)
    record("application.note", by=by, firm=firm.pk, subject=("application", application.pk), data={"step": "concept"})
    return application


def ask_by_post(application: Application) -> None:
    """Ask the firm for its view of a smaller grant, with a letter that goes today."""
    asked = settle.hear(by=actor("officer"), application=application, intention="We willen minder geven.")
    messages.mark_posted(by=actor("officer"), message=asked)


@action
def draft_decision(
    *, application: Application, kind: str = "grant", cents: int = 0, by: str = "officer", digest: str = "d" * 64
) -> Decision:
    """Return a draft decision that the officer prepared."""
    decision = Decision(
        application=application,
        kind=kind,
        cents=cents,
        digest=digest,
        prepared_by=member(by),
        prepared_at=clock.now(),
    )
    decision.save(force_insert=True)
    about = ("application", application.pk)
    record("application.note", by=actor(by), firm=application.firm_id, subject=about, data={"step": "draft"})
    return decision


def step(
    application: Application, name: str, by: str | Actor, *needs: Need, region: str = "main", **given: object
) -> Application:
    """Take a step as a member of the cast (by key) or as an actor, vouching for needs."""
    who = actor(by) if isinstance(by, str) else by
    brought = Given(needs=frozenset(needs), **given)  # type: ignore[arg-type]  # fields by name
    return take_step(by=who, application=application, step=name, region=region, given=brought)


def send(application: Application) -> Application:
    """Send a draft, as its applicant."""
    return step(application, "indienen", applicant(application))


def complete(application: Application, on: date | None = None) -> Application:
    """Declare an application complete, as the officer."""
    return step(application, "volledig_verklaren", "officer", Need.ITEMS, day=on)


def share_out(period: Period) -> allocate.Outcome:
    """Run the allocation of a period, as the job does."""
    return allocate.run(by=Actor.system("subsidy-allocation"), period=period)


def decide(application: Application, cents: int | None = None, kind: str = "grant") -> Application:
    """Have a draft decision made by the officer and taken by the decision maker, from `in_behandeling` on."""
    amount = application.requested_cents if cents is None else cents
    made = draft_decision(application=application, kind=kind, cents=amount if kind == "grant" else 0)
    close_signals(application)
    step(application, "concept_opstellen", "officer", Need.CRITERIA, Need.STATE_AID)
    name = {"grant": "verlenen", "refuse": "afwijzen"}[kind]
    return step(application, name, "decision-maker", Need.HEARD, decision=made, digest=made.digest)


__all__ = ["unguarded"]

STATES = ("concept", "ingediend", "herstel", "volledig", "in_behandeling", "conceptbesluit", "verleend", "afgewezen")
"""States that `application` can make."""


def application(
    state: str = "in_behandeling", *, firm: Firm | None = None, scheme: str = READINESS, cents: int = 1_500_000
) -> Application:
    """Return an application brought to a state by the real steps. Set the clock within an opening (`OPENED`).

    From `in_behandeling` on it needs room: another application that came in no later and was not checked yet (state
    `ingediend`) holds the frontier, and this one would wait. Make that one afterwards, or on a later day.
    """
    made = concept(firm=firm, scheme=scheme, cents=cents)
    road = ROAD[state]
    for stop in road:
        _WAYS[stop](made)
    return made


def _shared_out(made: Application) -> Application:
    assert made.period is not None
    share_out(made.period)
    made.refresh_from_db()
    assert made.state == "in_behandeling", made.state
    return made


def _ask(made: Application) -> Application:
    return step(made, "uitnodigen_aanvullen", "officer", gaps=(("quote", "De offerte ontbreekt"),))


@action
def close_signals(application: Application) -> None:
    """Answer every open question that holds a draft: fictional firms look alike. Those about accounts stay."""
    open_ones = application.signals.filter(closed_at=None).exclude(code__in=PAYMENT_CODES)
    closed = open_ones.update(closed_at=clock.now(), closed_by=member("officer"), reason="Verzonnen bedrijven")
    about = ("application", application.pk)
    record("application.note", by=SYSTEM, firm=application.firm_id, subject=about, data={"step": f"signals {closed}"})


def _draft(made: Application) -> Application:
    close_signals(made)
    draft_decision(application=made, cents=made.requested_cents)
    return step(made, "concept_opstellen", "officer", Need.CRITERIA, Need.STATE_AID)


_WAYS: dict[str, Callable[[Application], Application]] = {
    "ingediend": send,
    "herstel": _ask,
    "volledig": complete,
    "in_behandeling": _shared_out,
    "conceptbesluit": _draft,
    "verleend": decide,
    "afgewezen": lambda made: decide(made, kind="refuse"),
}
_BEGIN = ("ingediend", "volledig", "in_behandeling")
ROAD: dict[str, tuple[str, ...]] = {
    "concept": (),
    "ingediend": _BEGIN[:1],
    "herstel": ("ingediend", "herstel"),
    "volledig": _BEGIN[:2],
    "in_behandeling": _BEGIN,
    "conceptbesluit": (*_BEGIN, "conceptbesluit"),
    "verleend": (*_BEGIN, "verleend"),
    "afgewezen": (*_BEGIN, "afgewezen"),
}
"""By which steps an application comes to a state."""


def period_of(scheme: str = READINESS, key: str = "2027") -> Period:
    """Return the budget period of a scheme, taken in as the job does."""
    return periods.ensure(by=SYSTEM, scheme=scheme_by_key(scheme), key=key)


@action
def penalty_claim(application: Application) -> PenaltyClaim:
    """Return a notice of default that came in today."""
    claim = PenaltyClaim(application=application, received_on=clock.today())
    claim.save(force_insert=True)
    about = ("application", application.pk)
    record("application.note", by=SYSTEM, firm=application.firm_id, subject=about, data={"step": "notice"})
    return claim


def later(moment: datetime, **more: int) -> datetime:
    """Return a later moment: days, hours."""
    return moment + timedelta(**more)
