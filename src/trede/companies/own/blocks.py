"""What other rooms show on the first own page of a firm, and what they let wait for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from trede.companies.models import Firm


@dataclass(frozen=True, slots=True)
class Waits:
    """One thing that the firm itself can do now: a sentence, what the link says, where it leads, until when."""

    text: str
    label: str
    address: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the page: a heading, markup (escaped already), and what waits for the firm."""

    key: str
    title: str
    html: str
    waits: tuple[Waits, ...] = ()


Build = Callable[[Firm, str], Block | None]

_registry: dict[str, tuple[int, Build]] = {}


def register_block(key: str, order: int, build: Build) -> None:
    """Show `build(firm, language)` on /mijn, lowest `order` first; None: there is nothing to show to this firm.

    `html` comes from a template, so that it is escaped. ValueError when the key is taken by another.
    """
    known = _registry.get(key)
    if known is not None and known[1] is not build:
        raise ValueError(f"block {key} is registered twice")
    _registry[key] = (order, build)


def blocks_for(firm: Firm, language: str) -> list[Block]:
    """Return the blocks of all rooms for this firm, in order."""
    built = [build(firm, language) for _, build in sorted(_registry.values(), key=lambda known: known[0])]
    return [block for block in built if block is not None]
