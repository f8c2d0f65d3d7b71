"""What organisations do together: an agreement each year, the plan of the year, and signals of a municipality.

Told with the actions of the product, by whom the region has: without partners no agreements, without a municipality no
signals. What they write says that it is an example.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from trede.chain.agreements import actions as agreements
from trede.chain.agreements import actions_plan as plans
from trede.chain.agreements.models import YearPlan
from trede.chain.municipal import actions as signals
from trede.commands.demonstration.people import Person
from trede.journal import clock

Story = tuple[datetime, Iterator[datetime]]
GOAL = "Voorbeeld: meer bedrijven weten waar ze hulp vinden."
DEEDS = (
    ("Voorbeeld: een ochtend voor ondernemers over veilig werken.", 4),
    ("Voorbeeld: elke maand bellen met bedrijven die stilvielen.", 9),
    ("Voorbeeld: een lijst met eerste stappen voor winkels.", 11),
)
"""What is done, and the month by which."""
TOLD = (
    ("connection", "Voorbeeld: op het bedrijventerrein valt het internet vaak weg."),
    ("connection", "Voorbeeld: ook in het dorp ernaast is het internet traag."),
    ("time", "Voorbeeld: winkels hebben in december geen tijd voor een gesprek."),
    ("no-help", "Voorbeeld: voor een bedrijf met één persoon is er geen training."),
    ("rules", "Voorbeeld: het is niet duidelijk welke regels voor AI gelden."),
)
"""Signals: what they are about, and the words."""


def stories(people: Mapping[str, Person], now: datetime) -> list[Story]:
    """Return what begins when, up to now: plan and agreements since January of last year, signals of this half year."""
    found: list[Story] = []
    keeper, town = people["programme-manager"], people.get("municipality")
    homes = {key for key in people if key != keeper.actor.organisation}
    partners = [one for key, one in people.items() if key in homes and one.actor.organisation == key]
    if partners:
        for year in (now.year - 1, now.year):
            begin = datetime(year, 1, 12, 10, tzinfo=now.tzinfo)
            found.append((begin, _year(keeper, partners, year)))
    if town is not None:
        found.append((now - timedelta(days=150), _signals(town, people["chain-owner"])))
    return found


def _year(keeper: Person, partners: list[Person], year: int) -> Iterator[datetime]:
    """Agree with a partner, write the plan of the year, have it agreed to and carried out."""
    terms = agreements.Terms(
        first=keeper.actor.organisation,
        second=partners[0].actor.organisation,
        role="Voorbeeld: voert gesprekken met bedrijven die beginnen.",
        valid_from=date(year, 1, 1),
        valid_until=date(year, 12, 31),
        review_on=date(year, 9, 15),
        capacity=40,
        capacity_unit="firms",
    )
    made = agreements.write(by=keeper.actor, account=keeper.user, terms=terms)
    yield _days(3)
    agreements.confirm(by=keeper.actor, agreement=made, version=made.version)
    yield _days(6)
    agreements.confirm(by=partners[0].actor, agreement=made, version=made.version)
    plan = plans.begin(by=keeper.actor, year=year)
    goal = plans.write_goal(by=keeper.actor, plan=plan, text=GOAL)
    written = []
    for place, (what, month) in enumerate(DEEDS):
        who = partners[place % len(partners)]
        day = date(year, month, 20)
        deed = plans.Deed(what, who.actor.organisation, due_on=day, review_on=day - timedelta(days=10))
        written.append((who, plans.write_action(by=keeper.actor, goal=goal, deed=deed)))
    yield _days(8)
    for who, action in written:
        plans.agree(by=who.actor, deed=action)
    yield _days(2)
    plans.settle(by=keeper.actor, plan=YearPlan.objects.get(pk=plan.pk))
    for who, action in written:
        due = action.due_on
        yield datetime(due.year, due.month, due.day, 9, tzinfo=clock.now().tzinfo)
        action.refresh_from_db()
        action.goal.refresh_from_db()
        result = "Voorbeeld: dit is gedaan. We doen het volgend jaar weer."
        plans.move(by=who.actor, deed=action, state="done", result=result, review_on=due)
    if made.review_on <= clock.today() and made.valid_until > clock.today():
        agreements.review(by=keeper.actor, agreement=made, review_on=made.valid_until + timedelta(days=1))


def _signals(town: Person, region: Person) -> Iterator[datetime]:
    """Pass on what firms run into; the region takes up, answers, joins what is alike and closes. One waits."""
    given = []
    for category, text in TOLD:
        report = signals.Report(category, text)
        given.append(signals.give(by=town.actor, account=town.user, report=report))
        yield _days(9)
    lead, alike, answered, closed, _waits = given
    signals.take(by=region.actor, account=region.user, signal=lead)
    signals.group(by=region.actor, signal=alike, lead=lead)
    yield _days(12)
    text = "Voorbeeld: we plannen gesprekken voortaan in januari."
    signals.answer(by=region.actor, account=region.user, signal=answered, text=text)
    signals.take(by=region.actor, account=region.user, signal=closed)
    yield _days(20)
    done = "Voorbeeld: dit staat in het plan van volgend jaar."
    signals.close(by=region.actor, signal=closed, outcome="plan", done=done)


def _days(number: int) -> datetime:
    return clock.now() + timedelta(days=number)
