"""What can happen to an account. Events name accounts by number only: no name, no address."""

from trede.journal.types import EventType, register

for key, dutch, english, data in (
    ("account.link-made", "Eenmalige link gemaakt", "One-use link made", ("purpose",)),
    ("account.links-expired", "Verlopen links gewist", "Expired links deleted", ("links",)),
    ("account.invited", "Account uitgenodigd", "Account invited", ("roles",)),
    ("account.created", "Account in gebruik genomen", "Account taken into use", ("purpose",)),
    ("account.changed", "Accountgegevens gewijzigd", "Account details changed", ("fields",)),
    ("account.password-set", "Wachtwoord ingesteld", "Password set", ()),
    ("account.second-factor-set", "Tweede stap ingesteld", "Second factor set", ()),
    ("account.second-factor-removed", "Tweede stap weggehaald", "Second factor removed", ()),
    ("account.codes-made", "Reservecodes gemaakt", "Backup codes made", ()),
    ("account.roles-changed", "Rollen gewijzigd", "Roles changed", ("roles", "before")),
    ("account.deactivated", "Account afgesloten", "Account closed", ()),
    ("account.reopened", "Account heropend", "Account opened again", ()),
    ("account.linked", "Account gekoppeld aan inlogdienst", "Account linked to a login service", ("managed",)),
    ("account.unlinked", "Account losgemaakt van inlogdienst", "Account unlinked from a login service", ()),
    ("account.passkey-added", "Passkey toegevoegd", "Passkey added", ("passkey",)),
    ("account.passkey-removed", "Passkey weggehaald", "Passkey taken away", ("passkey",)),
    ("account.sessions-ended", "Sessies beëindigd", "Sessions ended", ("sessions",)),
    ("account.deputy-named", "Vervanger aangewezen", "Deputy named", ("deputy", "first_day", "last_day")),
    ("account.deputy-ended", "Vervanging gestopt", "Deputy ended", ("deputy", "last_day")),
    ("account.absences-expired", "Oude vervangingen gewist", "Old deputies deleted", ("absences",)),
    ("account.erased", "Accountgegevens gewist", "Account details erased", ("reason",)),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))
