"""Schemes of a pack: what the check refuses, and that Drenthe says what the policy says and marks the rest."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.packs.pack_tree import Copy, cut, put
from tests.packs.test_pack_fuzz import damage
from trede.core.budget import CostLine, Remark
from trede.core.eligibility import CODES, Eligibility, Facts, Verdict, check, lies_in
from trede.core.pack import Pack
from trede.core.pack_findings import Parts
from trede.core.pack_rules_schemes import NEVER_REFUSED, PARAMETERS, check_schemes
from trede.core.pack_schemes import CheckQuestion, Scheme
from trede.core.scheme_words import explain, money, remark, rung_names, share, size
from trede.regions.diagnose import diagnose
from trede.regions.document import parse, read_text
from trede.regions.load import check_pack, engine_packs, load_pack

DRENTHE = engine_packs() / "drenthe"
READINESS, VOUCHER = "schemes/digitale-ai-gereedheid.yml", "schemes/adviesvoucher-mkb.yml"
AT = datetime(2027, 3, 1, 12, tzinfo=UTC)

Change = Callable[[Any], object]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(DRENTHE)


@pytest.fixture(scope="module")
def readiness(pack: Pack) -> Scheme:
    return pack.schemes["digitale-ai-gereedheid"]


@pytest.fixture(scope="module")
def voucher(pack: Pack) -> Scheme:
    return pack.schemes["adviesvoucher-mkb"]


@pytest.fixture
def drenthe(tmp_path: Path) -> Copy:
    return Copy(Path(shutil.copytree(DRENTHE, tmp_path / "drenthe")))


def later(**changes: object) -> Change:
    """Add a second version of the parameters."""

    def change(tree: Any) -> None:
        tree["versions"].append({**tree["versions"][0], **changes})

    return change


def again(where: str, **changes: object) -> Change:
    """Add a copy of the first item of a list, with changes."""

    def change(tree: Any) -> None:
        tree[where].append({**tree[where][0], **changes})

    return change


@pytest.mark.parametrize(
    ("change", "key", "message"),
    [
        (put("key", "iets-anders"), "key", "is not the name of the file"),
        (put("versions", []), "versions", "this list is empty"),
        (later(), "versions[1].key", "is used twice"),
        (later(key="2"), "versions[1].valid_from", "does not come after the version before"),
        (later(key="2", valid_from=datetime(1999, 1, 1)), "versions[1].valid_from", "cannot be right"),  # noqa: DTZ001  # as written
        (put("versions[0].rate", 1.2), "versions[0].rate", "is no share"),
        (put("versions[0].rate", 0.0), "versions[0].rate", "is no share"),
        (put("versions[0].minimum", 20001), "versions[0].maximum", "is below the minimum"),
        (put("versions[0].minimum", -1), "versions[0].minimum", "is no amount"),
        (put("versions[0].maximum", 20000.005), "versions[0].maximum", "is no amount"),
        (put("versions[0].pillar_maximums", {"E": 1}), "versions[0].pillar_maximums.E", "there is no pillar `E`"),
        (put("versions[0].pillars_most", 0), "versions[0].pillars_most", "is less than 1"),
        (put("versions[0].minimum_fte", -1), "versions[0].minimum_fte", "is below 0"),
        (put("versions[0].sme_maximum_fte", 2), "versions[0].sme_maximum_fte", "leaves no firm over"),
        (put("versions[0].rungs[0]", "fundering"), "versions[0].rungs[0]", "there is no rung `fundering`"),
        (cut("versions[0].basis[0]"), "versions[0].basis", "nothing says where these come from: minimum_fte"),
        (put("versions[0].basis[0].of", ["rate"]), "versions[0].basis[3].of[0]", "`rate` is used twice"),
        (put("versions[0].basis[0].of[0]", "fte"), "versions[0].basis[0].of[0]", "there is no parameter `fte`"),
        (put("ceilings[0].published_at", datetime(2027, 2, 1)), "ceilings[0].effective_from", "before the publication"),  # noqa: DTZ001  # as written
        (again("ceilings"), "ceilings[2].effective_from", "is used twice"),
        (put("ceilings[0].amount", -5), "ceilings[0].amount", "is no amount"),
        (put("openings[0].period", "2029"), "openings[0].period", "there is no period with a ceiling `2029`"),
        (put("openings[0].closes", datetime(2026, 1, 1)), "openings[0].closes", "does not come after it opens"),  # noqa: DTZ001  # as written
        (again("openings"), "openings[2].opens", "falls in another opening"),
        (put("distribution.objection_reserve", 1.5), "distribution.objection_reserve", "is no share"),
        (put("terms[0].length", 0), "terms[0].length", "is less than 1"),
        (again("terms"), "terms[20].key", "is used twice"),
        (put("arrangements[0].below", 20000), "arrangements[1].least", "leaves a gap"),
        (put("arrangements[2].below", 900000), "arrangements[2].below", "has an end"),
        (put("arrangements[0].advance_share", 2.0), "arrangements[0].advance_share", "is no share"),
        (put("mandates[0].role", "baas"), "mandates[0].role", "there is no role `baas`"),
        (put("mandates[0].role", "scheme-manager"), "mandates[0].role", "a scheme-manager cannot decide at all"),
        (cut("mandates[1]"), "mandates", "nobody may decide above the highest limit"),
        (put("pillars[0].key", "E"), "pillars[0].key", "there is no pillar `E`"),
        (put("pillars[0].activities", []), "pillars[0].activities", "this list is empty"),
        (put("criteria[0].key", "data-use"), "pillars[0].criteria[0].key", "`data-use` is used twice"),
        (put("data_layers[0].number", 6), "data_layers[0]", "the number or the term cannot be right"),
        (put("retention[1].result", "granted"), "retention[1].result", "is used twice"),
        (put("retention[0].years", 0), "retention[0].years", "is less than 1"),
        (cut("documents[4].when"), "documents[4].when", "does not go together"),
        (put("documents[0].when", "group"), "documents[0].when", "does not go together"),
        (put("documents[1].key", "quote"), "documents[1].key", "is used twice"),
        (put("instrument", "subsidie"), "instrument", "there is no instrument `subsidie`"),
        (cut("doors[0].scheme"), "doors[0]", "this door leads to 0 places"),
        (put("doors[0].instrument", "efro"), "doors[0]", "this door leads to 2 places"),
        (put("doors[0].scheme", "voucher"), "doors[0].scheme", "there is no scheme `voucher`"),
        (put("doors[0].scheme", "digitale-ai-gereedheid"), "doors[0].scheme", "there is no scheme"),
        (put("doors[1].instrument", "erfo"), "doors[1].instrument", "there is no instrument `erfo`"),
        (put("doors[3].organisation", "loket"), "doors[3].organisation", "there is no organisation `loket`"),
        (put("doors[0].for_reasons[0]", "trede"), "doors[0].for_reasons[0]", "there is no reason `trede`"),
        (put("doors[0].rungs[0]", "begin"), "doors[0].rungs[0]", "there is no rung `begin`"),
        (cut("doors[3].for_reasons[1]"), "doors", "dead end: no door for fte_min"),
        (put("questions[1]", "location"), "questions[1]", "is used twice"),
        (put("questions[1]", "shoe-size"), "questions[1]", "is not one of the choices"),
        (put("versions[0].valid_from", "ooit"), "versions[0].valid_from", "expected a moment, found `ooit`"),
        (put("versions[0].valid_from", 3), "versions[0].valid_from", "expected a moment, found `3`"),
        (put("lead.en", ""), "lead.en", "the English text is empty"),
        (put("naam", "x"), "naam", "unknown key"),
    ],
)
def test_what_a_scheme_may_not_say(drenthe: Copy, change: Change, key: str, message: str) -> None:
    drenthe.change(READINESS, change)

    found = [(error.file, error.key, error.message) for error in drenthe.errors()]

    assert [item for item in found if item[:2] == (READINESS, key) and message in item[2]], found


def test_an_open_scheme_rests_on_decisions(drenthe: Copy) -> None:
    drenthe.change(READINESS, put("status", "open"))

    places = {error.key for error in drenthe.errors() if "cannot rest on an example" in error.message}

    assert {"versions[0].basis[3]", "openings[0]", "ceilings[0]", "distribution", "mandates[0]"} <= places
    assert "versions[0].basis[0]" not in places, "at least 2 fte is settled"


def test_an_older_version_may_have_been_an_example(drenthe: Copy) -> None:
    drenthe.change(VOUCHER, put("status", "open"))

    drenthe.change(VOUCHER, later(key="2", valid_from=datetime(2027, 1, 1), basis=[_settled()]))  # noqa: DTZ001  # as written

    places = {error.key for error in drenthe.errors() if "cannot rest on an example" in error.message}
    assert not {place for place in places if place.startswith("versions")}


def _settled() -> dict[str, object]:
    return {"of": list(PARAMETERS), "status": "settled", "source": "Awb"}


def test_a_question_without_words_is_named(drenthe: Copy, tmp_path: Path) -> None:
    common = Path(shutil.copytree(engine_packs() / "common", tmp_path / "common"))
    words = common / "subsidies.yml"
    kept = [line for line in words.read_text(encoding="utf-8").splitlines() if "precheck.fte.title" not in line]
    words.write_text("\n".join(kept) + "\n", encoding="utf-8")

    messages = [error.message for error in check_pack(drenthe.folder, common=common) if error.file == READINESS]

    assert messages == ["there are no words for precheck.fte.title"]


def test_a_pack_needs_no_schemes(drenthe: Copy) -> None:
    shutil.rmtree(drenthe.folder / "schemes")

    assert drenthe.errors() == []
    assert load_pack(drenthe.folder).schemes == {}
    assert load_pack(engine_packs() / "minimal").schemes == {}


def test_schemes_may_be_left_unread(pack: Pack) -> None:
    without = load_pack(DRENTHE, schemes=False)

    assert without.schemes == {}
    assert without.ladder == pack.ladder


def test_what_the_policy_settles_is_settled(readiness: Scheme) -> None:
    """§1 note 1, §10 and annex 1."""
    (version,) = readiness.versions
    settled = {name for basis in version.basis if basis.status == "settled" for name in basis.of}

    assert settled == {"minimum_fte", "rungs", "research", "de_minimis", "de_minimis_years"}
    assert (version.minimum_fte, version.rungs) == (2, ("funderen", "optimaliseren"))
    assert version.research == "excluded"
    assert [pillar.key for pillar in readiness.pillars] == ["A", "B", "C", "D"]
    assert [len(pillar.activities) for pillar in readiness.pillars] == [5, 4, 4, 4]
    assert all(len(pillar.examples) == 2 for pillar in readiness.pillars)


def test_money_and_days_are_marked_as_an_example(readiness: Scheme) -> None:
    """§10 names about 800,000 a year, and nothing about share, least, most or opening."""
    (version,) = readiness.versions

    assert readiness.status == "draft"
    assert readiness.regulation is None
    for name in ("rate", "minimum", "maximum", "once_per", "location", "rung_mode"):
        assert version.is_example(name)
        assert "Nog niet bekend" in version.basis_of(name).source
    assert [(item.amount, item.status) for item in readiness.ceilings] == [(800_000, "example")] * 2
    assert readiness.distribution.status == "example"
    assert {item.status for item in readiness.openings} == {"example"}


def test_the_voucher_is_the_same_engine_with_other_numbers(voucher: Scheme) -> None:
    (version,) = voucher.versions

    assert (version.rate, version.minimum, version.maximum) == (0.5, 1000, 3000)
    assert (version.once_per, version.sme_maximum_fte) == ("firm", 250)
    assert version.rungs == ("orienteren", "starten")
    assert voucher.settles_at_once
    assert voucher.pillars == ()


def test_low_rungs_and_research_have_their_doors(readiness: Scheme) -> None:
    """Annex 1: advice first below, EFRO and MIT above."""
    doors = {door.key: door for door in readiness.doors}

    assert doors["adviesvoucher"].target == "adviesvoucher-mkb"
    assert doors["adviesvoucher"].rungs == ("orienteren", "starten")
    assert {doors[key].target for key in ("efro", "mit")} == {"efro", "mit"}
    assert all("scope_rd" in doors[key].for_reasons for key in ("efro", "mit"))


@pytest.mark.parametrize(
    ("cents", "key"), [(0, "small"), (2_499_999, "small"), (2_500_000, "middle"), (12_500_000, "large")]
)
def test_the_arrangement_follows_from_the_amount(readiness: Scheme, cents: int, key: str) -> None:
    assert readiness.arrangement(cents).key == key


def test_terms_of_the_law_are_those_of_the_clocks(readiness: Scheme, voucher: Scheme) -> None:
    """A scheme repeats what the law says, for who reads it; the clocks must say the same."""
    from trede.core.terms_table import TERMS

    for scheme in (readiness, voucher):
        for term in scheme.terms:
            if term.status == "settled" and term.key in TERMS:
                length = TERMS[term.key].length
                assert (term.length, term.unit.replace("-", " ")) == (length.count, length.unit.value), term.key
    with pytest.raises(KeyError):
        voucher.term("settlement")


def test_municipalities_of_the_region(pack: Pack) -> None:
    assert lies_in(pack.info, "Aa en Hunze")
    assert lies_in(pack.info, "GM1680")
    assert not lies_in(pack.info, "Groningen")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_verdict_has_words(pack: Pack, readiness: Scheme, language: str) -> None:
    for code in CODES:
        for state in ("met", "not-met", "unknown"):
            if state == "not-met" and code in NEVER_REFUSED:
                continue
            verdict = Verdict(code, state, "Awb", example=True, doors=("front-door",), cents=500_000)
            found = Eligibility(readiness.key, "2026-1", date(2027, 3, 1), "person", (verdict,))
            (said,) = explain(pack, readiness, found, language)
            assert said.reason
            assert bool(said.do) == bool(said.note) == (state != "met")
            assert "{" not in said.reason + said.do
            assert len(said.doors) == 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_remark_has_words(pack: Pack, language: str) -> None:
    codes = ("no_costs", "scope_rd", "min_amount", "de_minimis", "maximum", "pillar-maximum", "research-out")
    for code in (*codes, "hours-out", "vat-out", "quote-twice", "de-minimis-less"):
        for cents in (None, 123_456):
            assert "{" not in remark(pack, Remark(code, "note", cents=cents), language)


def test_a_refusal_in_words(pack: Pack, readiness: Scheme) -> None:
    facts = Facts(
        fte=Decimal("1.5"),
        project_in_region=True,
        rung="starten",
        rung_source="intake",
        lines=(CostLine(900_000, "A"),),
    )
    found = check(readiness, facts, at=AT)

    said = {
        item.verdict.code: item for item in explain(pack, readiness, found, "nl") if item.verdict.state == "not-met"
    }

    assert list(said) == ["fte_min", "rung", "min_amount"]
    assert said["fte_min"].reason == "Je bedrijf is nog te klein. Je hebt 2 volle banen nodig."
    assert said["rung"].reason == "Deze subsidie is er voor Funderen of Optimaliseren. Jij staat ergens anders."
    assert said["min_amount"].reason == "Het bedrag komt te laag uit. Het moet €\u00a05.000 of meer zijn."
    assert said["fte_min"].note == "", "at least 2 fte is settled"
    assert said["min_amount"].note


@pytest.mark.parametrize(
    ("cents", "dutch", "english"),
    [
        (0, "€\u00a00", "€0"),
        (850_000, "€\u00a08.500", "€8,500"),
        (1_666_666, "€\u00a016.666,66", "€16,666.66"),
        (80_000_005, "€\u00a0800.000,05", "€800,000.05"),
    ],
)
def test_money_in_words(cents: int, dutch: str, english: str) -> None:
    assert (money(cents, "nl"), money(cents, "en")) == (dutch, english)


def test_shares_sizes_and_rungs_in_words(pack: Pack) -> None:
    assert (share(0.5, "nl"), share(0.335, "nl"), share(0.335, "en")) == ("50%", "33,5%", "33.5%")
    assert (size(2, "nl"), size(2.5, "nl"), size(2.5, "en")) == ("2", "2,5", "2.5")
    assert rung_names(pack, ("funderen",), "nl") == "Funderen"
    assert rung_names(pack, ("orienteren", "starten", "funderen"), "nl") == "Oriënteren, Starten of Funderen"


def test_every_question_of_the_check_has_words(pack: Pack) -> None:
    for question in CheckQuestion.__args__:  # type: ignore[attr-defined]  # a Literal keeps its words there
        assert pack.text(f"precheck.{question}.title", "nl").endswith("?")


@given(data=st.data())
def test_any_change_of_a_scheme_is_read_or_diagnosed(data: st.DataObject) -> None:
    """The fast reading and the slow diagnosis agree, and the rules answer with errors that have a place."""
    tree: Any = parse(read_text(DRENTHE / data.draw(st.sampled_from([READINESS, VOUCHER])))).value
    damage(tree, data)

    try:
        scheme = msgspec.convert(tree, Scheme)
    except msgspec.ValidationError:
        assert list(diagnose(Scheme, tree))
        return

    assert list(diagnose(Scheme, tree)) == []
    errors = list(check_schemes(_parts({"digitale-ai-gereedheid": scheme})))
    assert all(error.file and error.message and error.hint for error in errors)


def _parts(schemes: dict[str, Scheme]) -> Parts:
    """A pack of which only the schemes could be read."""
    return Parts(
        folder="drenthe",
        info=None,
        ladder=None,
        scans={},
        scan_files=(),
        instruments=None,
        partners=None,
        indicators=None,
        engine_texts={},
        own_texts=None,
        schemes=schemes,
    )
