"""The tables of `trede.core.grant_life`: states with the applicant's words, and events with their source.

Articles are of the Algemene wet bestuursrecht (Awb). "Trede" marks a choice of ours that keeps people from getting
stuck or keeps a trace; a province may make another. How to read a table:

- a state: key, where the money stands, which term runs, and whether a region rests there (`closed`) or nothing follows
  (`end`); below it, what the applicant reads in Dutch and in English;
- an event: name, from which states, to which (`=`: it stays) and who may; below it, what it needs, what it causes and
  what it rests on. `undecided` are the states between sending and deciding.
"""

from trede.core.grant_life import Need, Region, region

MAIN = region(
    "main",
    "concept",
    states="""
concept | – | – | –
    Nog niet verstuurd | Not sent yet
vervallen | – | – | end
    Niet verstuurd en opgeruimd | Not sent, and cleared away
ingediend | aangevraagd | decision | –
    Ontvangen. We kijken of alles er is | Received. We check whether all is there
herstel | aangevraagd | repair | –
    We missen nog iets. Vul aan tot {until} | Something is missing. Add it by {until}
herstel_verlopen | aangevraagd | handling-lapse | –
    De tijd om aan te vullen is voorbij | The time to add is over
volledig | aangevraagd | decision | –
    Compleet op {complete}. Je plek volgt | Complete on {complete}. Your place follows
wachtlijst | aangevraagd | decision | –
    Er is nu geen geld. Je staat op plek {place} | There is no money now. You are number {place}
in_behandeling | RESERVED | decision | –
    We beoordelen je aanvraag | We assess your application
advies | RESERVED | decision | –
    We vragen advies | We ask for advice
zienswijze | RESERVED | hearing | –
    We willen nee zeggen of minder geven. Reageer tot {until} | We intend to refuse, or to give less. Reply by {until}
conceptbesluit | RESERVED | decision | –
    We beoordelen je aanvraag | We assess your application
verleend | GRANTED | objection | –
    Toegekend: {amount} | Granted: {amount}
afgewezen | RELEASED | objection | closed
    Afgewezen | Refused
buiten_behandeling | RELEASED | objection | closed
    Niet behandeld | Not handled
ingetrokken_aanv | RELEASED | – | closed
    Ingetrokken door jou | Withdrawn by you
doorgeleid | RELEASED | – | closed
    Doorverwezen naar {partner} | Passed on to {partner}
in_uitvoering | GRANTED | – | –
    Aan de slag tot {until} | Under way until {until}
verantwoording | GRANTED | settlement-claim | –
    Laat zien wat je deed, tot {until} | Show what you did, by {until}
vastgesteld | ESTABLISHED | objection | closed
    Definitief: {amount} | Final: {amount}
terugvordering | CLAIM | payment | –
    Je betaalt {amount} terug tot {until} | You pay back {amount} by {until}
afgehandeld | closed | retention | end
    Klaar | Done
""",
    events="""
indienen: concept > ingediend | applicant
    scheme-open signed delivery-choice | freeze; bind to version; receipt; clock decision | Awb 4:1, 2:17, 2:21.3
vervallen: concept > vervallen | applicant system
    – | delete draft | Trede
volledig_verklaren: ingediend herstel herstel_verlopen > volledig | officer system
    items-complete | complete day is the day of the last item; rank; clock decision | Awb 4:5; Kaderbesluit 27 (model)
uitnodigen_aanvullen: ingediend > herstel | officer
    gaps-named | suspend from the next day; message and notice; clock repair | Awb 4:5.1, 4:15.1
aanvullen: herstel > ingediend | applicant
    within-repair-term | suspension ends; new version | Awb 4:5.1, 4:15.1
herstel_verlopen: herstel > herstel_verlopen | system
    repair-term-over | suspension ends; clock handling-lapse | Awb 4:5.4
herstel_heropenen: herstel_verlopen > herstel | officer
    reason | new repair term | Trede
herstel_beeindigen: herstel > ingediend | officer
    reason | suspension ends | Trede
buiten_behandeling_stellen: herstel_verlopen > conceptbesluit | officer
    within-four-weeks | draft decision | Awb 4:5.1, 4:5.4
afwijzing_voorbereiden: herstel_verlopen > conceptbesluit | officer
    reason | draft decision | Trede
toewijzen_ruimte: volledig > in_behandeling | system
    room | ledger RESERVE | Awb 4:25, 4:26
geen_ruimte: volledig > wachtlijst | system
    no-room | tell the place | Awb 4:25, 4:14
afwijzen_plafond: volledig > conceptbesluit | officer system
    no-room reason | draft refusal | Awb 4:25.2
opschuiven: wachtlijst > in_behandeling | system
    room period-runs | ledger RESERVE; message | Awb 4:25
afwijzen_plafond: wachtlijst > conceptbesluit | officer system
    reason | draft refusal | Awb 4:25.2
terug_naar_controle: volledig > ingediend | officer
    reason | complete day is void | Trede
advies_vragen: in_behandeling > advies | officer
    reason | clock 22 weeks when announced | Awb 3:5, 4:13; Wet Bibob 9
advies_ontvangen: advies > in_behandeling | officer
    – | advice on file | Awb 3:6, 3:9
voornemen_afwijzen: in_behandeling > zienswijze | officer
    reason | message and notice; clock hearing | Awb 4:7, 4:8
zienswijze_in: zienswijze > in_behandeling | applicant officer
    – | weigh the reply | Awb 4:7, 4:9
zienswijze_verlopen: zienswijze > in_behandeling | system
    reply-term-over | – | Awb 4:7
concept_opstellen: in_behandeling > conceptbesluit | officer
    criteria-answered state-aid-checked signals-closed | snapshot | Awb 3:2, 3:46, 4:35.3
terugleggen: conceptbesluit > in_behandeling | decision-maker
    reason | approvals are void | Trede
terughalen: conceptbesluit > in_behandeling | officer
    reason | approvals are void | Trede
verlenen: conceptbesluit > verleend | decision-maker
    other-person mandate snapshot-unchanged ledger-allows | ledger GRANT, rest RELEASE; letter | Awb 4:29 to 4:31
afwijzen: conceptbesluit > afgewezen | decision-maker
    other-person mandate snapshot-unchanged heard | ledger RELEASE; letter | Awb 4:25, 4:35
niet_behandelen: conceptbesluit > buiten_behandeling | decision-maker
    other-person snapshot-unchanged within-four-weeks | letter | Awb 4:5
bekendmaken: verleend afgewezen buiten_behandeling vastgesteld > = | officer system
    delivered | objection opens; clocks objection, payment, register | Awb 3:41, 2:10
bekendmaken: in_uitvoering verantwoording terugvordering > = | officer system
    delivered | objection opens; clocks objection, payment, register | Awb 3:41, 2:10
intrekken_aanvraag: undecided > ingetrokken_aanv | applicant
    – | ledger RELEASE; rank is lost | Awb 4:1
doorleiden: undecided > doorgeleid | officer
    partner-and-consent | referral; ledger RELEASE | Beleidsaanpak 2026, §6
start_uitvoering: verleend > in_uitvoering | officer system
    – | plan advance and obligations | Awb 4:37, 4:95
vaststellen_direct: verleend > vastgesteld | decision-maker
    other-person snapshot-unchanged | ledger ESTABLISH | Awb 4:29, 4:42
melden_wijziging: in_uitvoering > = | applicant
    – | task for the officer | Awb 4:37
verantwoorden: in_uitvoering > verantwoording | applicant officer system
    end-date-passed | clock settlement-claim | Awb 4:44, 4:45
steekproef: in_uitvoering > verantwoording | officer system
    end-date-passed | clock settlement-claim | Awb 4:47; Kaderbesluit 50 (model)
verantwoording_openen: in_uitvoering > verantwoording | officer
    reason | clock settlement-claim | Trede
verantwoording_teruggeven: verantwoording > in_uitvoering | officer
    reason | new end day | Trede
vaststellen: verantwoording in_uitvoering > vastgesteld | decision-maker
    other-person mandate snapshot-unchanged | ledger ESTABLISH; final payment | Awb 4:42, 4:46.1, 4:47
lager_vaststellen: verantwoording in_uitvoering > vastgesteld | decision-maker
    other-person mandate snapshot-unchanged ground-to-lower heard | ledger ESTABLISH and GRANT_DOWN | Awb 4:46.2, 4:7
wijzigen: verleend in_uitvoering verantwoording > = | decision-maker
    other-person snapshot-unchanged heard ground-to-lower | ledger GRANT_DOWN | Awb 4:48
intrekken: verleend in_uitvoering verantwoording > vastgesteld | decision-maker
    other-person snapshot-unchanged heard ground-to-lower | ledger GRANT_DOWN | Awb 4:48
intrekken_vaststelling: vastgesteld > = | decision-maker
    other-person snapshot-unchanged heard ground-to-lower within-five-years | ledger ESTABLISH_DOWN | Awb 4:49
terugvorderen: vastgesteld > terugvordering | decision-maker
    other-person within-five-years ledger-allows | ledger CLAIM; clock payment | Awb 4:57, 4:86
terugbetaald: terugvordering > vastgesteld | payer system
    ledger-allows | ledger RECEIVE | Awb 4:57
kwijtschelden: terugvordering > vastgesteld | decision-maker
    reason other-person | ledger CLAIM_WAIVE; reason on file | Awb 4:94a
vordering_op_bezwaar: terugvordering > = | decision-maker
    other-person mandate snapshot-unchanged ledger-allows | ledger CLAIM_WAIVE; letter | Awb 7:11, 4:57
vordering_vervalt: terugvordering > vastgesteld | system
    ledger-allows | nothing is left to pay back after an objection | Awb 7:11, 4:57
archiveren: afgewezen buiten_behandeling ingetrokken_aanv doorgeleid vastgesteld > afgehandeld | officer system
    nothing-open | clock retention | Archiefwet; selectielijst
verlening_op_bezwaar: afgewezen buiten_behandeling > verleend | decision-maker
    other-person ledger-allows | ledger GRANT or OVERRIDE_GRANT; letter | Awb 7:11, 4:25.3
verhoging_op_bezwaar: verleend in_uitvoering verantwoording vastgesteld terugvordering > = | decision-maker
    other-person mandate snapshot-unchanged ledger-allows | ledger up, CLAIM_DOWN; letter | Awb 7:11, 4:25.3, 4:57
intrekking_herroepen: vastgesteld terugvordering > in_uitvoering | decision-maker
    other-person mandate snapshot-unchanged ledger-allows | ledger up, CLAIM_DOWN; letter | Awb 7:11, 4:25.3, 4:57
""",
)

OBJECTION = region(
    "objection",
    "none",
    states="""
none | – | – | closed
    Geen besluit om bezwaar tegen te maken | No decision to object to
open | – | objection | –
    Je kunt bezwaar maken tot {until} | You can object until {until}
in_behandeling | – | objection-decision | –
    We behandelen je bezwaar tot {until} | We handle your objection until {until}
beslist | – | objection | –
    We besloten op je bezwaar | We decided on your objection
beroep | – | – | –
    De rechter kijkt ernaar | The court looks at it
gesloten | – | – | closed
    Het besluit staat vast | The decision is final
""",
    events="""
bekendmaken: none gesloten beslist > open | officer system
    delivered | clock objection | Awb 6:7, 6:8
bezwaar_in: open > in_behandeling | applicant objection-officer
    in-time-or-excused | receipt; clock objection-decision | Awb 6:4, 6:14, 7:10
bezwaar_in: gesloten beslist > in_behandeling | applicant objection-officer
    in-time-or-excused | receipt; clock objection-decision | Awb 6:11
termijn_voorbij: open > gesloten | objection-officer system
    term-over | – | Awb 6:7
geen_bezwaar: open > gesloten | objection-officer
    reason | reason on file | Trede
bob_gegrond: in_behandeling > beslist | decision-maker
    other-person reason | room as of the first decision | Awb 7:11, 4:25.3
bob_ongegrond: in_behandeling > beslist | decision-maker
    other-person reason | letter | Awb 7:11, 7:12
niet_ontvankelijk: in_behandeling > beslist | decision-maker
    other-person reason | letter | Awb 6:6, 7:3
bezwaar_ingetrokken: in_behandeling > gesloten | applicant objection-officer
    reason | letter | Awb 6:21
beroep_in: beslist open > beroep | objection-officer system
    – | file to the court | Awb 8:1
onherroepelijk: beslist > gesloten | objection-officer system
    reason | – | Awb 6:7
uitspraak: beroep > gesloten | objection-officer
    reason | carry out the ruling | Awb 8:66
opnieuw_beslissen: beroep > in_behandeling | objection-officer
    reason | clock objection-decision | Awb 8:72
""",
)

PAYMENT = region(
    "payment",
    "none",
    states="""
none | – | – | closed
    Er staat geen betaling klaar | No payment is planned
gepland | – | payment | –
    We betalen {amount} voor {until} | We pay {amount} by {until}
opgeschort | – | payment-suspension | –
    We betalen nu niet. We zoeken iets uit | We do not pay now. We look into something
vrijgegeven | – | payment | –
    De betaling is onderweg | The payment is on its way
mislukt | – | payment | –
    De bank kon niet betalen. Kijk je rekening na | The bank could not pay. Check your account
betaald | – | – | closed
    Betaald op {day} | Paid on {day}
""",
    events="""
betaling_plannen: none betaald > gepland | officer system
    ledger-allows | clock payment | Awb 4:87, 4:95
vrijgeven: gepland > vrijgegeven | payer
    other-person account-checked | payment file | functiescheiding; Awb 4:89
betaald: vrijgegeven > betaald | payer system
    – | ledger PAY | Awb 4:88
betaling_mislukt: vrijgegeven > mislukt | payer system
    – | ask for another account | Trede
terughalen: vrijgegeven > gepland | payer
    reason | drop from the file | Trede
opnieuw_plannen: mislukt > gepland | officer payer
    reason | clock payment | Trede
opschorten_betaling: gepland vrijgegeven > opgeschort | decision-maker
    serious-suspicion | written notice; clock payment-suspension | Awb 4:56
hervatten: opgeschort > gepland | decision-maker system
    reason | clock payment goes on | Awb 4:56
annuleren: gepland mislukt > none | officer payer
    reason | no payment | Trede
""",
)

PENALTY = region(
    "penalty",
    "none",
    states="""
none | – | – | closed
    Niemand meldde dat we te laat zijn | Nobody said that we are late
loopt | – | penalty | –
    Je meldde dat we te laat zijn | You said that we are late
te_bepalen | – | penalty-decision | –
    We bepalen wat we je moeten betalen | We work out what we owe you
bepaald | – | payment | –
    Je krijgt {amount} omdat we te laat waren | You get {amount} because we were late
gesloten | – | – | closed
    Je kreeg je besluit | You got your decision
""",
    events="""
ingebrekestelling: none gesloten > loopt | applicant officer objection-officer
    term-over | receipt; clock penalty | Awb 4:17.3
te_vroeg: none > = | applicant officer objection-officer
    – | flag as premature; task for the objection officer | Awb 4:17.3
op_tijd_besloten: loopt > gesloten | officer system
    delivered | nothing is owed | Awb 4:17.3
te_laat_besloten: loopt > te_bepalen | officer system
    delivered | clock penalty-decision | Awb 4:17, 4:18
hoogste_bedrag: loopt > te_bepalen | objection-officer system
    term-over | clock penalty-decision | Awb 4:17.2, 4:18
melding_ingetrokken: loopt > gesloten | applicant objection-officer
    reason | reason on file | Trede
dwangsom_bepalen: te_bepalen > bepaald | decision-maker
    other-person reason | letter | Awb 4:18
dwangsom_op_bezwaar: bepaald gesloten > bepaald | decision-maker
    other-person | letter | Awb 4:19, 7:11
dwangsom_betaald: bepaald > gesloten | payer system
    reason | payment apart from the ceiling | Awb 4:87
""",
)

NOTIFICATION = region(
    "notification",
    "none",
    states="""
none | – | – | closed
    Geen bericht | No message
geplaatst | – | notice | –
    Er staat een bericht klaar | A message is ready
gemeld | – | – | closed
    We mailden dat er een bericht is | We mailed that there is a message
mislukt | – | notice | –
    Onze mail kwam niet aan | Our mail did not arrive
gelezen | – | – | closed
    Je las het bericht | You read the message
per_post | – | – | closed
    We stuurden een brief | We sent a letter
""",
    events="""
plaatsen: none gemeld gelezen per_post > geplaatst | officer system
    – | clock notice | Awb 2:9, 2:10
melden: geplaatst mislukt > gemeld | system
    delivered | proof on file | Awb 2:10, 2:25
melding_mislukt: geplaatst > mislukt | system
    – | alarm | Awb 2:11
gelezen: geplaatst gemeld mislukt > gelezen | system
    – | proof on file | Awb 2:25
per_post: geplaatst mislukt > per_post | officer
    reason | letter; proof on file | Awb 2:8, 2:11
""",
)

REGIONS: tuple[Region, ...] = (MAIN, OBJECTION, PAYMENT, PENALTY, NOTIFICATION)

MISSING: dict[Need, tuple[str, str]] = {
    Need.OPEN: ("De regeling is niet open.", "The scheme is not open."),
    Need.SIGNED: ("Laat eerst iemand tekenen die dat mag.", "First have somebody sign who may."),
    Need.DELIVERY: ("Kies eerst of je mail wilt krijgen of post.", "First choose whether you want mail or post."),
    Need.ITEMS: ("Er ontbreekt nog iets. Kijk op de lijst.", "Something is missing. Look at the list."),
    Need.GAPS: ("Noem eerst wat er ontbreekt.", "First name what is missing."),
    Need.WITHIN_REPAIR: ("De tijd om aan te vullen is voorbij.", "The time to add is over."),
    Need.REPAIR_OVER: ("De tijd om aan te vullen loopt nog.", "The time to add still runs."),
    Need.WITHIN_LAPSE: (
        "De vier weken zijn voorbij. Behandel de aanvraag zoals ze er ligt.",
        "The four weeks are over. Handle the application as it is.",
    ),
    Need.ROOM: ("Er is geen ruimte onder het plafond.", "There is no room under the ceiling."),
    Need.NO_ROOM: ("Er is nog ruimte onder het plafond.", "There is room under the ceiling."),
    Need.PERIOD: ("De periode is voorbij.", "The period is over."),
    Need.REASON: ("Schrijf waarom.", "Write down why."),
    Need.REPLY_OVER: ("De tijd om te reageren loopt nog.", "The time to reply still runs."),
    Need.CRITERIA: ("Beantwoord elk criterium, met een reden.", "Answer each criterion, with a reason."),
    Need.STATE_AID: (
        "Kijk de staatssteun opnieuw na. Dat mag hooguit vijf dagen oud zijn.",
        "Check state aid again. That may be five days old at most.",
    ),
    Need.SIGNALS: ("Sluit eerst elk signaal, met een reden.", "First close every signal, with a reason."),
    Need.HEARD: ("Laat het bedrijf eerst reageren.", "Let the firm reply first."),
    Need.OTHER_PERSON: ("Een collega moet dit doen.", "A colleague has to do this."),
    Need.MANDATE: ("Dit bedrag gaat boven je mandaat.", "This amount is above your mandate."),
    Need.UNCHANGED: (
        "Het concept is veranderd. Laat het opnieuw goedkeuren.",
        "The draft has changed. Have it approved again.",
    ),
    Need.LEDGER: ("De boekhouding staat dit niet toe.", "The ledger does not allow this."),
    Need.DELIVERED: ("Het bericht is nog niet verstuurd.", "The message has not been sent."),
    Need.CONSENT: (
        "Kies een partner en leg vast dat het bedrijf dit wil.",
        "Choose a partner and record that the firm wants this.",
    ),
    Need.ENDED: ("De einddag is nog niet voorbij.", "The end day has not passed."),
    Need.LOWER_GROUND: ("Kies de grond uit de wet.", "Choose the ground in the law."),
    Need.FIVE_YEARS: ("De vijf jaar zijn voorbij.", "The five years are over."),
    Need.SUSPICION: ("Leg het ernstige vermoeden schriftelijk vast.", "Put the serious suspicion in writing."),
    Need.NOTHING_OPEN: (
        "Er staat nog iets open: geld, bezwaar of een bericht.",
        "Something is still open: money, an objection or a message.",
    ),
    Need.IN_TIME: (
        "De termijn is voorbij. Leg vast waarom het toch telt.",
        "The term is over. Record why it counts nevertheless.",
    ),
    Need.TERM_OVER: ("De termijn loopt nog.", "The term still runs."),
    Need.IBAN: ("Kijk eerst de rekening na.", "Check the account first."),
}
"""What to say when a need is not met, Dutch and English."""
