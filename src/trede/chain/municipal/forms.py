"""Forms of signals: what was typed, read and checked for shape."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trede.chain.forms import DeskForm, choice_field, language, named, text_field
from trede.chain.municipal.actions import Report
from trede.chain.municipal.queries import categories
from trede.chain.municipal.rules import MOST
from trede.core.pack_places import Municipality
from trede.core.periods import quarter_of
from trede.core.signals import OUTCOMES
from trede.journal import clock
from trede.regions.registry import pack


def _short(label: Any, missing: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MOST,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": MOST}),
        error_messages={"required": missing},
    )


class SignalForm(DeskForm):
    """A bottleneck that a municipality sees."""

    aliases = {"missing-category": "category", "missing-text": "text", "text-contact": "text", "no-consent": "kvk"}

    category = choice_field(_("Waar gaat het over?"), missing=_("Kies waar het over gaat."))
    text = _short(
        _("Wat is er aan de hand?"),
        _("Schrijf in een paar zinnen wat er aan de hand is."),
        _("Noem geen bedrijf of mens. Een telefoonnummer, mailadres of KVK-nummer nemen we niet aan."),
    )
    sector = forms.ChoiceField(label=_("Bij welke branche? (niet verplicht)"), required=False)
    place = forms.ChoiceField(label=_("In welke plaats? (niet verplicht)"), required=False)
    quarter = forms.ChoiceField(label=_("Over welk kwartaal gaat het?"), required=False)
    kvk = text_field(
        _("KVK-nummer van een bedrijf dat jullie toestemming gaf (niet verplicht)"),
        most=20,
        help_text=_("Alleen met toestemming. Trekt het bedrijf die in, dan is de naam meteen weg."),
    )

    def __init__(self, *args: Any, town: Municipality | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("category", named("signal.category", categories()))
        sectors = [(item.key, item.name.in_language(language())) for item in pack().info.sectors]
        self.choices("sector", [("", str(_("alle of weet ik niet"))), *sectors])
        places = [(name, name) for name in (town.every_place if town is not None else ())]
        self.choices("place", [("", str(_("de hele gemeente"))), *places])
        this = quarter_of(clock.today())
        self.choices("quarter", [(item.key, item.key) for item in (this, this.previous())])

    def report(self) -> Report:
        """Return what was typed. Only for a valid form."""
        typed = self.cleaned_data
        return Report(**{name: typed[name] for name in ("category", "text", "quarter", "place", "sector", "kvk")})


class AnswerForm(DeskForm):
    """What the region says to the municipality."""

    aliases = {"missing-answer": "text", "answer-contact": "text"}

    text = _short(
        _("Wat zeg je tegen de gemeente?"),
        _("Schrijf wat je de gemeente wilt zeggen."),
        _("De gemeente leest dit. Noem geen bedrijf of mens."),
    )


class GroupForm(DeskForm):
    """Which signal says the same."""

    aliases = {"missing-lead": "lead"}

    lead = forms.TypedChoiceField(
        label=_("Met welk signaal gaat dit mee?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een signaal."), "invalid_choice": _("Kies iets uit de lijst.")},
    )

    def __init__(self, *args: Any, open_ones: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("lead", open_ones)


class CloseSignalForm(DeskForm):
    """What came of it."""

    aliases = {"missing-outcome": "outcome", "missing-done": "done", "done-contact": "done"}

    outcome = choice_field(_("Wat kwam ervan?"), missing=_("Kies wat ervan kwam."))
    done = _short(_("Wat is er gedaan?"), _("Schrijf wat er gedaan is, of waarom niets."), _("De gemeente leest dit."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("outcome", named("signal.outcome", OUTCOMES))
