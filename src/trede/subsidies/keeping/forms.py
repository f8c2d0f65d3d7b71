"""Forms of the end of keeping. Rules are checked by the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trede.subsidies.desk.forms import DeskForm, words_field


class ProposeForm(DeskForm):
    """Which files, and on what ground."""

    chosen = forms.TypedMultipleChoiceField(
        label=_("Dossiers"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kies een of meer dossiers."),
            "invalid_choice": _("Een dossier staat niet meer op de lijst. Kijk opnieuw."),
        },
    )
    ground = words_field(
        _("Selectielijst en categorie"),
        missing=_("Noem de selectielijst en de categorie."),
        help_text=_("Zoals: Selectielijst provincies, categorie subsidies. Dit komt in de verklaring."),
        rows=2,
        most=300,
    )


class DestroyForm(DeskForm):
    """Carry out a list as it was read."""

    digest = forms.CharField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=_("Ik las de lijst. Deze dossiers mogen weg, en komen niet terug."),
        error_messages={"required": _("Zet een vinkje als je het zeker weet.")},
    )


class RefuseForm(DeskForm):
    """Why a list is not carried out."""

    reason = words_field(_("Waarom"), missing=_("Schrijf waarom."), rows=2, most=300)
