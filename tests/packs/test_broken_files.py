"""Files that are missing, unreadable or say too much, and the texts of the engine."""

from pathlib import Path

import pytest

from tests.packs.pack_tree import Copy, copy_minimal, cut, put
from trede.core.pack_findings import PackErrors
from trede.regions.load import check_pack, load_pack
from trede.regions.registry import available

REQUIRED = ["pack.yml", "ladder.yml", "instruments.yml", "partners.yml", "indicators.yml"]


@pytest.fixture
def minimal(tmp_path: Path) -> Copy:
    return copy_minimal(tmp_path)


@pytest.fixture
def common(tmp_path: Path) -> Path:
    """A folder of engine texts with one file, instead of the product's own."""
    folder = tmp_path / "common"
    folder.mkdir()
    (folder / "pages.yml").write_text('home.title: {nl: "Welkom in {region}", en: "Welcome to {region}"}\n')
    return folder


@pytest.mark.parametrize("file", REQUIRED)
def test_a_missing_file_is_named(minimal: Copy, file: str) -> None:
    (minimal.folder / file).unlink()

    errors = minimal.errors()

    assert [(error.file, error.message) for error in errors] == [(file, "this file is missing")]
    assert f"packs/minimal/{file}" in errors[0].hint


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PackErrors, match="there is no pack folder"):
        load_pack(tmp_path / "nowhere")


def test_a_pack_without_scans(minimal: Copy) -> None:
    for path in (minimal.folder / "scans").iterdir():
        path.unlink()

    found = {(error.file, error.key) for error in minimal.errors()}

    assert found == {("scans", ""), ("pack.yml", "default_scan"), ("pack.yml", "baseline_scan")}


def test_the_own_texts_may_be_left_out(minimal: Copy) -> None:
    (minimal.folder / "texts.yml").unlink()

    assert minimal.errors() == []


@pytest.mark.parametrize("name", ["ladders.yml", "pack.yaml", "notes.yml"])
def test_a_file_that_nothing_reads_is_named(minimal: Copy, name: str) -> None:
    minimal.write(name, "a: 1\n")

    assert [(error.file, error.message) for error in minimal.errors()] == [(name, "nothing reads this file")]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("source: a\nrungs: [a\nstages: []\n", 3, "cannot be read as YAML"),
        ("source: a\n\tb: c\n", 2, "cannot be read as YAML"),
        ("a: 1\n---\nb: 2\n", 2, "cannot be read as YAML"),
        ("", 1, "the file is empty"),
        ("# only a comment\n", 1, "the file is empty"),
        ("source: a\nsource: b\n", 2, "this key stands here twice"),
        ("source: &x [a]\nrungs: *x\n", 1, "a reference (`*name`) is not allowed"),
        ("source: !!python/name:os.system x\n", 1, "the tag tag:yaml.org,2002:python/name:os.system is not allowed"),
        ("source: !secret [x]\n", 1, "the tag !secret is not allowed"),
        ("? [a, b]\n: c\n", 1, "a key must be one word"),
        ("source: " + "[" * 60 + "]" * 60 + "\n", 1, "nested too deeply"),
        ("source: 2026-02-30\n", 1, "2026-02-30 is not a day that exists"),
        ("- a\n", 1, "expected keys with values, found a list"),
        ("just words\n", 1, "expected keys with values, found `just words`"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(minimal: Copy, text: str, line: int, message: str) -> None:
    minimal.write("ladder.yml", text)

    found = [error for error in minimal.errors() if message in error.message]

    assert [(error.file, error.line) for error in found] == [("ladder.yml", line)]


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00a", b"name: caf\xe9\n", b"a: \x00b\n"])
def test_bytes_that_are_no_text(minimal: Copy, raw: bytes) -> None:
    (minimal.folder / "ladder.yml").write_bytes(raw)

    (error,) = minimal.errors()

    assert error.file == "ladder.yml"
    assert "cannot be read" in error.message
    assert "UTF-8" in error.hint


def test_a_byte_order_mark_is_no_error(minimal: Copy) -> None:
    path = minimal.folder / "ladder.yml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert minimal.errors() == []


def test_all_errors_of_all_files_come_in_one_run(minimal: Copy) -> None:
    minimal.change("ladder.yml", cut("rungs[0].name.en"))
    minimal.change("ladder.yml", put("rungs[3].line.nl", None))
    minimal.change("ladder.yml", put("rungs[5].hint", "x"))
    minimal.change("partners.yml", put("organisations[0].services[1].rungs[0]", "top"))
    minimal.change("scans/cyber-basis.yml", put("minutes", [0, 0]))

    errors = minimal.errors()

    assert [(error.file, error.key) for error in errors] == [
        ("ladder.yml", "rungs[0].name.en"),
        ("ladder.yml", "rungs[3].line.nl"),
        ("ladder.yml", "rungs[5].hint"),
        ("partners.yml", "organisations[0].services[1].rungs[0]"),
        ("scans/cyber-basis.yml", "minutes"),
    ]
    assert all(error.line for error in errors)


def test_the_message_is_readable(minimal: Copy) -> None:
    minimal.write("ladder.yml", (minimal.folder / "ladder.yml").read_text().replace("stage: bouw", "stage: bouww", 1))

    with pytest.raises(PackErrors) as caught:
        load_pack(minimal.folder)

    assert str(caught.value) == (
        "pack minimal has 1 error:\n"
        "  ladder.yml:36 rungs[2].stage: there is no stage `bouww`. Known: begin, bouw, vernieuwing. "
        "Did you mean `bouw`?"
    )


def test_a_misspelt_key_gets_a_suggestion(minimal: Copy) -> None:
    minimal.change("partners.yml", put("organisations[0].servces", []))

    (error,) = minimal.errors()

    assert error.hint.startswith("Known keys here: key, name, role, kind")
    assert error.hint.endswith("Did you mean `services`?")


def test_a_region_replaces_a_text(minimal: Copy, common: Path) -> None:
    minimal.write("texts.yml", 'home.title: {nl: "Dag {region}", en: "Hello {region}"}\n')

    pack = load_pack(minimal.folder, common=common)

    assert pack.text("home.title", "nl", region="Streek") == "Dag Streek"
    assert pack.text("home.title", "en", region="Streek") == "Hello Streek"


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        ("home.titel: {nl: a, en: b}", "home.titel", "no page uses this text"),
        ('home.title: {nl: "a {place}", en: "b {place}"}', "home.title", "nothing fills place"),
        ('home.title: {nl: "a {region}", en: "b"}', "home.title", "{region} stands in one language only"),
        ('home.title: {nl: "a {region", en: "b"}', "home.title.nl", "the braces are not right"),
        ('home.title: {nl: "a {region!r}", en: "b"}', "home.title.nl", "is not a plain name"),
        ('home.title: {nl: "a {region.x}", en: "b"}', "home.title.nl", "is not a plain name"),
        ('home.title: {nl: "a {}", en: "b"}', "home.title.nl", "is not a plain name"),
        ('home.title: {nl: "", en: "b"}', "home.title.nl", "the Dutch text is empty"),
        ("home.title: {nl: a}", "home.title.en", "the English text is missing"),
    ],
)
def test_own_texts_that_do_not_fit(minimal: Copy, common: Path, text: str, key: str, message: str) -> None:
    minimal.write("texts.yml", text + "\n")

    found = [error for error in check_pack(minimal.folder, common=common) if message in error.message]

    assert [(error.file, error.key, error.line) for error in found][:1] == [("texts.yml", key, 1)]


def test_engine_texts_are_checked_too(minimal: Copy, common: Path) -> None:
    (common / "more.yml").write_text("other: {nl: a, en: b}\nhome.title: {nl: a, en: b}\nA b: {nl: '{x}', en: b}\n")

    errors = check_pack(minimal.folder, common=common)

    assert [(error.file, error.line, error.key, error.message) for error in errors] == [
        ("common/more.yml", 3, "A b", "`A b` cannot be the key of a text"),
        ("common/more.yml", 3, "A b", "{x} stands in one language only"),
        ("common/pages.yml", 1, "home.title", "this key already stands in common/more.yml"),
    ]


@pytest.mark.parametrize("region", available())
def test_the_packs_of_the_product_are_valid(region: str) -> None:
    from trede.regions.registry import pack_folder

    assert list(map(str, check_pack(pack_folder(region)))) == []
