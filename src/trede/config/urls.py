"""The address book. Public pages stand twice: in Dutch under / and in English under /en/."""

from django.urls import include, path

from trede.web import failures

PUBLIC = {
    "scan": "trede.scan.urls",  # first: most visits go here, and patterns are tried in order
    "web": "trede.web.urls",
    "partners": "trede.partners.urls",
    "subsidies": "trede.subsidies.urls",
    "chain": "trede.chain.urls",
    "own": "trede.companies.own.urls",
    "monitor": "trede.monitor.urls",
    "opendata": "trede.opendata.urls",
}

urlpatterns = [
    *(path("", include((module, room), namespace=room), {"language": "nl"}) for room, module in PUBLIC.items()),
    *(
        path("en/", include((module, room), namespace=f"en-{room}"), {"language": "en"})
        for room, module in PUBLIC.items()
    ),
    path("", include("trede.web.operator_urls")),
    path("api/v1/", include("trede.opendata.api.urls")),
    path("beheer/", include("trede.web.desk_urls")),
    path("", include("trede.accounts.urls")),
    path("balie/", include("trede.chain.desk_urls")),
    path("balie/", include("trede.chain.municipal.urls")),
    path("balie/", include("trede.chain.agreements.urls")),
    path("balie/", include("trede.scan.entry.urls")),
    path("balie/", include("trede.scan.skills.desk_urls")),
    path("balie/", include("trede.companies.desk_urls")),
    path("balie/", include("trede.partners.desk_urls")),
    path("balie/", include("trede.subsidies.manage.urls")),
    path("balie/", include("trede.subsidies.keeping.urls")),
    path("balie/", include("trede.subsidies.desk.urls")),
    path("balie/", include("trede.monitor.desk_urls")),
    path("balie/", include("trede.monitor.municipal.urls")),
]

handler400 = failures.bad_request
handler404 = failures.not_found
handler500 = failures.server_error
