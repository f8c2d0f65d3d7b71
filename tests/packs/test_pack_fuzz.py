"""Whatever stands in a pack file: the check answers with a pack or with errors that have a place, and never crashes."""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.packs.pack_tree import MINIMAL, Copy, copy_minimal, dump
from trede.regions.diagnose import diagnose
from trede.regions.document import parse, read_text
from trede.regions.load import KINDS, check_pack, load_pack

FILES = sorted(str(path.relative_to(MINIMAL)) for path in MINIMAL.rglob("*.yml") if path.parent.name != "cases")
TEXTS = {file: read_text(MINIMAL / file) for file in FILES}

words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=6)
"""Without line breaks of other ages (U+0085, U+2028), which PyYAML's own writer does not write back as they were."""

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 3000),
    st.integers(-(10**9), 10**9).map(lambda number: number / 8),
    st.dates(),
    st.sampled_from(["", " ", "A", "A-B", "orienteren", "tools", "eerste-gesprek", "{x}", "{", "ja", "on", "2026-06"]),
    words,
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def minimal() -> Iterator[Copy]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "common").mkdir()
        yield copy_minimal(Path(folder))


def places(tree: Any) -> list[tuple[Any, Any]]:
    """Return every (holder, key or index) in a tree, the root's own content first."""
    found: list[tuple[Any, Any]] = []
    keys = tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        found.append((tree, key))
        found += places(tree[key])
    return found


def damage(tree: Any, data: st.DataObject) -> None:
    """Change one place of the tree: other value, gone, doubled, or another name."""
    holder, key = data.draw(st.sampled_from(places(tree)))
    how = data.draw(st.sampled_from(["value", "cut", "double", "rename"]))
    if how == "cut":
        del holder[key]
    elif how == "double" and isinstance(holder, list):
        holder.insert(key, holder[key])
    elif how == "rename" and isinstance(holder, dict):
        holder[data.draw(words)] = holder.pop(key)
    else:
        holder[key] = data.draw(values)


def use(pack: Copy) -> None:
    """Check the pack and load it when it is right; what is wrong has a place and a way out."""
    common = pack.folder.parent / "common"
    errors = check_pack(pack.folder, common=common)
    assert all(error.file and error.message and error.hint for error in errors)
    if not errors:
        assert load_pack(pack.folder, common=common).info.key == "minimal"


@given(data=st.data())
def test_any_change_of_content_gives_a_pack_or_errors(minimal: Copy, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(FILES))
    tree = parse(TEXTS[file]).value
    for _ in range(data.draw(st.integers(1, 3))):
        if places(tree):
            damage(tree, data)
    try:
        minimal.write(file, dump(tree))
        use(minimal)
    finally:
        minimal.write(file, TEXTS[file])


@given(data=st.data())
def test_any_change_of_letters_gives_a_pack_or_errors(minimal: Copy, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(FILES))
    text = TEXTS[file].encode()
    start = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(0, 12))
    bit = data.draw(
        st.binary(max_size=4) | st.sampled_from([b": ", b"- ", b"&a ", b"*a", b"\n", b"\t", b'"', b"{", b"]"])
    )
    try:
        (minimal.folder / file).write_bytes(text[:start] + bit + text[start + length :])
        use(minimal)
    finally:
        minimal.write(file, TEXTS[file])


@given(data=st.data())
def test_the_slow_diagnosis_and_the_fast_reading_agree(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(FILES))
    kind = KINDS["scan" if file.startswith("scans/") else Path(file).stem]
    tree = parse(TEXTS[file]).value
    if places(tree):
        damage(tree, data)

    try:
        msgspec.convert(tree, kind)
        fits = True
    except msgspec.ValidationError:
        fits = False

    assert (list(diagnose(kind, tree)) == []) is fits


@given(value=values | st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_what_is_written_is_what_is_read(value: Any) -> None:
    document = parse(dump({"x": value}))

    if document.problems:
        assert all(problem.line for problem in document.problems)
    else:
        assert document.value == {"x": value}
