"""Forms around questions of integrity, the group of a firm, and aid of others. Rules are checked by the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trede.subsidies.amounts import read_euros
from trede.subsidies.desk.forms import DeskForm, choice_field, day_field, words_field
from trede.subsidies.integrity.words import OUTCOMES

RELATIONS = (
    ("votes", _("De meeste stemmen")),
    ("board", _("Benoemt het bestuur")),
    ("contract", _("Een contract of statuten")),
    ("owner", _("Dezelfde eigenaar")),
)
SOURCES = (("declaration", _("De verklaring van het bedrijf")), ("register", _("Het Europese steunregister")))


class AnswerSignalForm(DeskForm):
    """The answer to a question, with a reason."""

    outcome = choice_field(_("Jouw antwoord"), OUTCOMES, missing=_("Kies een antwoord."))
    reason = words_field(
        _("Waarom"),
        missing=_("Schrijf waarom je dit antwoord geeft."),
        help_text=_("Noem het bewijs dat je zag. Een collega moet het later kunnen volgen."),
    )


class LinkForm(DeskForm):
    """Another firm under the same control."""

    name = forms.CharField(
        label=_("Naam van het andere bedrijf"),
        max_length=160,
        error_messages={"required": _("Geef de naam van het bedrijf.")},
    )
    kvk = forms.CharField(
        label=_("KVK-nummer"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"required": _("Geef het KVK-nummer van het andere bedrijf.")},
    )
    relation = choice_field(_("Hoe horen ze bij elkaar?"), RELATIONS, missing=_("Kies hoe ze bij elkaar horen."))


def euros_field(label: object, **more: object) -> forms.CharField:
    """Return a field for an amount as people type it; read it with `cents_of`."""
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # a lazy text
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
        error_messages={"required": _("Schrijf een bedrag.")},
        **more,  # type: ignore[arg-type]  # options of the field
    )


def cents_of(typed: str) -> int:
    """Return the cents of a typed amount. Raises forms.ValidationError for what is no amount."""
    cents = read_euros(typed)
    if cents is None:
        raise forms.ValidationError(_("Schrijf een bedrag, zoals 12.500 of 12500,50."))
    return cents


class AidForm(DeskForm):
    """Small aid that another body gave."""

    aliases = {"day": "granted_on"}

    giver = forms.CharField(
        label=_("Wie gaf de steun"), max_length=120, error_messages={"required": _("Schrijf wie de steun gaf.")}
    )
    cents = euros_field(_("Bedrag in euro's"))
    granted_on = day_field(_("Dag van de verlening"), help_text=_("Niet de dag van de betaling."))
    source = choice_field(_("Waar lees je dit?"), SOURCES, missing=_("Kies waar je dit las."))

    def clean_cents(self) -> int:
        """Return the amount in cents."""
        return cents_of(self.cleaned_data["cents"])
