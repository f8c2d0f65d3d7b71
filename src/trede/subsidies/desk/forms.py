"""Forms of this desk: what was typed, read and checked for shape. Rules are checked by the actions."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trede.core.errors import InputError, Unavailable
from trede.subsidies.amounts import read_euros

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Label = str | _StrPromise

DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
MOST_REASON = 300
"""Characters of a reason per criterion."""
MOST_WORDS = 6_000


class DeskForm(forms.Form):
    """A form of this desk. `aliases` maps codes of InputError to the field that shows the sentence."""

    use_required_attribute = False
    aliases: dict[str, str] = {}
    refused_with = 422

    def show(self, error: InputError | Unavailable) -> None:
        """Show a refusal of an action at the field it is about, or on top."""
        self.refused_with = error.status
        language = "en" if (get_language() or "nl").startswith("en") else "nl"
        field = self.aliases.get(error.code, error.code.removeprefix("missing-").replace("-", "_"))
        self.add_error(field if field in self.fields else None, error.in_language(language))

    def summary(self) -> list[tuple[str, str]]:
        """Return (id of the field, sentence) for the error summary."""
        found = [(str(self[name].auto_id), str(error)) for name in self.fields for error in self.errors.get(name, [])]
        return [("inhoud", str(error)) for error in self.non_field_errors()] + found


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


def words_field(
    label: "Label", *, missing: "Label" = "", help_text: "Label" = "", rows: int = 4, most: int = MOST_WORDS
) -> forms.CharField:
    """Return a field of several lines; required when `missing` says what to write otherwise."""
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


def choice_field(
    label: "Label", choices: Any, *, missing: "Label" = "", help_text: "Label" = "", required: bool = True
) -> forms.ChoiceField:
    """Return radio buttons, none of them chosen."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        help_text=help_text,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": _("Kies iets uit de lijst.")},
    )


class EuroField(forms.CharField):
    """An amount in euros; its clean value is in cents, 0 when it was left empty."""

    def __init__(self, **more: Any) -> None:
        """Make a short field for an amount."""
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short"})
        super().__init__(max_length=20, widget=widget, **more)

    def clean(self, value: Any) -> int:
        """Return cents. ValidationError for what is no amount."""
        typed = super().clean(value)
        if not typed:
            return 0
        cents = read_euros(typed)
        if cents is None:
            raise forms.ValidationError(_("Schrijf een bedrag, zoals 12.500."), code="invalid")
        return cents


class ReasonForm(DeskForm):
    """Only a reason."""

    reason = words_field(_("Waarom"), missing=_("Schrijf waarom."))


class NothingForm(DeskForm):
    """Nothing to fill in: confirm it."""


class AdviceForm(ReasonForm):
    """Ask for advice, and when the firm was told: then more time counts."""

    day = day_field(
        _("Dag waarop je dit aan het bedrijf schreef"),
        required=False,
        help_text=_("Alleen dan geldt de langere termijn. Nog niet gedaan? Laat dit leeg."),
    )


class ReplyForm(DeskForm):
    """What the firm replied in a hearing, by telephone or on paper."""

    reason = words_field(_("Wat het bedrijf zei"), missing=_("Schrijf in je eigen woorden op wat het bedrijf zei."))


class HearingForm(DeskForm):
    """What the desk intends and why; the firm may reply."""

    reason = words_field(
        _("Wat je van plan bent, en waarom"),
        missing=_("Schrijf wat je van plan bent en waarom."),
        help_text=_("Het bedrijf leest deze woorden. Schrijf korte zinnen."),
        rows=6,
        most=2_000,
    )
    until = day_field(_("Het bedrijf kan reageren tot en met"))


class PassOnForm(DeskForm):
    """Pass a firm on to another door, with its consent."""

    door = choice_field(_("Waarheen"), (), missing=_("Kies waar het bedrijf heen gaat."))
    consent = forms.BooleanField(
        label=_("Het bedrijf wil dit, en ik heb dat opgeschreven"),
        error_messages={"required": _("Vraag het bedrijf eerst of het dit wil.")},
    )
    reason = words_field(_("Wat is er afgesproken"), missing=_("Schrijf op wat je met het bedrijf afsprak."))


def check_items(data: Any, items: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (code, note) of the items ticked as missing in what was sent; the code `other` needs a note."""
    keys = {key for key, _label in items}
    chosen = [key for key in data.getlist("missing") if key in keys]
    return [(key, data.get(f"note-{key}", "").strip()[:MOST_REASON]) for key in chosen]


def read_day(text: str) -> date | None:
    """Return a day as typed; None when it is not one."""
    try:
        found = forms.DateField(input_formats=DAY_FORMATS).clean(text)
    except forms.ValidationError:
        return None
    return found if isinstance(found, date) else None


OPINIONS = (("grant", _("Toekennen")), ("part", _("Deels toekennen")), ("refuse", _("Afwijzen")))
ANSWERS = (("yes", _("Ja")), ("partly", _("Deels")), ("no", _("Nee")))


class ReadingForm(DeskForm):
    """One's own view: what one would decide and why, after saying that one has no interest in it."""

    aliases = {"no-interest": "no_interest"}

    opinion = choice_field(_("Wat zou jij besluiten?"), OPINIONS, missing=_("Kies wat jij zou besluiten."))
    reason = words_field(_("Waarom"), missing=_("Schrijf waarom."))
    no_interest = forms.BooleanField(
        label=_("Ik heb geen belang bij de uitkomst, en deed de intake niet (Awb, artikel 2:4)"),
        error_messages={"required": _("Zeg eerst dat je geen belang hebt. Heb je dat wel? Draag de zaak dan over.")},
    )


class FirstReadingForm(ReadingForm):
    """The first reading: with an answer and a reason for each criterion."""

    def __init__(self, *args: Any, groups: "list[CriteriaGroup]", **more: Any) -> None:
        """Make two fields per criterion, before those of every reading."""
        super().__init__(*args, **more)
        common = dict(self.fields)
        self.fields.clear()
        self.groups = groups
        for group in groups:
            for key, question in group.questions:
                self.fields[f"answer-{key}"] = choice_field(question, ANSWERS, missing=_("Kies ja, deels of nee."))
                self.fields[f"reason-{key}"] = forms.CharField(
                    label=_("Waarom"),
                    max_length=MOST_REASON,
                    widget=forms.Textarea(attrs={"rows": 2}),
                    error_messages={"required": _("Schrijf waarom, in hoogstens 300 tekens.")},
                )
        self.fields.update(common)

    def sections(self) -> "list[tuple[str, list[Any]]]":
        """Return the fields per group, for the page; the last group is that of the view itself."""
        found = [
            (group.name, [self[name] for key, _said in group.questions for name in (f"answer-{key}", f"reason-{key}")])
            for group in self.groups
        ]
        return [*found, ("", [self[name] for name in ReadingForm.base_fields])]

    def criteria(self) -> dict[str, dict[str, str]]:
        """Return the answers as they were given, by criterion."""
        sent = self.cleaned_data
        return {
            key: {"answer": sent[f"answer-{key}"], "reason": sent[f"reason-{key}"]}
            for group in self.groups
            for key, _said in group.questions
        }


@dataclass(frozen=True, slots=True)
class CriteriaGroup:
    """Questions that stand together: name of the group, and (key, question) of each."""

    name: str
    questions: tuple[tuple[str, str], ...]


class AgreeForm(DeskForm):
    """Whether a second reader agrees with the first."""

    agrees = choice_field(
        _("Ben je het eens met de eerste lezer?"), (("yes", _("Eens")), ("no", _("Niet eens"))),
        missing=_("Kies eens of niet eens."),
    )  # fmt: skip
    reason = words_field(_("Waarom"), help_text=_("Nodig als je het niet eens bent."))


HEARD_CHOICES = (
    ("heard", _("Het bedrijf mocht reageren")),
    ("own-facts", _("Niet nodig: we gaan uit van wat het bedrijf zelf schreef (Awb, artikel 4:7)")),
)


class DraftForm(DeskForm):
    """What is to be decided, why, and what was checked."""

    kind = choice_field(
        _("Besluit"), (("grant", _("Toekennen")), ("refuse", _("Afwijzen"))), missing=_("Kies toekennen of afwijzen.")
    )
    reasons = words_field(
        _("Redenen"),
        missing=_("Schrijf de redenen van het besluit."),
        help_text=_("Dit staat in de brief. Schrijf aan het bedrijf, met ‘je’, in korte zinnen."),
        rows=10,
    )
    lower = EuroField(
        label=_("Minder dan berekend? Schrijf het bedrag, in euro’s"),
        required=False,
        help_text=_("Alleen als kosten niet meetellen. Leg dat uit bij de redenen."),
    )
    heard = choice_field(_("Bij afwijzen of minder geven: mocht het bedrijf reageren?"), HEARD_CHOICES, required=False)
    aid_checked = forms.BooleanField(
        label=_("Bij toekennen: ik keek de staatssteun vandaag na (Awb, artikel 4:35, derde lid)"), required=False
    )
    aliases = {"aid": "aid_checked", "amount": "kind", "criteria": "kind"}


class OtherDraftForm(DeskForm):
    """A decision that does not rest on the criteria: its kind follows from the page."""

    reasons = words_field(
        _("Redenen"),
        missing=_("Schrijf de redenen van het besluit."),
        help_text=_("Dit staat in de brief. Schrijf aan het bedrijf, met ‘je’, in korte zinnen."),
        rows=6,
    )


class ConfirmForm(DeskForm):
    """The digest of what was read, and a tick: a decision is never one click away."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    sure = forms.BooleanField(
        label=_("Ik las het dossier en de brief, en neem dit besluit"),
        error_messages={"required": _("Zet een kruisje als je het dossier en de brief las.")},
    )
