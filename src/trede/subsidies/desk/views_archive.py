"""Taking a file along for the archive, and a set of applications to read on paper. Nothing is decided in a batch."""

from django.http import HttpRequest, HttpResponse

from trede.core.permissions import Permission
from trede.journal.actions import Actor, action, check_permission, record
from trede.privacy.looks import note_look
from trede.subsidies.desk import changes, words
from trede.subsidies.desk import worklist as lists
from trede.subsidies.desk.archive import export
from trede.subsidies.desk.base import actor_of, application_for, language, page
from trede.subsidies.models import Application
from trede.subsidies.registry import scheme_of
from trede.web.access import staff
from trede.web.methods import only


@staff(Permission.SUBSIDY_VIEW, sudo=True)
@only("GET")
def dossier(request: HttpRequest, number: int) -> HttpResponse:
    """Return a whole file as a zip for the archive."""
    application = application_for(request, number)
    content = export(by=actor_of(request), application=application, language=language())
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{application.number}.zip"'
    return response


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def reading_set(request: HttpRequest) -> HttpResponse:
    """Show the applications of a page of the work list one after the other, as they were sent: without views of others.

    For reading and printing only: what is decided is decided per file.
    """
    by, choice = actor_of(request), lists.read(request.GET)
    rows = lists.page(lists.found(by, choice), choice.number)
    sheets = [
        {
            "application": row,
            "scheme": scheme_of(row).name.in_language(language()),
            "state": words.state("main", row.state),
            "requested": words.euros(row.requested_cents),
            "answers": _newest(row),
            "costs": [(line, words.euros(line.cents)) for line in row.costs.all()],
            "files": [item.name for item in row.uploads.filter(removed_at=None).order_by("pk")],
        }
        for row in rows
    ]
    _note(by=by, rows=rows)
    return page(request, "reading_set.html", {"sheets": sheets, "back": choice.address()})


def _newest(application: Application) -> list[changes.Line]:
    last = application.submissions.order_by("-place").first()
    return [] if last is None else changes.lines({}, last.content)


@action
def _note(*, by: Actor, rows: list[Application]) -> None:
    check_permission(by, Permission.SUBSIDY_VIEW)
    for row in rows:
        note_look(by=by, firm=row.firm_id, what="application", subject=("application", row.pk))
    record("subsidy.set-printed", by=by, data={"files": len(rows)})
