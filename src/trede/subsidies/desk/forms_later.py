"""Forms for what comes after a decision: objections, defaults, a smaller grant."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trede.subsidies.desk.forms import (
    ConfirmForm,
    DeskForm,
    EuroField,
    ReasonForm,
    choice_field,
    day_field,
    words_field,
)


class ObjectionForm(DeskForm):
    """An objection that came in on paper or in another way than by the own page."""

    on = day_field(_("Ontvangen op"))
    text = words_field(_("Wat staat er in het bezwaar"), missing=_("Schrijf over wat er in het bezwaar staat."), rows=8)
    excuse = words_field(
        _("Te laat? Waarom telt het toch"),
        help_text=_("Bijvoorbeeld een storing bij ons (Awb, artikel 6:11). Geen goede reden? Laat dit leeg."),
        rows=2,
        most=1_000,
    )
    committee = forms.BooleanField(
        label=_("Een commissie geeft advies: dan is er twaalf weken tijd (Awb, artikel 7:10)"), required=False
    )


class AnswerForm(DeskForm):
    """How an objection ends, and why."""

    outcome = choice_field(
        _("Hoe loopt het af"),
        (
            ("upheld", _("Gegrond: het bedrijf heeft gelijk")),
            ("dismissed", _("Ongegrond: het besluit blijft")),
            ("inadmissible", _("Niet in behandeling: te laat, of er mist iets")),
        ),
        missing=_("Kies hoe het bezwaar eindigt."),
    )
    cents = EuroField(
        label=_("Bij gegrond na een afwijzing: wat krijgt het bedrijf alsnog, in euro’s"),
        required=False,
        help_text=_("De ruimte telt van de dag van het eerste besluit (Awb, artikel 4:25, derde lid)."),
    )
    reason = words_field(
        _("Redenen"),
        missing=_("Schrijf waarom."),
        help_text=_("Dit staat in de brief. Schrijf aan het bedrijf, met ‘je’, in korte zinnen."),
        rows=8,
    )


class DefaultForm(DeskForm):
    """A notice of default: the day it came in."""

    on = day_field(_("Ontvangen op"))


class PenaltyForm(ReasonForm):
    """Fix a penalty: the amount follows from the days."""


class IntentionForm(DeskForm):
    """What the desk intends with a running grant."""

    intention = words_field(
        _("Wat je van plan bent, en waarom"),
        missing=_("Schrijf wat je van plan bent en waarom."),
        help_text=_("Het bedrijf leest deze woorden. Schrijf korte zinnen."),
        rows=6,
        most=2_000,
    )


class AmendForm(DeskForm):
    """Make a running grant smaller, or withdraw it."""

    aliases = {"heard": "kind"}

    kind = choice_field(
        _("Besluit"), (("amend", _("Verlagen")), ("withdraw", _("Intrekken"))), missing=_("Kies verlagen of intrekken.")
    )
    cents = EuroField(label=_("Bij verlagen: het nieuwe bedrag, in euro’s"), required=False)
    grounds = forms.MultipleChoiceField(
        label=_("Op welke grond"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies een grond uit de wet.")},
    )
    reasons = words_field(
        _("Redenen"),
        missing=_("Schrijf de redenen van het besluit."),
        help_text=_("Dit staat in de brief. Schrijf aan het bedrijf, met ‘je’, in korte zinnen."),
        rows=8,
    )


class TakeForm(ConfirmForm):
    """Take a decision that a colleague drafted."""
