"""The catalogue of open data as DCAT-AP-NL 3: one graph, written as JSON-LD and as Turtle.

A value of a list (language, licence, theme …) is an address that others keep; the shapes want its class and its name in
the graph too, so these are written along.
"""

from typing import Any

from trede.core.pack import Pack
from trede.opendata.datasets import PRESENT
from trede.opendata.fields import FORMATS, Dataset
from trede.web.addresses import site

EU = "http://publications.europa.eu/resource/authority/"
LANGUAGES = {"nl": f"{EU}language/NLD", "en": f"{EU}language/ENG"}
PUBLIC = f"{EU}access-right/PUBLIC"
_LICENCE_URIS = {"CC0-1.0": f"{EU}licence/CC0", "EUPL-1.2": f"{EU}licence/EUPL_1_2"}
_MEDIA = "https://www.iana.org/assignments/media-types/"
_MEDIA_TYPES = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
_FILE_TYPES = {"csv": "CSV", "json": "JSON", "parquet": "PARQUET"}
_THEMES = {
    "ECON": ("Economie en financiën", "Economy and finance"),
    "GOVE": ("Overheid en publieke sector", "Government and public sector"),
    "EDUC": ("Onderwijs, cultuur en sport", "Education, culture and sport"),
    "TECH": ("Wetenschap en technologie", "Science and technology"),
}
FORMS = {"jsonld": ("json-ld", "application/ld+json"), "ttl": ("turtle", "text/turtle; charset=utf-8")}
"""How the catalogue can be had: the ending of its address, the name of the writer, and the media type."""
API_VERSION_ADDRESS = "/api/v1"


def catalogue(pack: Pack, form: str) -> bytes:
    """Return the catalogue. KeyError for another form than `FORMS` has. No query."""
    writer, _ = FORMS[form]
    text = _Graph(pack).made().serialize(format=writer, **({"auto_compact": True} if writer == "json-ld" else {}))
    return str(text).encode()


class _Graph:
    """Builds the graph. The library is loaded here, not with the site: it is asked for once in a while."""

    def __init__(self, pack: Pack) -> None:
        from rdflib import Graph, Literal, URIRef
        from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, Namespace

        self.pack, self.graph = pack, Graph()
        self.uri, self.literal = URIRef, Literal
        self.dcat: Any = Namespace(str(DCAT))  # the library's own list of its terms is older than version 3
        self.dct: Any = DCTERMS
        self.foaf: Any = FOAF
        self.rdf: Any = RDF
        self.rdfs: Any = RDFS
        self.skos: Any = SKOS
        self.xsd: Any = XSD
        self.vcard: Any = Namespace("http://www.w3.org/2006/vcard/ns#")
        for prefix, space in {"dcat": DCAT, "dct": DCTERMS, "foaf": FOAF, "skos": SKOS, "vcard": self.vcard}.items():
            self.graph.bind(prefix, space)
        self.publisher = URIRef(site("/open-data#uitgever"))
        self.contact = URIRef(site("/open-data#contact"))
        self.catalog = URIRef(site("/open-data/catalog"))

    def made(self) -> Any:
        """Return the whole graph."""
        self._lists()
        self._people()
        self._catalog()
        for dataset in PRESENT:
            self._dataset(dataset)
        self._service()
        return self.graph

    def _add(self, subject: Any, *pairs: tuple[Any, Any]) -> None:
        for predicate, value in pairs:
            self.graph.add((subject, predicate, value))

    def _named(self, subject: Any, predicate: Any, words: Any) -> None:
        """Write a text in both languages."""
        for language in LANGUAGES:
            self._add(subject, (predicate, self.literal(words(language), lang=language)))

    def _lists(self) -> None:
        """Write class and name of every value of a list that is used."""
        scheme = self.uri(f"{EU}data-theme")
        self._add(scheme, (self.rdf.type, self.skos.ConceptScheme))
        self._add(scheme, (self.dct.title, self.literal("Data theme", lang="en")))
        for theme in {dataset.theme for dataset in PRESENT}:
            concept = self.uri(f"{EU}data-theme/{theme}")
            dutch, english = _THEMES[theme]
            self._add(concept, (self.rdf.type, self.skos.Concept), (self.skos.inScheme, scheme))
            self._named(concept, self.skos.prefLabel, {"nl": dutch, "en": english}.__getitem__)
        for language in LANGUAGES.values():
            self._add(self.uri(language), (self.rdf.type, self.dct.LinguisticSystem))
        for licence in _LICENCE_URIS.values():
            self._add(self.uri(licence), (self.rdf.type, self.dct.LicenseDocument))
        for name in _FILE_TYPES.values():
            self._add(self.uri(f"{EU}file-type/{name}"), (self.rdf.type, self.dct.MediaTypeOrExtent))
        for name in _MEDIA_TYPES.values():
            self._add(self.uri(_MEDIA + name), (self.rdf.type, self.dct.MediaType))
        for name in {dataset.frequency for dataset in PRESENT}:
            self._add(self.uri(f"{EU}frequency/{name}"), (self.rdf.type, self.dct.Frequency))
        self._add(self.uri(PUBLIC), (self.rdf.type, self.dct.RightsStatement))

    def _people(self) -> None:
        info = self.pack.info
        self._add(self.publisher, (self.rdf.type, self.foaf.Agent))
        self._named(self.publisher, self.foaf.name, info.name.in_language)
        self._add(self.contact, (self.rdf.type, self.vcard.Kind), (self.vcard.hasURL, self.uri(site("/hulp"))))
        self._named(self.contact, self.vcard.fn, info.name.in_language)
        if info.contact.email is not None:
            self._add(self.contact, (self.vcard.hasEmail, self.uri(f"mailto:{info.contact.email}")))

    def _common(self, subject: Any, kind: Any, licence: str) -> None:
        self._add(
            subject,
            (self.rdf.type, kind),
            (self.dct.publisher, self.publisher),
            (self.dct.creator, self.publisher),
            (self.dcat.contactPoint, self.contact),
            (self.dct.license, self.uri(_LICENCE_URIS[licence])),
            *((self.dct.language, self.uri(language)) for language in LANGUAGES.values()),
        )

    def _catalog(self) -> None:
        text = self.pack.text
        self._common(self.catalog, self.dcat.Catalog, "CC0-1.0")
        self._named(
            self.catalog, self.dct.title, lambda language: f"{text('opendata.link', language)} {self._region(language)}"
        )
        self._named(self.catalog, self.dct.description, lambda language: text("opendata.lead", language))
        self._add(self.catalog, (self.foaf.homepage, self._document("/open-data")))
        self._add(self.catalog, (self.dcat.themeTaxonomy, self.uri(f"{EU}data-theme")))

    def _region(self, language: str) -> str:
        return self.pack.info.name.in_language(language)

    def _document(self, path: str) -> Any:
        found = self.uri(site(path))
        self._add(found, (self.rdf.type, self.foaf.Document))
        return found

    def _resource(self, path: str) -> Any:
        """Return an address of this site with its class, which the shapes ask even of what can be fetched."""
        found = self.uri(site(path))
        self._add(found, (self.rdf.type, self.rdfs.Resource))
        return found

    def _dataset(self, dataset: Dataset) -> None:
        subject = self.uri(site(f"/open-data/{dataset.key}#dataset"))
        self._add(self.catalog, (self.dcat.dataset, subject))
        self._add(
            subject,
            (self.rdf.type, self.dcat.Dataset),
            (self.dct.publisher, self.publisher),
            (self.dct.creator, self.publisher),
            (self.dcat.contactPoint, self.contact),
            (self.dct.accessRights, self.uri(PUBLIC)),
            (self.dct.identifier, self.literal(str(subject))),
            (self.dcat.theme, self.uri(f"{EU}data-theme/{dataset.theme}")),
            (self.dct.accrualPeriodicity, self.uri(f"{EU}frequency/{dataset.frequency}")),
            (self.dcat.version, self.literal(dataset.version)),
            (self.dct.issued, self.literal(dataset.changes[-1][0], datatype=self.xsd.date)),
            (self.dcat.landingPage, self._document(f"/open-data/{dataset.key}")),
            *((self.dct.language, self.uri(language)) for language in LANGUAGES.values()),
        )
        self._named(subject, self.dct.title, lambda language: dataset.title(self.pack, language))
        self._named(
            subject,
            self.dct.description,
            lambda language: f"{dataset.about(self.pack, language)} {dataset.origin(self.pack, language)}",
        )
        self._named(subject, self.dcat.keyword, self._region)
        for form in FORMATS:
            self._distribution(subject, dataset, form)

    def _distribution(self, subject: Any, dataset: Dataset, form: str) -> None:
        place = self._resource(f"/open-data/{dataset.key}.{form}")
        standard = self.uri(site(f"/open-data/{dataset.key}/schema.json"))
        found = self.uri(f"{place}#distribution")
        self._add(subject, (self.dcat.distribution, found))
        self._add(standard, (self.rdf.type, self.dct.Standard))
        self._named(standard, self.dct.title, lambda language: self.pack.text("opendata.schema", language))
        self._add(
            found,
            (self.rdf.type, self.dcat.Distribution),
            (self.dcat.accessURL, place),
            (self.dcat.downloadURL, place),
            (self.dct.license, self.uri(_LICENCE_URIS[dataset.licence])),
            (self.dct["format"], self.uri(f"{EU}file-type/{_FILE_TYPES[form]}")),
            (self.dcat.mediaType, self.uri(_MEDIA + _MEDIA_TYPES[form])),
            (self.dct.conformsTo, standard),
            *((self.dct.language, self.uri(language)) for language in LANGUAGES.values()),
        )
        self._named(found, self.dct.title, lambda language: f"{dataset.title(self.pack, language)} ({form})")

    def _service(self) -> None:
        subject = self.uri(site(f"{API_VERSION_ADDRESS}#service"))
        self._common(subject, self.dcat.DataService, "CC0-1.0")
        self._add(self.catalog, (self.dcat.service, subject))
        self._add(
            subject,
            (self.dct.accessRights, self.uri(PUBLIC)),
            (self.dct.identifier, self.literal(str(subject))),
            (self.dcat.theme, self.uri(f"{EU}data-theme/GOVE")),
            (self.dcat.endpointURL, self._resource(API_VERSION_ADDRESS)),
            (self.dcat.endpointDescription, self._resource(f"{API_VERSION_ADDRESS}/openapi.json")),
        )
        self._named(subject, self.dct.title, lambda language: self.pack.text("opendata.api", language))
        self._named(subject, self.dct.description, lambda language: self.pack.text("opendata.machines.text", language))
