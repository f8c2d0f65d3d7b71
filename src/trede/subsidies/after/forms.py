"""Forms of what comes after the grant. Rules are checked by the actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trede.subsidies.desk.forms import DeskForm, choice_field, day_field, words_field
from trede.subsidies.integrity.forms import cents_of, euros_field

_NOTHING_MUCH = 2_000


class ObligationForm(DeskForm):
    """An obligation was met on a day, or is let go with a reason."""

    aliases = {"day": "on"}

    what = choice_field(
        _("Wat is er gebeurd?"),
        (("met", _("Het bedrijf heeft het gedaan")), ("waived", _("Het hoeft niet meer"))),
        missing=_("Kies wat er is gebeurd."),
    )
    on = day_field(_("Dag waarop het gedaan is"), required=False)
    reason = words_field(_("Waarom hoeft het niet meer?"), rows=2, most=_NOTHING_MUCH)

    def clean(self) -> dict[str, Any]:
        """Ask the day of what was done."""
        sent: dict[str, Any] = super().clean() or self.cleaned_data
        if sent.get("what") == "met" and sent.get("on") is None and "on" not in self.errors:
            self.add_error("on", _("Kies een dag."))
        return sent


class ChangeAnswerForm(DeskForm):
    """The answer to a change that the firm told."""

    aliases = {"end": "new_end"}

    outcome = choice_field(
        _("Jouw antwoord"),
        (
            ("agreed", _("Akkoord")),
            ("amend", _("Akkoord, met een lager bedrag: maak daarna het besluit")),
            ("withdraw", _("De subsidie vervalt: maak daarna het besluit")),
            ("no", _("Niet akkoord")),
        ),
        missing=_("Kies een antwoord."),
    )
    new_end = day_field(
        _("Nieuwe laatste dag van het project"), required=False, help_text=_("Blijft die dag gelijk? Laat dit leeg.")
    )
    text = words_field(
        _("Bericht aan het bedrijf"),
        missing=_("Schrijf het antwoord voor het bedrijf."),
        help_text=_("Schrijf met ‘je’, in korte zinnen."),
        most=_NOTHING_MUCH,
    )


class InvoiceForm(DeskForm):
    """An invoice in the account of what was done."""

    supplier = forms.CharField(
        label=_("Leverancier"), max_length=160, error_messages={"required": _("Schrijf van wie de factuur is.")}
    )
    supplier_kvk = forms.CharField(
        label=_("KVK-nummer van de leverancier"),
        required=False,
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    number = forms.CharField(
        label=_("Nummer van de factuur"), max_length=60, error_messages={"required": _("Schrijf het nummer op.")}
    )
    dated_on = day_field(_("Datum van de factuur"))
    cents = euros_field(_("Bedrag in euro's"))
    pillar = forms.ChoiceField(label=_("Pijler"), required=False)

    def __init__(self, *args: Any, pillars: Sequence[tuple[str, str]], **more: Any) -> None:
        """Offer the pillars of the scheme."""
        super().__init__(*args, **more)
        self.fields["pillar"].choices = [("", "–"), *pillars]  # type: ignore[attr-defined]  # a choice field

    def clean_cents(self) -> int:
        """Return the amount in cents."""
        return cents_of(self.cleaned_data["cents"])


class AmountForm(DeskForm):
    """An amount: what counts of an invoice."""

    cents = euros_field(_("Wat hiervan meetelt, in euro's"), help_text=_("Telt de factuur niet mee? Schrijf 0."))

    def clean_cents(self) -> int:
        """Return the amount in cents."""
        return cents_of(self.cleaned_data["cents"])


class DraftForm(DeskForm):
    """A decision after the grant. Grounds and a reason are asked where the amount goes down."""

    cents = euros_field(_("Nieuw bedrag in euro's"))
    grounds = forms.MultipleChoiceField(
        label=_("Op welke grond?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Andere gronden dan deze zijn er niet (Awb)."),
    )
    reason = words_field(
        _("Redenen"), help_text=_("Dit staat in de brief. Schrijf aan het bedrijf, met ‘je’, in korte zinnen."), rows=6
    )

    def __init__(self, *args: Any, grounds: Sequence[tuple[str, str]], **more: Any) -> None:
        """Offer the grounds of this step; without any the field goes."""
        super().__init__(*args, **more)
        if grounds:
            self.fields["grounds"].choices = list(grounds)  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["grounds"]

    def clean_cents(self) -> int:
        """Return the amount in cents."""
        return cents_of(self.cleaned_data["cents"])


class HearForm(DeskForm):
    """What the desk intends; the firm may reply."""

    intention = words_field(
        _("Wat je van plan bent, en waarom"),
        missing=_("Schrijf wat je van plan bent en waarom."),
        help_text=_("Het bedrijf leest deze woorden. Schrijf korte zinnen."),
        rows=6,
        most=_NOTHING_MUCH,
    )


class ReceiveForm(DeskForm):
    """Money that came in on a claim."""

    aliases = {"day": "on"}

    cents = euros_field(_("Ontvangen bedrag in euro's"))
    on = day_field(_("Dag van ontvangst"))

    def clean_cents(self) -> int:
        """Return the amount in cents."""
        return cents_of(self.cleaned_data["cents"])


class MeasureForm(DeskForm):
    """Where a firm stands at a moment: rung, safety, and its figures."""

    moment = choice_field(
        _("Wanneer?"),
        (("application", _("Bij de aanvraag")), ("end", _("Aan het eind")), ("after-12", _("Een jaar later"))),
        missing=_("Kies wanneer je mat."),
    )
    rung = forms.ChoiceField(label=_("Trede"), required=False)
    baseline = choice_field(
        _("Staat de veilige basis?"),
        (("", _("Niet gemeten")), ("yes", _("Ja")), ("no", _("Nee"))),
        required=False,
    )

    def __init__(
        self, *args: Any, rungs: Sequence[tuple[str, str]], measures: Sequence[tuple[str, str, str]], **more: Any
    ) -> None:
        """Offer the rungs of the region and the figures of the scheme: (key, name, how)."""
        super().__init__(*args, **more)
        self.fields["rung"].choices = [("", "–"), *rungs]  # type: ignore[attr-defined]  # a choice field
        self.names = [key for key, _name, _how in measures]
        for key, name, how in measures:
            self.fields[f"figure-{key}"] = forms.DecimalField(
                label=name,
                help_text=how,
                required=False,
                min_value=0,
                max_digits=14,
                localize=True,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
                error_messages={"invalid": _("Schrijf een getal.")},
            )

    def figures(self) -> dict[str, float]:
        """Return the figures that were filled in, of a valid form."""
        sent = self.cleaned_data
        return {key: float(sent[f"figure-{key}"]) for key in self.names if sent.get(f"figure-{key}") is not None}
