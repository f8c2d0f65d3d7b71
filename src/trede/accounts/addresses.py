"""Where to go after logging in."""

from django.utils.http import url_has_allowed_host_and_scheme

DESK = "/balie"


def own_path(wanted: str) -> str:
    """Return `wanted` when it is a path of this site, else the desk: nobody is sent to another site by a link."""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return DESK
