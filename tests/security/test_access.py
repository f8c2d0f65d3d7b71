"""Each desk route called as every member of the cast, against a table written by hand (not read from the code)."""

from typing import Any

import pytest

from scripts.docs import walk_routes
from tests.cast import CAST, client_of

pytestmark = pytest.mark.django_db

ALL = frozenset(CAST)
ADVISERS = frozenset({"adviser", "chain-owner"})
PARTNERS = frozenset({"it-hub", "hub-lead", "edih"})
CHAIN = ADVISERS | PARTNERS
FIGURES = ADVISERS | {"emmen", "programme-manager"}
ADMINISTRATOR = frozenset({"administrator"})
PRIVACY = frozenset({"administrator", "chain-owner"})
EDITORS = PARTNERS | {"chain-owner", "emmen"}
MEASURERS = frozenset({"chain-owner", "programme-manager"})
SIGNERS = MEASURERS | PARTNERS | {"emmen"}
SUBSIDY = frozenset({"officer", "second-reader", "decision-maker", "payer", "objection-officer", "scheme-manager"})
EVERYBODY = ALL | {"anonymous"}

WHO: dict[str, frozenset[str]] = {
    "balie": ALL,
    "balie/inloggen": EVERYBODY,
    "balie/uitloggen": EVERYBODY,
    "balie/taal": EVERYBODY,
    "balie/welkom/<str:token>": EVERYBODY,
    "balie/tweede-stap": ALL,
    "balie/tweede-stap/instellen": ALL,
    "balie/tweede-stap/passkey": ALL,
    "balie/openid/start": EVERYBODY,
    "balie/openid/terug": EVERYBODY,
    "balie/openid/opnieuw": ALL,
    "balie/bevestigen": ALL,
    "balie/mijn-account": ALL,
    "balie/mijn-account/wachtwoord": ALL,
    "balie/mijn-account/reservecodes": ALL,
    "balie/mijn-account/passkeys": ALL,
    "balie/mijn-account/passkeys/<int:number>/weg": ALL,
    "balie/mijn-account/sessies": ALL,
    "balie/mijn-account/vervanging": ALL,
    "balie/mijn-account/vervanging/<int:number>/stoppen": ALL,
    "beheer/accounts": ADMINISTRATOR,
    "beheer/accounts/uitnodigen": ADMINISTRATOR,
    "beheer/accounts/<int:number>": ADMINISTRATOR,
    "beheer/accounts/<int:number>/link": ADMINISTRATOR,
    "beheer/accounts/<int:number>/tweede-stap": ADMINISTRATOR,
    "beheer/accounts/<int:number>/losmaken": ADMINISTRATOR,
    "beheer/accounts/<int:number>/sluiten": ADMINISTRATOR,
    "beheer/accounts/<int:number>/openen": ADMINISTRATOR,
    "beheer/accounts/<int:number>/wissen": ADMINISTRATOR,
    "beheer/berichten": ADMINISTRATOR,
    "beheer/berichten/opnieuw": ADMINISTRATOR,
    "beheer/berichten/<int:number>/opnieuw": ADMINISTRATOR,
    "beheer/privacy": PRIVACY,
    "beheer/privacy/<slug:kind>/<int:number>/download": PRIVACY,
    "beheer/privacy/<slug:kind>/<int:number>/wissen": PRIVACY,
    "balie/import": frozenset({"chain-owner"}),
    "balie/bedrijven/dubbel": frozenset({"chain-owner"}),
    "balie/bedrijven/dubbel/<int:first>/<int:second>": frozenset({"chain-owner"}),
    "balie/bedrijven/samengevoegd/<int:number>/terug": frozenset({"chain-owner"}),
    "balie/toegang": ADVISERS,
    "balie/toegang/<int:number>": ADVISERS,
    "balie/diensten": EDITORS,
    "balie/diensten/nieuw": EDITORS,
    "balie/diensten/<slug:key>": EDITORS,
    "balie/diensten/<slug:key>/wijzigen": EDITORS,
    "balie/diensten/<slug:key>/voorbeeld": EDITORS,
    "balie/diensten/<slug:key>/publiceren": EDITORS,
    "balie/diensten/<slug:key>/weggooien": EDITORS,
    "balie/diensten/<slug:key>/klopt": EDITORS,
    "balie/diensten/<slug:key>/plaats": EDITORS,
    "balie/diensten/<slug:key>/intrekken": EDITORS,
    "balie/diensten/<slug:key>/terugzetten": EDITORS,
    "balie/gemeente": frozenset({"emmen"}),
    "balie/gemeente/poster": frozenset({"emmen"}),
    "balie/gemeente/qr": frozenset({"emmen"}),
    "balie/gemeente/signalen": frozenset({"emmen"}),
    "balie/gemeente/signalen/nieuw": frozenset({"emmen"}),
    "balie/gemeente/signalen/<int:number>": frozenset({"emmen"}),
    "balie/signalen": MEASURERS,
    "balie/signalen/<int:number>": MEASURERS,
    "balie/signalen/<int:number>/oppakken": MEASURERS,
    "balie/signalen/<int:number>/antwoord": MEASURERS,
    "balie/signalen/<int:number>/samen": MEASURERS,
    "balie/signalen/<int:number>/afsluiten": MEASURERS,
    "balie/afspraken": SIGNERS,
    "balie/afspraken/csv": SIGNERS,
    "balie/afspraken/nieuw": MEASURERS,
    "balie/afspraken/<int:number>": SIGNERS,
    "balie/afspraken/<int:number>/wijzigen": MEASURERS,
    "balie/afspraken/<int:number>/akkoord": SIGNERS,
    "balie/afspraken/<int:number>/nee": SIGNERS,
    "balie/afspraken/<int:number>/link": MEASURERS,
    "balie/afspraken/<int:number>/bekeken": MEASURERS,
    "balie/afspraken/<int:number>/stoppen": MEASURERS,
    "balie/jaarplan": SIGNERS,
    "balie/jaarplan/nieuw": MEASURERS,
    "balie/jaarplan/<int:number>": SIGNERS,
    "balie/jaarplan/<int:number>/csv": SIGNERS,
    "balie/jaarplan/<int:number>/doel": MEASURERS,
    "balie/jaarplan/<int:number>/vaststellen": MEASURERS,
    "balie/jaarplan/doel/<int:number>": MEASURERS,
    "balie/jaarplan/doel/<int:number>/actie": MEASURERS,
    "balie/jaarplan/actie/<int:number>": SIGNERS,
    "balie/jaarplan/actie/<int:number>/wijzigen": MEASURERS,
    "balie/jaarplan/actie/<int:number>/weg": MEASURERS,
    "balie/jaarplan/actie/<int:number>/akkoord": SIGNERS,
    "balie/jaarplan/actie/<int:number>/nee": SIGNERS,
    "balie/jaarplan/actie/<int:number>/link": MEASURERS,
    "balie/jaarplan/actie/<int:number>/stand": SIGNERS,
    "balie/witte-vlekken": frozenset({"chain-owner", "programme-manager"}),
    "balie/witte-vlekken/verslag": MEASURERS,
    "balie/vaardigheden": MEASURERS,
    "balie/vaardigheden/nieuw": MEASURERS,
    "balie/vaardigheden/<int:number>": MEASURERS,
    "balie/vaardigheden/<int:number>/sluiten": MEASURERS,
    "balie/vaardigheden/<int:number>/link": MEASURERS,
    "balie/werklijst": CHAIN,
    "balie/werklijst/csv": CHAIN,
    "balie/zoek": CHAIN,
    "balie/overdragen": CHAIN,
    "balie/overdragen/gelezen": CHAIN,
    "balie/overdragen/<int:number>/terug": CHAIN,
    "balie/team": frozenset({"chain-owner", "programme-manager"}),
    "balie/aanvraag/<int:number>": ADVISERS,
    "balie/aanvraag/<int:number>/opnemen": ADVISERS,
    "balie/aanvraag/<int:number>/sluiten": ADVISERS,
    "balie/code": CHAIN,
    "balie/code/uitkomst": CHAIN,
    "balie/scan": CHAIN,
    "balie/scan/uitkomst": CHAIN,
    "balie/dossier/nieuw": ADVISERS,
    "balie/dossier/<int:number>": ADVISERS,
    "balie/dossier/<int:number>/gesprek": ADVISERS,
    "balie/dossier/<int:number>/plannen": ADVISERS,
    "balie/dossier/<int:number>/starttrede": ADVISERS,
    "balie/dossier/<int:number>/veilige-basis": ADVISERS,
    "balie/dossier/<int:number>/bedrijf": ADVISERS,
    "balie/dossier/<int:number>/gemeente": ADVISERS,
    "balie/dossier/<int:number>/terugbellen": ADVISERS,
    "balie/dossier/<int:number>/afronden": ADVISERS,
    "balie/dossier/<int:number>/uitkomst": ADVISERS,
    "balie/dossier/<int:number>/overnemen": ADVISERS,
    "balie/dossier/<int:number>/opnemen": ADVISERS,
    "balie/dossier/<int:number>/loslaten": ADVISERS,
    "balie/dossier/<int:number>/toestemming": ADVISERS,
    "balie/dossier/<int:number>/verwijzen": CHAIN,
    "balie/verwijzing/<int:number>": CHAIN,
    "balie/verwijzing/<int:number>/versturen": CHAIN,
    "balie/verwijzing/<int:number>/oppakken": CHAIN,
    "balie/verwijzing/<int:number>/herinneren": CHAIN,
    "balie/verwijzing/<int:number>/loslaten": CHAIN,
    "balie/verwijzing/<int:number>/notitie": CHAIN,
    "balie/verwijzing/<int:number>/notitie/<int:note>": CHAIN,
    "balie/traject/nieuw": PARTNERS,
    "balie/verwijzing/<int:number>/<slug:step>": CHAIN,
    "balie/subsidie/beheer": SUBSIDY,
    "balie/subsidie": SUBSIDY,
    "balie/subsidie/csv": SUBSIDY,
    "balie/subsidie/<int:number>": SUBSIDY,
    "balie/subsidie/<int:number>/bestand/<int:upload>": SUBSIDY,
    "balie/subsidie/<int:number>/opnemen": frozenset({"officer"}),
    "balie/subsidie/<int:number>/nakijken": frozenset({"officer"}),
    "balie/subsidie/<int:number>/beoordelen": frozenset({"officer"}),
    "balie/subsidie/<int:number>/tweede": frozenset({"second-reader"}),
    "balie/subsidie/<int:number>/belang": SUBSIDY,
    "balie/subsidie/<int:number>/concept": frozenset({"officer"}),
    "balie/subsidie/<int:number>/concept/<slug:kind>": frozenset({"officer"}),
    "balie/subsidie/<int:number>/besluit": SUBSIDY,
    "balie/subsidie/<int:number>/bekendmaken": frozenset({"officer"}),
    "balie/subsidie/<int:number>/brief/<int:decision>": SUBSIDY,
    "balie/subsidie/<int:number>/brief/<int:decision>/pdf": SUBSIDY,
    "balie/subsidie/lezen": SUBSIDY,
    "balie/subsidie/<int:number>/dossier": SUBSIDY,
    "balie/subsidie/<int:number>/bezwaar": SUBSIDY,
    "balie/subsidie/<int:number>/bezwaar/nieuw": frozenset({"objection-officer"}),
    "balie/subsidie/<int:number>/dwangsom": SUBSIDY,
    "balie/subsidie/<int:number>/verlagen": SUBSIDY,
    "balie/subsidie/<int:number>/stap/<slug:region>/<slug:step>": SUBSIDY,
    "balie/subsidie/signalen": SUBSIDY,
    "balie/subsidie/<int:number>/signalen": SUBSIDY,
    "balie/subsidie/<int:number>/signalen/<int:signal>": SUBSIDY,
    "balie/subsidie/<int:number>/groep": SUBSIDY,
    "balie/subsidie/<int:number>/groep/bedrijf": frozenset({"officer"}),
    "balie/subsidie/<int:number>/groep/steun": frozenset({"officer"}),
    "balie/subsidie/<int:number>/groep/klopt": frozenset({"officer"}),
    "balie/subsidie/<int:number>/groep/<int:link>/weg": frozenset({"officer"}),
    "balie/subsidie/<int:number>/verloop": SUBSIDY,
    "balie/subsidie/<int:number>/verloop/verplichting/<int:obligation>": frozenset({"officer"}),
    "balie/subsidie/<int:number>/verloop/wijziging/<int:notice>": frozenset({"officer"}),
    "balie/subsidie/<int:number>/verloop/meting": frozenset({"officer"}),
    "balie/subsidie/<int:number>/verloop/factuur": frozenset({"officer"}),
    "balie/subsidie/<int:number>/verloop/factuur/<int:invoice>": frozenset({"officer"}),
    "balie/subsidie/<int:number>/verloop/reactie": frozenset({"officer"}),
    "balie/subsidie/<int:number>/verloop/concept/<slug:step>": frozenset({"officer"}),
    "balie/subsidie/<int:number>/verloop/besluit/<int:decision>": SUBSIDY,
    "balie/subsidie/<int:number>/verloop/vordering/<int:claim>": frozenset({"payer"}),
    "balie/subsidie/steekproef/<int:number>": SUBSIDY,
    "balie/subsidie/steekproef/<int:number>/vastleggen": frozenset({"scheme-manager"}),
    "balie/subsidie/steekproef/<int:number>/<int:chosen>": SUBSIDY,
    "balie/subsidie/register": SUBSIDY,
    "balie/subsidie/register/<int:number>": frozenset({"scheme-manager"}),
    "balie/subsidie/betalingen": SUBSIDY,
    "balie/subsidie/betalingen/klaarzetten/<int:number>": frozenset({"officer"}),
    "balie/subsidie/betalingen/vrijgeven": frozenset({"payer"}),
    "balie/subsidie/betalingen/bestand/<slug:batch>": SUBSIDY,
    "balie/subsidie/betalingen/bestand/<slug:batch>/ophalen": frozenset({"payer"}),
    "balie/subsidie/betalingen/<int:number>/terughalen": frozenset({"payer"}),
    "balie/subsidie/betalingen/<int:number>/annuleren": SUBSIDY,
    "balie/subsidie/betalingen/antwoord": frozenset({"payer"}),
    "balie/subsidie/betalingen/financien": frozenset({"payer"}),
    "balie/subsidie/betalingen/leverancier/<int:number>": frozenset({"payer"}),
    "balie/subsidie/<int:number>/opschorten": frozenset({"decision-maker"}),
    "balie/subsidie/<int:number>/hervatten": frozenset({"decision-maker"}),
    "balie/subsidie/post": SUBSIDY,
    "balie/subsidie/<int:number>/steunregister": frozenset({"officer"}),
    "balie/subsidie/<int:number>/berichten": SUBSIDY,
    "balie/subsidie/<int:number>/berichten/csv": SUBSIDY,
    "balie/subsidie/<int:number>/berichten/json": SUBSIDY,
    "balie/subsidie/<int:number>/berichten/<int:message>": frozenset({"officer"}),
    "balie/subsidie/beheer/storingen": SUBSIDY,
    "balie/subsidie/beheer/storingen/<int:number>/voorbij": frozenset({"scheme-manager"}),
    "balie/subsidie/beheer/loting/<int:number>": SUBSIDY,
    "balie/subsidie/beheer/vernietiging": SUBSIDY,
    "balie/subsidie/beheer/vernietiging/voorstel": frozenset({"scheme-manager"}),
    "balie/subsidie/beheer/vernietiging/<int:number>": SUBSIDY,
    "balie/subsidie/beheer/vernietiging/<int:number>/vernietigen": frozenset({"decision-maker"}),
    "balie/subsidie/beheer/vernietiging/<int:number>/niet": SUBSIDY,
    "balie/subsidie/beheer/vernietiging/<int:number>/csv": SUBSIDY,
    "balie/subsidie/beheer/vernietiging/<int:number>/pdf": SUBSIDY,
    "balie/subsidie/beheer/<int:number>": SUBSIDY,
    "balie/subsidie/beheer/<int:number>/csv": SUBSIDY,
    "balie/subsidie/beheer/<int:number>/plafond": frozenset({"scheme-manager"}),
    "balie/subsidie/beheer/<int:number>/verdelen": frozenset({"scheme-manager"}),
    "balie/subsidie/beheer/<int:number>/loten": frozenset({"scheme-manager"}),
    "balie/cijfers": FIGURES,
    "balie/keten": frozenset({"chain-owner", "programme-manager"}),
    "balie/verslag/<str:period>": frozenset({"programme-manager"}),
    "balie/verslag/<str:period>/verbeteren": frozenset({"programme-manager"}),
}
"""Who gets past the door. Past it, somebody else's thing is still not found: see test_idor."""

VALUES = {
    "<int:first>": "999999",
    "<int:second>": "999998",
    "<int:decision>": "999997",
    "<int:message>": "999996",
    "<int:note>": "999995",
    "<int:signal>": "999994",
    "<int:notice>": "999993",
    "<int:invoice>": "999992",
    "<int:link>": "999991",
    "<int:chosen>": "999990",
    "<int:claim>": "999989",
    "<int:obligation>": "999988",
    "<int:upload>": "999987",
    "<slug:batch>": "geen-bestand",
    "<str:period>": "2026-Q3",
    "<slug:region>": "main",
    "<str:token>": "geen-link",
    "<int:number>": "999999999",
    "<slug:kind>": "firm",
    "<slug:key>": "geen-dienst",
    "<slug:step>": "aannemen",
    "<str:reference>": "RRRRRRRR",
}
DESKS = [address for address, _, _ in walk_routes() if address.startswith(("balie", "beheer"))]
ENTRANCES = ("/balie/inloggen", "/balie/tweede-stap", "/balie/bevestigen")


def filled(address: str) -> str:
    """Return an address that can be called: a route that is not found would seem to let everybody in."""
    for placeholder, value in VALUES.items():
        address = address.replace(placeholder, value)
    assert "<" not in address, f"give a value for the place in {address} in VALUES"
    return f"/{address}"


def outcome(answer: Any) -> str:
    """Return `in`, `login` or `no`."""
    if answer.status_code == 403:
        return "no"
    sent_to = answer.headers.get("Location", "")
    return "login" if answer.status_code == 302 and sent_to.startswith(f"{ENTRANCES[0]}?verder=") else "in"


def test_the_table_knows_every_desk_route() -> None:
    assert set(DESKS) == set(WHO), "say in WHO who may enter"


@pytest.mark.any_database
@pytest.mark.parametrize("who", [*CAST, "anonymous"])
def test_who_gets_past_which_door(who: str) -> None:
    wrong = {}
    for address, allowed in WHO.items():
        for method in ("get", "post"):
            found = outcome(getattr(client_of(who), method)(filled(address)))
            expected = "in" if who in allowed else "login" if who == "anonymous" else "no"
            if found != expected:
                wrong[f"{method} {address}"] = f"{found}, expected {expected}"
    assert wrong == {}


@pytest.mark.parametrize("address", DESKS)
def test_no_desk_breaks_on_a_number_that_is_not_there(address: str) -> None:
    for who in ("administrator", "chain-owner", "it-hub", "programme-manager"):
        client = client_of(who)
        for path in (filled(address), filled(address).replace("999999999", "9" * 30)):
            assert client.get(path).status_code < 500
            assert client.post(path).status_code < 500
