"""Reading YAML as a policy officer means it."""

from datetime import date, datetime, timedelta, timezone

import pytest

from trede.regions.document import Lines, parse


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("nee", "nee"),
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("null", None),
        ("~", None),
        ("", None),
        ('""', ""),
        ('"null"', "null"),
        ("7", 7),
        ("-7", -7),
        ("0", 0),
        ("06", "06"),
        ("0612345678", "0612345678"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("2.50", 2.5),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("1234567890123456789", "1234567890123456789"),
        ("2026-06", "2026-06"),
        ("2026-06-30", date(2026, 6, 30)),
        ('"2026-06-30"', "2026-06-30"),
        ("2027-03-01T09:00:00+01:00", datetime(2027, 3, 1, 9, tzinfo=timezone(timedelta(hours=1)))),
        ("10-49", "10-49"),
        ("[A, 7, null]", ["A", 7, None]),
        ("{nl: a, en: b}", {"nl": "a", "en": "b"}),
        ("{}", {}),
    ],
)
def test_scalars_mean_what_they_look_like(written: str, value: object) -> None:
    document = parse(f"key: {written}\n")

    assert document.problems == []
    assert document.value == {"key": value}
    assert isinstance(document.value, dict)
    assert type(document.value["key"]) is type(value)


def test_keys_are_always_text() -> None:
    assert parse("on: 1\n2026: 2\ntrue: 3\nnull: 4\n").value == {"on": 1, "2026": 2, "true": 3, "null": 4}


def test_both_values_of_a_double_key_are_named_and_the_first_stays() -> None:
    document = parse("a: {b: 1, b: 2}\nc: 3\na: 4\n")

    assert document.value == {"a": {"b": 1}, "c": 3}
    assert [(problem.key, problem.line) for problem in document.problems] == [("a.b", 1), ("a", 3)]


@pytest.mark.parametrize("moment", ["2027-13-01", "2027-02-29", "2027-03-01T25:00:00"])
def test_days_that_do_not_exist(moment: str) -> None:
    (problem,) = parse(f"day: {moment}\n").problems

    assert problem.message == f"{moment} is not a day that exists"


TEXT = """\
source: a
rungs:
  - key: x
    name: {nl: a,
      en: b}
  - key: y
home: 1
home.title: {nl: a, en: b}
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("", 1),
        ("source", 1),
        ("rungs", 2),
        ("rungs[0]", 3),
        ("rungs[0].name", 4),
        ("rungs[0].name.en", 5),
        ("rungs[1].key", 6),
        ("rungs[1].name.en", 6),
        ("rungs[9].key", 2),
        ("home", 7),
        ("home.title", 8),
        ("home.title.en", 8),
        ("nothing", 1),
    ],
)
def test_a_key_leads_to_its_line_or_the_nearest_above(key: str, line: int) -> None:
    assert Lines(TEXT).of(key) == line


@pytest.mark.parametrize("text", ["a: [", "", "a: \x00"])
def test_there_are_no_lines_in_what_cannot_be_read(text: str) -> None:
    assert Lines(text).of("a") is None
