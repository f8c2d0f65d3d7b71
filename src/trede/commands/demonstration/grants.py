"""Fictional applications for every scheme of the region, each lived up to another point of its life.

They are told with the actions of the product, like the rest of the demonstration, within an opening that a rehearsal
has. What the rules refuse on the day of the demonstration ends that one story, as it would for a real firm.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from trede.commands.demonstration.firms import invent
from trede.commands.demonstration.grants_desk import assess, decide, pay, settle_up
from trede.commands.demonstration.grants_doubts import Doubt, look_into, odd
from trede.commands.demonstration.grants_firm import draft, iban, read
from trede.commands.demonstration.people import Person
from trede.commands.demonstration.story import Told
from trede.core.errors import TredeError
from trede.core.grant_life import Need
from trede.core.pack import Pack
from trede.core.pack_scheme_terms import moment
from trede.core.pack_schemes import Scheme
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies import book, jobs, periods
from trede.subsidies.applying import answering
from trede.subsidies.applying.send import send
from trede.subsidies.desk import checklist, penalties
from trede.subsidies.desk.actions import take_on
from trede.subsidies.given import Given, Letter
from trede.subsidies.life import take_step
from trede.subsidies.models import Application, Period
from trede.subsidies.registry import scheme_by_key, scheme_of, schemes

LATELY = timedelta(days=2)
"""How long before the end an account changes: within the days that a payment then waits."""
OTHERS = 1_000_000
"""Accounts from this number on belong to no firm yet."""
SPAN = 165
"""Days over which the stories below are spread; in a shorter opening they come closer together."""
GOALS: tuple[tuple[str, int, Doubt], ...] = (
    ("settled", 160, ""),
    ("objected", 155, "early"),
    ("under-way", 148, ""),
    ("under-way", 140, ""),
    ("late", 122, "sister"),
    ("changing", 118, ""),
    ("refused", 96, "early"),
    ("withdrawn", 90, ""),
    ("under-way", 84, ""),
    ("granted", 70, "changed"),
    ("granted", 62, "holder"),
    ("drafted", 44, "shared"),
    ("read-once", 40, ""),
    ("hearing", 33, "early"),
    ("repaired", 26, "copy"),
    ("assessed", 16, "aid"),
    ("repair", 12, ""),
    ("assessed", 10, "insider"),
    ("assessed", 9, "namesake"),
    ("waiting", 8, ""),
    ("sent", 2, ""),
    ("concept", 1, ""),
)
"""How far each application comes, how many days before the end of the window it begins, oldest first, and what is odd
about it: most have nothing odd, and of each kind there are one or two."""
GOALS_AT_ONCE: tuple[tuple[str, int, Doubt], ...] = (
    ("settled", 120, ""),
    ("settled", 85, ""),
    ("drafted", 30, ""),
    ("sent", 2, ""),
)
"""The same for a scheme that settles at once."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One application: for which scheme, how far it comes, what is odd about it. `end`: where the stories end."""

    scheme: Scheme
    goal: str
    number: int
    doubt: Doubt
    end: datetime


def stories(
    chance: random.Random, people: Mapping[str, Person], region: Pack, now: datetime
) -> list[tuple[datetime, Iterator[datetime]]]:
    """Return when each application begins, and its story; none for a scheme that never was open.

    Each story has the edition of its scheme that held when it began, as a real application keeps it.
    """
    found: list[tuple[datetime, Iterator[datetime]]] = []
    number = 0
    for known in schemes():
        opened = [item for item in known.openings if moment(item.opens) <= now]
        if not opened:
            continue
        opening = max(opened, key=lambda item: moment(item.opens))
        start, end = moment(opening.opens), min(now, moment(opening.closes) - timedelta(hours=1))
        pace = min((end - start) / timedelta(days=SPAN), 1)
        at_once = scheme_by_key(known.key, end).settles_at_once
        for goal, ago, doubt in GOALS_AT_ONCE if at_once else GOALS:
            number += 1
            told = Told(chance, dict(people), region, invent(chance, 9000 + number, region))
            begin = max(end - timedelta(days=ago * pace), start)
            wish = Wish(scheme_by_key(known.key, begin), goal, number, doubt, end)
            found.append((begin, _as_far_as_it_goes(_told(told, wish))))
    return found


def _as_far_as_it_goes(story: Iterator[datetime]) -> Iterator[datetime]:
    try:
        yield from story
    except TredeError:
        return


def _told(told: Told, wish: Wish) -> Iterator[datetime]:
    if wish.goal == "waiting":
        yield _no_room(told, wish)
    yield from _live(told, wish)


def _live(told: Told, wish: Wish) -> Iterator[datetime]:
    about = odd(wish.doubt, wish.scheme.key)
    made = draft(told, wish.scheme, wish.number, about)
    if wish.goal == "concept":
        return
    yield told.later(0, 1)
    owner = Actor.entrepreneur(made.applicant_id or 0)
    made = send(
        by=owner, application=made, name="Ondernemer Voorbeeld", may_sign=True, truthful=True, key=f"demo-{wish.number}"
    )
    if wish.goal == "sent":
        return
    yield told.later(1, 3)
    officer = told.people["subsidy-officer"].actor
    take_on(by=officer, application=made)
    look_into(officer, made, about)
    if wish.goal in ("repair", "repaired", "settled"):
        _ask(made, officer)
        if wish.goal == "repair":
            return
        yield told.later(2, 5)
        read(made)
        texts = {"quote": "De offerte is van vorige week. We zetten de datum erbij."}
        answering.add(by=owner, application=made, texts=texts, key=f"demo-{wish.number}-added")
        yield told.later(1, 2)
    take_step(by=officer, application=made, step="volledig_verklaren", given=Given(needs=frozenset({Need.ITEMS})))
    for _ in range(12):
        jobs.share_out()
        made.refresh_from_db()
        if made.state != "volledig":
            break
        yield told.later(1, 2)
    if made.state == "in_behandeling":
        yield from _with_room(told, wish, made, owner)


def _no_room(told: Told, wish: Wish) -> datetime:
    """Publish a ceiling of what was promised by now and return when it counts: who comes in after that waits."""
    period = Period.objects.filter(scheme=wish.scheme.key).latest("first")
    stands = book.standing(period)
    tomorrow = clock.today() + timedelta(days=1)
    periods.publish_ceiling(
        by=told.people["scheme-manager"].actor,
        period=period,
        cents=stands.ceiling - stands.left,
        effective_on=tomorrow,
        reason="Voorbeeld: het geld van dit jaar is verdeeld.",
    )
    return datetime.combine(tomorrow, time(10), UTC)


def _with_room(told: Told, wish: Wish, made: Application, owner: Actor) -> Iterator[datetime]:
    """Tell on from where there is room for it: read, decided, and what comes after."""
    officer = told.people["subsidy-officer"].actor
    read(made)
    if wish.goal in ("assessed", "repaired"):
        return
    if wish.goal == "late":
        yield told.later(93, 95)
        penalties.notice_of_default(by=officer, application=made, on=clock.today())
        return
    yield told.later(5, 12)
    if wish.goal == "withdrawn":
        answering.withdraw(by=owner, application=made, sure=True)
        return
    yield from _decided(told, wish, made, owner)


def _decided(told: Told, wish: Wish, made: Application, owner: Actor) -> Iterator[datetime]:
    """Tell how it is read and decided; a refusal is heard first."""
    refuses = wish.goal in ("refused", "objected", "hearing")
    yield from assess(told, made, refuses=refuses, once=wish.goal == "read-once")
    if wish.goal == "read-once":
        return
    if refuses:
        yield from _heard(told, wish, made, owner)
    if wish.goal == "hearing":
        return
    yield from decide(told, made, refuses=refuses, drafts_only=wish.goal == "drafted")
    if wish.goal in ("drafted", "refused"):
        return
    yield told.later(2, 6)
    read(made)
    if wish.goal == "objected":
        key = f"demo-{wish.number}-objection"
        answering.object_to(by=owner, application=made, text="Het plan is nieuw voor ons.", key=key)
    elif wish.goal != "granted":
        yield from _after(told, wish, made, owner)
    elif wish.doubt == "changed":
        yield wish.end - LATELY
        answering.change_account(by=owner, application=made, iban=iban(made.pk + OTHERS), holder=made.firm.name)


def _heard(told: Told, wish: Wish, made: Application, owner: Actor) -> Iterator[datetime]:
    _hear(made, told.people["subsidy-officer"].actor)
    if wish.goal == "hearing":
        return
    yield told.later(3, 9)
    read(made)
    answering.reply(by=owner, application=made, text="We zien dat anders.", key=f"demo-{wish.number}-reply")
    yield told.later(1, 3)


def _after(told: Told, wish: Wish, made: Application, owner: Actor) -> Iterator[datetime]:
    if scheme_of(made).settles_at_once:
        yield from settle_up(told, made, "vaststellen_direct")
        yield from pay(told, made)
        return
    take_step(by=told.people["subsidy-officer"].actor, application=made, step="start_uitvoering")
    yield from pay(told, made)
    if wish.goal == "under-way":
        return
    yield told.later(4, 9)
    text = "We zijn eerder klaar dan we dachten."
    answering.tell_change(by=owner, application=made, text=text, key=f"demo-{wish.number}-change")
    if wish.goal == "changing":
        return
    yield told.later(1, 3)
    yield from settle_up(told, made, "vaststellen", sooner=timedelta(days=24))
    read(made)


def _ask(made: Application, officer: Actor) -> None:
    gaps = (("quote", "Er staat geen datum op de offerte."),)
    until = clock.today() + timedelta(days=14)
    letter = checklist.request_letter(made, gaps, until)
    take_step(
        by=officer,
        application=made,
        step="uitnodigen_aanvullen",
        given=Given(gaps=gaps, until=until, letter=letter),
    )


def _hear(made: Application, officer: Actor) -> None:
    words = "We zijn van plan je aanvraag af te wijzen. Het plan lijkt al begonnen. Wil je daarop reageren?"
    letter = Letter("hearing", "We willen je aanvraag afwijzen", words)
    given = Given(reason="Het plan lijkt al begonnen.", letter=letter)
    take_step(by=officer, application=made, step="voornemen_afwijzen", given=given)
