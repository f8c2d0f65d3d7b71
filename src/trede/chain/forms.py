"""Forms of the desks: what was typed, read and checked for shape. Rules of the programme are checked by the actions."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trede.chain.handing import Agreement
from trede.chain.models import Handover, Intake
from trede.chain.steps import MOST_WORDS
from trede.core.errors import InputError, Unavailable
from trede.core.pack import Text
from trede.regions.registry import pack

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Label = str | _StrPromise

DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
NEW_ROUTE, FIRM_STOPS, OTHER_DOOR = "new-route", "firm-stops", "other-door"


def language() -> str:
    """Return the language of the desk."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def named(prefix: str, keys: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return choices with the words `<prefix>.<key>` of the pack."""
    return [(key, pack().text(f"{prefix}.{key}", language())) for key in keys]


def rungs() -> list[tuple[str, str]]:
    """Return the rungs as choices, lowest first, each with its line."""
    return [
        (rung.key, f"{rung.name.in_language(language())}: {rung.line.in_language(language())}")
        for rung in pack().ladder.rungs
    ]


def _keyed(items: Any) -> list[tuple[str, str]]:
    return [
        (item.key, item.name.in_language(language()) if isinstance(item.name, Text) else item.name) for item in items
    ]


def places(likely: Iterable[str] = ()) -> list[tuple[str, Any]]:
    """Return the municipalities of the region as choices, not known on top and elsewhere below.

    Those that are `likely` stand first, under a heading of their own.
    """
    names = {item.code: item.name for item in pack().info.municipalities}
    names["elders"] = pack().text("place.elsewhere", language())
    first = [(code, names.pop(code)) for code in likely if code in names]
    unknown = ("", str(_("Nog niet bekend")))
    if not first:
        return [unknown, *names.items()]
    return [unknown, (str(_("Past bij het adres")), first), (str(_("Andere gemeenten")), list(names.items()))]


def instruments() -> list[tuple[str, str]]:
    """Return the schemes of the pack as choices, with none on top."""
    return [("", str(_("geen"))), *_keyed(pack().instruments)]


def day_field(label: "Label", *, required: bool = True, help_text: "Label" = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
        error_messages={"required": _("Kies een dag."), "invalid": _("Schrijf de dag als 27-11-2026.")},
    )


def text_field(label: "Label", *, most: int, missing: "Label" = "", help_text: "Label" = "") -> forms.CharField:
    """Return a field of one line; required when `missing` says what to write otherwise."""
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=most,
        help_text=help_text,
        error_messages={"required": missing},
    )


def words_field(label: "Label", *, missing: "Label" = "", help_text: "Label" = "", rows: int = 4) -> forms.CharField:
    """Return a field of several lines; required when `missing` says what to write otherwise."""
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=MOST_WORDS,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


def choice_field(label: "Label", *, missing: "Label" = "", help_text: "Label" = "") -> forms.ChoiceField:
    """Return radio buttons, none of them chosen; the form fills in the choices."""
    wrong = _("Kies iets uit de lijst.")
    return forms.ChoiceField(
        label=label,
        required=bool(missing),
        help_text=help_text,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": wrong},
    )


class DeskForm(forms.Form):
    """A form of a desk. `aliases` maps codes of InputError to the field that shows the sentence."""

    use_required_attribute = False
    aliases: dict[str, str] = {}
    refused_with = 422

    def show(self, error: InputError | Unavailable) -> None:
        """Show a refusal of an action at the field it is about, or on top."""
        self.refused_with = error.status
        field = self.aliases.get(error.code, error.code.replace("-", "_"))
        self.add_error(field if field in self.fields else None, error.in_language(language()))

    def summary(self) -> list[tuple[str, str]]:
        """Return (id of the field, sentence) for the error summary."""
        found = [(str(self[name].auto_id), str(error)) for name in self.fields for error in self.errors.get(name, [])]
        return [("inhoud", str(error)) for error in self.non_field_errors()] + found

    def choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """Fill in the choices of a field."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def day(self, name: str) -> date:
        """Return a day that was required."""
        value: date = self.cleaned_data[name]
        return value


class OpenCaseForm(DeskForm):
    """A firm that came by phone, at a visit or with its code."""

    aliases = {"name": "firm_name", "reach": "phone", "given-on": "consent_given_on"}
    facts = ("firm_name", "municipality", "contact_name", "phone", "email", "consent_given_on")

    firm_name = text_field(_("Bedrijf"), most=160, missing=_("Schrijf de naam van het bedrijf."))
    municipality = forms.ChoiceField(label=_("Gemeente"), required=False)
    contact_name = text_field(_("Wie spreek je?"), most=100, missing=_("Schrijf wie je spreekt."))
    phone = text_field(_("Telefoon"), most=40, help_text=_("Telefoon of e-mail: één van de twee is genoeg."))
    email = text_field(_("E-mail"), most=254)
    consent_given_on = day_field(_("Op welke dag zei het bedrijf ja?"))
    consent = forms.BooleanField(
        label=_("Het bedrijf vindt goed dat wij contact zoeken en de uitkomst bewaren."),
        error_messages={"required": _("Vraag eerst of dit goed is. Zonder ja openen we geen dossier.")},
    )

    def __init__(self, *args: Any, likely: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("municipality", places(likely))


class CloseRequestForm(DeskForm):
    """Close a request without a file."""

    aliases = {"missing-reason": "reason", "missing-way-on": "way", "organisation": "other_door"}

    reason = words_field(_("Waarom?"), missing=_("Schrijf waarom."), rows=2)
    way = choice_field(_("Hoe gaat het verder?"), missing=_("Kies hoe het verder gaat."))
    other_door = forms.ChoiceField(label=_("Welke organisatie?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stops, door = _("De ondernemer wil zelf stoppen."), _("Een andere organisatie helpt verder.")
        self.choices("way", [(OTHER_DOOR, str(door)), (FIRM_STOPS, str(stops))])
        self.choices("other_door", [("", str(_("Kies een organisatie"))), *_keyed(pack().organisations)])


class ScheduleForm(DeskForm):
    """Plan the first talk."""

    scheduled_on = day_field(_("Dag van het gesprek"))


class RungForm(DeskForm):
    """Confirm a start rung."""

    aliases = {"missing-rung": "rung", "missing-reason": "reason"}

    rung = choice_field(_("Op welke trede staat het bedrijf?"), missing=_("Kies de trede waar het bedrijf nu staat."))
    reason = words_field(
        _("Waarom deze trede? (alleen als hij anders is dan de scan)"), rows=2, help_text=_("Eén regel is genoeg.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("rung", rungs())


class IntakeForm(RungForm):
    """The first talk, with the start rung."""

    held_on = day_field(_("Dag van het gesprek"))
    wish = words_field(
        _("Wat wil de ondernemer?"),
        missing=_("Schrijf in één zin wat de ondernemer wil."),
        help_text=_("Schrijf niets over gezondheid of schulden."),
    )
    obstacles = forms.MultipleChoiceField(
        label=_("Wat staat in de weg? (niet verplicht)"), required=False, widget=forms.CheckboxSelectMultiple
    )
    agreed = words_field(_("Wat spraken jullie af? (niet verplicht)"), help_text=_("Wie doet wat, en wanneer?"), rows=3)

    field_order = ["held_on", "wish", "obstacles", "rung", "reason", "agreed"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["obstacles"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = named("obstacle", Intake.OBSTACLES)


class FirmForm(DeskForm):
    """Facts of a firm."""

    aliases = {"kvk-known": "kvk"}

    name = text_field(_("Naam"), most=160, missing=_("Schrijf de naam van het bedrijf."))
    kvk = text_field(_("KVK-nummer (niet verplicht)"), most=20, help_text=_("8 cijfers."))
    branch = text_field(_("Vestigingsnummer (niet verplicht)"), most=20, help_text=_("12 cijfers."))
    municipality = forms.ChoiceField(label=_("Gemeente"), required=False)
    sector = forms.ChoiceField(label=_("Branche"), required=False)
    fte = text_field(_("Volle banen (niet verplicht)"), most=12, help_text=_("Bijvoorbeeld 12 of 2,5."))

    def __init__(self, *args: Any, likely: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("municipality", places(likely))
        self.choices("sector", [("", str(_("Nog niet bekend"))), *_keyed(pack().info.sectors)])


class PlaceForm(DeskForm):
    """Where a firm is of which that is not known."""

    municipality = forms.ChoiceField(
        label=_("In welke gemeente staat het bedrijf?"), error_messages={"required": _("Kies een gemeente.")}
    )

    def __init__(self, *args: Any, likely: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("municipality", places(likely))


class BaselineForm(DeskForm):
    """The safe basis: the questions of the pack. Musts ask for an answer, as an open one would read as not in place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scan = pack().scans[pack().info.baseline_scan]
        for question in self.scan.questions:
            label = question.prompt.in_language(language())
            help_text = question.help.in_language(language()) if question.help else ""
            topic = question.title.in_language(language())
            missing = pack().text("answer.missing", language(), topic=topic) if question.must else ""
            field = choice_field(label, missing=missing, help_text=help_text)
            field.choices = [(option.key, option.text.in_language(language())) for option in question.options]
            self.fields[question.key] = field

    def answers(self) -> dict[str, str]:
        """Return the questions that were answered."""
        return {key: answer for key, answer in self.cleaned_data.items() if answer}


class PostponeForm(DeskForm):
    """Agree to call back later."""

    call_back_on = day_field(_("Bel terug op"))


class CloseCaseForm(DeskForm):
    """Close a file."""

    aliases = {"missing-way-on": "firm_stops_on"}

    note = words_field(_("Hoe is het afgelopen?"), missing=_("Schrijf in één zin hoe het is afgelopen."), rows=3)
    instrument = forms.ChoiceField(label=_("Welke regeling gebruikte het bedrijf?"), required=False)
    firm_stops_on = day_field(
        _("Op welke dag zei het bedrijf dat het wil stoppen?"),
        required=False,
        help_text=_("Alleen invullen als het bedrijf zelf wil stoppen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("instrument", instruments())


class SendForm(DeskForm):
    """What the firm agreed to, and the handover."""

    aliases = {
        "given-on": "given_on",
        "missing-handover": "to_person",
        "missing-consent": "agreed",
        "email": "to_email",
    }

    question = words_field(_("Wat vraag je aan de partner?"), missing=_("Schrijf in één zin wat de vraag is."), rows=3)
    shared = forms.MultipleChoiceField(
        label=_("Wat geven we door?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies wat het bedrijf wil delen. Naam en contact zijn altijd nodig.")},
    )
    agreed = forms.BooleanField(
        label=_("Het bedrijf vindt goed dat we dit doorgeven aan deze partner."),
        error_messages={"required": _("Vraag eerst of het bedrijf dit goed vindt.")},
    )
    given_on = day_field(_("Op welke dag zei het bedrijf ja?"))
    how = choice_field(_("Hoe gaf het bedrijf toestemming?"), missing=_("Kies hoe het bedrijf ja zei."))
    handover_on = day_field(
        _("Dag van de overdracht"), help_text=_("Een gesprek met de partner, niet alleen een bericht.")
    )
    channel = choice_field(_("Hoe spreken jullie elkaar?"), missing=_("Kies hoe jullie elkaar spreken."))
    from_person = text_field(_("Wie van ons?"), most=100, missing=_("Schrijf wie van ons het gesprek voert."))
    to_person = text_field(
        _("Wie bij de partner?"), most=100, missing=_("Schrijf wie bij de partner het gesprek voert.")
    )
    to_email = text_field(
        _("E-mailadres van deze persoon (niet verplicht)"),
        most=254,
        help_text=_("Zonder account krijgt deze persoon een link. In de mail staat niets over het bedrijf."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("how", named("how", ("mondeling", "formulier")))
        self.choices("channel", named("channel", Handover.CHANNELS))
        field = self.fields["shared"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = named("shared", Agreement.SHARED)
