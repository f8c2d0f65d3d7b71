"""Every route declares who may enter, and public pages stand in both languages (HOUSE §3.5)."""

from typing import Any

import pytest

from scripts.docs import walk_routes
from trede.web.access import Access

ROUTES = [pytest.param(address, name, view, id=f"/{address}") for address, name, view in walk_routes()]
DESKS = ("balie", "beheer")


def test_there_are_routes_to_judge() -> None:
    assert ROUTES


@pytest.mark.parametrize(("address", "name", "view"), ROUTES)
def test_a_route_declares_its_access_and_has_a_name(address: str, name: str, view: Any) -> None:
    assert isinstance(getattr(view, "access", None), Access), "decorate the view: trede.web.access"
    assert name or view.access.kind == "operator", "other pages link to it by its name"


@pytest.mark.parametrize(("address", "name", "view"), ROUTES)
def test_desks_are_for_staff_and_the_rest_is_not(address: str, name: str, view: Any) -> None:
    is_desk = address.startswith(DESKS)
    assert (view.access.kind in {"staff", "account"}) == is_desk


def test_public_routes_stand_in_both_languages() -> None:
    public = {parameter.values[0] for parameter in ROUTES if parameter.values[2].access.kind == "public"}  # type: ignore[union-attr]
    english = {str(address) for address in public if str(address).startswith("en/")}
    assert english
    names = {(p.values[0], p.values[1]) for p in ROUTES if p.values[2].access.kind == "public"}  # type: ignore[union-attr]
    per_name: dict[str, int] = {}
    for _, name in names:
        per_name[str(name)] = per_name.get(str(name), 0) + 1
    assert {name for name, count in per_name.items() if count % 2} == set(), "these stand in one language only"


def test_public_views_need_no_form_token_because_they_have_no_session() -> None:
    for parameter in ROUTES:
        view: Any = parameter.values[2]
        assert view.csrf_exempt == (view.access.kind in {"public", "operator", "api"})
