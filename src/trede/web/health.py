"""Probes for operators."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from trede.core.errors import TredeError
from trede.journal.clock import now
from trede.regions.registry import pack
from trede.web.access import operator


@operator
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@operator
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, migrations and pack are in order: 200, else 503 with what is not."""
    state = {"database": "ok", "migrations": "ok", "pack": "ok"}
    try:
        pack()
    except TredeError:
        state["pack"] = "invalid"
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            state["migrations"] = "pending"
    except DatabaseError:
        state["database"] = state["migrations"] = "unavailable"
    ready = all(value == "ok" for value in state.values())
    return JsonResponse(state, status=200 if ready else 503)


@operator
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); the region's contact when the pack names one, else the project's."""
    email = pack().info.contact.email
    contact = f"mailto:{email}" if email else f"{request.scheme}://{request.get_host()}/hulp"
    expires = (now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [f"Contact: {contact}", f"Expires: {expires}", "Preferred-Languages: nl, en", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
