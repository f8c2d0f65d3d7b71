"""What this desk calls states, steps, terms and lights. The applicant reads other words: those of `core.grant_life`."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

STATES = {
    "ingediend": _("ontvangen, nog na te kijken"),
    "herstel": _("wacht op aanvulling"),
    "herstel_verlopen": _("niet op tijd aangevuld"),
    "volledig": _("compleet, wacht op verdelen"),
    "wachtlijst": _("wachtlijst"),
    "in_behandeling": _("te beoordelen"),
    "advies": _("wacht op advies"),
    "zienswijze": _("wacht op reactie"),
    "conceptbesluit": _("concept klaar"),
    "verleend": _("toegekend"),
    "afgewezen": _("afgewezen"),
    "buiten_behandeling": _("niet behandeld"),
    "ingetrokken_aanv": _("ingetrokken"),
    "doorgeleid": _("doorverwezen"),
    "in_uitvoering": _("in uitvoering"),
    "verantwoording": _("wacht op verantwoording"),
    "vastgesteld": _("vastgesteld"),
    "terugvordering": _("terug te betalen"),
    "afgehandeld": _("in het archief"),
}
REGION_STATES = {
    "objection": {
        "open": _("bezwaar kan nog"),
        "in_behandeling": _("bezwaar te behandelen"),
        "beslist": _("op bezwaar beslist"),
        "beroep": _("bij de rechter"),
        "gesloten": _("besluit staat vast"),
    },
    "payment": {
        "gepland": _("betaling klaargezet"),
        "opgeschort": _("betaling opgeschort"),
        "vrijgegeven": _("betaling onderweg"),
        "mislukt": _("betaling mislukt"),
        "betaald": _("betaald"),
    },
    "penalty": {
        "loopt": _("in gebreke gesteld"),
        "te_bepalen": _("dwangsom te bepalen"),
        "bepaald": _("dwangsom bepaald"),
        "gesloten": _("dwangsom afgehandeld"),
    },
}
TERMS = {
    "completeness": _("nakijken"),
    "repair": _("aanvullen door het bedrijf"),
    "handling-lapse": _("buiten behandeling laten"),
    "decision": _("besluiten"),
    "hearing": _("reageren door het bedrijf"),
    "objection": _("bezwaar maken"),
    "objection-decision": _("beslissen op bezwaar"),
    "payment": _("betalen"),
    "payment-suspension": _("opschorten van de betaling"),
    "register": _("melden in het steunregister"),
    "penalty": _("besluiten zonder dwangsom"),
    "penalty-decision": _("dwangsom bepalen"),
    "settlement-claim": _("verantwoorden"),
    "settlement": _("vaststellen"),
    "withdrawal": _("intrekken van de vaststelling"),
    "reclaim": _("terugvorderen"),
    "retention": _("bewaren"),
}
LIGHTS = {
    "running": _("op tijd"),
    "soon": _("bijna"),
    "late": _("te laat"),
    "still": _("gepauzeerd"),
    "done": _("gedaan"),
    "waiting": _("begint later"),
}
STEPS = {
    "volledig_verklaren": _("Verklaar compleet"),
    "uitnodigen_aanvullen": _("Vraag om aanvulling"),
    "herstel_heropenen": _("Geef nog een keer tijd om aan te vullen"),
    "herstel_beeindigen": _("Wacht niet langer op aanvulling"),
    "buiten_behandeling_stellen": _("Bereid voor: niet behandelen"),
    "afwijzing_voorbereiden": _("Bereid een afwijzing voor"),
    "afwijzen_plafond": _("Bereid een afwijzing voor: geen geld meer"),
    "terug_naar_controle": _("Terug naar nakijken"),
    "advies_vragen": _("Vraag advies"),
    "advies_ontvangen": _("Het advies is er"),
    "voornemen_afwijzen": _("Laat het bedrijf reageren"),
    "zienswijze_in": _("Leg de reactie vast"),
    "concept_opstellen": _("Maak het conceptbesluit"),
    "terugleggen": _("Leg terug bij de behandelaar"),
    "terughalen": _("Haal het concept terug"),
    "verlenen": _("Ken toe"),
    "afwijzen": _("Wijs af"),
    "niet_behandelen": _("Behandel niet"),
    "bekendmaken": _("Maak bekend"),
    "doorleiden": _("Verwijs door"),
    "start_uitvoering": _("Start de uitvoering"),
    "verantwoording_openen": _("Open de verantwoording"),
    "verantwoording_teruggeven": _("Geef de verantwoording terug"),
    "verantwoorden": _("Vraag de verantwoording"),
    "wijzigen": _("Verlaag de subsidie"),
    "intrekken": _("Trek de subsidie in"),
    "intrekken_vaststelling": _("Trek de vaststelling in"),
    "kwijtschelden": _("Scheld kwijt"),
    "archiveren": _("Zet in het archief"),
    "geen_bezwaar": _("Leg vast: er komt geen bezwaar"),
    "termijn_voorbij": _("De bezwaartermijn is voorbij"),
    "bezwaar_in": _("Leg een bezwaar vast"),
    "bezwaar_ingetrokken": _("Het bezwaar is ingetrokken"),
    "beroep_in": _("Het bedrijf ging naar de rechter"),
    "onherroepelijk": _("Het besluit op bezwaar staat vast"),
    "uitspraak": _("De rechter deed uitspraak"),
    "opnieuw_beslissen": _("Beslis opnieuw op het bezwaar"),
    "bob_gegrond": _("Bezwaar gegrond"),
    "bob_ongegrond": _("Bezwaar ongegrond"),
    "niet_ontvankelijk": _("Bezwaar niet in behandeling"),
    "ingebrekestelling": _("Leg een ingebrekestelling vast"),
    "te_vroeg": _("Leg een te vroege ingebrekestelling vast"),
    "melding_ingetrokken": _("De ingebrekestelling is ingetrokken"),
    "hoogste_bedrag": _("De dwangsom is op zijn hoogst"),
    "dwangsom_bepalen": _("Bepaal de dwangsom"),
    "dwangsom_op_bezwaar": _("Verhoog de dwangsom op bezwaar"),
    "annuleren": _("Annuleer de betaling"),
    "opnieuw_plannen": _("Zet de betaling opnieuw klaar"),
    "hervatten": _("Laat de betaling doorgaan"),
    "dwangsom_betaald": _("De dwangsom is betaald"),
}
"""What a button says. A step that is not here has no button of this desk."""
_ELSEWHERE = {("payment", "terughalen"): _("Haal de betaling terug")}
"""Steps of a region that share a name with another step."""


def state(region: str, key: str) -> str:
    """Return the word of the desk for a state; nothing for a region that has not begun."""
    return str(STATES.get(key, key) if region == "main" else REGION_STATES.get(region, {}).get(key, ""))


def step(region: str, key: str) -> str:
    """Return what the button of a step says."""
    return str(_ELSEWHERE[region, key] if (region, key) in _ELSEWHERE else STEPS.get(key, key))


def euros(cents: int | None) -> str:
    """Return an amount as the desk writes it, with cents: `€ 12.500,00`, to who reads English `€12,500.00`."""
    if cents is None:
        return "–"
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    if (get_language() or "").startswith("en"):
        return f"{sign}€{whole:,}.{rest:02d}"
    return f"€ {sign}{whole:,}".replace(",", ".") + f",{rest:02d}"


HAPPENED = {
    "volledig_verklaren": _("Compleet verklaard"),
    "uitnodigen_aanvullen": _("Om aanvulling gevraagd"),
    "herstel_heropenen": _("Nog een keer tijd gegeven om aan te vullen"),
    "herstel_beeindigen": _("Niet langer op aanvulling gewacht"),
    "buiten_behandeling_stellen": _("Voorbereid: niet behandelen"),
    "afwijzing_voorbereiden": _("Een afwijzing voorbereid"),
    "afwijzen_plafond": _("Een afwijzing voorbereid: geen geld meer"),
    "terug_naar_controle": _("Terug naar nakijken"),
    "advies_vragen": _("Advies gevraagd"),
    "advies_ontvangen": _("Advies ontvangen"),
    "voornemen_afwijzen": _("Het bedrijf om een reactie gevraagd"),
    "zienswijze_in": _("Reactie van het bedrijf"),
    "concept_opstellen": _("Conceptbesluit voorgelegd"),
    "terugleggen": _("Concept teruggelegd"),
    "terughalen": _("Concept teruggehaald"),
    "verlenen": _("Toegekend"),
    "afwijzen": _("Afgewezen"),
    "niet_behandelen": _("Niet behandeld"),
    "bekendmaken": _("Besluit bekendgemaakt"),
    "verlening_op_bezwaar": _("Toegekend op bezwaar"),
    "verhoging_op_bezwaar": _("Subsidie verhoogd op bezwaar"),
    "intrekking_herroepen": _("Intrekking teruggedraaid op bezwaar"),
    "doorleiden": _("Doorverwezen"),
    "start_uitvoering": _("Uitvoering begonnen"),
    "wijzigen": _("Subsidie verlaagd"),
    "intrekken": _("Subsidie ingetrokken"),
    "archiveren": _("In het archief gezet"),
    "geen_bezwaar": _("Er komt geen bezwaar"),
    "bezwaar_in": _("Bezwaar ontvangen"),
    "dwangsom_bepalen": _("Dwangsom bepaald"),
    "dwangsom_op_bezwaar": _("Dwangsom verhoogd op bezwaar"),
    "indienen": _("Aanvraag ontvangen"),
    "aanvullen": _("Aanvulling ontvangen"),
    "herstel_verlopen": _("De tijd om aan te vullen is voorbij"),
    "toewijzen_ruimte": _("Geld apart gezet"),
    "geen_ruimte": _("Op de wachtlijst"),
    "opschuiven": _("Van de wachtlijst, geld apart gezet"),
    "zienswijze_verlopen": _("De tijd om te reageren is voorbij"),
    "intrekken_aanvraag": _("Ingetrokken door het bedrijf"),
    "melden_wijziging": _("Wijziging gemeld door het bedrijf"),
    "betaling_plannen": _("Betaling klaargezet"),
    "vrijgeven": _("Betaling vrijgegeven"),
    "betaald": _("Betaald"),
    "vaststellen": _("Subsidie vastgesteld"),
    "vaststellen_direct": _("Subsidie meteen vastgesteld"),
    "lager_vaststellen": _("Subsidie lager vastgesteld"),
    "terugvorderen": _("Terugvordering besloten"),
    "terugbetaald": _("Terugbetaald"),
    "kwijtschelden": _("Terugvordering kwijtgescholden"),
    "vordering_vervalt": _("Terugvordering vervallen"),
    "vordering_op_bezwaar": _("Terugvordering verlaagd op bezwaar"),
    "op_tijd_besloten": _("Besloten zonder dwangsom"),
    "te_laat_besloten": _("Besloten met dwangsom"),
    "steekproef": _("Getrokken in de steekproef"),
}
"""What the timeline says of steps; what is not here is called as its button."""
_BESIDE = {("objection", "bekendmaken"): _("De tijd om bezwaar te maken loopt")}


def happened(region: str, key: str) -> str:
    """Return what the timeline says of a step."""
    known = _BESIDE[region, key] if (region, key) in _BESIDE else HAPPENED.get(key)
    return step(region, key).replace("_", " ") if known is None or (region, key) in _ELSEWHERE else str(known)


KINDS = {
    "grant": _("toekennen"),
    "refuse": _("afwijzen"),
    "not-handled": _("niet behandelen"),
    "amend": _("verlagen"),
    "withdraw": _("intrekken"),
    "settle": _("vaststellen"),
    "reclaim": _("terugvorderen"),
    "objection": _("op bezwaar"),
    "penalty": _("dwangsom"),
}
PRINT_AND_POST = _("Print de brief en doe die op de post")
"""What there is to do with a decision of a firm that wants post."""
ROLES = {"first": _("eerste lezer"), "second": _("tweede lezer"), "third": _("derde lezer")}
OPINIONS = {"grant": _("toekennen"), "part": _("deels toekennen"), "refuse": _("afwijzen")}
