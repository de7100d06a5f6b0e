"""Which of several places a comment means, by what else it names."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from webapp.language.comment_names import PlaceName, key_of, metres
from webapp.language.comment_tokens import folded
from webapp.language.place_keys import road_parts

NEAR_M = 600.0  # a landmark this near to another name is beside it
CLEARLY = 2.0  # times further away another one has to be
IN_DISTRICT_M = 2_500.0  # a place this near a district's middle may be meant by its name
LEAST_STEM = 4


class Named(Protocol):
    """A name of the comment."""

    @property
    def place(self) -> str:
        """What it is called."""

    @property
    def choices(self) -> Sequence[PlaceName]:
        """The places that may be meant."""


def same_stem(places: Sequence[PlaceName], mentions: Iterable[Named]) -> list[PlaceName]:
    """Return the places whose name begins as a street or district of the comment: Bergvägen and Bergskolan."""
    stems = {_stem(mention.place) for mention in mentions}
    return [p for p in places if any(len(s) >= LEAST_STEM and key_of(p.name).startswith(s) for s in stems)]


def nearest_only(places: Sequence[PlaceName], mentions: Iterable[Named]) -> list[PlaceName]:
    """Return the one place that is near to another name of the comment, when the next is clearly further away."""
    spots = [m.choices[0].spot for m in mentions if len(m.choices) == 1 and not m.choices[0].is_district]
    known = [spot for spot in spots if spot is not None]
    by_distance = sorted(
        ((min(metres(spot, p.spot) for spot in known), n) for n, p in enumerate(places) if p.spot and known),
    )
    if not by_distance or by_distance[0][0] > NEAR_M:
        return []
    if len(by_distance) > 1 and by_distance[1][0] < CLEARLY * by_distance[0][0]:
        return []
    return [places[by_distance[0][1]]]


def same_district(places: Sequence[PlaceName], mentions: Iterable[Named]) -> list[PlaceName]:
    """Return the places of the districts that the comment names."""
    districts = [m for m in mentions if m.choices and m.choices[0].is_district]
    names = {folded(m.place) for m in districts}
    areas = names | {folded(m.choices[0].area) for m in districts if m.choices[0].area}
    by_name = [p for p in places if p.area and folded(p.area) in names]
    by_area = by_name or [p for p in places if p.area and folded(p.area) in areas]
    if by_area:
        return by_area
    spots = [m.choices[0].spot for m in districts if m.choices[0].spot]
    near = sorted((min(metres(s, p.spot) for s in spots if s), n) for n, p in enumerate(places) if p.spot and spots)
    return [places[n] for distance, n in near[:1] if distance <= IN_DISTRICT_M]


def _stem(name: str) -> str:
    key = key_of(name)
    return road_parts(key)[0].removesuffix("centrum").rstrip("s")
