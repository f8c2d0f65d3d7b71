"""Made-up facts for sharing out: small ones for Hypothesis, many for the clock."""

import random
from datetime import date, timedelta

from hypothesis import strategies as st

from trede.core.allocation import CeilingVersion, Change, ChangeKind, Claim, Sharing
from trede.core.lot import draw

START = date(2027, 1, 4)


def LOT(day: date, ids: tuple[str, ...]) -> tuple[str, ...]:  # noqa: N802 (reads as a constant where it is passed)
    """A draw that is always there, another one each day."""
    return draw(ids, str(day))


@st.composite
def facts(draw_: st.DrawFn, *, simple: bool = False) -> tuple[list[Claim], list[Change], list[CeilingVersion], Sharing]:
    """Up to a dozen applications in three weeks, with repair, changes, ceilings and every way of sharing out.

    `simple`: all complete at once, one ceiling, no changes, `stop` and a waiting list.
    """
    numbers = st.integers(0, 20)
    ceilings = [CeilingVersion(draw_(st.integers(10, 200)), START)]
    if not simple and draw_(st.booleans()):
        ceilings.append(CeilingVersion(draw_(st.integers(10, 200)), START + timedelta(days=draw_(st.integers(1, 30)))))
    claims = []
    for number in range(draw_(st.integers(0, 12))):
        received = START + timedelta(days=draw_(st.integers(0, 8 if simple else 20)))
        cents = draw_(st.integers(1, 60))
        bound = sum(ceiling.since <= received for ceiling in ceilings[1:])
        complete = received if simple else received + timedelta(days=draw_(numbers))
        checked = complete + timedelta(days=draw_(st.integers(0, 6)))
        invited = None
        if complete > received and draw_(st.booleans()):
            invited = received + timedelta(days=draw_(st.integers(0, (complete - received).days)))
        claims.append(Claim(f"A{number}", received, cents, complete, checked, invited, bound))
    sharing = Sharing(part=draw_(st.booleans()), minimum=draw_(st.sampled_from([1, 10, 30])))
    if simple:
        return claims, [], ceilings, sharing
    changes = [
        Change(
            START + timedelta(days=draw_(st.integers(20, 50))),
            draw_(st.sampled_from(ChangeKind)),
            draw_(st.sampled_from(claims)).id,
            draw_(st.one_of(st.none(), st.integers(0, 60))),
        )
        for _ in range(draw_(st.integers(0, 6)) if claims else 0)
    ]
    return (
        claims,
        changes,
        ceilings,
        Sharing(
            part=sharing.part,
            minimum=sharing.minimum,
            on_full=draw_(st.sampled_from(["wait", "refuse"])),
            unfit=draw_(st.sampled_from(["stop", "skip"])),
            period_ends=draw_(st.sampled_from([None, START + timedelta(days=30)])),
        ),
    )


def many(count: int) -> tuple[list[Claim], list[Change]]:
    """Applications of a busy year: a third has to add something, some withdraw, some get less than they asked."""
    chance = random.Random(1)
    claims, changes = [], []
    for number in range(count):
        received = START + timedelta(days=chance.randrange(250))
        invited, complete = None, received
        if chance.random() < 0.3:
            invited = received + timedelta(days=chance.randrange(1, 5))
            complete = invited + timedelta(days=chance.randrange(14))
        checked = complete + timedelta(days=chance.randrange(6))
        claims.append(Claim(f"A{number}", received, chance.randrange(500_000, 2_000_001), complete, checked, invited))
        later = checked + timedelta(days=chance.randrange(5, 90))
        if chance.random() < 0.1:
            changes.append(Change(later, ChangeKind.WITHDRAWN, f"A{number}"))
        elif chance.random() < 0.3:
            changes.append(Change(later, ChangeKind.GRANTED, f"A{number}", 400_000))
    return claims, changes
