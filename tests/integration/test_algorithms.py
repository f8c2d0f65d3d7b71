"""The register of algorithms is current, complete, and follows the Dutch publication standard."""

from typing import Any

import html5lib
import pytest
from django.test import Client

from trede.core import autonomy, baseline, benchmark, integrity, lot, readiness, scan, skills
from trede.core.integrity_words import QUESTIONS
from trede.journal import clock
from trede.opendata.algorithms import entries
from trede.opendata.algorithms.entries import ALGORITHMS, BY_KEY, Rule, code_of
from trede.opendata.algorithms.standard import FIELDS, STANDARD, record
from trede.regions.registry import pack

pytestmark = pytest.mark.django_db

RULES = [rule for algorithm in ALGORITHMS for rule in algorithm.rules]
TEXTS = ("name", "description_short", *FIELDS, "impacttoetsen", "provider", "tags")
FIELDS_OF_THE_STANDARD = {
    *("name", "description_short", "organization", "category", "status", "begin_date", "end_date", "contact_email"),
    *("website", "url", "publication_category", *FIELDS, "lawful_basis_grouping", "process_index_url"),
    *("impacttoetsen", "impacttoetsen_grouping", "source_data_grouping", "provider", "publiccode", "source_id"),
    *("tags", "lang", "standard_version"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_the_entry_was_read_again_since_the_rule_changed(rule: Rule) -> None:
    today = clock.today()
    assert rule.mark == rule.mark_on(rule.reviewed), (
        f"{rule.key} changed. Read its entry at /algoritmes and change what is no longer so; a changed outcome is also "
        f"a new version of the rule. Then write in opendata/algorithms/entries.py: {today!r} and {rule.mark_on(today)}."
    )


def test_a_changed_rule_or_version_breaks_the_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = RULES[0]
    newer = Rule("trede-2", rule.modules, rule.reviewed, rule.mark)
    assert newer.mark_on(rule.reviewed) != rule.mark
    assert rule.mark_on(rule.reviewed.replace(year=2030)) != rule.mark
    code = code_of("scan")
    monkeypatch.setattr(entries, "code_of", lambda _module: code.replace("ENOUGH_ANSWERS = 5", "ENOUGH_ANSWERS = 4"))
    assert rule.mark_on(rule.reviewed) != rule.mark


def test_words_about_the_code_are_no_change_of_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    source = entries._source("lot")
    monkeypatch.setattr(
        entries, "_source", lambda _module: source.replace('"""', '"""More words. ', 1) + "\n# a word\n"
    )
    rule = next(rule for rule in RULES if rule.modules == ("lot",))
    assert rule.mark == rule.mark_on(rule.reviewed)


def test_every_named_version_of_a_rule_is_in_the_register() -> None:
    named = {module.RULE for module in (autonomy, baseline, benchmark, lot, readiness, scan, skills)}
    assert named | {f"integrity-{integrity.RULE}"} <= {rule.key for rule in RULES}
    assert all(rule.about() for rule in RULES)
    assert len({rule.key for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("key", list(BY_KEY))
def test_an_entry_has_every_field_of_the_standard(key: str, language: str) -> None:
    found = record(pack(), BY_KEY[key], language)
    assert set(found) == FIELDS_OF_THE_STANDARD
    for field in TEXTS:
        assert found[field], field
    assert len(str(found["name"])) < 100
    assert len(str(found["description_short"])) < 350
    assert found["status"] in {"In gebruik", "In ontwikkeling", "Buiten gebruik"}
    assert found["publication_category"] in {"Hoog-risico AI-systeem", "Impactvolle algoritmes", "Overige algoritmes"}
    assert found["lang"] == {"nl": "NLD", "en": "ENG"}[language]


def test_what_nobody_decided_yet_is_empty_and_not_made_up() -> None:
    found = record(pack(), BY_KEY["scan"], "nl")
    assert found["begin_date"] is None
    assert found["contact_email"] == pack().info.contact.email
    assert BY_KEY["scan"].in_use(pack())
    assert BY_KEY["subsidy"].in_use(pack()) == any(item.status != "draft" for item in pack().schemes.values())


def test_the_file_holds_entries_rules_and_signals() -> None:
    answer = Client().get("/algoritmes.json")
    found: Any = answer.json()
    assert (found["standard"], found["status"], found["pack"]) == (STANDARD, "concept", pack().reference)
    assert [item["source_id"].partition("-")[2] for item in found["algorithms"]] == list(BY_KEY)
    assert [item["code"] for item in found["signals"]] == list(QUESTIONS)
    assert {item["rule"] for item in found["rules"]} == {rule.key for rule in RULES}
    again = Client(headers={"If-None-Match": answer.headers["ETag"]}).get("/algoritmes.json")
    assert again.status_code == 304
    assert Client().get("/en/algoritmes.json").json()["algorithms"][0]["lang"] == "ENG"


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", ["", *(f"/{key}" for key in BY_KEY)])
def test_pages_are_valid_and_lead_somewhere(prefix: str, path: str) -> None:
    answer = Client().get(f"{prefix}/algoritmes{path}")
    assert answer.status_code == 200
    assert not answer.cookies
    parsed = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.content)
    places = {link.get("href").partition("#")[0] for link in parsed.iter("a")}
    for place in places:
        if place.startswith("/"):
            assert Client().get(place, follow=True).status_code == 200, place


def test_each_question_about_integrity_stands_on_the_page() -> None:
    page = Client().get("/algoritmes/subsidy").content.decode()
    assert all(question.name[0] in page for question in QUESTIONS.values())
    assert "Het IT Lab is er nog niet" in Client().get("/algoritmes").content.decode()
    assert Client().get("/algoritmes/matching").status_code == 404
