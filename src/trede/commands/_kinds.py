"""Every kind of file that `trede import` and `trede export` know. Here kinds of several rooms meet."""

from trede.commands._measurements import MEASUREMENTS
from trede.commands._services import ORGANISATIONS, SERVICES
from trede.companies.imports import kinds
from trede.companies.imports.frame import Kind

KINDS: dict[str, Kind] = kinds.KINDS | {kind.key: kind for kind in (SERVICES, ORGANISATIONS, MEASUREMENTS)}
