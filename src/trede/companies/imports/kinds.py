"""The kinds of files that come in and go out."""

from trede.companies.imports.assessments import DMA
from trede.companies.imports.firms import COMPANIES
from trede.companies.imports.frame import Kind

KINDS: dict[str, Kind] = {kind.key: kind for kind in (COMPANIES, DMA)}
