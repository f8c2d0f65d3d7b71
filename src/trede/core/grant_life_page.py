"""The page `docs/reference/grant-life.md`, made from the tables of the life of an application."""

from itertools import groupby

from trede.core.grant_life import APART, BY_STAFF, Edge, Region, State
from trede.core.grant_life_table import MISSING, REGIONS

_TITLES = {
    "main": "The application",
    "objection": "Objection and appeal",
    "payment": "Payment",
    "penalty": "Penalty for lateness",
    "notification": "Message and notice",
}
_HEAD = """# The life of an application

This page is made from the tables in `src/trede/core/grant_life_table.py`; a test fails when it differs. To write it
again: `python -m trede.core.grant_life_page > docs/reference/grant-life.md`.

The main line and four regions beside it run at the same time. States and events have Dutch keys, as in the law; what an
applicant reads is a sentence apart from the state. An event happens when somebody in a role that may causes it and all
that it needs is so. Nobody gets stuck: from every state that is no end, staff has a step that needs nothing from
others, and what rests goes to the archive once every region rests. A draft belongs to the applicant and goes by itself.
Articles are of the Awb, unless another source stands there; *Trede* marks a choice of ours.
"""


def diagram(region: Region) -> str:
    """Return the region as a Mermaid state diagram; events with the same way share a line."""
    lines = ["stateDiagram-v2", f"    [*] --> {region.start}"]
    ways = sorted(region.edges, key=lambda edge: (edge.origin, edge.to))
    for (origin, to), edges in groupby(ways, key=lambda edge: (edge.origin, edge.to)):
        lines.append(f"    {origin} --> {to} : {', '.join(dict.fromkeys(edge.event for edge in edges))}")
    lines += [f"    {state.key} --> [*]" for state in region.states if state.end]
    return "```mermaid\n" + "\n".join(lines) + "\n```"


def _state_line(state: State) -> str:
    kind = "end" if state.end else "rests" if state.closed else "–"
    clock = f"`{state.clock}`" if state.clock else "–"
    return f"| `{state.key}` | {state.nl} | {state.en} | {state.money or '–'} | {clock} | {kind} |"


def _edge_line(edges: list[Edge]) -> str:
    first = edges[0]
    origins = " ".join(f"`{edge.origin}`" for edge in edges)
    to = "stays" if first.to == first.origin else f"`{first.to}`"
    needs = ", ".join(sorted(f"`{need}`" for need in first.needs)) or "–"
    who = ", ".join(sorted(first.who))
    return (
        f"| `{first.event}` | {origins} | {to} | {who} | {needs} | {'; '.join(first.effects) or '–'} | {first.source} |"
    )


def section(region: Region) -> str:
    """Return title, diagram, table of states and table of events of one region."""
    rows: dict[tuple[object, ...], list[Edge]] = {}
    for edge in region.edges:
        to = "=" if edge.to == edge.origin else edge.to
        rows.setdefault((edge.event, to, edge.who, edge.needs, edge.source), []).append(edge)
    states = "\n".join(map(_state_line, region.states))
    events = "\n".join(map(_edge_line, rows.values()))
    return f"""## {_TITLES[region.key]}

{diagram(region)}

| state | the applicant reads (nl) | (en) | money | term | |
| --- | --- | --- | --- | --- | --- |
{states}

| event | from | to | who | needs | causes | source |
| --- | --- | --- | --- | --- | --- | --- |
{events}
"""


def _people() -> str:
    rows = "\n".join(f"| {rule.one} | {rule.other} | {rule.source} |" for rule in APART)
    return f"""## Four eyes, by person

Nobody acts on one case in both roles of a row, whatever rights they have. Who has an interest in the outcome acts in
none (Awb 2:4). An approval holds for the draft that was read: any change voids it.

| one role | other role | why |
| --- | --- | --- |
{rows}
"""


def _needs() -> str:
    rows = "\n".join(
        f"| `{need}` | {english} | {'staff itself' if need in BY_STAFF else 'facts'} |"
        for need, (_, english) in MISSING.items()
    )
    return f"""## What events need

| need | said when it is not met | met by |
| --- | --- | --- |
{rows}
"""


def page() -> str:
    """Return the whole page as Markdown."""
    return "\n".join([_HEAD, *map(section, REGIONS), _people(), _needs()])


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())
