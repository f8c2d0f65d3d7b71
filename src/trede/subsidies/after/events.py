"""What can happen around integrity, payments and the time after a grant: keys, days and cents, never words."""

from trede.journal.types import EventType, register

for key, dutch, english, data in (
    ("application.signal", "Vraag over een aanvraag", "Question about an application", ("code", "outcome")),
    ("application.signals-looked", "Aanvraag vergeleken met andere", "Application compared with others", ("found",)),
    ("firm.group-changed", "Groep van een bedrijf bijgewerkt", "Group of a firm brought up to date", ("change",)),
    ("firm.aid-noted", "Andere steun genoteerd", "Other aid noted", ("cents", "source")),
    ("application.account-changed", "Rekening veranderd", "Account changed", ("by_firm",)),
    ("payment.prepared", "Betaling klaargezet", "Payment prepared", ("kind", "cents", "due")),
    ("payment.released", "Betaling vrijgegeven", "Payment released", ("kind", "cents", "batch")),
    ("payment.paid", "Betaling gedaan", "Payment made", ("kind", "cents", "on")),
    ("payment.failed", "Betaling mislukt", "Payment failed", ("kind", "cents", "reason")),
    ("payment.dropped", "Betaling teruggehaald", "Payment taken back", ("kind", "cents")),
    ("payment.suspended", "Betaling opgeschort", "Payment suspended", ("until",)),
    ("payment.file-taken", "Betaalbestand gemaakt", "Payment file made", ("batch", "number", "cents")),
    ("payment.exported", "Betalingen naar financiën", "Payments exported to finance", ("number", "cents")),
    ("firm.finance-number", "Nummer van financiën genoteerd", "Number of finance noted", ("number",)),
    ("obligation.planned", "Verplichtingen gepland", "Obligations planned", ("number",)),
    ("obligation.reminded", "Aan een verplichting herinnerd", "Reminded of an obligation", ("code", "due")),
    ("obligation.met", "Aan een verplichting voldaan", "Obligation fulfilled", ("code", "due")),
    ("obligation.waived", "Verplichting losgelaten", "Obligation let go", ("code", "due")),
    ("application.change-told", "Wijziging gemeld", "Change told", ()),
    ("application.change-answered", "Melding van wijziging beantwoord", "Change answered", ("outcome",)),
    ("application.invoice", "Factuur in de verantwoording", "Invoice in the account", ("pillar", "cents", "accepted")),
    (
        "application.drafted",
        "Besluit na de verlening voorbereid",
        "Decision after the grant drafted",
        ("kind", "cents", "grounds"),
    ),
    ("application.claimed", "Terugvordering vastgelegd", "Claim written down", ("cents", "due")),
    ("application.claim-lowered", "Terugvordering verlaagd", "Claim lowered", ("cents", "left")),
    (
        "sample.committed",
        "Steekproef aangekondigd",
        "Sample announced",
        ("scheme", "period", "commitment", "number", "size"),
    ),
    ("sample.drawn", "Steekproef getrokken", "Sample drawn", ("scheme", "period", "size")),
    ("grant.published", "Verlening gepubliceerd", "Grant published", ("scheme", "period", "cents")),
    (
        "grant.corrected",
        "Regel in het register verbeterd",
        "Line of the register corrected",
        ("scheme", "cents", "named"),
    ),
    (
        "effect.measured",
        "Effect gemeten",
        "Effect measured",
        ("scheme", "moment", "rung", "baseline", "figures"),
    ),
    ("application.layers", "Delen van gegevens gekozen", "Sharing of data chosen", ("layers",)),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))
