"""Forms of handing work over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trede.accounts.models import User
from trede.chain.actions_transfers import NOTE_MOST
from trede.chain.forms import DeskForm, words_field
from trede.chain.queries_transfers import Held


class TransferForm(DeskForm):
    """Which work goes to whom, and what they have to know."""

    chosen = forms.MultipleChoiceField(
        label=_("Wat draag je over?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies wat je wilt overdragen."), "invalid_choice": _("Kies iets uit de lijst.")},
    )
    to = forms.ChoiceField(label=_("Aan wie?"), error_messages={"required": _("Kies een collega.")})
    note = words_field(
        _("Wat moet je collega weten? (niet verplicht)"),
        help_text=_("Afgesproken: … Wie: … Wanneer: … Schrijf niets over gezondheid of schulden."),
        rows=3,
    )

    def __init__(self, held: list[Held], people: list[User], names: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(item.key, names[item.key]) for item in held]
        self.choices("to", [("", str(_("Kies een collega"))), *((str(user.pk), user.name) for user in people)])
        self.fields["note"].max_length = NOTE_MOST  # type: ignore[attr-defined]  # a CharField

    def taker(self, people: list[User]) -> User:
        """Return the colleague that was chosen."""
        return next(user for user in people if str(user.pk) == self.cleaned_data["to"])
