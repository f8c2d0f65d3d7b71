"""What raises a question in the demonstration: a few applications on purpose, so that each kind stands out."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from trede.commands.demonstration.firms import MARK
from trede.companies.actions import add_contact, register_firm
from trede.companies.models import ContactPerson, Firm
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies.integrity import undertakings
from trede.subsidies.models import Application

Doubt = Literal["", "namesake", "sister", "copy", "insider", "aid", "holder", "shared", "early", "changed"]
"""`namesake`: name and mail of a firm that applied. `sister`: a firm of one owner with it. `copy`: its plan and quote.
`insider`: a supplier of the own group. `aid`: much small aid before. `holder`, `shared`, `changed`: the account.
`early`: begun before the application."""
SISTER, DAUGHTER = "90001354", "68750110"
"""Numbers that the Chamber of Commerce gives out for testing."""
_MUCH_AID = 29_500_000


@dataclass(frozen=True, slots=True)
class Odd:
    """What is odd about an application, and the earlier one of the same scheme that it resembles."""

    doubt: Doubt
    other: Application | None

    def like(self, *doubts: Doubt) -> Application | None:
        """Return the earlier application when the doubt is one of these."""
        return self.other if self.doubt in doubts else None


def odd(doubt: Doubt, scheme: str) -> Odd:
    """Return what is odd; without an earlier application of the scheme only what needs none. One query."""
    sent = Application.objects.filter(scheme=scheme, received_day__isnull=False, applicant__isnull=False)
    return Odd(doubt, sent.select_related("firm", "applicant").order_by("pk").first() if doubt else None)


def relative(by: Actor, about: Odd, municipality: str, sector: str) -> tuple[Firm, ContactPerson] | None:
    """Return a new firm that belongs to the earlier one; None when this application needs none."""
    other = about.like("namesake", "sister")
    if other is None or other.applicant is None:
        return None
    is_sister = about.doubt == "sister"
    word = "Zusterbedrijf" if is_sister else "Holding"
    name = f"{other.firm.name.removesuffix(MARK).strip()} {word} {MARK}"
    kvk = SISTER if is_sister else None
    firm = register_firm(by=by, name=name, kvk=kvk, municipality=municipality, sector=sector, fte="5", source="adviser")
    domain = "zuster.example" if is_sister else other.applicant.email.rpartition("@")[2]
    return firm, add_contact(by=by, firm=firm, name="Boekhouder Voorbeeld", email=f"boekhouding@{domain}")


def look_into(by: Actor, made: Application, about: Odd) -> None:
    """Have the officer write down what was found elsewhere: who belongs together, and aid of others."""
    other = about.like("sister")
    if other is not None:
        undertakings.add_link(by=by, firm=other.firm, kvk=SISTER, name=made.firm.name, relation="owner")
    if about.doubt == "insider":
        undertakings.add_link(by=by, firm=made.firm, kvk=DAUGHTER, name=f"Dochterbedrijf {MARK}", relation="votes")
    if about.doubt == "aid":
        undertakings.add_aid(
            by=by,
            firm=made.firm,
            cents=_MUCH_AID,
            granted_on=clock.today() - timedelta(days=300),
            giver=f"Rijksdienst {MARK}",
            source="declaration",
        )
