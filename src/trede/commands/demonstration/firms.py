"""Fictional firms: names that nobody can take for real, and how digital each is."""

import random
from dataclasses import dataclass

from trede.core.pack import Pack

TRADES = {
    "maakindustrie": ("Metaalwerkplaats", "Meubelmakerij", "Kunststoffabriek"),
    "bouw": ("Bouwbedrijf", "Installatiebedrijf", "Schildersbedrijf"),
    "handel": ("Winkel", "Groothandel", "Tuincentrum"),
    "horeca": ("Eethuis", "Camping", "Hotel"),
}
OTHER_TRADES = ("Bedrijf", "Werkplaats", "Kantoor", "Atelier")
NAMES = (
    "De Proef",
    "Het Voorbeeld",
    "Nergenshuizen",
    "Fantasia",
    "De Oefening",
    "Zomaar",
    "Het Zwaluwnest",
    "Verzonnen",
)
FTE = (2, 2.5, 3, 4, 5, 6, 8, 9, 12, 15, 20, 28, 40, 60, 90)
FTE_WEIGHTS = (9, 6, 9, 9, 8, 7, 6, 5, 6, 5, 4, 3, 2, 1, 1)
LETTERS = "ABCDEF"
MARK = "(voorbeeld)"
"""How the name of every fictional firm ends."""


@dataclass(frozen=True, slots=True)
class Fiction:
    """One fictional firm. `level` is how digital it is on average, 1 to 6; `safety` how far safety lags behind."""

    name: str
    contact: str
    email: str
    municipality: str
    sector: str
    fte: str
    level: float
    safety: float


def invent(chance: random.Random, number: int, region: Pack) -> Fiction:
    """Return firm `number`."""
    sector = chance.choice(region.info.sectors)
    trade = chance.choice(TRADES.get(sector.key.split("-")[0], OTHER_TRADES))
    return Fiction(
        name=f"{trade} {chance.choice(NAMES)} {number} {MARK}",
        contact=f"Ondernemer {number}",
        email=f"ondernemer{number}@bedrijf{number}.example",
        municipality=chance.choice(region.info.municipalities).code,
        sector=sector.key,
        fte=str(chance.choices(FTE, FTE_WEIGHTS)[0]),
        level=min(max(chance.gauss(2.7, 1.0), 1.0), 5.8),
        safety=chance.choice((0, 0, 0, 0.7, 1.5)),
    )


def answers(chance: random.Random, firm: Fiction, *, risen: float = 0) -> str:
    """Return seven answers around the firm's level; `risen` levels later."""
    letters = []
    for question in range(7):
        lag = firm.safety if question == 4 and not risen else 0  # noqa: PLR2004  # the fifth question is safety
        level = chance.gauss(firm.level + risen - lag, 0.5)
        letters.append(LETTERS[min(max(round(level), 1), 6) - 1])
    return "".join(letters)
