"""Forms around accounts: what was typed, checked, with a sentence that says what to do."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from trede.accounts.models import User
from trede.core.permissions import ROLES
from trede.regions.registry import pack

_WEAK = _("Dit wachtwoord is niet sterk genoeg. Kies een langer wachtwoord.")
_PASSWORD_ERRORS = {
    "password_too_short": _("Kies een wachtwoord van minstens 12 tekens."),
    "password_too_common": _("Dit wachtwoord is te bekend. Kies iets wat niemand raadt."),
    "password_too_similar": _("Dit wachtwoord lijkt te veel op je naam of adres. Kies iets anders."),
}


class _Address(forms.EmailField):
    default_error_messages = {"required": _("Vul een e-mailadres in.")}
    default_validators = [EmailValidator(message=_("Dit adres kan niet. Vul iets in als naam@bedrijf.nl."))]

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()


class _Password(forms.CharField):
    widget = forms.PasswordInput
    default_error_messages = {"required": _("Vul een wachtwoord in.")}

    def __init__(self) -> None:
        super().__init__(strip=False, max_length=200)


class _Code(forms.CharField):
    default_error_messages = {"required": _("Vul de code uit je app in."), "max_length": _("Deze code is te lang.")}


class LoginForm(forms.Form):
    """E-mail address and password."""

    email = _Address()
    password = _Password()


class CodeForm(forms.Form):
    """A code from the app, or a backup code."""

    code = _Code(max_length=40)


class PasskeyForm(forms.Form):
    """A name for a new passkey, and what the browser answered."""

    name = forms.CharField(
        max_length=64,
        error_messages={
            "required": _("Geef de passkey een naam, zoals Laptop."),
            "max_length": _("Deze naam is te lang."),
        },
    )
    passkey = forms.CharField(
        max_length=20_000,
        error_messages={"required": _("Het maken van de passkey lukte niet. Probeer het nog een keer.")},
    )


class DeputyForm(forms.Form):
    """A colleague, and the first and last day away."""

    deputy = forms.ChoiceField(
        error_messages={"required": _("Kies een collega."), "invalid_choice": _("Kies een collega uit de lijst.")}
    )
    first_day = forms.DateField(
        error_messages={"required": _("Vul de eerste dag in."), "invalid": _("Vul een dag in als 2026-12-24.")}
    )
    last_day = forms.DateField(
        error_messages={"required": _("Vul de laatste dag in."), "invalid": _("Vul een dag in als 2026-12-24.")}
    )

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(colleague.pk), colleague.name or colleague.email) for colleague in colleagues]
        self.fields["deputy"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]  # a choice field


class NewPasswordForm(forms.Form):
    """A new password, twice. `clean` compares it with what is known of the person."""

    password = _Password()
    again = _Password()

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["again"].error_messages["required"] = _("Vul hetzelfde wachtwoord nog een keer in.")

    def clean(self) -> dict[str, Any]:
        """Refuse weak passwords and two that differ."""
        given = super().clean() or {}
        password, again = given.get("password"), given.get("again")
        if password:
            self._check_strength(password, given)
        if password and again and password != again:
            self.add_error("again", _("Deze twee wachtwoorden zijn niet gelijk. Vul ze opnieuw in."))
        return given

    def _check_strength(self, password: str, given: dict[str, Any]) -> None:
        known = self.person or User()
        person = User(email=given.get("email") or known.email, name=given.get("name") or known.name)
        try:
            validate_password(password, person)
        except ValidationError as error:
            for problem in error.error_list:
                self.add_error("password", _PASSWORD_ERRORS.get(problem.code or "", _WEAK))


class WelcomeForm(NewPasswordForm):
    """What somebody fills in who was invited."""

    name = forms.CharField(max_length=100, error_messages={"required": _("Vul je naam in.")})
    field_order = ["name", "email", "password", "again"]


class FirstAdministratorForm(WelcomeForm):
    """As for who was invited, and the address to log in with."""

    email = _Address()


class ChangePasswordForm(NewPasswordForm):
    """The present password, and a new one twice."""

    current = _Password()
    field_order = ["current", "password", "again"]

    def clean_current(self) -> str:
        """Refuse when the present password is wrong."""
        current = str(self.cleaned_data["current"])
        if self.person is None or not self.person.check_password(current):
            raise ValidationError(_("Dit is niet je huidige wachtwoord."))
        return current


class DetailsForm(forms.Form):
    """Name and language."""

    name = forms.CharField(max_length=100, error_messages={"required": _("Vul je naam in.")})
    language = forms.ChoiceField(
        choices=[("nl", "Nederlands"), ("en", "English")],
        error_messages={"required": _("Kies een taal."), "invalid_choice": _("Kies een taal uit de lijst.")},
    )


class RolesForm(forms.Form):
    """One organisation of the pack, and the roles to hold for it."""

    organisation = forms.ChoiceField(
        error_messages={
            "required": _("Kies een organisatie."),
            "invalid_choice": _("Kies een organisatie uit de lijst."),
        }
    )
    roles = forms.MultipleChoiceField(
        error_messages={"required": _("Kies minstens één rol."), "invalid_choice": _("Kies een rol uit de lijst.")}
    )

    def __init__(self, *args: Any, language: str = "nl", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = sorted((known.name, known.key) for known in pack().organisations)
        self.fields["organisation"].choices = [("", "—"), *((key, name) for name, key in organisations)]  # type: ignore[attr-defined]
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            (role.key, role.name_en if language == "en" else role.name) for role in ROLES.values()
        ]


class InviteForm(RolesForm):
    """Roles for a new account."""

    email = _Address()
    field_order = ["email", "organisation", "roles"]
