"""All standing suggestions of one kind as columns, in the order in which they were received."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, select, type_coerce
from sqlalchemy.orm import Session

from webapp.domain.suggestions import State
from webapp.storage.members import standing
from webapp.storage.suggestions import Suggestion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from webapp.analysis.sites import Points

_COLUMNS = (
    Suggestion.id,
    Suggestion.founding_id,
    Suggestion.state,
    type_coerce(Suggestion.received_at, DateTime()).label("received_at"),  # naive, as numpy wants it
    Suggestion.external_id,
    Suggestion.reporter_key,
    Suggestion.unit,
    Suggestion.road_id,
    Suggestion.junction_id,
    Suggestion.measure_m,
    Suggestion.easting,
    Suggestion.northing,
)


@dataclass(frozen=True)
class Standing:
    """N suggestions of one kind, founders first. ``key`` is a number for each reporter key."""

    ids: "NDArray[np.int64]"
    founding: list[str]
    live: "NDArray[np.bool_]"
    key: "NDArray[np.int64]"
    points: "Points"

    def part(self, rows: "NDArray[np.int64]") -> "Points":
        """Return some of them, in rising order, as the points that grouping reads."""
        import numpy as np

        from webapp.analysis.sites import Points

        p = self.points
        columns = (p.unit[rows], p.place[rows], p.measure_m[rows], p.easting[rows], p.northing[rows])
        return Points(*columns, np.arange(len(rows)))


def read_standing(session: Session, kind: str) -> Standing:
    """Return every standing suggestion of a kind."""
    import numpy as np

    from webapp.analysis.sites import UNITS, Points

    rows = session.execute(select(*_COLUMNS).where(Suggestion.kind == kind, standing())).all()
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * len(_COLUMNS)
    ids, founding, state, received, external, keys, unit, road, junction, measure, easting, northing = columns
    ids = np.array(ids, np.int64)
    order = np.lexsort((ids, np.array([e or "" for e in external], np.str_), np.array(received, "datetime64[us]")))
    number = {name: row for row, name in enumerate(UNITS)}
    points = Points(
        np.array([number[u] for u in unit], np.int64)[order],
        np.array([r or j or 0 for r, j in zip(road, junction, strict=True)], np.int64)[order],
        np.array([m or 0.0 for m in measure], float)[order],
        np.array(easting, float)[order],
        np.array(northing, float)[order],
        np.arange(len(order)),
    )
    return Standing(
        ids[order],
        [founding[row] for row in order.tolist()],
        np.array([s == State.LIVE for s in state], bool)[order],
        np.array([hash(k) for k in keys], np.int64)[order],
        points,
    )
