"""The list of datasets: the pages, the files, the catalogue and the API all read this one."""

from trede.core.breakdowns import DIMENSIONS
from trede.core.disclosure import Reason
from trede.core.indicators import KEYS
from trede.core.scan import RUNGS
from trede.monitor.report import NOT_MEASURED
from trede.opendata.fields import Dataset, Field
from trede.opendata.sets import figures, grants, records, rules

REASONS = (*(str(reason) for reason in Reason), NOT_MEASURED)
_PERIOD = Field("period")
_VALUE = Field("value", required=False)
_REASON = Field("reason", required=False, choices=REASONS)

INDICATORS = Dataset(
    "indicatoren",
    (
        _PERIOD,
        Field("known_on", "date"),
        Field("pack"),
        Field("indicator", choices=KEYS),
        Field("version", required=False, about="rule_version"),
        Field("cell"),
        Field("unit", choices=("firms", "percent")),
        _VALUE,
        _REASON,
    ),
    ("period", "indicator", "cell"),
    figures.indicators,
    "QUARTERLY",
)
SCANS = Dataset(
    "scans",
    (
        _PERIOD,
        Field("known_on", "date"),
        Field("channel"),
        Field("rung", about="rung_group"),
        Field("value", required=False, about="scans"),
        _REASON,
    ),
    ("period", "channel", "rung"),
    figures.scans,
    "QUARTERLY",
)
LADDER = Dataset(
    "ladder",
    (
        _PERIOD,
        Field("scan_version"),
        Field("sector"),
        Field("size"),
        Field("rung", choices=RUNGS),
        Field("counted", required=False),
        Field("firms", required=False),
        Field("value", required=False, about="of_ten"),
        _REASON,
    ),
    ("period", "sector", "size", "rung"),
    figures.ladder,
    "QUARTERLY",
)
GROUPS = Dataset(
    "groepen",
    (
        _PERIOD,
        Field("known_on", "date"),
        Field("pack"),
        Field("indicator", choices=KEYS),
        Field("group", choices=DIMENSIONS),
        Field("row", about="group_row"),
        Field("row_holds", required=False),
        Field("column", about="group_column"),
        Field("value", required=False, about="group_firms"),
        _REASON,
    ),
    ("period", "indicator", "group", "row", "column"),
    figures.groups,
    "QUARTERLY",
)
GRANTS = Dataset("subsidieregister", grants.FIELDS, ("number",), grants.grants, "CONT", theme="GOVE")
SERVICES = Dataset(
    "diensten",
    (
        Field("id", about="service_id"),
        Field("key"),
        Field("organization_id"),
        Field("organization"),
        *(Field(f"name_{language}", about="service_name") for language in ("nl", "en")),
        *(Field(f"description_{language}", about="service_what") for language in ("nl", "en")),
        Field("kind"),
        Field("rungs"),
        Field("topics", required=False),
        Field("status", choices=("open", "full", "closed"), about="service_status"),
        Field("confirmed_on", "date", required=False),
        Field("response_working_days", "integer"),
        Field("waiting_working_days", "integer", required=False),
        *(Field(f"cost_{language}", required=False, about="cost") for language in ("nl", "en")),
        Field("languages"),
        Field("municipalities", required=False),
        Field("sectors", required=False),
        Field("url", required=False),
        Field("source"),
    ),
    ("id",),
    records.services,
    "CONT",
)
AGENDA = Dataset(
    "agenda",
    (
        Field("id", about="event_id"),
        Field("title", about="event_title"),
        Field("starts_on", "date"),
        Field("place", required=False),
        Field("organization"),
        Field("url", required=False, about="event_url"),
    ),
    ("id",),
    None,
    "CONT",
    theme="EDUC",
)
BROADBAND = Dataset(
    "breedband",
    (
        Field("municipality"),
        Field("area", about="business_park"),
        Field("technique"),
        Field("value", required=False, about="addresses"),
        _REASON,
        Field("source"),
        Field("on", "date", about="measured_on"),
    ),
    ("municipality", "area", "technique"),
    None,
    "IRREG",
    theme="TECH",
)
PACK = Dataset(
    records.PACK_SET,
    (
        Field("file"),
        Field("kind", about="file_kind"),
        Field("bytes", "integer"),
        Field("sha256"),
        Field("pack"),
    ),
    ("file",),
    records.pack_files,
    "IRREG",
    licence="EUPL-1.2",
    theme="GOVE",
)
SCAN_RULE = Dataset(
    "rekenregel",
    (
        Field("rule"),
        Field("answers"),
        Field("answered", "integer"),
        Field("phase", choices=RUNGS),
        Field("headline", choices=("yes", "no")),
        Field("pattern"),
        Field("between_lower", required=False, choices=RUNGS, about="between"),
        Field("between_upper", required=False, choices=RUNGS, about="between"),
        Field("toward", required=False, choices=RUNGS),
        Field("still_in", required=False, choices=RUNGS),
    ),
    ("answers",),
    rules.scan_rule,
    "IRREG",
    licence="EUPL-1.2",
    theme="GOVE",
)
STEPS = Dataset(
    "stappen",
    (
        Field("process"),
        Field("step"),
        Field("origin"),
        Field("to"),
        Field("who"),
        Field("needs", required=False),
        Field("source", about="rule_source"),
    ),
    ("process", "step", "origin", "to", "who"),
    rules.steps,
    "IRREG",
    licence="EUPL-1.2",
    theme="GOVE",
)
DATASETS = (INDICATORS, GROUPS, SCANS, LADDER, GRANTS, SERVICES, AGENDA, BROADBAND, PACK, SCAN_RULE, STEPS)
BY_KEY = {dataset.key: dataset for dataset in DATASETS}
PRESENT = tuple(dataset for dataset in DATASETS if dataset.rows is not None)
"""Those that can be had today; the others are described, and say that they are not there yet."""
