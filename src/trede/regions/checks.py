"""Django system checks: a region that does not exist or a pack that is wrong stops the start with a hint."""

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error, register

from trede.core.errors import InputError
from trede.core.pack_findings import PackErrors
from trede.regions import registry

UNKNOWN_REGION = "regions.E001"
WRONG_PACK = "regions.E002"


@register
def check_region(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return what is wrong with the region that this process serves: one message per error in its pack."""
    try:
        registry.pack()
    except InputError as error:
        hint = "Set TREDE_REGION to one of these, or TREDE_PACKS to the folder that holds your pack."
        return [Error(error.message_en, hint=hint, id=UNKNOWN_REGION)]
    except PackErrors as found:
        return [
            Error(f"pack {found.pack}, {error.place}: {error.message}", hint=error.hint, id=WRONG_PACK)
            for error in found.errors
        ]
    return []
