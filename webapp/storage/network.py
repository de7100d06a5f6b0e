"""The whole network of streets in memory: for thousands of positions at once, where a query each would take minutes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.storage.finding import Finding, Names, snapped_among
from webapp.storage.roads import Junction, Road

if TYPE_CHECKING:
    from webapp.analysis.bulk_snapping import StreetNet


@dataclass(frozen=True)
class Network:
    """Roads and junctions with search trees, and what each road is called."""

    net: "StreetNet"
    names: Names

    def find(self, easting: float, northing: float, road_name: str | None = None) -> Finding:
        """Return what one position belongs to; see ``finding``."""
        from webapp.analysis.snapping import JUNCTION_REACH_M, ROAD_REACH_M

        roads = self.net.roads_near(easting, northing, ROAD_REACH_M)
        junctions = self.net.junctions_near(easting, northing, JUNCTION_REACH_M)
        return snapped_among(roads, junctions, self.names, easting, northing, road_name)

    def find_many(self, spots: Sequence[tuple[float, float]]) -> list[Finding]:
        """Return what each position, easting and northing, belongs to; nobody has said anything of them."""
        import numpy as np

        from webapp.analysis.sites import ROAD
        from webapp.analysis.snapping import Snap

        snaps = self.net.snap_many(*np.array(spots, float).reshape(-1, 2).T)
        found: list[Finding] = []
        columns = (snaps.unit, snaps.place, snaps.measure_m, snaps.unsure, snaps.open_to_words)
        for spot, (unit, place, measure_m, unsure, tied) in zip(
            spots, zip(*(column.tolist() for column in columns), strict=True), strict=True
        ):
            if unsure or (tied and unit == ROAD):
                found.append(self.find(*spot))
            else:
                found.append((Snap(unit, place, measure_m if unit == ROAD else None), ()))
        return found


def read_network(
    session: Session, no_roads: Collection[int] = frozenset(), no_junctions: Collection[int] = frozenset()
) -> Network:
    """Return the stored network.

    :param no_roads: ids of roads to leave out
    :param no_junctions: ids of junctions to leave out
    """
    from webapp.analysis.bulk_snapping import StreetNet
    from webapp.analysis.snapping import JunctionPoint, RoadShape, steps_in_tunnels, vertices_of

    roads: list[RoadShape] = []
    names: Names = {}
    columns = (Road.id, Road.geometry, Road.parts, Road.name, Road.alt_names)
    for road_id, geometry, parts, name, others in session.execute(select(*columns).order_by(Road.id)):
        if road_id not in no_roads:
            line = vertices_of(geometry)
            roads.append(RoadShape(road_id, line, steps_in_tunnels(line, parts)))
            names[road_id] = tuple(n for n in (name, *others) if n)
    nodes = select(Junction.id, Junction.easting, Junction.northing, Junction.road_ids).order_by(Junction.id)
    junctions = [
        JunctionPoint(i, easting, northing, frozenset(met))
        for i, easting, northing, met in session.execute(nodes)
        if i not in no_junctions
    ]
    return Network(StreetNet(roads, junctions), names)
