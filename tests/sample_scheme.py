"""A small scheme built in memory: the reference numbers of the list of test cases, without what a region writes."""

from datetime import datetime
from typing import Any

import msgspec

from trede.core.pack import Text
from trede.core.pack_rules_schemes import PARAMETERS
from trede.core.pack_scheme_terms import Ceiling, Distribution, Opening
from trede.core.pack_schemes import Activity, Basis, Door, Parameters, Pillar, Scheme

SOURCE = "Fictief beleid"
_T = Text(nl="Voorbeeld", en="Example")

_REFERENCE = Parameters(
    key="1",
    valid_from=datetime(2026, 1, 1),  # noqa: DTZ001  # as a pack writes it: time in Amsterdam
    rate=0.50,
    minimum=5000,
    maximum=20000,
    pillar_maximums={},
    pillars_most=None,
    vat="non-deductible",
    own_hours=False,
    research="excluded",
    minimum_fte=2,
    fte_measured="received-day",
    sme_maximum_fte=None,
    location="project",
    rungs=("funderen", "optimaliseren"),
    rung_mode="hard",
    start="from-receipt",
    once_per="calendar-year",
    cyber_baseline=False,
    de_minimis=300000,
    de_minimis_years=3,
    basis=(Basis(of=PARAMETERS, status="settled", source=SOURCE),),
)


def parameters(**changes: Any) -> Parameters:
    """The reference parameters with `changes`."""
    return msgspec.structs.replace(_REFERENCE, **changes)


def sample_scheme(*versions: Parameters, **changes: Any) -> Scheme:
    """A scheme with pillars A to D, three doors and one year of money."""
    scheme = Scheme(
        key="sample",
        instrument="subsidy",
        name=_T,
        short=_T,
        status="open",
        status_note=_T,
        lead=_T,
        who=_T,
        regulation=None,
        source=SOURCE,
        versions=versions or (_REFERENCE,),
        openings=(
            Opening(
                period="2027",
                opens=datetime(2027, 1, 11, 9),  # noqa: DTZ001  # as a pack writes it
                closes=datetime(2028, 1, 1),  # noqa: DTZ001  # idem
                status="settled",
                source=SOURCE,
            ),
        ),
        ceilings=(ceiling(800_000, datetime(2026, 12, 15)),),  # noqa: DTZ001  # idem
        distribution=Distribution(
            order="completion",
            tie="lot",
            part_grants=True,
            part_minimum=5000,
            on_full="wait",
            after_refused_part="stop",
            recycle="in-period",
            objection_reserve=0.03,
            status="settled",
            source=SOURCE,
        ),
        settles_at_once=False,
        terms=(),
        decision_from="receipt",
        penalty=(),
        arrangements=(),
        obligations=(),
        data_layers=(),
        measures=(),
        mandates=(),
        retention=(),
        pillars=tuple(_pillar(key) for key in "ABCD"),
        criteria=(),
        exclusions=(),
        doors=(
            _door("low", ("rung",), ("orienteren", "starten"), scheme="other"),
            _door("high", ("rung", "scope_rd"), ("innoveren", "transformeren"), instrument="efro"),
            _door("desk", ("rung", "fte_min", "location"), (), organisation="desk"),
        ),
        documents=(),
        questions=("location", "fte"),
    )
    return msgspec.structs.replace(scheme, **changes)


def ceiling(euros: float, published_at: datetime, effective_from: datetime | None = None) -> Ceiling:
    """A version of the ceiling of 2027."""
    return Ceiling(
        period="2027",
        amount=euros,
        published_at=published_at,
        effective_from=effective_from or datetime(2027, 1, 1),  # noqa: DTZ001  # as a pack writes it
        reason=_T,
        status="settled",
        source=SOURCE,
    )


def _pillar(key: str) -> Pillar:
    return Pillar(
        key=key,
        name=_T,
        what=_T,
        activities=(Activity(key="one", what=_T),),
        examples=(_T, _T),
        criteria=(),
        source=SOURCE,
    )


def _door(key: str, reasons: tuple[str, ...], rungs: tuple[str, ...], **target: str) -> Door:
    return Door(key=key, what=_T, for_reasons=reasons, rungs=rungs, source=SOURCE, **target)
