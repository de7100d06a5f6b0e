"""What a site is called; a name never says more of the position than the public may see."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.suggestions import Kind
from webapp.storage.gazetteer import name_for_point, names_for_points
from webapp.storage.roads import junctions_by_id, names_of_roads

FEW = 12  # below this, asking for each name is quicker than reading every landmark


def site_names(session: Session, ctx: Context, kind: str, rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return a name for each site: its road or crossing and what is near, or only what is near."""
    streets = _streets(session, rows) if kind == Kind.SPEED else [None] * len(rows)
    spots = [(row["public_lat"], row["public_lon"]) for row in rows]
    if len(rows) < FEW:
        near = [name_for_point(session, ctx, lat, lon) for lat, lon in spots]
    else:
        near = names_for_points(session, ctx, [lat for lat, _ in spots], [lon for _, lon in spots])
    return [_joined(street, beside, ctx.place.name) for street, beside in zip(streets, near, strict=True)]


def _joined(street: str | None, near: str, place: str) -> str:
    if street is None or near == street or near.startswith(f"{street}, "):
        return near
    return street if near == place else f"{street}, {near}"


def _streets(session: Session, rows: Sequence[dict[str, Any]]) -> list[str | None]:
    """Return the name of each site's road, or the names that cross."""
    crossings = {row["junction_id"] for row in rows if row["junction_id"] is not None}
    nodes = junctions_by_id(session, sorted(crossings)) if crossings else {}
    roads = {row["road_id"] for row in rows if row["road_id"] is not None}
    roads |= {road_id for node in nodes.values() for road_id in node.road_ids}
    names = {r: called[0] for r, called in names_of_roads(session, sorted(roads)).items() if called} if roads else {}
    crossing = {
        number: node.name or " / ".join(dict.fromkeys(names[r] for r in node.road_ids if r in names))
        for number, node in nodes.items()
    }
    return [names.get(row["road_id"]) or crossing.get(row["junction_id"]) or None for row in rows]
