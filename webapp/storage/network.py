"""The whole network of streets in memory: for thousands of positions at once, where a query each would take minutes."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.storage.locating import Finding, Names, snapped_among
from webapp.storage.roads import Junction, Road

if TYPE_CHECKING:
    from webapp.analysis.bulk_snapping import StreetNet


@dataclass(frozen=True)
class Network:
    """Roads and junctions with search trees, and what each road is called."""

    net: "StreetNet"
    names: Names

    def find(self, easting: float, northing: float, road_name: str | None = None) -> Finding:
        """Return what one position belongs to; see ``locating``."""
        from webapp.analysis.snapping import JUNCTION_REACH_M, ROAD_REACH_M

        roads = self.net.roads_near(easting, northing, ROAD_REACH_M)
        junctions = self.net.junctions_near(easting, northing, JUNCTION_REACH_M)
        return snapped_among(roads, junctions, self.names, easting, northing, road_name)


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
