"""Small files and small functions (HOUSE §3.6). The list of exceptions may only shrink."""

from pathlib import Path

from tests.architecture.tree import functions, name_of, python_files, tracked

FILE_LINES = 400
TEST_FILE_LINES = 600
FUNCTION_LINES = 60

EXCEPTIONS: dict[str, tuple[int, str]] = {}
"""File or `file:function` to its size now and the reason. A number may go down, never up."""


def _sizes() -> dict[str, tuple[int, int]]:
    """Return what may be too big: name to (size, limit)."""
    sizes = {}
    for path in python_files("src", "bench", "scripts", "tests"):
        name = name_of(path)
        limit = TEST_FILE_LINES if name.startswith("tests/") else FILE_LINES
        sizes[name] = (_lines(path), limit)
        for function in functions(path):
            assert function.end_lineno is not None
            length = function.end_lineno - function.lineno + 1
            key = f"{name}:{function.name}"
            sizes[key] = (max(length, sizes.get(key, (0, 0))[0]), FUNCTION_LINES)
    for path in tracked():
        if path.suffix == ".html" or path.name in {"Makefile", "trede.css"}:
            sizes[name_of(path)] = (_lines(path), FILE_LINES if path.suffix == ".html" else 1_000)
    return sizes


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_and_functions_stay_small() -> None:
    too_big = {
        name: size for name, (size, limit) in _sizes().items() if size > max(limit, EXCEPTIONS.get(name, (0, ""))[0])
    }
    assert too_big == {}, "split these along a seam of the subject"


def test_exceptions_are_still_needed_and_exact() -> None:
    sizes = _sizes()
    for name, (written, reason) in EXCEPTIONS.items():
        size, limit = sizes[name]
        assert size > limit, f"{name} is small enough now: take it off the list"
        assert size == written, f"{name} has another size now: write it down when it shrank, split it when it grew"
        assert reason, f"{name}: say why"


def test_the_median_file_is_short() -> None:
    lengths = sorted(_lines(path) for path in python_files("src") if path.name != "__init__.py")
    assert lengths[len(lengths) // 2] <= 150
