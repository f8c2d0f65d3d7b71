"""The questions about integrity and the sum of aid: properties, and the cases of the subsidy policy (T18, T60–T63)."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trede.core.de_minimis import Aid, first_day, standing, undertaking
from trede.core.integrity import Facts, Finding, Invoice, Supplier, alone, every, likeness, pair, same_name, shingles
from trede.core.integrity_words import QUESTIONS, register_entry

DAY = date(2027, 3, 1)
WORDS = st.lists(st.sampled_from(["orders", "klant", "systeem", "planning", "voorraad", "factuur"]), max_size=40)
KEYS = st.sampled_from(["a", "b", "c", "d", "e"])
PLAN = (
    "Wij krijgen elke dag orders per mail en typen die over in de planning. Dat kost veel tijd en geeft fouten. "
    "Met een koppeling tussen de webwinkel en de planning gaat dat vanzelf en ziet de klant waar zijn order is."
)


def facts(number: int = 1, **known: object) -> Facts:
    """Return facts of an application that raise no question."""
    base = Facts(
        number=number, firm=number, name=f"Firma{number} BV", scheme="s", period="2027", year=2027, received=DAY
    )
    return replace(base, **known)  # type: ignore[arg-type]  # fields by name


def codes(found: list[Finding]) -> set[str]:
    """Return the codes of findings."""
    return {item.code for item in found}


class TestDeMinimis:
    """What one undertaking may still get."""

    def test_of_285000_in_the_window_15000_is_left(self) -> None:
        """T18: 20,000 cannot be granted, 15,000 can."""
        aids = [Aid("a", date(2026, 1, 5), 20_000_000), Aid("b", date(2025, 6, 1), 8_500_000)]
        found = standing(aids, undertaking("a", [("a", "b")]), DAY, limit=30_000_000, years=3)
        assert found.left == 1_500_000
        assert found.fits(1_500_000)
        assert not found.fits(1_500_001)

    def test_aid_of_three_years_ago_to_the_day_no_longer_counts(self) -> None:
        """The window rolls: the day itself drops out, the day after it still counts."""
        aids = [Aid("a", date(2024, 3, 1), 1), Aid("a", date(2024, 3, 2), 10)]
        assert standing(aids, frozenset("a"), DAY, limit=100, years=3).used == 10

    @given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.integers(1, 5))
    def test_the_window_holds_whole_years(self, on: date, years: int) -> None:
        """First and last day of the window span exactly the years, also around 29 February."""
        since = first_day(on, years)
        assert since <= on
        assert 365 * years <= (on - since).days + 1 <= 366 * years

    @given(st.lists(st.tuples(KEYS, KEYS), max_size=8), KEYS)
    def test_an_undertaking_is_the_same_seen_from_each_of_its_firms(
        self, links: list[tuple[str, str]], firm: str
    ) -> None:
        """Whoever of the group applies, the group is the same."""
        group = undertaking(firm, links)
        assert firm in group
        assert all(undertaking(other, links) == group for other in group)

    @given(
        st.lists(
            st.builds(Aid, KEYS, st.dates(date(2020, 1, 1), date(2027, 12, 1)), st.integers(1, 10**8)), max_size=12
        ),
        st.frozensets(KEYS, min_size=1),
        st.integers(0, 10**9),
    )
    def test_what_is_left_and_used_never_pass_the_ceiling(
        self, aids: list[Aid], members: frozenset[str], limit: int
    ) -> None:
        """What fits keeps the undertaking within the ceiling, and aid of others makes no difference."""
        found = standing(aids, members, DAY, limit=limit, years=3)
        assert 0 <= found.left <= limit
        assert not found.fits(found.left + 1)
        others = [aid for aid in aids if aid.firm not in members]
        assert standing(others, members, DAY, limit=limit, years=3).used == 0


class TestAlone:
    """Questions about one application."""

    def test_nothing_is_asked_of_an_ordinary_application(self) -> None:
        """Nothing known, nothing asked."""
        assert not alone(facts(), account_ok=True, today=DAY)

    def test_a_person_as_holder_of_the_account_of_a_firm_is_asked_about(self) -> None:
        """T60."""
        one = facts(name="Jansen Techniek BV", iban="NL91ABNA0417164300", holder="J. Jansen")
        assert codes(alone(one, account_ok=True, today=DAY)) == {"account-holder"}

    def test_names_are_compared_without_their_legal_form(self) -> None:
        """Capitals, dots and legal forms differ between a bank and the trade register."""
        assert same_name("JANSEN TECHNIEK B.V.", "Jansen Techniek")
        assert same_name("Café Zuid", "Cafe Zuid B.V.")
        assert not same_name("J. Jansen", "Jansen Techniek BV")
        assert not same_name("BV", "Holding BV")

    def test_an_account_given_after_the_application_waits_five_days(self) -> None:
        """The hold ends by itself."""
        one = facts(iban="x", holder="Firma1", iban_since=DAY + timedelta(10))
        on = [codes(alone(one, account_ok=True, today=DAY + timedelta(10 + days))) for days in (0, 4, 5)]
        assert on == [{"account-changed"}, {"account-changed"}, set()]

    def test_work_before_the_receipt_is_asked_about(self) -> None:
        """T15: an order or an invoice of the day before; that of the day itself is in time."""
        early = facts(starts=(DAY - timedelta(1),))
        billed = facts(invoices=(Invoice("Bouw", "7", 100, DAY - timedelta(1)),))
        assert codes(alone(early, account_ok=True, today=DAY)) == {"started-early"}
        assert codes(alone(billed, account_ok=True, today=DAY)) == {"started-early"}
        assert not alone(facts(starts=(DAY,)), account_ok=True, today=DAY)

    def test_suppliers_of_the_own_group_and_of_the_adviser_are_asked_about(self) -> None:
        """Both are allowed; a person looks at price and choice."""
        one = facts(
            kvk="11111111",
            undertaking=frozenset({"11111111", "22222222"}),
            suppliers=(Supplier("Zus BV", "22222222"), Supplier("IT Hub")),
            adviser=frozenset({"it hub"}),
        )
        assert codes(alone(one, account_ok=True, today=DAY)) == {"supplier-in-group", "supplier-advises"}


class TestPair:
    """Questions about two applications."""

    def test_a_plan_that_is_nearly_the_same_is_only_flagged(self) -> None:
        """T62: another KVK number, the plan nearly word for word."""
        other = PLAN.replace("webwinkel", "winkel")
        assert likeness(shingles(PLAN), shingles(other)) > 0.8
        found = pair(facts(1, shingles=shingles(PLAN)), facts(2, shingles=shingles(other)))
        assert codes(found) == {"same-project"}

    def test_a_shared_quote_or_file_is_the_same_project_in_another_year(self) -> None:
        """Across schemes and years."""
        one = facts(1, suppliers=(Supplier("Bouw", "", "OFF-12"),), files=frozenset({"d"}))
        two = facts(2, scheme="t", year=2025, suppliers=(Supplier("BOUW", "", "off 12"),), files=frozenset({"d"}))
        assert pair(one, two) == [Finding("same-project", 2, {"quotes": ["off 12"], "files": 1})]

    def test_an_invoice_in_two_files_is_asked_about(self) -> None:
        """T63: supplier and number, written a little differently."""
        one = facts(1, invoices=(Invoice("Bouw B.V.", "F-001", 5_000, DAY),))
        two = facts(2, invoices=(Invoice("bouw b v", "f 001", 5_000, DAY),))
        assert codes(pair(one, two)) == {"invoice-twice"}

    def test_one_group_twice_in_a_period_and_just_under_a_line(self) -> None:
        """T61 and splitting: 15,000 and 15,000 stay under 25,000 and together pass it."""
        group = frozenset({"11111111", "22222222"})
        one = facts(1, kvk="11111111", undertaking=group, requested=1_500_000, lines=(2_500_000,))
        two = facts(2, kvk="22222222", undertaking=group, requested=1_500_000, lines=(2_500_000,))
        assert codes(pair(one, two)) == {"same-applicant", "split"}
        assert codes(pair(one, replace(two, period="2028", year=2028))) == set()

    def test_a_mail_provider_for_everybody_says_nothing(self) -> None:
        """A domain of one's own does."""
        assert not pair(facts(1, mail="gmail.com"), facts(2, mail="gmail.com"))
        assert codes(pair(facts(1, mail="bakker.example"), facts(2, mail="bakker.example"))) == {"same-applicant"}

    @given(WORDS, WORDS)
    def test_likeness_goes_both_ways_and_stays_a_share(self, one: list[str], other: list[str]) -> None:
        """The order of the two makes no difference; a long plan is like itself."""
        mine, theirs = shingles(" ".join(one)), shingles(" ".join(other))
        assert likeness(mine, theirs) == likeness(theirs, mine)
        assert 0 <= likeness(mine, theirs) <= 1
        assert likeness(shingles(PLAN), shingles(PLAN)) == 1

    @given(st.integers(0, 10**7), st.integers(0, 10**7), st.booleans(), st.sampled_from(["", "x", "gmail.com"]))
    def test_what_one_asks_about_the_other_the_other_asks_about_the_one(
        self, one: int, other: int, same: bool, mail: str
    ) -> None:
        """Questions about two applications do not depend on which came first."""
        first = facts(1, requested=one, lines=(2_500_000,), mail=mail, iban="same" if same else "a")
        second = facts(2, requested=other, lines=(2_500_000,), mail=mail, iban="same" if same else "b")
        assert codes(pair(first, second)) == codes(pair(second, first))
        assert pair(first, first) == []


class TestWords:
    """Each question is explained to everybody."""

    def test_every_rule_has_its_words_in_two_languages(self) -> None:
        """What the rules can find stands in the public register."""
        raised = facts(1, iban="x", holder="Ander", iban_since=DAY + timedelta(1), starts=(DAY - timedelta(1),))
        found = every(raised, [facts(2, iban="x")], account_ok=False, today=DAY + timedelta(1))
        assert codes(found) <= set(QUESTIONS)
        assert len(found) == 5
        for language in ("nl", "en"):
            entry = register_entry(language)
            assert len(entry) == len(QUESTIONS)
            assert all(all(line.values()) for line in entry)
