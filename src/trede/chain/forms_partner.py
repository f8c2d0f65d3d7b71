"""Forms of the steps of a referral."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trede.chain.forms import (
    FIRM_STOPS,
    NEW_ROUTE,
    DeskForm,
    choice_field,
    day_field,
    instruments,
    language,
    rungs,
    words_field,
)
from trede.chain.steps import WayOnChoice
from trede.core.scan import TOPICS
from trede.partners.queries import current_pack
from trede.regions.registry import pack


class AcceptForm(DeskForm):
    """Accept; asks for the day of the handover when it was still to come."""

    aliases = {"missing-handover": "handover_on"}

    handover_on = day_field(_("Op welke dag spraken jullie elkaar over dit bedrijf?"), required=False)


class StartForm(DeskForm):
    """Start the trajectory."""

    started_on = day_field(_("Eerste dag van het traject"))


class HoldForm(DeskForm):
    """Pause, with a reason."""

    aliases = {"missing-reason": "reason"}

    reason = words_field(_("Waarom een pauze?"), missing=_("Schrijf waarom."), rows=2)


class CompleteForm(DeskForm):
    """Complete, with the result and the confirmed rung."""

    aliases = {"missing-rung": "rung"}

    rung = choice_field(
        _("Op welke trede staat het bedrijf nu?"), missing=_("Kies de trede waar het bedrijf nu staat.")
    )
    topics = forms.MultipleChoiceField(
        label=_("Welke onderwerpen gingen vooruit? (niet verplicht)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    instrument = forms.ChoiceField(label=_("Welke regeling gebruikte het bedrijf?"), required=False)
    new_use = forms.ChoiceField(
        label=_("Gebruikt het bedrijf nu iets digitaals dat het eerst niet had?"),
        required=False,
        help_text=_("Zoals een programma, een koppeling of AI. Een plan telt niet mee."),
    )
    result = words_field(
        _("Wat leverde het op?"), missing=_("Schrijf in één of twee zinnen wat het opleverde."), rows=3
    )
    next_step = words_field(
        _("Wat is de volgende stap? (niet verplicht)"), help_text=_("Wie doet wat, en wanneer?"), rows=2
    )
    ended_on = day_field(_("Laatste dag van het traject"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("rung", rungs())
        self.choices("instrument", instruments())
        self.choices("new_use", [("", str(_("Weet ik niet"))), ("yes", str(_("Ja"))), ("no", str(_("Nee")))])
        questions = {item.key: item.title for item in pack().scans[pack().info.default_scan].questions}
        field = self.fields["topics"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(key, questions[key].in_language(language())) for key in TOPICS if key in questions]

    def clean_new_use(self) -> bool | None:
        """Return the answer; None when the partner does not know."""
        return {"yes": True, "no": False}.get(self.cleaned_data["new_use"])


class EndForm(DeskForm):
    """End without a result: always with a reason and a way on."""

    aliases = {"missing-reason": "reason", "missing-way-on": "way", "missing-service": "service"}

    reason = words_field(_("Waarom?"), missing=_("Schrijf waarom."), rows=2)
    way = choice_field(
        _("Hoe gaat het bedrijf verder?"),
        missing=_("Kies hoe het bedrijf verder gaat."),
        help_text=_("Geen verwijzing stopt zonder een weg verder."),
    )
    service = forms.ChoiceField(label=_("Welke dienst past beter? (niet verplicht)"), required=False)
    firm_stops_on = day_field(_("Op welke dag zei het bedrijf dat het wil stoppen?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        route = _("Terug naar de adviseur, die een nieuwe route kiest.")
        stops = _("Het bedrijf wil zelf stoppen.")
        self.choices("way", [(NEW_ROUTE, str(route)), (FIRM_STOPS, str(stops))])
        services = [
            (item.key, f"{organisation.name}: {item.name.in_language(language())}")
            for organisation in current_pack().organisations
            for item in organisation.services
            if item.status == "open"
        ]
        self.choices("service", [("", str(_("Weet ik niet"))), *services])

    def clean(self) -> dict[str, Any]:
        """Ask for the day when the firm wants to stop."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("way") == FIRM_STOPS and not cleaned.get("firm_stops_on"):
            self.add_error("firm_stops_on", _("Kies de dag waarop het bedrijf dit zei."))
        return cleaned

    def way_on(self) -> WayOnChoice:
        """Return the way on that was chosen."""
        if self.cleaned_data["way"] == FIRM_STOPS:
            return WayOnChoice(firm_stops_on=self.cleaned_data["firm_stops_on"])
        return WayOnChoice(new_route=True, service=self.cleaned_data["service"])
