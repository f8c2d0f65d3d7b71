"""What can happen in the chain. Events carry keys, days and rungs; words that people wrote stay in the records."""

from trede.journal.types import EventType, register

REFERRAL = ("service", "organisation", "rung")

for key, dutch, english, data in (
    (
        "request.received",
        "Vraag om een adviseur binnengekomen",
        "Request for an adviser received",
        ("scan", "language"),
    ),
    ("request.taken", "Vraag opgepakt", "Request taken up", ("case", "received_on", "due")),
    ("request.closed", "Vraag afgesloten", "Request closed", ("way_on", "organisation")),
    ("outcome.opened", "Uitkomst geopend met de code", "Outcome opened with its code", ()),
    ("case.opened", "Dossier geopend", "File opened", ("scan",)),
    ("case.scan-added", "Uitkomst aan het dossier toegevoegd", "Outcome added to the file", ()),
    ("case.assigned", "Dossier overgenomen", "File taken over", ()),
    ("case.postponed", "Later terugbellen afgesproken", "Call back agreed", ("day",)),
    ("case.completed", "Dossier afgerond", "File completed", ("instrument",)),
    ("case.stopped", "Dossier gestopt op wens van het bedrijf", "File stopped at the firm's wish", ("day",)),
    ("intake.scheduled", "Eerste gesprek gepland", "First talk scheduled", ("day",)),
    ("intake.held", "Eerste gesprek gehouden", "First talk held", ("rung_scan", "reason", "obstacles")),
    ("rung.confirmed", "Trede vastgelegd", "Rung confirmed", ("rung", "by_role", "source", "rung_before")),
    ("baseline.checked", "Veilige basis nagelopen", "Safe basis checked", ("reached", "missing", "rule")),
    ("referral.drafted", "Route gekozen", "Route chosen", REFERRAL),
    ("referral.requested", "Verwijzing verstuurd", "Referral sent", (*REFERRAL, "due")),
    ("referral.claimed", "Verwijzing opgepakt", "Referral taken up", REFERRAL),
    ("referral.accepted", "Verwijzing aangenomen", "Referral accepted", REFERRAL),
    ("referral.rejected", "Verwijzing teruggegeven", "Referral returned", (*REFERRAL, "way_on")),
    ("referral.started", "Traject gestart", "Trajectory started", REFERRAL),
    ("referral.held", "Traject op pauze", "Trajectory on hold", REFERRAL),
    ("referral.resumed", "Traject hervat", "Trajectory resumed", REFERRAL),
    ("referral.completed", "Verwijzing afgerond", "Referral completed", REFERRAL),
    ("referral.failed", "Traject gestopt zonder resultaat", "Trajectory ended without result", (*REFERRAL, "way_on")),
    ("referral.cancelled", "Verwijzing ingetrokken", "Referral cancelled", (*REFERRAL, "way_on")),
    ("referral.corrected", "Verwijzing was een vergissing", "Referral was a mistake", (*REFERRAL, "way_on")),
    ("handover.planned", "Overdracht afgesproken", "Handover agreed", ("organisation", "day", "channel")),
    ("handover.held", "Warme overdracht gehouden", "Warm handover held", ("organisation", "day", "channel")),
    (
        "trajectory.completed",
        "Traject afgerond",
        "Trajectory completed",
        ("service", "instrument", "rung_before", "rung_after", "topics"),
    ),
    ("request.erased", "Oude vraag gewist", "Old request erased", ()),
    ("firm.words-erased", "Oude woorden gewist", "Old words erased", ()),
    ("instrument.used", "Regeling gebruikt", "Scheme used", ("instrument",)),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))
