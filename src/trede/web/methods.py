"""Which HTTP methods a public view answers; anything else gets a page that says so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from trede.web import failures


def only(*allowed: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Answer 405 with a page for methods that are not in `allowed`; HEAD goes with GET."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            method = "GET" if request.method == "HEAD" else request.method
            if method in allowed:
                return view(request, *args, **kwargs)
            response = failures.failure(request, "method", 405)
            response.headers["Allow"] = ", ".join(allowed)
            return response

        return enter

    return decorate
