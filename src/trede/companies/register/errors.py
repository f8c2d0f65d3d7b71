"""Why the trade register gave nothing, in a sentence that says how to go on. A form that asked stays usable."""

from trede.core.errors import InputError, Unavailable

_SELF = ("Vul de gegevens zelf in.", "Fill in the details yourself.")


class NotFound(InputError):
    """The register knows no such firm, or what was typed is nothing to look for."""


class RegisterDown(Unavailable):
    """The register gave no answer that can be used."""


def not_connected() -> RegisterDown:
    """Return the refusal of an installation without a key."""
    return _down(
        "register-off", "Het handelsregister is hier niet aangesloten.", "The trade register is not connected."
    )


def wrong_key() -> RegisterDown:
    """Return the refusal for a key that the register does not take."""
    return RegisterDown(
        "register-key",
        f"Het handelsregister laat ons niet binnen. Waarschuw je beheerder. {_SELF[0]}",
        f"The trade register does not let us in. Warn your administrator. {_SELF[1]}",
    )


def busy() -> RegisterDown:
    """Return the refusal when too much was asked."""
    return _down(
        "register-busy", "Er is nu te veel gevraagd. Wacht even.", "Too much was asked just now. Wait a moment."
    )


def silent() -> RegisterDown:
    """Return the refusal when nothing came, or too slowly."""
    return _down(
        "register-silent",
        "Het handelsregister antwoordt nu niet. Probeer het straks nog een keer.",
        "The trade register does not answer now. Try again later.",
    )


def unreadable() -> RegisterDown:
    """Return the refusal for an answer that is not as the register describes it."""
    return _down(
        "register-unreadable",
        "Het handelsregister gaf een antwoord dat we niet kunnen lezen.",
        "The trade register gave an answer that we cannot read.",
    )


def unknown() -> NotFound:
    """Return the answer for a firm that is not there."""
    return NotFound(
        "register-unknown",
        "Het handelsregister kent dit bedrijf niet. Zoek op hele woorden of op nummer, of vul de gegevens zelf in.",
        "The trade register does not know this firm. Search whole words or a number, or fill in the details yourself.",
    )


def nothing_to_look_for() -> NotFound:
    """Return the refusal for what is no number and no name."""
    return NotFound(
        "register-number",
        "Zoek op een KVK-nummer (8 cijfers), vestigingsnummer (12 cijfers), RSIN (9 cijfers) of naam.",
        "Search a Chamber of Commerce number (8 digits), branch number (12 digits), RSIN (9 digits) or name.",
    )


def _down(code: str, dutch: str, english: str) -> RegisterDown:
    return RegisterDown(code, f"{dutch} {_SELF[0]}", f"{english} {_SELF[1]}")
