"""Forms of the page of payments. Rules are checked by the actions."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from trede.subsidies.desk.forms import DeskForm, day_field, words_field

MOST_BYTES = 1_000_000


class ReleaseForm(DeskForm):
    """Which payments go into one file. The choices are those on the page."""

    payments = forms.TypedMultipleChoiceField(
        label=_("Betalingen"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kies een of meer betalingen."),
            "invalid_choice": _("Een betaling die je koos, is niet meer vrij te geven. Kies opnieuw."),
        },
    )
    sure = forms.BooleanField(
        label=_("Ik keek naam, rekening en bedrag na"),
        error_messages={"required": _("Zet een kruisje als je naam, rekening en bedrag nakeek.")},
    )
    aliases = {"no-payments": "payments", "too-many": "payments", "missing-account-checked": "payments"}


class AnswerForm(DeskForm):
    """The answer of the bank, as a file."""

    answer = forms.FileField(
        label=_("Bestand van de bank"),
        help_text=_("Een tabel (CSV) met reference;status;day;amount;reason."),
        error_messages={"required": _("Kies een bestand."), "empty": _("Dit bestand is leeg. Kies een ander.")},
    )
    aliases = {"bank-answer": "answer"}

    def clean_answer(self) -> str:
        """Return the text of the file."""
        file = self.cleaned_data["answer"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("Dit bestand is te groot. Het mag 1 MB zijn."))
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Dit bestand is geen tekst. Kies de CSV van de bank.")) from None
        return text


class ExportForm(DeskForm):
    """A stretch of days."""

    first = day_field(_("Vrijgegeven vanaf"))
    until = day_field(_("Tot en met"))

    def clean_until(self) -> date:
        """Return the last day: not before the first."""
        until: date = self.cleaned_data["until"]
        first = self.cleaned_data.get("first")
        if first is not None and until < first:
            raise forms.ValidationError(_("De laatste dag ligt voor de eerste."))
        return until


class VendorForm(DeskForm):
    """The number under which finance knows a firm."""

    vendor = forms.CharField(
        label=_("Nummer bij financiën"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        error_messages={"required": _("Geef het nummer uit het systeem van financiën.")},
    )


class SuspectForm(DeskForm):
    """What is suspected, in writing (Awb 4:56)."""

    suspicion = words_field(
        _("Wat je vermoedt, en waarop dat rust"),
        missing=_("Schrijf wat je vermoedt en waarop dat rust."),
        help_text=_("Dit blijft in het dossier. Het bedrijf leest alleen dat we iets uitzoeken."),
    )
    aliases = {"missing-serious-suspicion": "suspicion"}
