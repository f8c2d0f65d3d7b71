"""What fictional firms plan: sentences put together so that two plans have one of them in common at most."""

from dataclasses import dataclass

_WHY = (
    ("Orders zonder overtypen", "Elke bestelling uit de webwinkel typen we nu nog met de hand over."),
    ("Eén planning voor iedereen", "De planning hangt op een bord, en dat ziet alleen wie op kantoor zit."),
    ("Back-up die echt werkt", "Een kopie van onze bestanden staat op één schijf in hetzelfde gebouw."),
    ("Mail op stapels met AI", "Elke ochtend sorteren twee mensen eerst een uur de mail van klanten."),
    ("Facturen die vanzelf geboekt zijn", "Rekeningen van leveranciers liggen weken op een stapel voor we ze boeken."),
    ("Voorraad die klopt", "Wat er in het magazijn ligt, weten we pas na een hele dag tellen."),
    ("Klanten in één lijst", "Gegevens van klanten staan bij ons in vijf lijsten die van elkaar verschillen."),
)
_HOW = (
    "Een leverancier koppelt daarom twee programma's die we al hebben aan elkaar.",
    "We kopen een pakket dat veel bedrijven in onze branche gebruiken, en richten het zelf in.",
    "Eerst tekenen we samen hoe het werk nu loopt, en daarna kiezen we wat past.",
    "Een student van de hogeschool bouwt een proef die we een maand lang gebruiken.",
    "Alles gaat over naar een dienst op internet, met een tweede stap bij het inloggen.",
    "Een adviseur schrijft op wat we nodig hebben en vraagt daarvoor drie offertes.",
    "We beginnen klein op één afdeling, en de rest van het bedrijf volgt later.",
)
_THEN = (
    "Iedere vrijdag bespreken we met het hele team wat er nog beter kan.",
    "Alle collega's krijgen twee ochtenden les, en een van hen wordt vraagbaak.",
    "Na drie maanden meten we hoeveel uren en fouten de verandering ons scheelt.",
    "Wat we leren, staat aan het eind in een handleiding van twee bladzijden.",
    "De oude manier blijft een maand naast de nieuwe bestaan, voor de zekerheid.",
    "Twee keer oefenen we wat we doen als het systeem een dag stil ligt.",
    "Vaste klanten vragen we vooraf en achteraf wat ze van het nieuwe werk merken.",
)
_RESULTS = ("Een uur per dag minder typen.", "Minder wachten op elkaar.", "Een dag stil, geen hele week.")
_WHO = ("De eigenaar en een collega.", "Het team van de werkvloer.", "De planner, met een leverancier.")


@dataclass(frozen=True, slots=True)
class Plan:
    """The words of a plan."""

    title: str
    what: str
    result: str
    who: str


def plan(number: int) -> Plan:
    """Return plan `number`, from 1 on. The first 49 share no more than one sentence, two by two."""
    size = len(_WHY)
    one, two = number % size, (number // size) % size
    title, why = _WHY[one]
    what = f"{why} {_HOW[two]} {_THEN[(one + two) % size]}"
    return Plan(title, what, _RESULTS[number % len(_RESULTS)], _WHO[number % len(_WHO)])
