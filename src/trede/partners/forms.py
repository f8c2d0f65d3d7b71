"""Forms of the desk of services: what was typed, read and checked for shape. The rules are checked by the actions."""

from typing import Any, Literal, get_args

import msgspec
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trede.core.errors import InputError, Unavailable
from trede.core.pack import Eligibility, Pack, Service, Text
from trede.core.pack_rules_partners import PILLARS
from trede.core.scan import RUNGS, TOPICS
from trede.partners.actions import Room
from trede.partners.models import ServiceState

LONGEST_NAME, LONGEST_WHAT, LONGEST_COST = 80, 400, 120
MOST_DAYS, MOST_PLACES = 260, 10_000
DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
KINDS: tuple[str, ...] = get_args(Service.__annotations__["kind"])
Limits = Literal["minimum_fte", "maximum_fte", "municipalities", "sectors", "open_from", "open_until"]
LIMITS: tuple[str, ...] = get_args(Limits)
"""Fields of the form that say for which firms a service is."""


def language() -> str:
    """Return the language of the desk."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


class ServicesForm(forms.Form):
    """A form of this desk. `aliases` maps codes of InputError to the field that shows the sentence."""

    use_required_attribute = False
    aliases: dict[str, str] = {}
    refused_with = 422

    def show(self, error: InputError | Unavailable) -> None:
        """Show a refusal of an action at the field it is about, or on top."""
        self.refused_with = error.status
        field = self.aliases.get(error.code)
        self.add_error(field if field in self.fields else None, error.in_language(language()))

    def summary(self) -> list[tuple[str, str]]:
        """Return (id of the field, sentence) for the error summary."""
        found = [(str(self[name].auto_id), str(error)) for name in self.fields for error in self.errors.get(name, [])]
        return [("inhoud", str(error)) for error in self.non_field_errors()] + found

    def choose_from(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Fill in the choices of a field."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


def _line(label: Any, most: int, missing: Any = "", hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=bool(missing), max_length=most, help_text=hint, error_messages={"required": missing}
    )


def _words(label: Any, missing: Any, hint: Any = "") -> forms.CharField:
    field = _line(label, LONGEST_WHAT, missing, hint)
    field.widget = forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_WHAT})
    return field


def _many(label: Any, missing: Any = "", hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=bool(missing),
        help_text=hint,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": missing, "invalid_choice": _("Kies iets uit de lijst.")},
    )


def _number(label: Any, least: int, most: int, missing: Any = "", hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=bool(missing),
        min_value=least,
        max_value=most,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"required": missing, "invalid": _("Schrijf een heel getal.")},
    )


def _jobs(label: Any) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        required=False,
        min_value=0,
        max_value=1000,
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
        error_messages={"invalid": _("Schrijf een getal, zoals 2 of 2.5.")},
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
        error_messages={"invalid": _("Schrijf de dag als 27-11-2026.")},
    )


class ServiceForm(ServicesForm):
    """What a service is: for whom, about what, at what cost. Not how much room there is."""

    aliases = {"no-organisation": "organisation"}

    organisation = forms.ChoiceField(
        label=_("Van welke organisatie?"), error_messages={"required": _("Kies een organisatie.")}
    )
    name_nl = _line(_("Naam"), LONGEST_NAME, _("Schrijf een naam."))
    name_en = _line(_("Naam in het Engels"), LONGEST_NAME, _("Schrijf de naam ook in het Engels."))
    what_nl = _words(
        _("Wat doe je samen met het bedrijf?"),
        _("Schrijf in één of twee zinnen wat een bedrijf hier krijgt."),
        _("Schrijf ‘je’ en korte zinnen. Dit leest de ondernemer."),
    )
    what_en = _words(_("Hetzelfde in het Engels"), _("Schrijf dit ook in het Engels."))
    kind = forms.ChoiceField(
        label=_("Soort hulp"), widget=forms.RadioSelect, error_messages={"required": _("Kies een soort hulp.")}
    )
    rungs = _many(_("Voor welke treden?"), _("Kies minstens één trede."))
    topics = _many(_("Over welke onderwerpen?"), _("Kies minstens één onderwerp."))
    response_working_days = _number(
        _("Binnen hoeveel werkdagen antwoord je een bedrijf?"), 1, MOST_DAYS, _("Schrijf een aantal werkdagen.")
    )
    cost_nl = _line(_("Kosten (niet verplicht)"), LONGEST_COST, hint=_("Bijvoorbeeld: gratis, of 250 euro per dag."))
    cost_en = _line(_("Kosten in het Engels (niet verplicht)"), LONGEST_COST)
    languages = _many(_("In welke talen help je?"), _("Kies minstens één taal."))
    minimum_fte = _jobs(_("Minstens zoveel volle banen (niet verplicht)"))
    maximum_fte = _jobs(_("Hoogstens zoveel volle banen (niet verplicht)"))
    municipalities = _many(_("Alleen in deze gemeenten (niets gekozen: overal)"))
    sectors = _many(_("Alleen voor deze branches (niets gekozen: alle)"))
    open_from = _day(_("Open vanaf (niet verplicht)"))
    open_until = _day(_("Open tot en met (niet verplicht)"))

    def __init__(self, *args: Any, region: Pack, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name.endswith(("_nl", "_en")):
                field.widget.attrs["lang"] = name[-2:]  # what is typed has a language of its own
        tongue = language()
        if len(organisations) > 1:
            self.choose_from("organisation", [("", str(_("Kies een organisatie"))), *organisations])
        else:
            del self.fields["organisation"]
        titles = {item.key: item.title.in_language(tongue) for item in _questions(region)}
        pillars = [(key, f"{_('Pijler')} {key}") for key in PILLARS]
        codes = [key.removeprefix("help.language.") for key in region.texts if key.startswith("help.language.")]
        self.choose_from("kind", [(kind, region.text(f"help.kind.{kind}", tongue)) for kind in KINDS])
        self.choose_from("rungs", [(rung.key, rung.name.in_language(tongue)) for rung in region.ladder.rungs])
        self.choose_from("topics", [*((key, titles.get(key, key)) for key in TOPICS), *pillars])
        self.choose_from("languages", [(code, region.text(f"help.language.{code}", tongue)) for code in codes])
        self.choose_from("municipalities", [(town.name, town.name) for town in region.info.municipalities])
        self.choose_from("sectors", [(item.key, item.name.in_language(tongue)) for item in region.info.sectors])

    def clean(self) -> dict[str, Any]:
        """Check what two fields say together."""
        found = super().clean() or self.cleaned_data
        if bool(found.get("cost_nl")) != bool(found.get("cost_en")):
            empty = "cost_en" if found.get("cost_nl") else "cost_nl"
            self.add_error(empty, str(_("Schrijf de kosten in allebei de talen, of in geen van de twee.")))
        for low, high, sentence in (
            ("minimum_fte", "maximum_fte", _("Dit is minder dan het minste.")),
            ("open_from", "open_until", _("Deze dag ligt voor de eerste dag.")),
        ):
            first, last = found.get(low), found.get(high)
            if first is not None and last is not None and last < first:
                self.add_error(high, str(sentence))
        for name in ("name_nl", "name_en", "what_nl", "what_en", "cost_nl", "cost_en"):
            if "{" in found.get(name, "") or "}" in found.get(name, ""):
                self.add_error(name, str(_("Laat de accolades weg.")))
        return found

    @property
    def limits(self) -> list[forms.BoundField]:
        """The fields that say for which firms a service is."""
        return [self[name] for name in LIMITS]

    @property
    def limits_open(self) -> bool:
        """Whether one of them is filled in or wrong."""
        return any(self[name].value() or self[name].errors for name in LIMITS)

    @property
    def facts(self) -> list[forms.BoundField]:
        """The other fields, in order."""
        return [field for field in self if field.name not in LIMITS]

    def service(self, key: str, source: str) -> Service:
        """Return what was typed as a service. Only for a valid form."""
        typed = self.cleaned_data
        cost = Text(nl=typed["cost_nl"], en=typed["cost_en"]) if typed["cost_nl"] else None
        return Service(
            key=key,
            name=Text(nl=typed["name_nl"], en=typed["name_en"]),
            what=Text(nl=typed["what_nl"], en=typed["what_en"]),
            kind=typed["kind"],
            rungs=tuple(key for key in RUNGS if key in typed["rungs"]),
            topics=tuple(key for key in (*TOPICS, *PILLARS) if key in typed["topics"]),
            response_working_days=typed["response_working_days"],
            cost=cost,
            languages=tuple(typed["languages"]),
            eligibility=self._eligibility(typed),
            source=source,
        )

    def _eligibility(self, typed: dict[str, Any]) -> Eligibility:
        return Eligibility(
            minimum_fte=typed["minimum_fte"],
            maximum_fte=typed["maximum_fte"],
            municipalities=tuple(typed["municipalities"]) or None,
            sectors=tuple(typed["sectors"]) or None,
            open_from=typed["open_from"],
            open_until=typed["open_until"],
        )


def initial_of(service: Service) -> dict[str, object]:
    """Return how the form is filled in for a service that is known."""
    rule = msgspec.structs.asdict(service.eligibility)
    return {
        "name_nl": service.name.nl,
        "name_en": service.name.en,
        "what_nl": service.what.nl,
        "what_en": service.what.en,
        "kind": service.kind,
        "rungs": list(service.rungs),
        "topics": list(service.topics),
        "response_working_days": service.response_working_days,
        "cost_nl": service.cost.nl if service.cost else "",
        "cost_en": service.cost.en if service.cost else "",
        "languages": list(service.languages),
        **{name: list(value) if isinstance(value, tuple) else value for name, value in rule.items()},
    }


class RoomForm(ServicesForm):
    """How much room there is: open or full, capacity, waiting time, and where firms go when it is full."""

    aliases = dict.fromkeys(("alternative-missing", "alternative-shut", "alternative-rungs"), "alternative")

    status = forms.ChoiceField(
        label=_("Neem je nu bedrijven aan?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies of je nu bedrijven aanneemt.")},
    )
    alternative = forms.ChoiceField(
        label=_("Waar kunnen bedrijven nu wel terecht?"),
        required=False,
        help_text=_("Nodig als de dienst vol of gesloten is. Kies een open dienst voor dezelfde treden."),
    )
    waiting = _number(
        _("Wachttijd in werkdagen (niet verplicht)"), 0, MOST_DAYS, hint=_("Tot de hulp kan beginnen. 0 is meteen.")
    )
    capacity = _number(_("Hoeveel bedrijven tegelijk? (niet verplicht)"), 1, MOST_PLACES)

    def __init__(self, *args: Any, region: Pack, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tongue = language()
        words = {
            "open": _("Ja, er is plek"),
            "full": _("Nee, we zitten vol"),
            "closed": _("Nee, we bieden dit nu niet"),
        }
        self.choose_from("status", [(status, str(words[status])) for status in ServiceState.STATUSES])
        others = [
            (service.key, f"{item.name}: {service.name.in_language(tongue)}")
            for item in region.organisations
            for service in item.services
            if service.key != key and service.status == "open"
        ]
        self.choose_from("alternative", [("", str(_("Kies een dienst"))), *others])

    def room(self) -> Room:
        """Return what was typed. Only for a valid form."""
        typed = self.cleaned_data
        return Room(typed["status"], typed["capacity"], typed["waiting"], typed["alternative"])


def room_of(service: Service) -> dict[str, object]:
    """Return how the form is filled in for a service."""
    return {
        "status": service.status,
        "alternative": service.alternative or "",
        "waiting": service.waiting_working_days,
        "capacity": service.capacity,
    }


def _questions(region: Pack) -> Any:
    return region.scans[region.info.default_scan].questions
