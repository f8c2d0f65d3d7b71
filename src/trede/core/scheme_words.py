"""The words of verdicts and remarks: the texts of `packs/common/subsidies.yml` with their values filled in.

Rules give codes and cents; this gives sentences, in Dutch or English. Money is written the way each language does.
"""

from dataclasses import dataclass

from trede.core.budget import Remark
from trede.core.eligibility import Eligibility, Verdict
from trede.core.pack import Pack
from trede.core.pack_scheme_terms import cents
from trede.core.pack_schemes import Parameters, Scheme

_OR = {"nl": " of ", "en": " or "}
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Explained:
    """One verdict in words. `do` is empty when the rule is met, `note` when its parameter was decided."""

    verdict: Verdict
    reason: str
    do: str
    note: str
    doors: tuple[str, ...]
    """What waits behind each door, in words."""


def explain(pack: Pack, scheme: Scheme, found: Eligibility, language: str) -> tuple[Explained, ...]:
    """Return every verdict in words, in the order of the rules."""
    version = scheme.version(found.version)
    return tuple(_explained(pack, scheme, version, verdict, language) for verdict in found.verdicts)


def remark(pack: Pack, found: Remark, language: str) -> str:
    """Return the sentence of a remark on a budget."""
    amount = "" if found.cents is None else money(found.cents, language)
    if found.code == "min_amount" and found.cents is None:
        return pack.text("budget.no_costs", language)
    return pack.text(f"budget.{found.code}", language, amount=amount)


def money(amount: int, language: str) -> str:
    """Return cents as euros: `€ 15.000` or `€ 8.500,50` in Dutch, `€15,000` or `€8,500.50` in English."""
    whole, rest = divmod(amount, _HUNDRED)
    written = f"{whole:,}" + (f".{rest:02}" if rest else "")
    if language == "en":
        return f"€{written}"
    return "€\u00a0" + written.translate(str.maketrans(",.", ".,"))


def share(part: float, language: str) -> str:
    """Return a share as per cent: `50%`, `33,5%`."""
    written = f"{part * _HUNDRED:.1f}".removesuffix(".0")
    return f"{written if language == 'en' else written.replace('.', ',')}%"


def size(fte: float | None, language: str) -> str:
    """Return a size in full-time jobs, without needless decimals."""
    written = f"{fte or 0:g}"
    return written if language == "en" else written.replace(".", ",")


def rung_names(pack: Pack, rungs: tuple[str, ...], language: str) -> str:
    """Return the names of rungs with `of` or `or` before the last."""
    names = [rung.name.in_language(language) for rung in pack.ladder.rungs if rung.key in rungs]
    return _OR[language if language in _OR else "nl"].join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _explained(pack: Pack, scheme: Scheme, version: Parameters, verdict: Verdict, language: str) -> Explained:
    values = {
        "fte": size(version.sme_maximum_fte if verdict.code == "sme_max" else version.minimum_fte, language),
        "rungs": rung_names(pack, version.rungs, language),
        "amount": money(cents(version.minimum or 0), language),
        "room": money(verdict.cents or 0, language),
    }
    doors = {door.key: door.what.in_language(language) for door in scheme.doors}
    met = verdict.state == "met"
    return Explained(
        verdict=verdict,
        reason=pack.text(f"eligibility.{verdict.code}.{verdict.state}", language, **values),
        do="" if met else pack.text(f"eligibility.{verdict.code}.do", language, **values),
        note=pack.text("subsidy.example.one", language) if verdict.example and not met else "",
        doors=tuple(doors[key] for key in verdict.doors),
    )
