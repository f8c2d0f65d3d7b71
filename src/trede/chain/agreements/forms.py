"""Forms of agreements and the yearly plan: what was typed, read and checked for shape."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trede.chain.agreements.actions import Terms
from trede.chain.agreements.actions_plan import Deed
from trede.chain.agreements.models import Agreement, PlanAction, YearPlan
from trede.chain.agreements.rules import MOST
from trede.chain.forms import DeskForm, day_field, named, text_field
from trede.regions.registry import pack

MOST_EUROS = 100_000_000


def organisations() -> list[tuple[str, str]]:
    """Return the organisations of the pack as choices, by name, with none on top."""
    found = sorted(((item.key, item.name) for item in pack().organisations), key=lambda item: item[1].lower())
    return [("", str(_("Kies een organisatie"))), *found]


def _organisation(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, error_messages={"required": _("Kies een organisatie.")})


def _words(label: Any, missing: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MOST,
        required=bool(missing),
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": MOST}),
        error_messages={"required": missing},
    )


def _number(label: Any, most: int, hint: Any = "") -> forms.IntegerField:
    wrong = _("Schrijf een heel getal, zonder punt of komma.")
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class AgreementForm(DeskForm):
    """What two organisations agree."""

    first = _organisation(_("Wie vraagt of betaalt?"))
    second = _organisation(_("Wie doet het?"))
    role = _words(
        _("Wat spreken jullie af?"),
        _("Schrijf wat er is afgesproken."),
        _("Welke rol, en wat hoort daarbij? Schrijf geen namen van mensen."),
    )
    capacity = _number(_("Hoeveel per jaar? (niet verplicht)"), 1_000_000)
    capacity_unit = forms.ChoiceField(label=_("Waar staat dat getal voor?"), required=False)
    euros = _number(
        _("Bedrag in hele euro's, voor de hele looptijd (niet verplicht)"), MOST_EUROS, _("Bijvoorbeeld 12500.")
    )
    valid_from = day_field(_("Eerste dag"))
    valid_until = day_field(_("Laatste dag"))
    review_on = day_field(_("Wanneer bekijken jullie de afspraak opnieuw?"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("first", organisations())
        self.choices("second", organisations())
        units = named("agreement.unit", Agreement.UNITS)
        self.choices("capacity_unit", [("", str(_("Kies een eenheid"))), *units])

    def terms(self) -> Terms:
        """Return what was typed. Only for a valid form."""
        typed = self.cleaned_data
        euros: int | None = typed["euros"]
        same = ("first", "second", "role", "valid_from", "valid_until", "review_on", "capacity", "capacity_unit")
        return Terms(**{name: typed[name] for name in same}, money_cents=None if euros is None else euros * 100)


def as_typed(agreement: Agreement) -> dict[str, object]:
    """Return what stands in the fields of the form to change an agreement."""
    same = ("first", "second", "role", "capacity", "capacity_unit", "valid_from", "valid_until", "review_on", "version")
    money = agreement.money_cents
    return {**{name: getattr(agreement, name) for name in same}, "euros": None if money is None else money // 100}


class ReviewForm(DeskForm):
    """Look at an agreement again."""

    review_on = day_field(_("Wanneer bekijken jullie haar weer?"))


class EndForm(DeskForm):
    """End an agreement."""

    aliases = {"missing-because": "because"}

    because = _words(_("Waarom stopt de afspraak?"), _("Schrijf waarom."))


class NoForm(DeskForm):
    """Say no to a draft."""

    aliases = {"missing-because": "because"}

    because = _words(_("Waarom niet? Wat moet er anders?"), _("Schrijf waarom."), _("De andere organisatie leest dit."))


class ResultForm(DeskForm):
    """How an action of the plan ended."""

    result = _words(
        _("Wat kwam ervan?"), _("Schrijf wat ervan kwam."), _("Elke partner leest dit. Schrijf geen namen van mensen.")
    )


class LinkForm(DeskForm):
    """To whom the link goes with which an organisation without an account answers."""

    aliases = {"has-account": "organisation", "no-mail": "email"}

    organisation = forms.ChoiceField(
        label=_("Voor welke organisatie?"),
        error_messages={"required": _("Kies een organisatie."), "invalid_choice": _("Kies iets uit de lijst.")},
    )
    email = text_field(
        _("E-mailadres van wie daar mag beslissen"),
        most=254,
        missing=_("Schrijf een e-mailadres op."),
        help_text=_("We gebruiken het adres alleen voor deze mail."),
    )
    mail_language = forms.ChoiceField(
        label=_("In welke taal?"), choices=[("nl", _("Nederlands")), ("en", _("Engels"))], initial="nl"
    )

    def __init__(self, *args: Any, sides: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(organisations())
        self.choices("organisation", [(side, names.get(side, side)) for side in sides])


class BeginForm(DeskForm):
    """Begin the plan of a year."""

    year = forms.IntegerField(
        label=_("Voor welk jaar?"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"required": _("Kies een jaar."), "invalid": _("Kies een jaar.")},
    )
    copy_from = forms.ModelChoiceField(
        label=_("Begin met wat nog openstaat uit een eerder plan? (niet verplicht)"),
        queryset=YearPlan.objects.order_by("-year"),
        to_field_name="year",
        required=False,
        empty_label=_("Nee, begin leeg"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["copy_from"]
        field.label_from_instance = lambda plan: str(plan.year)


class GoalForm(DeskForm):
    """A goal of a year."""

    text = _words(_("Wat willen jullie bereiken?"), _("Schrijf wat jullie willen bereiken."))


class DeedForm(DeskForm):
    """An action for a goal."""

    what = _words(_("Wat gebeurt er?"), _("Schrijf wat er gebeurt."), _("Schrijf geen namen van mensen."))
    organisation = _organisation(_("Wie doet het?"))
    due_on = day_field(_("Wanneer is het klaar?"))
    review_on = day_field(_("Wanneer kijken jullie hoe het gaat?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("organisation", organisations())

    def deed(self) -> Deed:
        """Return what was typed. Only for a valid form."""
        return Deed(**{name: self.cleaned_data[name] for name in ("what", "organisation", "due_on", "review_on")})


class MoveForm(DeskForm):
    """How far an action is."""

    state = forms.ChoiceField(
        label=_("Hoe staat het ermee?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe het ermee staat."), "invalid_choice": _("Kies iets uit de lijst.")},
    )
    result = _words(_("Wat kwam ervan?"), "", _("Verplicht als de actie klaar is of niet doorgaat."))
    review_on = day_field(
        _("Wanneer kijken jullie weer?"), required=False, help_text=_("Niet nodig als de actie voorbij is.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("state", named("plan.state", PlanAction.STATES))

    def review_day(self, before: date) -> date:
        """Return the day of review that was typed, else the one that stood. Only for a valid form."""
        typed: date | None = self.cleaned_data["review_on"]
        return typed or before
