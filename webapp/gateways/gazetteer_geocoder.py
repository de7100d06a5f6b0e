"""The place's own gazetteer as a geopy geocoder: whatever asks geopy's geocoders can ask it, and nothing leaves here.

Loaded only when somebody wants one: geopy takes a tenth of a second to load.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point


class Found(Protocol):
    """A place that a text may mean; what the search of the gazetteer answers."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def kind(self) -> str:
        """What it is: street, address, crossing, school."""

    @property
    def lat(self) -> float:
        """Degrees north."""

    @property
    def lon(self) -> float:
        """Degrees east."""

    @property
    def area(self) -> str | None:
        """The district that it lies in."""

    @property
    def exact(self) -> bool:
        """Whether the text is its name."""


Search = Callable[[str, int], Sequence[Found]]
Describe = Callable[[float, float], str | None]


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]  # geopy ships no types
    """Answers from a search and a reverse look-up that it is given; asks no other host."""

    def __init__(self, search: Search, describe: Describe, limit: int = 8) -> None:
        super().__init__(adapter_factory=_NoNet)
        self._search = search
        self._describe = describe
        self._limit = limit

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        limit: int | None = None,
        timeout: Any = DEFAULT_SENTINEL,
    ) -> Location | list[Location] | None:
        """Return the likeliest place that a text means, or all of them; None when there is none.

        :param timeout: as every geocoder of geopy's takes it; nothing here is waited for
        """
        if limit is not None and limit < 1:
            raise ValueError("limit is at least 1")
        found = [_location(one) for one in self._search(str(query), limit or self._limit)]
        return _answer(found, exactly_one)

    def reverse(
        self, query: Any, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Return what people call a position; None when nothing is near.

        :param query: a geopy Point, a pair of latitude and longitude, or text such as "59.23, 17.98"
        :raises GeocoderQueryError: that is no position
        """
        try:
            point = Point(query)
        except (ValueError, TypeError) as error:
            raise GeocoderQueryError(f"{query!r} is no position") from error
        called = self._describe(point.latitude, point.longitude)
        return _answer([] if called is None else [Location(called, point, {"kind": "described"})], exactly_one)


class _NoNet(BaseSyncAdapter):  # type: ignore[misc]
    """Stands where other geocoders have their connection."""

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        raise GeocoderServiceError("the gazetteer asks no other host")

    get_text = get_json


def _location(one: Found) -> Location:
    address = one.name if one.area is None or one.area in one.name else f"{one.name}, {one.area}"
    raw = {"name": one.name, "kind": one.kind, "area": one.area, "exact": one.exact}
    return Location(address, (one.lat, one.lon, 0.0), raw)


def _answer(found: list[Location], exactly_one: bool) -> Location | list[Location] | None:
    if not found:
        return None
    return found[0] if exactly_one else found
