"""The tables of the subsidy desk. States are keys of `core.grant_life`; money is integer cents."""

from trede.subsidies.models.after import Claim, Invoice, Measurement, Obligation, Payment
from trede.subsidies.models.application import Application, CostLine, Gap, Submission, Suspension, Upload
from trede.subsidies.models.assessment import Approval, Assessment, Decision, Objection, PenaltyClaim, Signal
from trede.subsidies.models.destruction import DestructionItem, DestructionList
from trede.subsidies.models.integrity import (
    ChangeNotice,
    FinanceNumber,
    GrantEntry,
    GroupCheck,
    GroupLink,
    OtherAid,
    Sample,
)
from trede.subsidies.models.messages import Message, Note, Outage, ProofEvent
from trede.subsidies.models.money import CeilingVersion, LedgerEntry, Lot, Period
from trede.subsidies.models.opening import OpeningNotice

__all__ = [
    "Application",
    "Approval",
    "Assessment",
    "CeilingVersion",
    "ChangeNotice",
    "Claim",
    "CostLine",
    "Decision",
    "DestructionItem",
    "DestructionList",
    "FinanceNumber",
    "Gap",
    "GrantEntry",
    "GroupCheck",
    "GroupLink",
    "Invoice",
    "LedgerEntry",
    "Lot",
    "Measurement",
    "Message",
    "Note",
    "Objection",
    "Obligation",
    "OpeningNotice",
    "OtherAid",
    "Outage",
    "Payment",
    "PenaltyClaim",
    "Period",
    "ProofEvent",
    "Sample",
    "Signal",
    "Submission",
    "Suspension",
    "Upload",
]
