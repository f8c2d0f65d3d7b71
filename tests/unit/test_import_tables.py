"""Reading tables: what spreadsheets make of CSV, and bytes that are no table at all."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trede.companies.imports.cells import Cells, day, fte, kvk, needed, number, written
from trede.companies.imports.tables import MOST_CELL, MOST_COLUMNS, Table, escaped, read_table, unescaped, write_csv
from trede.core.errors import InputError

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20).map(
    lambda text: " ".join(text.split())
)
"""What stands in a cell once white space is joined."""


def cells_of(table: Table) -> list[tuple[str, ...]]:
    """Return the cells of every row."""
    return [row.cells for row in table.rows]


def refusal(content: bytes, **limits: int) -> str:
    """Return the code with which a file is refused; the sentence is there in both languages."""
    with pytest.raises(InputError) as refused:
        read_table(content, **limits)
    assert refused.value.message
    assert refused.value.message_en
    return refused.value.code


@pytest.mark.parametrize(
    "content",
    [
        "kvk;naam\n12345678;Café\n".encode(),
        "kvk;naam\r\n12345678;Café\r\n".encode("utf-8-sig"),
        "kvk;naam\r12345678;Café".encode("cp1252"),
        "kvk,naam\n12345678,Café\n".encode(),
        'kvk,naam\n"12345678","Café"\n'.encode(),
        "kvk\tnaam\n12345678\tCafé\n".encode("utf-16"),
        "sep=;\nkvk;naam\n12345678;Café\n".encode(),
        "sep=|\nkvk|naam\n12345678|Café\n".encode(),
        "\n;;\nkvk;naam;;\n\n 12345678 ;  Café ;;\n;;\n".encode(),
    ],
)
def test_the_same_table_in_every_dress(content: bytes) -> None:
    table = read_table(content)
    assert table.headers == ("kvk", "naam")
    assert [row[:2] for row in cells_of(table)] == [("12345678", "Café")]
    assert [row.problem for row in table.rows] == [None]


def test_rows_carry_the_number_that_a_spreadsheet_shows() -> None:
    table = read_table(b"kvk;naam\n1;a\n\n2;b\n")
    assert [row.number for row in table.rows] == [2, 4]
    assert [row.number for row in read_table(b"sep=;\nkvk\n1\n").rows] == [3]


def test_a_quote_left_open_spoils_its_own_row_only() -> None:
    table = read_table(b'kvk;naam\n1;"a\n2;b\n3;"c"d\n4;"e""f"\n')
    assert [row.problem.code if row.problem else "" for row in table.rows] == [
        "unreadable-row",
        "",
        "unreadable-row",
        "",
    ]
    assert table.rows[3].cells == ("4", 'e"f')


def test_a_decimal_comma_between_commas_is_found_out() -> None:
    table = read_table(b'kvk,fte\n1,2,5\n2,"2,5"\n')
    assert [row.problem.code if row.problem else "" for row in table.rows] == ["too-many-cells", ""]


def test_a_cell_without_measure_spoils_its_own_row_only() -> None:
    table = read_table(b"kvk;naam\n1;" + b"a" * (MOST_CELL + 1) + b"\n2;" + b"b" * 200_000 + b"\n3;c\n")
    assert [row.problem is None for row in table.rows] == [False, False, True]


def test_what_is_no_table_is_refused_with_a_reason() -> None:
    assert refusal(b"") == "empty-file"
    assert refusal(b"\n ;;\n") == "empty-file"
    assert refusal(b"\x81\x8d") == "unreadable-file"
    assert refusal(b'kvk;"naam\n1;2\n') == "unreadable-row"
    assert refusal(b";".join([b"x"] * (MOST_COLUMNS + 1))) == "too-many-columns"
    assert refusal(b"kvk\n1\n2\n3\n", most_rows=2) == "too-many-rows"
    assert len(read_table(b"kvk\n1\n2\n", most_rows=2).rows) == 2


@given(st.binary(max_size=400))
@example(b"\xff\xfe\x00")
@example(b"sep=,")
@example(b"PK\x03\x04")
def test_arbitrary_bytes_give_a_table_or_a_sentence(content: bytes) -> None:
    try:
        table = read_table(content)
    except InputError as refused:
        assert refused.message  # noqa: PT017  # either outcome is right, a crash is not
        return
    assert table.headers
    assert all(any(row.cells) for row in table.rows)


@given(st.text("kvk;,\t\"'=sep\r\n 12é", max_size=60))
def test_almost_tables_give_a_table_or_a_sentence(text: str) -> None:
    test_arbitrary_bytes_give_a_table_or_a_sentence.hypothesis.inner_test(text.encode())  # type: ignore[attr-defined]


@given(st.lists(st.tuples(words, words, words), max_size=8))
def test_what_is_written_is_read_again(rows: list[tuple[str, str, str]]) -> None:
    table = read_table(write_csv(("a", "b", "c"), rows))
    assert table.headers == ("a", "b", "c")
    padded = [(*cells, *("",) * (3 - len(cells))) for cells in cells_of(table)]
    assert padded == [row for row in rows if any(row)]


@given(words)
@example("'t Hoekje")
@example("'=1")
@example("''")
def test_escaping_is_undone(cell: str) -> None:
    assert unescaped(escaped(cell)) == cell
    assert escaped(cell)[:1] not in set("=+-@")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        ("43%", "43"),
        ("43,3 %", "43.3"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567,8", "1234567.8"),
        ("\N{MINUS SIGN}3", "-3"),
        ("007", "7"),
    ],
)
def test_numbers_as_people_write_them(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "x", "1e9", "NaN", "1,2,3", "1.2.3", "1.23,4", "٣", "12 34", "%", "-"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(InputError):
        number(text)


@pytest.mark.parametrize("text", ["1.234", "12,000"])
def test_what_may_be_thousands_is_not_guessed(text: str) -> None:
    with pytest.raises(InputError):
        fte(text)
    assert fte("12,50") == Decimal("12.5")


@given(st.decimals(0, 100, places=2))
def test_a_written_number_is_read_again(value: Decimal) -> None:
    assert number(written(value)) == value


@pytest.mark.parametrize("text", ["2026-05-12", "12-05-2026", "12/5/2026", "12.5.2026"])
def test_days_as_people_write_them(text: str) -> None:
    assert day(text) == date(2026, 5, 12)


@pytest.mark.parametrize("text", ["", "2026-13-01", "31-02-2026", "12-05-26", "May 12", "2026-5-12", "٠١-٠١-2026"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(InputError) as refused:
        day(text)
    assert refused.value.code == "day"


def test_a_lost_zero_in_front_gets_a_hint() -> None:
    with pytest.raises(InputError) as refused:
        kvk("4012345")
    assert "nul" in refused.value.message
    assert kvk("0401 2345") == "04012345"


@given(st.text(max_size=30))
def test_parsers_never_crash(text: str) -> None:
    cells = Cells({"x": text})
    for parse in (number, fte, day, kvk, needed(day)):
        cells.read("x", parse)
    assert len(cells.errors) <= 5
