"""Where to go after logging in."""

from django.utils.http import url_has_allowed_host_and_scheme

DESK = "/balie"


def path_of_site(wanted: str, otherwise: str) -> str:
    """Return `wanted` when it is a path of this site, else `otherwise`: no link sends people to another site."""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return otherwise


def own_path(wanted: str) -> str:
    """Return `wanted` when it is a path of this site, else the desk."""
    return path_of_site(wanted, DESK)
