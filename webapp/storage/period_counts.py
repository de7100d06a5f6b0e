"""How many suggestions each district got in a period."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.storage.hotspot_records import districts_named
from webapp.storage.hotspots import Only, read_events


@dataclass(frozen=True)
class DistrictCount:
    """Distinct pairs of resident and site, and distinct residents."""

    events: int
    residents: int


def counts_by_district(
    session: Session, ctx: Context, kinds: tuple[str, ...], first: date, last: date, only: Only
) -> dict[str, DistrictCount]:
    """Return the counts of each district by its name; what lies in none is left out."""
    import numpy as np

    found: dict[str, list[tuple[int, int]]] = {}
    for kind in kinds:
        events = read_events(session, ctx, kind, first, last, only=only)
        names = districts_named(session, ctx, events.easting, events.northing)
        for name in {name for name in names if name is not None}:
            inside = np.array([one == name for one in names])
            pair = int(inside.sum()), len(np.unique(events.residents[inside]))
            found.setdefault(name, []).append(pair)
    return {name: DistrictCount(sum(e for e, _ in pairs), sum(r for _, r in pairs)) for name, pairs in found.items()}
