"""Entries in the Dutch publication standard for the register of algorithms, version 1.0.10."""

from trede.core.integrity_words import register_entry
from trede.core.pack import Pack
from trede.opendata.algorithms.entries import SUBSIDY, Algorithm
from trede.web.addresses import site

STANDARD = "1.0.10"
LANGUAGES = {"nl": "NLD", "en": "ENG"}
STATUS = {True: "In gebruik", False: "In ontwikkeling"}
"""Words of the standard itself: the same in every language."""
CATEGORY = "Impactvolle algoritmes"
"""Whoever groups firms or prepares a decision on a grant has impact; in doubt the standard says so too."""
IMPACT_TESTS = ("IAMA", "DPIA")
FIELDS = ("goal", "proportionality", "human_intervention", "risks", "lawful_basis", "source_data", "methods_and_models")
"""Fields of the standard that are text, in the order of the page."""


def text_of(pack: Pack, algorithm: Algorithm, field: str, language: str) -> str:
    """Return the words of one field of an entry."""
    return pack.text(f"algorithm.{algorithm.key}.{field}", language)


def record(pack: Pack, algorithm: Algorithm, language: str) -> dict[str, object]:
    """Return one entry. A field that only the region can fill in (from when, whom to write) is null until it does."""
    where = site(f"{'/en' if language == 'en' else ''}/algoritmes/{algorithm.key}")
    texts = {field: text_of(pack, algorithm, field, language) for field in FIELDS}
    return {
        "name": text_of(pack, algorithm, "name", language),
        "description_short": text_of(pack, algorithm, "description_short", language),
        "organization": f"Provincie {pack.info.province}",
        "category": ["Economie"],
        "status": STATUS[algorithm.in_use(pack)],
        "begin_date": None,
        "end_date": None,
        "contact_email": pack.info.contact.email,
        "website": where,
        "url": where,
        "publication_category": CATEGORY,
        **texts,
        "lawful_basis_grouping": [{"title": title, "link": link} for title, link in algorithm.laws],
        "process_index_url": None,
        "impacttoetsen": ", ".join(IMPACT_TESTS),
        "impacttoetsen_grouping": [
            {"title": test, "description": pack.text("algorithm.test.concept", language)} for test in IMPACT_TESTS
        ],
        "source_data_grouping": [
            {"title": pack.text(f"opendata.set.{key}.title", language), "link": site(f"/open-data/{key}")}
            for key in algorithm.datasets
        ],
        "provider": pack.text("algorithm.provider", language),
        "publiccode": None,
        "source_id": f"{pack.info.key}-{algorithm.key}",
        "tags": text_of(pack, algorithm, "tags", language),
        "lang": LANGUAGES[language],
        "standard_version": "1.0",
    }


def document(pack: Pack, algorithms: tuple[Algorithm, ...], language: str) -> dict[str, object]:
    """Return the register: the entries, and beside them what this product knows more: rules, versions, signals."""
    return {
        "standard": STANDARD,
        "status": "concept",
        "pack": pack.reference,
        "algorithms": [record(pack, algorithm, language) for algorithm in algorithms],
        "rules": [
            {
                "algorithm": algorithm.key,
                "rule": rule.key,
                "text": pack.text(rule.text, language),
                "reviewed": rule.reviewed.isoformat(),
                "code": [f"src/trede/core/{module}.py" for module in rule.modules],
            }
            for algorithm in algorithms
            for rule in algorithm.rules
        ],
        "signals": register_entry(language) if SUBSIDY in algorithms else [],
    }
