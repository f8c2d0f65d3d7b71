"""How the Dutch words of a service read, before they are published: hints, never a refusal."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from trede.core.pack import Pack, Service
from trede.core.reading import Fault, Reader


def hints(region: Pack, service: Service) -> list[str]:
    """Return a sentence per thing that would read easier; the bars are those of the region's own texts."""
    names = [item.name for item in region.names] + [item.name for item in region.organisations]
    reader = Reader(names)
    texts = [service.name.nl, service.what.nl, service.cost.nl if service.cost else ""]
    return list(dict.fromkeys(_said(fault) for text in texts if text for fault in reader.faults(text)))


def _said(fault: Fault) -> str:
    if fault.rule == "long-sentence":
        return _("Deze zin heeft %(words)d woorden. Maak er twee van: “%(sentence)s”") % {
            "words": fault.value,
            "sentence": fault.sentence,
        }
    if fault.rule == "loud":
        return _("Laat het uitroepteken weg.")
    return " ".join(_hard(fault))


def _hard(fault: Fault) -> Iterator[str]:
    yield _("Dit leest moeilijk: “%(sentence)s”") % {"sentence": fault.sentence}
    if fault.hardest:
        yield _("Zoek kortere woorden voor: %(words)s.") % {"words": ", ".join(fault.hardest)}
