"""Forms of a note, and of a firm that came straight to a partner."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trede.chain.actions_direct import DirectFirm
from trede.chain.forms import DeskForm, choice_field, day_field, language, rungs, text_field, words_field
from trede.chain.models import Note
from trede.partners.queries import current_pack


class NoteForm(DeskForm):
    """What happened, when, and how."""

    kind = choice_field(_("Wat voor notitie?"), missing=_("Kies wat voor notitie het is."))
    happened_on = day_field(_("Op welke dag gebeurde het?"))
    text = words_field(
        _("Wat gebeurde er?"),
        missing=_("Schrijf wat er gebeurde."),
        help_text=_("Afgesproken: … Wie: … Wanneer: … Schrijf niets over gezondheid of schulden."),
        rows=4,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "gesprek": _("gesprek"),
            "mail": _("mail"),
            "bezoek": _("bezoek"),
            "intern": _("intern: alleen je eigen organisatie leest dit"),
        }
        self.choices("kind", [(kind, str(words[kind])) for kind in Note.KINDS])


class DirectForm(DeskForm):
    """A firm that came straight to the partner."""

    aliases = {
        "name": "firm_name",
        "kvk-known": "kvk",
        "reach": "phone",
        "given-on": "agreed_on",
        "missing-rung": "rung",
    }

    firm_name = text_field(_("Bedrijf"), most=160, missing=_("Schrijf de naam van het bedrijf."))
    kvk = text_field(_("KVK-nummer (niet verplicht)"), most=20, help_text=_("8 cijfers."))
    contact_name = text_field(_("Wie spreek je?"), most=100, missing=_("Schrijf wie je spreekt."))
    phone = text_field(_("Telefoon"), most=40, help_text=_("Telefoon of e-mail: één van de twee is genoeg."))
    email = text_field(_("E-mail"), most=254)
    service = choice_field(_("Welke dienst?"), missing=_("Kies een dienst."))
    question = words_field(_("Wat is de vraag?"), missing=_("Schrijf in één zin wat de vraag is."), rows=2)
    rung = choice_field(
        _("Op welke trede staat het bedrijf volgens jou?"), missing=_("Kies de trede waar het bedrijf nu staat.")
    )
    started_on = day_field(_("Eerste dag van het traject"))
    agreed_on = day_field(_("Op welke dag zei het bedrijf ja?"))
    agreed = forms.BooleanField(
        label=_("Het bedrijf vindt goed dat wij dit vastleggen en dat de adviseur van de regio meekijkt."),
        error_messages={"required": _("Vraag eerst of dit goed is. Zonder ja leggen we niets vast.")},
    )

    def __init__(self, organisation: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [item for item in current_pack().organisations if item.key == organisation]
        services = [(item.key, item.name.in_language(language())) for one in own for item in one.services]
        self.choices("service", services)
        self.choices("rung", rungs())

    def firm(self) -> DirectFirm:
        """Return the firm that came."""
        sent = self.cleaned_data
        contact = (sent["contact_name"], sent["phone"], sent["email"])
        return DirectFirm(sent["firm_name"], *contact, self.day("agreed_on"), kvk=sent["kvk"])
