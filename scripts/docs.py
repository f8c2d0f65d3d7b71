"""Write the generated pages of docs/reference: commands, settings, events, routes, roles and personal data.

`python -m scripts.docs` writes them; a test fails when one is not current.
"""

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
MADE = "<!-- Made by `make docs`. Change the code it describes, not this page. -->"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table; a bar inside a cell is escaped."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def page(title: str, intro: str, *parts: str) -> str:
    """Return a whole page."""
    return "\n\n".join([f"# {title}", MADE, intro, *parts]) + "\n"


def code(words: Iterable[object]) -> str:
    """Return words as code, with commas; a dash when there are none."""
    return ", ".join(f"`{word}`" for word in words) or "–"


def commands() -> str:
    """Each command of `trede` with its arguments."""
    from trede.cli import COMMANDS

    parts = []
    for name, line in COMMANDS.items():
        parser = argparse.ArgumentParser(prog=f"trede {name}", add_help=False)
        importlib.import_module(f"trede.commands.{name}").add_arguments(parser)
        parts.append(f"## trede {name}\n\n{line[0].upper()}{line[1:]}.")
        parts.extend(_arguments(f"trede {name}", parser))
    return page(
        "Commands",
        "Exit status: 0 done; 1 the input or a check failed (the reason is on stderr, nothing is half-done); 2 wrong "
        "usage. Results go to stdout. `trede COMMAND --help` shows the same.",
        *parts,
    )


def _arguments(command: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the table of a parser's arguments, and that of each command below it."""
    rows, below = [], []
    for argument in parser._actions:  # noqa: SLF001  # argparse has no public list of what was declared
        if isinstance(argument, argparse._SubParsersAction):  # noqa: SLF001
            lines = {choice.dest: choice.help or "" for choice in argument._choices_actions}  # noqa: SLF001
            below = [(name, child, lines[name]) for name, child in argument.choices.items()]
        elif argument.help != argparse.SUPPRESS and argument.dest != "help":
            rows.append(_argument_row(argument))
    if rows:
        yield table(("argument", "does", "default"), rows)
    for name, child, line in below:
        yield f"### {command} {name}\n\n{line[0].upper()}{line[1:]}."
        yield from _arguments(f"{command} {name}", child)


def _argument_row(argument: argparse.Action) -> tuple[str, str, str]:
    metavar = argument.metavar if isinstance(argument.metavar, str) else argument.dest.upper()
    value = "" if argument.nargs == 0 else " " + ("|".join(map(str, argument.choices)) if argument.choices else metavar)
    name = ", ".join(argument.option_strings) + value if argument.option_strings else metavar
    given = argument.default not in (None, False, argparse.SUPPRESS, [])
    return f"`{name}`", argument.help or "", f"`{argument.default}`" if given else "–"


def settings() -> str:
    """Each setting of the environment."""
    from trede.config.env import SETTINGS

    return page(
        "Settings",
        "An operator sets these in the environment. For each of them `NAME_FILE` may hold the path of a file with the "
        "value, for secrets. What a policy officer decides is not here but in the region pack.",
        table(("setting", "does"), [(f"`{name}`", line) for name, line in SETTINGS.items()]),
    )


def events() -> str:
    """Each type of event in the journal."""
    from trede.journal.types import event_types

    rows = [
        (f"`{kind.key}`", kind.display["nl"], kind.display["en"], code(kind.data), code(kind.shred))
        for kind in event_types()
        if not kind.key.startswith("test.")
    ]
    return page(
        "Events",
        "Everything that happens is one event in the journal; figures, timelines and open data read nothing else. An "
        "event holds no names, addresses or codes: only numbers, keys, days and rungs. `data` is all that a type may "
        "carry; what stands under *erased* is blanked when the data of its subject are erased.",
        table(("type", "Dutch", "English", "data", "erased"), rows),
    )


def routes() -> str:
    """Each address with what it asks of a visitor."""
    listed = sorted((address, name, _access(view)) for address, name, view in walk_routes())
    rows = [(f"`/{address}`", name, access) for address, name, access in listed if not address.startswith("en/")]
    return page(
        "Routes",
        "Every route declares who may enter; a test fails on one that does not. Public routes run no session and set "
        "no cookie. Public pages in English stand under `/en/` and are not listed again.",
        table(("address", "name", "access"), rows),
    )


def walk_routes() -> Iterator[tuple[str, str, Any]]:
    """Yield every route as (address, name, view)."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, str, Any]]:
        for entry in patterns:
            address = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, address)
            else:
                yield address, entry.name or "", entry.callback

    yield from walk(get_resolver().url_patterns, "")


def _access(view: Any) -> str:
    access = view.access
    words = [access.kind]
    if access.permission is not None:
        words.append(f"`{access.permission}`")
    if access.sudo:
        words.append("second factor again")
    return " · ".join(words)


def roles() -> str:
    """Each role with what it may do."""
    from trede.core.permissions import ROLES, Permission

    head = ("permission", *(role.name_en for role in ROLES.values()))
    rows = [
        (f"`{permission}`", *("yes" if permission in role.permissions else "" for role in ROLES.values()))
        for permission in Permission
    ]
    names = table(("key", "Dutch"), [(f"`{role.key}`", role.name) for role in ROLES.values()])
    return page(
        "Roles and permissions",
        "A member of staff holds a role through an organisation. The table is data in `trede.core.permissions`.",
        table(head, rows),
        names,
    )


def personal_data() -> str:
    """Each stored field: personal or kept, why, for how long and on which ground."""
    parts = []
    for model in house_models():
        privacy: Any = model.Privacy
        rows = [(f"`{name}`", "personal", why) for name, why in privacy.personal.items()]
        rows += [(f"`{name}`", "kept", why) for name, why in privacy.kept.items()]
        parts.append(
            f"## {model._meta.label}\n\nKept: {privacy.retention}. Ground: {privacy.ground}.\n\n"
            + table(("field", "kind", "why"), rows)
        )
    return page(
        "Personal data",
        "What Trede stores, field by field. *Personal* fields say something about a person and go when its term is "
        "over or the person asks; *kept* fields stay.",
        *parts,
    )


def house_models() -> list[Any]:
    """Return the models of the house, not those of Django and its add-ons, by label."""
    from django.apps import apps

    own = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("trede.")]
    return sorted(own, key=lambda model: model._meta.label)


def packs() -> str:
    """Each file of a region pack with its keys, and the rules over the files."""
    from trede.regions.reference import page as pack_page

    return pack_page()


def datasets() -> str:
    """Each dataset of open data with its columns."""
    from trede.opendata.reference import datasets as parts

    return page(
        "Datasets",
        "Open data, as `/open-data` offers it. Figures are texts: a figure that is not shown has a `reason` and no "
        "value. [How to use them](../how-to/open-data.md).",
        *parts(),
    )


def algorithm_register() -> str:
    """Each entry of the register of algorithms with its rules."""
    from trede.opendata.reference import algorithms as parts

    return page(
        "Register of algorithms",
        "What `/algoritmes` tells the public rests on these rules. A test fails when the code of a rule changed since "
        "its entry was read. [Concept impact assessment](../iama.md).",
        *parts(),
    )


PAGES = {
    "commands.md": commands,
    "settings.md": settings,
    "events.md": events,
    "routes.md": routes,
    "roles.md": roles,
    "personal-data.md": personal_data,
    "packs.md": packs,
    "datasets.md": datasets,
    "algorithm-register.md": algorithm_register,
}


def main() -> int:
    """Write every page that is not current and name it."""
    with tempfile.TemporaryDirectory() as state:
        os.environ.setdefault("TREDE_VAR", state)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trede.config.settings")
        import django

        django.setup()
        for name, write in PAGES.items():
            made = write()
            path = FOLDER / name
            if not path.exists() or path.read_text(encoding="utf-8") != made:
                path.write_text(made, encoding="utf-8")
                print(f"docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
