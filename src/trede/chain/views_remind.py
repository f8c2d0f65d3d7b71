"""Who referred reminds the partner, and mends the address when mail did not arrive there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trede.chain.desk import actor_of, attempt, done, note_look_at, page, says_when_late
from trede.chain.forms import DeskForm, text_field
from trede.chain.messages import partner_readers
from trede.chain.models import Referral
from trede.chain.queries import referral_for
from trede.chain.reminders import remind_now
from trede.core.permissions import Permission
from trede.core.workflow import Party
from trede.web.access import staff
from trede.web.methods import only

REFERRAL_PAGE = "/balie/verwijzing/{number}"


class RemindForm(DeskForm):
    """Where the reminder goes, when the person at the partner has no account."""

    aliases = {"email": "to_email"}

    to_email = text_field(
        gettext_lazy("E-mailadres van de persoon bij de partner"),
        most=254,
        help_text=gettext_lazy("Leeg: de mail gaat naar iedereen met een account bij deze partner."),
    )


@staff(Permission.WORKLIST)
@only("GET", "POST")
@says_when_late(REFERRAL_PAGE)
def remind(request: HttpRequest, number: int) -> HttpResponse:
    """Send a reminder with a fresh link, or to log in. The earlier link stops working."""
    by = actor_of(request)
    referral, parties = referral_for(by, number)
    if Party.REQUESTER not in parties:
        raise Http404
    note_look_at(request, by, "referral", ("referral", referral.pk), referral.case.firm_id)
    handover = getattr(referral, "handover", None)
    initial = {"to_email": handover.to_email if handover is not None else ""}
    form = RemindForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> Referral:
        remind_now(by=by, referral=referral, to_email=form.cleaned_data["to_email"])
        return referral

    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("De partner krijgt een herinnering."), REFERRAL_PAGE.format(number=number))
    context = {"referral": referral, "case": referral.case, "reached": len(partner_readers(referral))}
    return page(request, "chain/remind.html", context, form)
