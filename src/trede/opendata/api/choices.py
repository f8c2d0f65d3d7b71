"""The choices of the running region in the description of the API, so that a caller needs no second list."""

from typing import Any

from trede.core.pack import Pack
from trede.core.scan import RULE
from trede.opendata.datasets import BY_KEY
from trede.regions.registry import pack


def name_choices(document: dict[str, Any]) -> None:
    """Write the keys that this region knows into an OpenAPI document."""
    region, shapes = pack(), document["components"]["schemas"]
    ladder_scans = sorted(scan.key for scan in region.scans.values() if scan.rule == RULE)
    _enumerate(shapes["ScanIn"]["properties"]["scan"], ladder_scans)
    answers = shapes["ScanIn"]["properties"]["answers"]
    letter = answers.pop("additionalProperties")
    topics = [question.key for question in region.scans[region.info.default_scan].questions]
    answers["properties"] = dict.fromkeys(topics, letter)
    answers["additionalProperties"] = False
    answers["minProperties"] = 1
    for name, values in _context(region).items():
        _enumerate(shapes["Context"]["properties"][name], values)
    for parameter in document["paths"]["/questions"]["get"]["parameters"]:
        if parameter["name"] == "scan":
            _enumerate(parameter["schema"], sorted(region.scans))
    for parameter in document["paths"]["/indicators/{key}"]["get"]["parameters"]:
        if parameter["name"] == "key":
            parameter["schema"]["enum"] = [item.key for item in region.indicators]
    for parameter in document["paths"]["/datasets/{key}"]["get"]["parameters"]:
        if parameter["name"] == "key":
            parameter["schema"]["enum"] = list(BY_KEY)


def _context(region: Pack) -> dict[str, list[str]]:
    places = [value for item in region.info.municipalities for value in (item.code, item.name)]
    return {
        "municipality": [*places, "elders"],
        "sector": [sector.key for sector in region.info.sectors],
        "size": [size.key for size in region.info.size_classes],
    }


def _enumerate(schema: dict[str, Any], values: list[str]) -> None:
    """Name the values a text may have; null stays possible where it was."""
    for choice in schema.get("anyOf", [schema]):
        if choice.get("type") == "string":
            choice["enum"] = values
