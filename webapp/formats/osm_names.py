"""The names in an extract: streets, schools, stops, stations, squares and addresses, each with a position."""

from array import array
from collections.abc import Iterator, Sequence

from webapp.domain.place_records import NameRecord
from webapp.domain.road_records import RoadRecord
from webapp.formats import osm_tags as tagged
from webapp.formats.osm import OsmFile, OsmSpot, Positions
from webapp.formats.osm_passes import batches

SOURCE = "osm"
_ORDER = (
    "station",
    "square",
    "suburb",
    "locality",
    "street",
    "school",
    "public",
    "preschool",
    "park",
    "stop",
    "address",
)
"""Where several things share a name and a neighbourhood, the first of these is meant."""


def names_of(found: OsmFile, roads: Sequence[RoadRecord], crs: str) -> list[NameRecord]:
    """Return every name and address, those first that are meant first where a name is there twice."""
    driven = list(_streets(roads, crs))
    known = {record.name for record in driven}
    records = [*driven, *_paths(found, known), *_spots(found)]
    order = {kind: place for place, kind in enumerate(_ORDER)}
    return sorted(records, key=lambda record: order[record.kind])


def _streets(roads: Sequence[RoadRecord], crs: str) -> Iterator[NameRecord]:
    """Yield the streets that cars use at their middle, the longest first."""
    from webapp.analysis.projection import to_degrees
    from webapp.analysis.snapping import point_at, vertices_of

    for some in batches(sorted((r for r in roads if r.name), key=lambda road: (-road.length_m, road.source_id))):
        middles = [point_at(vertices_of(road.vertices), road.length_m / 2) for road in some]
        lons, lats = to_degrees(crs, [e for e, _ in middles], [n for _, n in middles])
        for road, lon, lat in zip(some, lons.tolist(), lats.tolist(), strict=True):
            yield _name(road.name or "", "street", lon, lat, road.alt_names)


def _paths(found: OsmFile, known: set[str]) -> Iterator[NameRecord]:
    """Yield streets where nobody drives, as a walking street, the longest way of a name first."""
    ways = [(name, way) for way in found.streets if (name := tagged.own_name(way.tags))]
    for name, way in sorted(ways, key=lambda one: (-len(one[1].refs), one[1].id)):
        spot = _middle(way.refs, found.positions)
        if name not in known and spot is not None:
            yield _name(name, "street", *spot, tagged.other_names(way.tags))


def _spots(found: OsmFile) -> Iterator[NameRecord]:
    for spot in found.spots:
        place = _place(spot, found.positions)
        if place is None:
            continue
        kind = tagged.kind_of(spot.tags)
        if kind is not None and spot.tags.get("name", "").strip():
            yield _name(spot.tags["name"].strip(), kind, *place, tagged.other_names(spot.tags))
        for address in tagged.addresses(spot.tags):
            yield _name(address, "address", *place, ())


def _place(spot: OsmSpot, positions: Positions) -> tuple[float, float] | None:
    return (spot.lon, spot.lat) if spot.refs is None else _middle(spot.refs, positions, ring=True)


def _middle(refs: "array[int]", positions: Positions, ring: bool = False) -> tuple[float, float] | None:
    """Return the middle node of a line, or the middle of the nodes of a ring."""
    if ring and len(refs) > 1 and refs[0] == refs[-1]:
        refs = refs[:-1]
    _, lon, lat = positions.located(refs)
    if not len(lon):
        return None
    if ring:
        return float(lon.mean()), float(lat.mean())
    return float(lon[len(lon) // 2]), float(lat[len(lat) // 2])


def _name(name: str, kind: str, lon: float, lat: float, aliases: tuple[str, ...]) -> NameRecord:
    return NameRecord(name, kind, round(lat, 6), round(lon, 6), None, aliases, SOURCE)
