"""The questions about integrity in words: for the file of an application and for the public algorithm register.

Each says what is compared, why, and who answers. `stops` says what waits for the answer; nothing is refused by itself.
"""

from dataclasses import dataclass
from typing import Literal

from trede.core.integrity import RULE


@dataclass(frozen=True, slots=True)
class Question:
    """One question: Dutch and English. `look` is what the person who answers looks at."""

    code: str
    stops: Literal["draft", "payment"]
    name: tuple[str, str]
    compares: tuple[str, str]
    why: tuple[str, str]
    look: tuple[str, str]

    @property
    def is_payment(self) -> bool:
        """Whether it is about an account, so that a payment waits for it too."""
        return self.stops == "payment"


_ROWS = (
    Question(
        "same-applicant",
        "draft",
        ("Zelfde aanvrager", "Same applicant"),
        (
            "We zoeken wat van één bedrijf of groep komt: zelfde KVK-nummer, naam of eind van het mailadres.",
            "We look for applications in one period of one business or group: same KVK number, name or mail domain.",
        ),
        ("Zo krijgt niet één bedrijf het geld van velen.", "So one business does not get the money of many."),
        ("Is het echt hetzelfde bedrijf? Mag het twee keer?", "Is it really the same business? May it apply twice?"),
    ),
    Question(
        "same-project",
        "draft",
        ("Zelfde project", "Same project"),
        (
            "We leggen de woorden van het plan, de nummers van offertes en de bestanden naast andere aanvragen.",
            "We lay the words of the plan, the numbers of quotes and the files beside other applications.",
        ),
        ("Zo betalen we een project niet twee keer.", "So we do not pay a project twice."),
        (
            "Lees de plannen naast elkaar. Een vaste tekst van een adviseur is geen fout.",
            "Read the plans side by side. A standard text of an adviser is no fault.",
        ),
    ),
    Question(
        "aid-window",
        "draft",
        ("Te veel kleine steun", "Too much small aid"),
        (
            "We tellen de de-minimissteun van de groep op. We tellen drie jaar terug en nemen deze aanvraag mee.",
            "We add up the de-minimis aid of the group. We count three years back and include this application.",
        ),
        ("De Europese regels geven een grens per groep.", "European rules set a limit for each group."),
        (
            "Klopt de groep? Klopt de verklaring? Verleen niet meer dan er over is.",
            "Is the group right? Is the statement right? Grant no more than what is left.",
        ),
    ),
    Question(
        "account-form",
        "payment",
        ("Rekeningnummer klopt niet", "Account number is wrong"),
        ("We rekenen na of het nummer van de rekening kan kloppen.", "We work out the check digits of the IBAN."),
        ("Zo gaat geld niet naar een verkeerde rekening.", "So money does not go to a wrong account."),
        ("Vraag het bedrijf om het goede nummer.", "Ask the business for the right number."),
    ),
    Question(
        "account-holder",
        "payment",
        ("Rekening op een andere naam", "Account in another name"),
        (
            "We vergelijken de naam op de rekening met de naam van het bedrijf.",
            "We compare the name on the account with the name of the business.",
        ),
        ("Subsidie gaat naar het bedrijf zelf.", "A grant goes to the business itself."),
        (
            "Vraag een bewijs van de bank. Een eenmanszaak heeft vaak de naam van de eigenaar.",
            "Ask for proof of the bank. A one-person business often carries the name of its owner.",
        ),
    ),
    Question(
        "account-shared",
        "payment",
        ("Rekening ook van een ander", "Account of somebody else too"),
        (
            "We kijken of een ander bedrijf die rekening ook gaf.",
            "We see whether another business gave the same account.",
        ),
        ("Zo vinden we geld dat naar een derde gaat.", "So we find money that goes to a third party."),
        ("Horen de bedrijven bij elkaar? Vraag een bewijs.", "Do the businesses belong together? Ask for proof."),
    ),
    Question(
        "account-changed",
        "payment",
        ("Rekening net veranderd", "Account changed lately"),
        (
            "We kijken of de rekening veranderde na de aanvraag. Dan wachten we vijf dagen met betalen.",
            "We see whether the account changed after the application. Then we wait five days before we pay.",
        ),
        ("Zo kan een ander het geld niet omleiden.", "So nobody else can redirect the money."),
        ("Bel het bedrijf op een nummer dat we al hadden.", "Call the business on a number that we had before."),
    ),
    Question(
        "started-early",
        "draft",
        ("Te vroeg begonnen", "Started too early"),
        (
            "We vergelijken de datum van opdrachten en facturen met de dag van ontvangst.",
            "We compare the date of orders and invoices with the day of receipt.",
        ),
        ("De regeling betaalt wat na de aanvraag begint.", "The scheme pays what starts after the application."),
        ("Hoort deze factuur bij dit project?", "Does this invoice belong to this project?"),
    ),
    Question(
        "invoice-twice",
        "draft",
        ("Factuur twee keer gebruikt", "Invoice used twice"),
        (
            "We leggen elke factuur naast die van anderen: van wie, welk nummer, welk bedrag.",
            "We compare supplier, number and amount of invoices with those in other files.",
        ),
        ("Zo betalen we een factuur niet twee keer.", "So we do not pay an invoice twice."),
        ("Leg de facturen naast elkaar.", "Lay the invoices side by side."),
    ),
    Question(
        "split",
        "draft",
        ("Mogelijk geknipt", "Possibly split"),
        (
            "We tellen aanvragen van één groep in een jaar op. We kijken of ze samen boven een grens komen.",
            "We add up applications of one group in a year. We see whether they pass a line together.",
        ),
        ("Boven een grens gelden zwaardere regels.", "Above a line heavier rules hold."),
        ("Zijn het echt twee projecten?", "Are they really two projects?"),
    ),
    Question(
        "supplier-in-group",
        "draft",
        ("Leverancier uit eigen groep", "Supplier of the own group"),
        (
            "We vergelijken het KVK-nummer van leveranciers met dat van het bedrijf en zijn groep.",
            "We compare the KVK number of suppliers with that of the business and its group.",
        ),
        ("Een prijs binnen de groep zegt weinig.", "A price within the group says little."),
        ("Is de prijs gewoon? Vraag een tweede offerte.", "Is the price normal? Ask for a second quote."),
    ),
    Question(
        "supplier-advises",
        "draft",
        ("Wie levert, deed ook de intake", "Supplier did the intake too"),
        (
            "We kijken of wie advies gaf, ook iets levert.",
            "We see whether the organisation of the adviser is a supplier too.",
        ),
        ("Wie adviseert, verdient niet aan het advies.", "Who advises does not earn on the advice."),
        ("Kon het bedrijf vrij kiezen?", "Could the business choose freely?"),
    ),
)

QUESTIONS: dict[str, Question] = {row.code: row for row in _ROWS}
"""The questions by code, in the order in which they are explained."""


def name_of(code: str, language: str) -> str:
    """Return the name of a question; the code itself when the rule has no such question any more."""
    known = QUESTIONS.get(code)
    return known.name[1 if language == "en" else 0] if known else code


PAYMENT_CODES = frozenset(row.code for row in _ROWS if row.is_payment)
"""Questions about an account: they hold a payment, not the assessment."""
WHO = (
    "Een medewerker van de subsidiebalie, met een reden. Geen signaal wijst een aanvraag af.",
    "A member of staff of the subsidy desk, with a reason. No signal refuses an application.",
)


def register_entry(language: str) -> list[dict[str, str]]:
    """Return the questions for the public algorithm register, in `nl` or `en`: name, what, why, who, version."""
    at = 1 if language == "en" else 0
    return [
        {
            "code": row.code,
            "name": row.name[at],
            "compares": row.compares[at],
            "why": row.why[at],
            "closed_by": WHO[at],
            "version": RULE,
        }
        for row in _ROWS
    ]
