"""Fictional files in every state, straight into the tables: for the bench of the work list and for its tests."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

OPEN = ("draft", "requested", "accepted", "in-progress", "on-hold")
ENDED = ("completed", "rejected", "failed", "cancelled")
PARTNERS = {"it-hub": "it-hub-leren", "edih-noord": "edih-test", "ibdo": "ibdo-eerste-gesprek"}
_SHARE = (50, 40, 10)
"""How many of a hundred referrals go to each of them."""
RUNGS = ("orienteren", "starten", "funderen", "optimaliseren", "innoveren", "transformeren")
_DAYS = 120
_BATCH = 400


@dataclass(frozen=True, slots=True)
class Size:
    """How much to make. `open_share` of the files is open; `requests` were not taken yet."""

    files: int
    open_share: float = 0.2
    requests: int = 200


@dataclass(slots=True)
class Maker:
    """Makes rows for one front door. `advisers` and `handlers` (per partner) are numbers of accounts."""

    today: date
    advisers: list[int]
    handlers: dict[str, list[int]]
    chance: random.Random
    front_door: str = "ibdo"

    def fill(self, size: Size) -> None:
        """Write everything. Only where writes without an event are allowed."""
        from trede.chain.models import AdviceRequest

        numbers = range(1, size.files + 1)
        firms = self._firms(numbers)
        cases = self._cases(firms, size.open_share)
        self._after_the_talk(cases)
        self._referrals(cases)
        _store(AdviceRequest, (self._request(number) for number in range(size.requests)))

    def day(self, most: int = _DAYS) -> date:
        """Return a day of the past months."""
        return self.today - timedelta(days=self.chance.randrange(most))

    def _firms(self, numbers: range) -> list[Any]:
        from trede.companies.models import Firm
        from trede.regions.registry import pack

        towns = [item.code for item in pack().info.municipalities] + ["", "elders"]
        return _store(
            Firm,
            (
                Firm(
                    name=f"Fictief bedrijf {number:06d}", municipality=self.chance.choice(towns), source="request",
                    since=self.day(),
                )
                for number in numbers
            ),
        )  # fmt: skip

    def _cases(self, firms: list[Any], open_share: float) -> list[Any]:
        from trede.chain.models import Case

        def case(firm: Any) -> Any:
            opened = self.day(700)
            is_open = self.chance.random() < open_share
            closed = None if is_open else self.day(600)
            return Case(
                firm=firm, organisation=self.front_door, opened_on=opened, contact_before=opened + timedelta(days=7),
                adviser_id=self.chance.choice(self.advisers) if self.chance.random() < 0.95 else None,
                state="open" if is_open else "completed", closed_on=closed,
                call_back_on=self.today + timedelta(days=self.chance.randrange(-20, 60))
                if is_open and self.chance.random() < 0.05
                else None,
                scan_phase=self.chance.choice(RUNGS),
            )  # fmt: skip

        return _store(Case, map(case, firms))

    def _after_the_talk(self, cases: list[Any]) -> None:
        from trede.chain.models import BaselineCheck, Case, Intake

        intakes, checks, rungs = [], [], []
        for case in cases:
            draw = 1.0 if case.state != "open" else self.chance.random()
            if draw < 0.1:
                continue
            held = None if draw < 0.2 else self.day()
            planned = self.day() if self.chance.random() < 0.5 else None
            intakes.append(Intake(case=case, held_on=held, scheduled_on=planned))
            if held and draw > 0.25:
                case.start_rung, case.start_rung_on = self.chance.choice(RUNGS), held
                rungs.append(case)
            if held and draw > 0.35:
                checks += [
                    BaselineCheck(
                        case=case, checked_on=held, scan_key="x", version="1", rule="x", reached=False, answers={}
                    )
                ] * self.chance.choice((1, 1, 2))
        _store(Intake, iter(intakes))
        _store(BaselineCheck, (_copy(check) for check in checks))
        Case.objects.bulk_update(rungs, ["start_rung", "start_rung_on"], batch_size=_BATCH)

    def _referrals(self, cases: list[Any]) -> None:
        from trede.chain.models import Referral
        from trede.companies.models import Consent

        made = [self._referral(case) for case in cases for _ in range(self.chance.choice((0, 1, 1, 2)))]
        given: dict[tuple[int, str], Any] = {}
        for referral in made:
            if referral.state != "draft":
                key = (referral.case.firm_id, referral.organisation)
                referral.consent = given.setdefault(key, self._consent(*key))
        _store(Consent, iter(given.values()))
        for referral in made:
            referral.consent_id = referral.consent.pk if referral.consent else None
        _store(Referral, iter(made))

    def _consent(self, firm: int, organisation: str) -> Any:
        from trede.companies.models import Consent

        return Consent(
            firm_id=firm, organisation=organisation, purpose="referral", given_on=self.day(), how="mondeling",
            withdrawn_on=self.today if self.chance.random() < 0.05 else None,
        )  # fmt: skip

    def _referral(self, case: Any) -> Any:
        from trede.chain.models import Referral

        ended = case.state != "open" or self.chance.random() < 0.4
        state = self.chance.choice(ENDED if ended else OPEN)
        organisation = self.chance.choices(tuple(PARTNERS), _SHARE)[0]
        draft = state == "draft"
        since = self.day(150)
        handlers = self.handlers.get(organisation, [])
        return Referral(
            case=case, state=state, since=since, service=PARTNERS[organisation], organisation=organisation,
            rung=self.chance.choice(RUNGS), shared=["contact", "firm"] if self.chance.random() < 0.5 else ["contact"],
            answer_days=self.chance.choice((3, 5, 5, 5, 10)), requested_on=None if draft else since,
            handler_id=self.chance.choice(handlers) if handlers and not draft and self.chance.random() < 0.6 else None,
            ended_on=since if state in ENDED else None,
            firm_stops_on=since if state in ENDED and state != "completed" else None,
        )  # fmt: skip

    def _request(self, number: int) -> Any:
        from trede.chain.models import AdviceRequest

        came = self.day(40)
        return AdviceRequest(
            reference=f"{number:08d}", nonce=f"{number:032d}", organisation=self.front_door, name="Fictief",
            firm_name=f"Fictieve vraag {number:05d}", phone="0592000000", language="nl", consent_on=came,
            received_on=came, contact_before=came + timedelta(days=7),
        )  # fmt: skip


def _copy(row: Any) -> Any:
    return type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})


def _store(model: Any, rows: Iterator[Any]) -> list[Any]:
    made: list[Any] = model.objects.bulk_create(rows, batch_size=_BATCH)
    return made
