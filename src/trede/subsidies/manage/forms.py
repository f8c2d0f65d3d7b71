"""Forms of the desk of a scheme manager. Rules are checked by the actions."""

from datetime import date, datetime
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from trede.core.clocks import AMSTERDAM
from trede.subsidies.desk.forms import DeskForm, day_field, words_field
from trede.subsidies.lots import WORD

MOST_EUROS = 100_000_000
MOMENTS = ["%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M"]


class CeilingForm(DeskForm):
    """A new ceiling: whole euros, from a day on, with a reason."""

    aliases = {"ceiling-amount": "euros", "ceiling-day": "effective_on", "ceiling-reason": "reason"}

    euros = forms.DecimalField(
        label=_("Nieuw plafond in euro's"),
        min_value=0,
        max_value=MOST_EUROS,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
        error_messages={"required": _("Schrijf een bedrag."), "invalid": _("Schrijf een bedrag, zoals 800000.")},
    )
    effective_on = day_field(
        _("Geldt voor wat binnenkomt vanaf"),
        help_text=_("Wat al binnen is, houdt het plafond van toen. Een hoger plafond helpt iedereen."),
    )
    reason = words_field(_("Waarom"), missing=_("Schrijf waarom het plafond verandert."), rows=2, most=200)

    @property
    def cents(self) -> int:
        """The amount in cents, of a valid form."""
        euros: Decimal = self.cleaned_data["euros"]
        return int(euros * 100)

    @property
    def day(self) -> date:
        """The first day, of a valid form."""
        found: date = self.cleaned_data["effective_on"]
        return found


class DrawForm(DeskForm):
    """The word that the second official adds."""

    aliases = {"lot-word": "word"}

    word = forms.CharField(
        label=_("Jouw woord"),
        max_length=WORD,
        help_text=_("Kies zelf iets. Samen met het geheim bepaalt het de volgorde. Niemand kan die vooraf weten."),
        error_messages={"required": _("Kies een woord.")},
    )


def _moment(label: object, *, required: bool) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,  # type: ignore[arg-type]  # a lazy translation is a text
        required=required,
        input_formats=MOMENTS,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "short"}),
        error_messages={"required": _("Kies een dag en een tijd."), "invalid": _("Schrijf het als 27-11-2026 20:00.")},
    )


class MomentForm(DeskForm):
    """A form with moments."""

    def moment(self, name: str) -> datetime | None:
        """Return a moment of a valid form, in Amsterdam; None when it was left empty."""
        found: datetime | None = self.cleaned_data[name]
        return None if found is None else found.astimezone(AMSTERDAM)


class OutageForm(MomentForm):
    """An outage: from when, until when, what."""

    aliases = {"outage": "first"}

    first = _moment(_("Begin"), required=True)
    until = _moment(_("Einde"), required=False)
    what = forms.CharField(
        label=_("Wat werkte niet"),
        max_length=200,
        help_text=_("Noem geen personen."),
        error_messages={"required": _("Schrijf wat er niet werkte.")},
    )


class EndForm(MomentForm):
    """When an outage ended."""

    aliases = {"outage": "until"}

    until = _moment(_("Einde"), required=True)
