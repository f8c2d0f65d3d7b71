"""One file that a firm sent in, for the desk: saved, never shown here."""

from django.http import Http404, HttpRequest, HttpResponse

from trede.core.permissions import Permission
from trede.subsidies import files
from trede.subsidies.applying.views_files import attachment
from trede.subsidies.desk.base import application_for
from trede.web.access import staff
from trede.web.methods import only


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def upload(request: HttpRequest, number: int, upload: int) -> HttpResponse:
    """Return a file to save; a look at it is noted for the firm. Http404 while the scanner has not answered."""
    application = application_for(request, number)
    row = application.uploads.filter(pk=upload, removed_at=None, scan__in=files.OPENABLE).first()
    content = None if row is None else files.read(row.stored_as)
    if row is None or content is None:
        raise Http404
    return attachment(row, content)
