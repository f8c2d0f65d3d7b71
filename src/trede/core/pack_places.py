"""Where a region lies: its municipalities and the places in them."""

from trede.core.pack_base import Record


class PlacePostcodes(Record, frozen=True, kw_only=True):
    """The postcodes of a shared place that lie in this municipality.

    With these a firm in a place that has a namesake elsewhere can still be told to be here.
    """

    place: str
    """One of the `shared_places` of this municipality."""
    ranges: tuple[str, ...]
    """`7921`, `7921AB`, `7921-7925` or `7921AA-7921CZ`, without a space."""
    source: str
    """Which list said so, and of which day."""


class Municipality(Record, frozen=True, kw_only=True):
    """A municipality: CBS `code` (`GM0106`), `places` in addresses (BAG), the `area` small figures are merged into.

    A firm in one of the `places` is here: no other municipality of the country has a place with that name.
    """

    code: str
    name: str
    places: tuple[str, ...] = ()
    shared_places: tuple[str, ...] = ()
    """Places here of which another municipality, in the region or not, has a namesake: they do not tell where it is."""
    postcodes: tuple[PlacePostcodes, ...] = ()
    """Not needed: without them people choose the municipality of a firm in a shared place."""
    area: str | None = None

    @property
    def every_place(self) -> tuple[str, ...]:
        """Return all places of the municipality by name, for who knows that it is about this one."""
        return tuple(sorted((*self.places, *self.shared_places), key=str.casefold))
