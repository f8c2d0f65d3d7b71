"""Files in and out: firms and EDIH assessments, at the command line and at the desk."""

import base64
import io
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.cast import actor, bakker, client_of, jansen, log_in, member
from trede import cli
from trede.commands._files import KINDS as COMMAND_KINDS
from trede.commands._kinds import KINDS as ALL_KINDS
from trede.companies import desk_views
from trede.companies.actions import register_firm
from trede.companies.imports.frame import Kind, Outcome, Plan
from trede.companies.imports.kinds import KINDS
from trede.companies.imports.run import Report, run_import
from trede.companies.imports.sheets import write_sheet
from trede.companies.imports.tables import read_table, write_csv
from trede.companies.maturity_block import maturity_block
from trede.companies.models import Firm, MaturityAssessment
from trede.core.errors import InputError, NotPermitted, Unavailable
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.privacy.erase import erase_subject
from trede.privacy.export import document_of
from trede.privacy.subjects import subject

pytestmark = pytest.mark.django_db
OPERATOR = Actor.system("import")
DMA_HEAD = "kvk;vestiging;meetmoment;datum;totaal;strategie;gereedheid;mensen;data;automatisering;groen;bron"
GOOD = "68750110;;T0;12-05-2026;40;25,5;30;35;40;50;59,5;EDIH Noord-Nederland"
FIRMS = """kvk;naam;gemeente;branche;fte
11111111;Café 't Hoekje;Emmen;horeca-vrije-tijd;2,5
22222222;=Som BV;GM0106;Bouw en installatie;
33333333;Elders BV;elders;;12
"""


def take_in(kind: str, text: str | bytes, *, by: Actor = OPERATOR, **more: Any) -> Report:
    """Import a text as a file of this kind."""
    content = text if isinstance(text, bytes) else text.encode()
    return run_import(KINDS[kind], read_table(content), by=by, **more)


def counted(report: Report) -> tuple[int, int, int, int]:
    """Return how many rows were added, changed, the same and refused."""
    added, changed, same, refused = (report.counts[outcome] for outcome in Outcome)
    return added, changed, same, refused


def dma(*lines: str) -> str:
    """Return a file with assessments."""
    return "\n".join((DMA_HEAD, *lines))


def wrong(report: Report) -> list[tuple[int, str, str]]:
    """Return row, column and code of everything that was refused."""
    return [(row.row.number, each.column, each.error.code) for row in report.refused for each in row.errors]


# Firms


def test_firms_come_in_and_a_second_time_changes_nothing() -> None:
    assert counted(take_in("companies", FIRMS)) == (3, 0, 0, 0)
    cafe = Firm.objects.get(kvk="11111111")
    assert (cafe.name, cafe.municipality, cafe.sector) == ("Café 't Hoekje", "GM0114", "horeca-vrije-tijd")
    assert cafe.fte == Decimal("2.50")
    assert cafe.source == "import"
    events = Event.objects.count()
    assert counted(take_in("companies", FIRMS)) == (0, 0, 3, 0)
    assert counted(take_in("companies", FIRMS.encode("cp1252"))) == (0, 0, 3, 0)
    assert Event.objects.count() == events


def test_a_changed_fact_is_updated_and_an_empty_cell_keeps_what_is_known() -> None:
    take_in("companies", FIRMS)
    report = take_in("companies", "kvk;naam;gemeente;fte\n11111111;;;3\n22222222;;;\n")
    assert counted(report) == (0, 1, 1, 0)
    cafe = Firm.objects.get(kvk="11111111")
    assert (cafe.name, cafe.municipality, cafe.fte) == ("Café 't Hoekje", "GM0114", Decimal(3))
    assert Event.objects.latest("id").data["fields"] == ["fte"]


def test_a_wrong_row_says_what_is_wrong_and_stops_no_other() -> None:
    report = take_in(
        "companies",
        "kvk;naam;gemeente;branche;fte\n"
        "1234567;A;Emmen;;2\n"
        ";B;;;\n"
        "44444444;;;;\n"
        "55555555;C;Amsterdam;tovenarij;veel\n"
        "66666666;D;Emmen;;1.234\n"
        '77777777;"E;;;\n'
        "88888888;F;Meppel;;4\n",
    )
    assert counted(report) == (1, 0, 0, 6)
    assert wrong(report) == [
        (2, "kvk", "kvk"),
        (3, "kvk", "empty"),
        (4, "name", "name"),
        (5, "municipality", "municipality"),
        (5, "sector", "sector"),
        (5, "fte", "number"),
        (6, "fte", "number"),
        (7, "", "unreadable-row"),
    ]
    assert list(Firm.objects.values_list("name", flat=True)) == ["F"]


def test_the_same_firm_twice_is_refused_only_when_it_says_something_else() -> None:
    text = "kvk;naam\n11111111;A\n11111111;A\n11111111;B\n"
    for _ in range(2):
        report = take_in("companies", text)
        assert wrong(report) == [(4, "", "double-row")]
    assert Firm.objects.get().name == "A"


def test_branches_of_one_firm_are_firms_of_their_own() -> None:
    report = take_in("companies", "kvk;branch;name\n11111111;000011111111;A\n11111111;000022222222;B\n")
    assert counted(report) == (2, 0, 0, 0)


def test_columns_are_found_by_name_and_doubles_or_missing_ones_stop_the_file() -> None:
    report = take_in("companies", "Bedrijfsnaam,KVK-nummer,Schoenmaat\nA,11111111,43\n")
    assert counted(report) == (1, 0, 0, 0)
    assert report.unknown == ("Schoenmaat",)
    for head, code in (("kvk;fte", "missing-column"), ("kvk;naam;bedrijf", "double-column")):
        with pytest.raises(InputError) as refused:
            take_in("companies", f"{head}\n22222222;B;C\n")
        assert refused.value.code == code


def test_refused_rows_come_back_as_a_file_that_can_be_repaired() -> None:
    report = take_in("companies", 'kvk;naam;fte\n1;=A;2\n22222222;B;x\n33333333;"C;1\n')
    content = report.error_file("nl")
    text = content.decode("utf-8-sig")
    assert text.splitlines()[0] == "regel;kolom;fout;kvk;naam;fte"
    assert "2;kvk;Een KVK-nummer heeft 8 cijfers.;1;'=A;2" in text
    again = take_in("companies", content)
    assert again.unknown == ()
    assert again.error_file("en").decode("utf-8-sig").startswith("row;column;error;kvk;naam;fte\r\n2;kvk;")
    repaired = text.replace(";1;'=A", ";11111111;'=A").replace("B;x", "B;2")
    assert counted(take_in("companies", repaired)) == (2, 0, 0, 1)
    assert Firm.objects.get(kvk="11111111").name == "=A"


def test_a_dry_run_judges_by_the_same_rules_and_saves_nothing() -> None:
    take_in("companies", FIRMS)
    before = (list(Firm.objects.values()), Event.objects.count())
    text = "kvk;naam\n11111111;Anders\n99999999;Nieuw\n99999999;Nieuw\n1;Fout\n"
    tried = take_in("companies", text, dry_run=True)
    assert (list(Firm.objects.values()), Event.objects.count()) == before
    assert counted(tried) == counted(take_in("companies", text)) == (1, 1, 1, 1)


def test_only_who_may_import_does() -> None:
    with pytest.raises(NotPermitted):
        take_in("companies", FIRMS, by=actor("adviser"))
    assert Firm.objects.count() == 0
    assert counted(take_in("companies", FIRMS, by=actor("chain-owner"))) == (3, 0, 0, 0)


def _failing(error: Exception) -> Kind:
    def fail(by: Actor) -> None:
        raise error

    kind = KINDS["companies"]
    plan = Plan(("x",), (), Outcome.ADDED, fail)
    return Kind(kind.key, kind.names, kind.columns, lambda cells: plan, kind.rows, kind.left_out)


def test_somebody_who_saves_the_same_at_the_same_time_is_no_crash() -> None:
    report = run_import(_failing(IntegrityError()), read_table(b"kvk;naam\n1;a\n"), by=OPERATOR)
    assert wrong(report) == [(2, "", "at-the-same-time")]


def test_a_busy_database_stops_the_import_and_says_so() -> None:
    with pytest.raises(Unavailable):
        run_import(_failing(OperationalError()), read_table(b"kvk;naam\n1;a\n"), by=OPERATOR)


names = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
firms = st.tuples(
    st.integers(0, 99_999_999).map(lambda number: f"{number:08}"),
    st.sampled_from(("", "000012345678")),
    st.builds(lambda first, last: f"{first} {last}", names, names),
    st.sampled_from(("", "elders", "GM0114", "GM1680")),
    st.sampled_from(("", "bouw", "overig")),
    st.none() | st.decimals(0, 9_999, places=2),
)


@given(st.lists(firms, max_size=6, unique_by=lambda firm: firm[:2]), st.sampled_from((write_csv, write_sheet)))
def test_exported_firms_come_in_again_without_a_change(
    drawn: list[tuple[Any, ...]], write: Callable[[Any, Any], bytes]
) -> None:
    kind = KINDS["companies"]
    with transaction.atomic():
        head = ("kvk", "branch", "name", "municipality", "sector", "fte")
        rows = [("" if cell is None else str(cell) for cell in firm) for firm in drawn]
        assert counted(take_in("companies", write_csv(head, [tuple(row) for row in rows]))) == (len(drawn), 0, 0, 0)
        exported = list(kind.rows())
        content = write(kind.headers, exported)
        assert counted(take_in("companies", content)) == (0, 0, len(drawn), 0)
        transaction.set_rollback(True)
    with transaction.atomic():
        take_in("companies", content)
        assert list(kind.rows()) == exported
        transaction.set_rollback(True)


def test_a_firm_without_a_number_is_left_out_of_the_export_and_counted() -> None:
    bakker()
    register_firm(by=OPERATOR, name="Zonder nummer")
    assert len(list(KINDS["companies"].rows())) == 1
    assert KINDS["companies"].left_out() == 1


# Assessments


def test_an_assessment_is_attached_corrected_and_recognised() -> None:
    firm = bakker()
    assert counted(take_in("dma", dma(GOOD))) == (1, 0, 0, 0)
    kept = MaturityAssessment.objects.get()
    assert (kept.firm_id, kept.moment, kept.day.isoformat(), kept.source) == (
        firm.pk, "T0", "2026-05-12", "EDIH Noord-Nederland",
    )  # fmt: skip
    assert kept.measurement.bands == ("average", "average", "average", "average", "average", "moderately-advanced")
    event = Event.objects.latest("id")
    assert (event.type, event.firm, event.data) == (
        "maturity.attached", firm.pk, {"moment": "T0", "day": "2026-05-12"},
    )  # fmt: skip
    other_dress = GOOD.replace("12-05-2026", "2026-05-12").replace("25,5", "25.50").replace("T0", "t0")
    assert counted(take_in("dma", dma(other_dress))) == (0, 0, 1, 0)
    assert counted(take_in("dma", dma(GOOD.replace("25,5", "24,5")))) == (0, 1, 0, 0)
    event = Event.objects.latest("id")
    assert (event.type, event.data["fields"]) == ("maturity.corrected", ["strategy"])
    assert MaturityAssessment.objects.get().strategy == Decimal("24.5")


def test_no_score_ever_stands_in_the_journal_and_no_rung_comes_of_it() -> None:
    firm = bakker()
    before = Event.objects.count()
    take_in("dma", dma(GOOD, GOOD.replace("T0", "T1").replace("2026;40", "2027;40")))
    kinds = set(Event.objects.order_by("id")[before:].values_list("type", flat=True))
    assert kinds == {"maturity.attached"}
    for event in Event.objects.filter(firm=firm.pk, type__startswith="maturity"):
        assert set(event.data) <= {"moment", "day", "fields"}


def test_each_wrong_cell_of_an_assessment_is_named() -> None:
    bakker()
    report = take_in(
        "dma",
        dma(
            GOOD.replace("68750110", "99999999"),
            GOOD.replace("T0", "T9"),
            GOOD.replace("12-05-2026", "gisteren"),
            GOOD.replace("25,5", "125,5"),
            GOOD.replace("25,5", ""),
            GOOD.replace(";40;25,5", ";60;25,5"),
            "68750110;;T0;12-05-2026;0,4;0,4;0,4;0,4;0,4;0,4;0,4;EDIH",
            GOOD.replace("2026", str(clock.today().year + 2)),
            GOOD.replace("EDIH Noord-Nederland", "E" * 81),
            GOOD,
        ),
    )
    assert wrong(report) == [
        (2, "kvk", "unknown-firm"),
        (3, "moment", "moment"),
        (4, "day", "day"),
        (5, "strategy", "strategy"),
        (6, "strategy", "empty"),
        (7, "total", "total-mean"),
        (8, "total", "scale"),
        (9, "day", "day"),
        (10, "source", "source"),
    ]
    assert counted(report)[0] == MaturityAssessment.objects.count() == 1
    assert "68750110" not in report.refused[0].errors[0].error.message
    assert "99999999" in report.refused[0].errors[0].error.message


def test_without_a_branch_number_it_is_the_seat_or_the_only_branch() -> None:
    take_in(
        "companies", "kvk;vestiging;naam\n11111111;000011111111;A\n22222222;000021111111;B\n22222222;000022222222;C\n"
    )
    report = take_in("dma", dma(GOOD.replace("68750110", "11111111"), GOOD.replace("68750110", "22222222")))
    assert counted(report) == (1, 0, 0, 1)
    assert wrong(report) == [(3, "branch", "unknown-branch")]
    assert MaturityAssessment.objects.get().firm.name == "A"


def test_a_sheet_is_read_as_people_see_it() -> None:
    firm = bakker()
    book = Workbook()
    sheet: Any = book.active
    sheet.append(DMA_HEAD.split(";"))
    sheet.append([68750110, None, "T0", clock.today() - timedelta(days=9), *[0.433] * 7, "EDIH"])
    for cell in sheet[2][4:11]:
        cell.number_format = "0.0%"
    packed = io.BytesIO()
    book.save(packed)
    report = take_in("dma", packed.getvalue())
    assert wrong(report) == []
    kept = MaturityAssessment.objects.get(firm=firm)
    assert (kept.total, kept.day) == (Decimal("43.3"), clock.today() - timedelta(days=9))
    assert read_table(packed.getvalue(), most_rows=1).rows[0].number == 2


@pytest.mark.parametrize("cut", [4, 30, 200, -20])
def test_a_broken_sheet_is_refused_with_a_reason(cut: int) -> None:
    content = write_sheet(("kvk", "naam"), [("11111111", "A")])
    with pytest.raises(InputError) as refused:
        read_table(content[:cut])
    assert refused.value.code == "unreadable-file"


@given(st.integers(30, 2_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_sheet_gives_a_table_or_a_sentence(place: int, damage: bytes) -> None:
    content = write_sheet(("kvk", "naam"), [("11111111", "A")])
    try:
        read_table(content[:place] + damage + content[place + len(damage) :])
    except InputError as refused:
        assert refused.message  # noqa: PT017  # either outcome is right, a crash is not


def test_a_sheet_that_unpacks_to_too_much_is_refused_unread() -> None:
    content = write_sheet(("kvk", "naam"), [("1", "a" * 30_000)] * 100)
    with pytest.raises(InputError) as refused:
        read_table(content)
    assert refused.value.code == "too-large"


def test_exported_assessments_come_in_again_without_a_change() -> None:
    for firm in (bakker(), jansen()):
        lines = [GOOD.replace("68750110", firm.kvk), GOOD.replace("68750110", firm.kvk).replace("T0", "T1")]
        take_in("dma", dma(*lines))
    kind = KINDS["dma"]
    exported = list(kind.rows())
    assert len(exported) == 4
    for write in (write_csv, write_sheet):
        assert counted(take_in("dma", write(kind.headers, exported))) == (0, 0, 4, 0)


def test_export_and_the_block_cost_the_same_for_one_and_for_many(django_assert_num_queries: Any) -> None:
    bakker()
    take_in("dma", dma(GOOD, GOOD.replace("T0", "T1"), GOOD.replace("T0", "T2")))
    for kind in KINDS.values():
        with django_assert_num_queries(1):
            assert list(kind.rows())
    firm = Firm.objects.get().pk
    with django_assert_num_queries(1):
        assert maturity_block(firm)


def test_rows_that_are_known_cost_three_queries_at_most(django_assert_max_num_queries: Any) -> None:
    bakker()
    take_in("companies", FIRMS)
    take_in("dma", dma(GOOD))
    with django_assert_max_num_queries(3):
        take_in("companies", FIRMS)
    with django_assert_max_num_queries(3):
        take_in("dma", dma(GOOD))


def test_an_assessment_belongs_to_the_firm_when_it_asks_or_leaves() -> None:
    firm = bakker()
    take_in("dma", dma(GOOD))
    kind = subject("firm")
    assert len(document_of(kind, firm)["records"]["companies.maturityassessment"]) == 1
    erase_subject(by=actor("chain-owner"), kind=kind, thing=firm, reason="owner-asked")
    assert MaturityAssessment.objects.count() == 0


# What a file shows


def test_the_block_says_in_words_where_a_firm_stood_and_stands() -> None:
    firm = bakker()
    assert maturity_block(firm.pk) is None
    take_in("dma", dma(GOOD))
    only = maturity_block(firm.pk)
    assert only is not None
    assert not only.compares
    later = "68750110;;T1;12-08-2026;45;55;20;35;45;55;60;EDIH Noord-Nederland"
    take_in("dma", dma(later))
    block = maturity_block(firm.pk)
    assert block is not None
    assert [result.moment for result in block.results] == ["T0", "T1"]
    assert [line.moved for line in block.lines[:3]] == ["zelfde niveau", "een niveau hoger", "een niveau lager"]
    html = render_to_string("companies/maturity_block.html", {"maturity": block, "language": "nl"})
    assert "gemiddeld" in html
    assert "redelijk gevorderd" in html
    assert "een andere meting dan de ladder" in html
    assert not re.search("Funderen|Starten|Optimaliseren", html)
    assert render_to_string("companies/maturity_block.html", {"maturity": None}).strip() == ""


def test_a_new_t0_starts_again_and_counts_what_came_before() -> None:
    firm = bakker()
    take_in("dma", dma(GOOD, GOOD.replace("T0;12-05-2026", "T1;12-06-2026"), GOOD.replace("12-05", "12-07")))
    block = maturity_block(firm.pk)
    assert block is not None
    assert [result.moment for result in block.results] == ["T0"]
    assert block.earlier == 2


# The desk


def send(key: str, text: str, *, kind: str = "dma", **more: str) -> HttpResponse:
    """Send a file at the desk as this member of the cast."""
    upload = SimpleUploadedFile("metingen.csv", text.encode(), content_type="text/csv")
    answer: Any = client_of(key).post("/balie/import", {"kind": kind, "file": upload, **more})
    found: HttpResponse = answer
    return found


def test_the_desk_takes_a_file_in_and_hands_back_what_it_refused() -> None:
    bakker()
    page = client_of("chain-owner").get("/balie/import")
    assert page.status_code == 200
    assert b"250 kB" in page.content
    answer = send("chain-owner", dma(GOOD, GOOD.replace("68750110", "99999999")))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "KVK-nummer 99999999 kennen we niet" in html
    encoded = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', html)
    assert encoded
    assert "99999999" in base64.b64decode(encoded[1]).decode("utf-8-sig")
    assert MaturityAssessment.objects.count() == 1
    assert Event.objects.latest("id").actor_kind == "person"


def test_a_try_at_the_desk_keeps_nothing() -> None:
    bakker()
    answer = send("chain-owner", dma(GOOD), dry_run="yes")
    assert "Er is niets bewaard" in answer.content.decode()
    assert MaturityAssessment.objects.count() == 0


def test_the_desk_refuses_what_it_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client_of("chain-owner")
    empty = browser.post("/balie/import", {"kind": "planets"})
    assert empty.status_code == 422
    assert empty.content.count(b'class="error"') == 2
    assert send("chain-owner", "naam\nA").status_code == 422
    monkeypatch.setattr(desk_views, "MOST_ROWS", 1)
    answer = send("chain-owner", dma(GOOD, GOOD))
    assert answer.status_code == 422
    assert "meer dan 1 regels" in answer.content.decode()


def test_the_desk_is_for_who_may_import_and_confirmed_it_is_them() -> None:
    assert send("adviser", dma(GOOD)).status_code == 403
    assert send("anonymous", dma(GOOD)).status_code == 302

    late = log_in(Client(), member("chain-owner"), sudo=False).get("/balie/import")
    assert late["Location"].startswith("/balie/bevestigen")


# The commands


def test_the_commands_take_in_and_write_the_same_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bakker()
    given_file = tmp_path / "dma.csv"
    given_file.write_text(dma(GOOD, GOOD.replace("68750110", "99999999")), encoding="utf-8")
    assert cli.main(["import", "dma", str(given_file), "--dry-run"]) == 1
    assert MaturityAssessment.objects.count() == 0
    assert cli.main(["import", "dma", str(given_file)]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[1] == "dma: 1 added, 0 changed, 0 same, 1 refused"
    assert "row 3 (kvk): We know no firm with Chamber of Commerce number 99999999." in said.err
    errors = tmp_path / "dma.csv.errors.csv"
    assert "99999999" in errors.read_text(encoding="utf-8-sig")
    for name in ("out.csv", "out.xlsx"):
        assert cli.main(["export", "dma", str(tmp_path / name)]) == 0
        assert cli.main(["import", "dma", str(tmp_path / name)]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "dma: 0 added, 0 changed, 1 same, 0 refused"
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    given_file.write_text(dma(GOOD), encoding="utf-8")
    assert cli.main(["import", "dma", str(given_file)]) == 0
    assert not errors.exists()
    assert Event.objects.filter(type="file.exported").count() == 2


def test_the_commands_say_what_they_cannot_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["import", "dma", str(tmp_path / "nothing.csv")]) == 1
    assert "Cannot read" in capsys.readouterr().err
    assert cli.main(["export", "dma", str(tmp_path / "no-folder" / "x.csv")]) == 1
    for usage in (["import", "planets", "x.csv"], ["export", "dma", "x.pdf"], ["export", "dma"]):
        with pytest.raises(SystemExit) as left:
            cli.main(usage)
        assert left.value.code == 2


def test_the_commands_know_every_kind_of_file() -> None:
    assert set(COMMAND_KINDS) == set(ALL_KINDS)
    assert set(KINDS) < set(ALL_KINDS)


# Activities and firms that were merged


def test_an_activity_gives_the_sector_of_a_firm_that_has_none() -> None:
    text = "KVK-nr;Handelsnaam;SBI-code;branche\n11111111;A;43.21;\n22222222;B;6201;bouw\n33333333;C;6;\n44444444;D;;\n"
    report = take_in("companies", text)
    assert wrong(report) == [(4, "sbi", "sbi")]
    found = Firm.objects.order_by("kvk").values_list("sbi", "sector")
    assert list(found) == [("4321", "bouw"), ("6201", "bouw"), ("", "")]
    again = take_in("companies", "kvk;naam;sbi\n11111111;A;4321\n44444444;D;4771\n")
    assert counted(again) == (0, 1, 1, 0)
    assert Firm.objects.get(kvk="44444444").sector == "handel"
