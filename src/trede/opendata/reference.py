"""Pages of docs/reference made from the datasets and from the register of algorithms. A test compares them."""

from collections.abc import Iterable

from trede.opendata.algorithms.entries import ALGORITHMS, Algorithm
from trede.opendata.datasets import DATASETS
from trede.opendata.fields import FORMATS, Dataset
from trede.regions.registry import pack


def datasets() -> Iterable[str]:
    """Yield the parts of the page about datasets: each with its columns."""
    for dataset in DATASETS:
        yield f"## {dataset.key}\n\n{_about(dataset)}\n\n" + _table(
            ("column", "type", "filled", "meaning"), [_field(dataset, name) for name in dataset.names]
        )


def _about(dataset: Dataset) -> str:
    region = pack()
    words = f"{dataset.title(region, 'en')}: {dataset.about(region, 'en')} {dataset.origin(region, 'en')}"
    forms = ", ".join(f"`/open-data/{dataset.key}.{form}`" for form in FORMATS)
    there = f"Files: {forms}." if dataset.rows is not None else "Not there yet: no files."
    key = ", ".join(f"`{name}`" for name in dataset.primary)
    return f"{words}\n\n{there} Licence {dataset.licence}, version {dataset.version} of the columns. Key: {key}."


def _field(dataset: Dataset, name: str) -> tuple[str, ...]:
    field = next(field for field in dataset.fields if field.name == name)
    return f"`{name}`", field.type, "always" if field.required else "may be empty", pack().text(field.text, "en")


def algorithms() -> Iterable[str]:
    """Yield the parts of the page about algorithms: each with its rules and where they stand in the code."""
    for algorithm in ALGORITHMS:
        yield f"## {pack().text(f'algorithm.{algorithm.key}.name', 'en')}\n\n" + _entry(algorithm)


def _entry(algorithm: Algorithm) -> str:
    short = pack().text(f"algorithm.{algorithm.key}.description_short", "en")
    rows = [
        (
            f"`{rule.key}`",
            ", ".join(f"`core/{module}.py`" for module in rule.modules),
            rule.about(),
            rule.reviewed.isoformat(),
        )
        for rule in algorithm.rules
    ]
    return f"{short} On the site: `/algoritmes/{algorithm.key}`.\n\n" + _table(
        ("rule", "code", "what it does, in its own words", "entry read on"), rows
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
