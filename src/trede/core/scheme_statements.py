"""Every rule of a scheme that an application keeps, one plain sentence each: words of two editions can be compared.

Nothing is judged here. A rule that an edition does not have (no minimum, no penalty) has no sentence.
"""

from collections.abc import Iterable, Iterator

from trede.core.pack import Pack
from trede.core.pack_scheme_terms import Arrangement, Obligation, RequiredDocument, Term, Unit, cents
from trede.core.pack_schemes import Parameters, Scheme
from trede.core.scheme_words import money, rung_names, share, size

Said = Iterator[tuple[str, str]]
"""Pairs of a name, the same in every edition, and a sentence."""


def statements(pack: Pack, scheme: Scheme, version: Parameters, language: str) -> dict[str, str]:
    """Return the sentences of an edition with the parameters that go with it, by a name that stays the same."""
    words = _Words(pack, scheme, language)
    found = dict(words.amounts(version))
    found |= words.who(version)
    found |= words.rules(version)
    found |= words.terms(scheme.terms)
    found |= words.money_and_time(scheme)
    found |= words.duties(scheme.obligations)
    found |= words.papers(scheme.documents)
    found |= words.rest()
    return found


class _Words:
    """One edition in one language."""

    def __init__(self, pack: Pack, scheme: Scheme, language: str) -> None:
        self._pack, self._scheme, self._language = pack, scheme, language

    def _say(self, key: str, **values: object) -> str:
        return self._pack.text(key, self._language, **values)

    def _euros(self, amount: float) -> str:
        return money(cents(amount), self._language)

    def _share(self, part: float) -> str:
        return share(part, self._language)

    def _time(self, length: int, unit: Unit) -> str:
        return self._say(f"grants.time.{'one' if length == 1 else 'more'}.{unit}", number=length)

    def amounts(self, version: Parameters) -> Said:
        """Yield what is given."""
        yield "rate", self._say("subsidy.rate", share=self._share(version.rate))
        if version.minimum is not None:
            yield "minimum", self._say("subsidy.minimum", amount=self._euros(version.minimum))
        if version.maximum is not None:
            yield "maximum", self._say("subsidy.maximum", amount=self._euros(version.maximum))
        names = {pillar.key: pillar.name.in_language(self._language) for pillar in self._scheme.pillars}
        for key, amount in version.pillar_maximums.items():
            said = self._say("grants.rule.pillar-maximum", pillar=names.get(key, key), amount=self._euros(amount))
            yield f"pillar-maximum.{key}", said
        if version.pillars_most is not None:
            yield "pillars-most", self._say("grants.rule.pillars-most", number=version.pillars_most)
        if version.de_minimis is not None:
            time = self._time(version.de_minimis_years, "years")
            yield "aid", self._say("grants.rule.aid", amount=self._euros(version.de_minimis), time=time)

    def who(self, version: Parameters) -> Said:
        """Yield for whom it is."""
        region = self._pack.info.region.in_language(self._language)
        yield "location", self._say(f"subsidy.who.location.{version.location}", region=region)
        if version.minimum_fte is not None:
            yield "fte", self._say("subsidy.who.fte", fte=size(version.minimum_fte, self._language))
        if version.sme_maximum_fte is not None:
            yield "sme", self._say("subsidy.who.sme", fte=size(version.sme_maximum_fte, self._language))
        if version.minimum_fte is not None or version.sme_maximum_fte is not None:
            yield "fte-day", self._say(f"grants.rule.fte.{version.fte_measured}")
        if version.rungs:
            names = rung_names(self._pack, version.rungs, self._language)
            yield "rungs", self._say("subsidy.who.rungs", rungs=names)
            yield "rung-mode", self._say(f"grants.rule.rungs.{version.rung_mode}")

    def rules(self, version: Parameters) -> Said:
        """Yield what counts, and what comes first."""
        if version.once_per != "unlimited":
            yield "once", self._say(f"subsidy.once.{version.once_per}")
        yield "vat", self._say(f"subsidy.vat.{version.vat}")
        yield "hours", self._say(f"subsidy.hours.{'yes' if version.own_hours else 'no'}")
        yield "research", self._say(f"grants.rule.research.{version.research}")
        yield "start", self._say(f"grants.rule.start.{version.start}")
        if version.cyber_baseline:
            yield "cyber", self._say("grants.rule.cyber")

    def terms(self, terms: Iterable[Term]) -> Said:
        """Yield how long everything takes, from when, and whether a last day moves on."""
        for term in terms:
            name, start = self._say(f"grants.term.{term.key}"), self._say(f"grants.start.{term.starts}")
            time = self._time(term.length, term.unit)
            yield f"term.{term.key}", self._say("grants.rule.term", name=name, time=time, start=start)
            yield f"moves.{term.key}", self._say(f"grants.rule.moves.{term.extends}", name=name)

    def money_and_time(self, scheme: Scheme) -> Said:
        """Yield from when the time to decide runs, what being late costs, and how a grant is paid and settled."""
        yield "decision-from", self._say(f"grants.rule.decision-from.{scheme.decision_from}")
        yield "at-once", self._say(f"grants.rule.at-once.{'yes' if scheme.settles_at_once else 'no'}")
        steps = ""
        for step in scheme.penalty:
            time = self._time(step.days, "days")
            said = self._say("grants.rule.late.step", time=time, amount=self._euros(step.amount))
            steps = self._say("grants.rule.late.then", before=steps, after=said) if steps else said
        if steps:
            yield "late", self._say("grants.rule.late", steps=steps)
        for item in scheme.arrangements:
            yield f"arrangement.{item.key}", self._arrangement(item)

    def _arrangement(self, item: Arrangement) -> str:
        has_end, has_least = item.below is not None, item.least > 0
        reach = {(False, False): "all", (False, True): "from", (True, False): "below", (True, True): "between"}
        least, below = self._euros(item.least), self._euros(item.below or 0)
        parts = [
            self._say(f"grants.rule.range.{reach[has_end, has_least]}", least=least, below=below),
            self._say(f"grants.rule.advance.{'some' if item.advance_share else 'none'}",
                      share=self._share(item.advance_share)),
            self._say(f"grants.rule.report.{item.report}"),
            self._say(f"grants.rule.settled.{item.settlement}"),
        ]  # fmt: skip
        if item.sample_share:
            parts.append(self._say("grants.rule.sample", share=self._share(item.sample_share)))
        return " ".join(parts)

    def duties(self, obligations: Iterable[Obligation]) -> Said:
        """Yield what has to be done after the grant, with its time."""
        for item in obligations:
            what = item.what.in_language(self._language)
            if item.length is not None:
                key = "keep" if item.kind == "keep" else "time"
                time, start = self._time(item.length, item.unit), self._say(f"grants.start.{item.starts}")
                what = self._say(f"grants.rule.duty.{key}", what=what, time=time, start=start)
            yield f"duty.{item.key}", what

    def papers(self, documents: Iterable[RequiredDocument]) -> Said:
        """Yield what has to be handed in, and when."""
        for item in documents:
            when = "" if item.when is None else self._say(f"grants.rule.when.{item.when}")
            said = self._say(
                f"grants.rule.paper.{item.needed}",
                name=item.name.in_language(self._language),
                stage=self._say(f"grants.rule.stage.{item.stage}"),
                help=item.help.in_language(self._language),
                when=when,
            )
            yield f"paper.{item.key}", said

    def rest(self) -> Said:
        """Yield what can be measured, and how long a file is kept."""
        for measure in self._scheme.measures:
            name, how = measure.name.in_language(self._language), measure.how.in_language(self._language)
            yield f"measure.{measure.key}", self._say("grants.rule.measure", name=name, how=how)
        for kept in self._scheme.retention:
            time = self._time(kept.years, "years")
            yield f"kept.{kept.result}", self._say(f"grants.rule.kept.{kept.result}", time=time)
