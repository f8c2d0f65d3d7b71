"""The page `docs/reference/states.md`, made from the state tables. A test compares it with the file."""

from trede.core.workflow import MACHINES, WITHOUT_WAY_ON, Edge, Machine, State

_TITLES = {
    "request": "Request for an adviser",
    "intake": "Intake",
    "referral": "Referral",
}
_HEAD = """# States of the chain

This page is made from the tables in `src/trede/core/workflow.py`; a test fails when it differs. To write it again:
`python -m trede.core.statechart > docs/reference/states.md`.

Parties: *requester* is the front door that keeps the file, *target* the partner, *chain owner* watches the whole chain.
No end without a way on: every end that needs `way-on` asks for a follow-up, or for the firm's own wish to stop with its
day. The database holds the same rule as a constraint.
"""


def _name(key: str) -> str:
    return key.replace("-", "_")


def diagram(machine: Machine) -> str:
    """Return the machine as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {_name(machine.start)}"]
    lines += [f"    {_name(state.key)} : {state.key}" for state in machine.states]
    lines += [f"    {_name(edge.origin)} --> {_name(edge.to)} : {edge.step}" for edge in machine.edges]
    lines += [f"    {_name(state.key)} --> [*]" for state in machine.states if state.is_end]
    return "```mermaid\n" + "\n".join(lines) + "\n```"


def _state_line(state: State) -> str:
    due = (
        "–"
        if state.due is None
        else f"{state.due} working days"
        if isinstance(state.due, int)
        else f"term `{state.due}`"
    )
    act = f"`{state.act}`" if state.act else "end"
    return f"| `{state.key}` | {state.acts_next or '–'} | {act} | {due} | {state.source} |"


def _edge_line(edge: Edge) -> str:
    who = ", ".join(sorted(edge.who))
    needs = ", ".join(sorted(f"`{need}`" for need in edge.needs)) or "–"
    return f"| `{edge.step}` | `{edge.origin}` | `{edge.to}` | {who} | {needs} | {edge.source} |"


def section(machine: Machine) -> str:
    """Return title, diagram, table of states and table of steps of one machine."""
    states = "\n".join(_state_line(state) for state in machine.states)
    edges = "\n".join(_edge_line(edge) for edge in machine.edges)
    return f"""## {_TITLES[machine.key]}

{diagram(machine)}

| state | acts next | act | due in | source |
| --- | --- | --- | --- | --- |
{states}

| step | from | to | who | needs | source |
| --- | --- | --- | --- | --- | --- |
{edges}
"""


def page() -> str:
    """Return the whole page as Markdown."""
    ends = ", ".join(f"`{state}`" for state in sorted(WITHOUT_WAY_ON))
    tail = f"A referral that ends in {ends} needs no further way on: its result is recorded with a confirmed rung.\n"
    return "\n".join([_HEAD, *(section(machine) for machine in MACHINES), tail])


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())
