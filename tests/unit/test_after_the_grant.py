"""Pure rules after the grant: settling, sampling, the effect in groups, and the shape for open data."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.common_grants import Grant, award, awards, money
from trede.core.disclosure import Reason, Rules
from trede.core.effect import Pair, effect
from trede.core.errors import InputError
from trede.core.settlement import GROUNDS, check_grounds, sample_size, settled_cents

PUBLIC = Rules(10, 5, 5, 5)
CENTS = st.integers(0, 10**10)
SHARES = st.integers(0, 100).map(lambda number: number / 100)


class TestSettling:
    """What a grant comes to in the end."""

    @given(CENTS, SHARES, CENTS)
    def test_never_above_the_grant_nor_above_the_share(self, accepted: int, rate: float, granted: int) -> None:
        """Rounded down to a whole cent, and never below nothing."""
        found = settled_cents(accepted, rate, granted)
        assert 0 <= found <= granted
        assert Decimal(found) <= Decimal(accepted) * Decimal(str(rate))

    def test_half_of_an_odd_number_of_cents_is_rounded_down(self) -> None:
        """T12, at settlement."""
        assert settled_cents(3_333_333, 0.5, 2_000_000) == 1_666_666

    @pytest.mark.parametrize("step", sorted(GROUNDS))
    def test_only_grounds_of_the_law_lower(self, step: str) -> None:
        """None, or one of another article, is refused; twice the same counts once."""
        first = GROUNDS[step][0]
        assert check_grounds(step, [first.key, first.key]) == (first,)
        for wrong in ([], ["too-expensive"], [first.key, "too-expensive"]):
            with pytest.raises(InputError):
                check_grounds(step, wrong)

    def test_a_ground_before_settlement_is_none_after_it(self) -> None:
        """4:48 and 4:49 differ: what could be known then no longer counts."""
        with pytest.raises(InputError):
            check_grounds("intrekken_vaststelling", ["not-done"])

    @given(st.integers(0, 5_000), SHARES)
    def test_a_sample_is_drawn_among_those_that_are_there(self, number: int, share: float) -> None:
        """At least one when there is a share and somebody to draw; never more than there are."""
        found = sample_size(number, share)
        assert 0 <= found <= number
        assert (found > 0) == (number > 0 and share > 0)


def firms(number: int, *, figure: float = 10.0, rung: int = 1) -> list[Pair]:
    """Return firms that rose one rung and doubled their figure."""
    return [Pair(key, rung, rung + key % 2, figure, 2 * figure) for key in range(number)]


class TestEffect:
    """What may be read of before and after."""

    @given(st.integers(0, 9))
    def test_nothing_about_fewer_than_ten_firms(self, number: int) -> None:
        """Not the number, not the share, not the change."""
        found = effect(firms(number), PUBLIC, percent=10)
        assert not any(cell.shown for cell in (found.measured, found.risen, found.change))

    def test_ten_on_both_sides_show_a_share(self) -> None:
        """Twenty firms, half of which rose: figures rounded to steps of five."""
        found = effect(firms(20), PUBLIC, percent=10)
        assert (found.measured.text, found.risen.text, found.change.text) == ("20", "50", "100")

    def test_who_weighs_more_than_all_others_is_not_shown(self) -> None:
        """The figure would be about that firm."""
        rows = [*firms(19), Pair(99, 1, 2, 10_000.0, 30_000.0)]
        assert effect(rows, PUBLIC, percent=10).change.reason is Reason.ONE_SIDED

    def test_a_firm_counts_once(self) -> None:
        """Two grants of one firm are one firm: the last."""
        rows = [*firms(9), Pair(8, 1, 2, 10.0, 20.0)]
        assert not effect(rows, PUBLIC, percent=10).measured.shown

    @given(st.lists(st.tuples(st.floats(0.1, 1e6), st.floats(0, 1e6)), min_size=10, max_size=40))
    def test_a_change_is_a_round_number_or_nothing(self, figures: list[tuple[float, float]]) -> None:
        """No firm can compute its neighbour from the middle."""
        rows = [Pair(key, None, None, before, after) for key, (before, after) in enumerate(figures)]
        change = effect(rows, PUBLIC, percent=10).change
        assert change.text is None or int(change.text) % 5 == 0


def grant(**more: object) -> Grant:
    """Return a published grant."""
    values: dict[str, object] = {
        "number": "2027-000017-3",
        "scheme": "voorbeeld",
        "title": "Voorbeeld",
        "period": "2027",
        "recipient": "Bakker BV",
        "municipality": "Emmen",
        "pillars": ("Data op orde",),
        "requested": 1_500_001,
        "granted": 1_500_000,
        "settled": None,
        "granted_on": date(2027, 3, 1),
        "changed_at": datetime(2027, 3, 1, 9, tzinfo=UTC),
    }
    return Grant(**(values | more))  # type: ignore[arg-type]  # fields by name


class TestCommonGrants:
    """The shape of an award."""

    @given(st.integers(-(10**12), 10**12))
    def test_money_is_a_decimal_in_text_and_reads_back(self, cents: int) -> None:
        """Never a float."""
        found = money(cents)
        assert Decimal(found["amount"]) * 100 == cents
        assert found["currency"] == "EUR"

    def test_an_award_has_no_recipient_when_the_name_is_not_shown(self) -> None:
        """Not an empty name: no name."""
        assert award(grant())["recipient"] == {"name": "Bakker BV"}
        assert "recipient" not in award(grant(recipient=""))

    def test_what_is_settled_is_what_was_awarded(self) -> None:
        """And the grant is closed then."""
        found = award(grant(settled=1_200_000))
        assert found["awardedAmount"] == {"amount": "12000.00", "currency": "EUR"}
        assert found["status"] == {"value": "closed"}

    @given(st.integers(0, 1_000), st.integers(1, 100))
    def test_pages_hold_all(self, total: int, size: int) -> None:
        """There is always one page, and no more than needed."""
        info = awards([], page=1, size=size, total=total)["paginationInfo"]
        assert isinstance(info, dict)
        pages = info["totalPages"]
        assert pages >= 1
        assert pages * size >= total
        assert (pages - 1) * size < max(total, 1)
