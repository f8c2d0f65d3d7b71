"""Forms for what comes after a decision: objections, defaults, a smaller grant."""

from collections.abc import Sequence

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

_A_CHOICE = 2


class ObjectionForm(DeskForm):
    """An objection that came in another way than by the own page. `offer` gives the decisions it may be against."""

    decision = choice_field(_("Tegen welk besluit"), (), missing=_("Kies het besluit."))
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

    def offer(self, decisions: Sequence[tuple[int, str]], chosen: int | None) -> None:
        """Let one of these decisions be chosen; a single one needs no question."""
        field = self.fields["decision"]
        if len(decisions) < _A_CHOICE:
            del self.fields["decision"]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [(str(number), said) for number, said in decisions]
            field.initial = None if chosen is None else str(chosen)


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
    cents = EuroField(required=False)
    reason = words_field(
        _("Redenen"),
        missing=_("Schrijf waarom."),
        help_text=_("Dit staat in de brief. Schrijf aan het bedrijf, met ‘je’, in korte zinnen."),
        rows=8,
    )

    def ask_amount(self, kind: str, before: str, most: str, claim: str = "") -> None:
        """Ask the amount that this objection can bring, by `upholding.kind_of`; nothing asks none.

        `claim` is what the firm has to pay back now.
        """
        if not kind:
            del self.fields["cents"]
            return
        field, room = self.fields["cents"], _("De ruimte telt van de dag van het eerste besluit (Awb, artikel 4:25).")
        field.label = _AMOUNTS[kind]
        said = "" if kind == "grant" else _("Nu is dat {before}.").format(before=before)
        same = _("Blijft het bedrag gelijk? Laat dit dan leeg.") if kind in ("raise", "claim") else ""
        limit = _("Hoogstens {most}.").format(most=most)
        back = _("Terug te betalen: {claim}. Dat wordt eerst lager.").format(claim=claim) if claim else ""
        parts = (said, limit, same, "" if kind in ("penalty", "claim") else room, back)
        field.help_text = " ".join(str(part) for part in parts if part)


_AMOUNTS = {
    "grant": _("Bij gegrond na een afwijzing: wat krijgt het bedrijf alsnog, in euro’s"),
    "raise": _("Bij gegrond: wat wordt de subsidie in totaal, in euro’s"),
    "again": _("Bij gegrond: hoe hoog wordt de subsidie die weer loopt, in euro’s"),
    "claim": _("Bij gegrond: hoeveel betaalt het bedrijf minder terug, in euro’s"),
    "penalty": _("Bij gegrond: wat wordt de dwangsom in totaal, in euro’s"),
}
"""What the amount is called, by what an upheld objection can bring."""


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
