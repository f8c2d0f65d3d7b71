"""Who may do what: permissions and roles as data (HOUSE §3.5)."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing a person may do."""

    WORKLIST = "worklist"
    CASE_VIEW = "case-view"
    INTAKE = "intake"
    REFER = "refer"
    REFERRAL_ANSWER = "referral-answer"
    CHAIN_OVERSEE = "chain-oversee"
    TEAM_LEAD = "team-lead"
    """Hand over the work of a colleague of the own organisation, who is ill or on leave, and see how it is spread."""
    SCAN_ENTER = "scan-enter"
    MONITOR_DESK = "monitor-desk"
    MONITOR_PUBLISH = "monitor-publish"
    ACCOUNTS_MANAGE = "accounts-manage"
    PRIVACY_HANDLE = "privacy-handle"
    IMPORT = "import"
    SKILLS_MANAGE = "skills-manage"
    FIRMS_MERGE = "firms-merge"
    SERVICES_EDIT = "services-edit"
    SERVICES_MANAGE = "services-manage"
    SIGNAL_GIVE = "signal-give"
    SIGNAL_HANDLE = "signal-handle"
    AGREEMENTS = "agreements"
    AGREEMENT_SIGN = "agreement-sign"
    SUBSIDY_VIEW = "subsidy-view"
    SUBSIDY_ASSESS = "subsidy-assess"
    SUBSIDY_SECOND = "subsidy-second"
    SUBSIDY_DECIDE = "subsidy-decide"
    SUBSIDY_PAY = "subsidy-pay"
    SUBSIDY_OBJECTION = "subsidy-objection"
    SUBSIDY_MANAGE = "subsidy-manage"


@dataclass(frozen=True, slots=True)
class Role:
    """A role: key, names for people, and what it may do. A person holds roles through an organisation."""

    key: str
    name: str
    name_en: str
    permissions: frozenset[Permission]


_ADVISER = frozenset(
    {
        Permission.WORKLIST,
        Permission.CASE_VIEW,
        Permission.INTAKE,
        Permission.REFER,
        Permission.SCAN_ENTER,
        Permission.MONITOR_DESK,
    }
)

_PARTNER = frozenset(
    {
        Permission.WORKLIST,
        Permission.REFERRAL_ANSWER,
        Permission.REFER,
        Permission.SCAN_ENTER,
        Permission.SERVICES_EDIT,
        Permission.AGREEMENT_SIGN,
    }
)

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        Role("adviser", "adviseur", "adviser", _ADVISER),
        Role(
            "chain-owner",
            "ketenregisseur",
            "chain owner",
            _ADVISER
            | {
                Permission.CHAIN_OVERSEE,
                Permission.TEAM_LEAD,
                Permission.PRIVACY_HANDLE,
                Permission.IMPORT,
                Permission.SKILLS_MANAGE,
                Permission.FIRMS_MERGE,
                Permission.SERVICES_EDIT,
                Permission.SERVICES_MANAGE,
                Permission.SIGNAL_HANDLE,
                Permission.AGREEMENTS,
                Permission.AGREEMENT_SIGN,
            },
        ),
        Role("partner", "partner", "partner", _PARTNER),
        Role("partner-lead", "teamleider bij een partner", "team lead at a partner", _PARTNER | {Permission.TEAM_LEAD}),
        Role(
            "municipality",
            "gemeente",
            "municipality",
            frozenset(
                {
                    Permission.MONITOR_DESK,
                    Permission.SIGNAL_GIVE,
                    Permission.SERVICES_EDIT,
                    Permission.AGREEMENT_SIGN,
                }
            ),
        ),
        Role(
            "programme-manager",
            "programmamanager",
            "programme manager",
            frozenset(
                {
                    Permission.MONITOR_DESK,
                    Permission.MONITOR_PUBLISH,
                    Permission.CHAIN_OVERSEE,
                    Permission.SKILLS_MANAGE,
                    Permission.SIGNAL_HANDLE,
                    Permission.AGREEMENTS,
                    Permission.AGREEMENT_SIGN,
                }
            ),
        ),
        Role(
            "subsidy-officer",
            "subsidiemedewerker",
            "subsidy officer",
            frozenset({Permission.SUBSIDY_VIEW, Permission.SUBSIDY_ASSESS}),
        ),
        Role(
            "second-reader",
            "tweede lezer",
            "second reader",
            frozenset({Permission.SUBSIDY_VIEW, Permission.SUBSIDY_SECOND}),
        ),
        Role(
            "decision-maker",
            "beslisser",
            "decision maker",
            frozenset({Permission.SUBSIDY_VIEW, Permission.SUBSIDY_DECIDE}),
        ),
        Role(
            "senior-decision-maker",
            "beslisser grote bedragen",
            "decision maker for large amounts",
            frozenset({Permission.SUBSIDY_VIEW, Permission.SUBSIDY_DECIDE}),
        ),
        Role(
            "subsidy-finance",
            "betaler",
            "payer",
            frozenset({Permission.SUBSIDY_VIEW, Permission.SUBSIDY_PAY}),
        ),
        Role(
            "objection-officer",
            "bezwaarbehandelaar",
            "objection officer",
            frozenset({Permission.SUBSIDY_VIEW, Permission.SUBSIDY_OBJECTION}),
        ),
        Role(
            "scheme-manager",
            "regelingbeheerder",
            "scheme manager",
            frozenset({Permission.SUBSIDY_VIEW, Permission.SUBSIDY_MANAGE}),
        ),
        Role(
            "administrator",
            "beheerder",
            "administrator",
            frozenset({Permission.ACCOUNTS_MANAGE, Permission.PRIVACY_HANDLE}),
        ),
    )
}


def permissions_of(roles: frozenset[str]) -> frozenset[Permission]:
    """Return everything the given roles may do together; unknown roles give nothing."""
    granted: frozenset[Permission] = frozenset()
    for key in roles:
        role = ROLES.get(key)
        if role is not None:
            granted |= role.permissions
    return granted
