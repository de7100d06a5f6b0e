"""Suggestions as grouping sees them: which of them stand, and who lies in the neighbourhood of whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from webapp.domain.suggestions import State
from webapp.storage.locating import cell_of
from webapp.storage.suggestions import Suggestion

if TYPE_CHECKING:
    from webapp.analysis.sites import Pins, Points

REACH_M = 60.0  # two free points at most this far apart belong together
_TILE = 16  # squares of the grid along the side of what is asked for at once

Cell = tuple[int, int]


@dataclass(frozen=True)
class Spot:
    """Where something changed: one road, one junction, or positions in the open, in metres."""

    unit: str
    place: int = 0
    positions: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A suggestion that stands, as grouping sees it. ``site_id`` is the kept one, which may have to change."""

    id: int
    founding_id: str
    site_id: str | None
    live: bool
    received_at: datetime
    external_id: str
    unit: str
    place: int
    measure_m: float
    easting: float
    northing: float

    @property
    def order(self) -> tuple[datetime, str, int]:
        """What orders founders: time received, then a file's own id as text, then our number."""
        return self.received_at, self.external_id, self.id


MEMBER_COLUMNS = (
    Suggestion.id,
    Suggestion.founding_id,
    Suggestion.site_id,
    Suggestion.state,
    Suggestion.received_at,
    Suggestion.external_id,
    Suggestion.unit,
    Suggestion.road_id,
    Suggestion.junction_id,
    Suggestion.measure_m,
    Suggestion.easting,
    Suggestion.northing,
)


def standing() -> ColumnElement[bool]:
    """Return the condition that a suggestion stands: accepted and live, or erased while it stood.

    Said by what it is not, so that a database does not look up half of the table by its state.
    """
    left = (Suggestion.state != State.WITHDRAWN.value, Suggestion.state != State.SPAM.value)
    stood = and_(Suggestion.withdrawn_at.is_(None), Suggestion.spam_at.is_(None))
    return and_(Suggestion.accepted_at.is_not(None), *left, or_(Suggestion.state != State.ERASED.value, stood))


def stands(suggestion: Suggestion) -> bool:
    """Whether this suggestion stands; says the same as ``standing``."""
    if suggestion.state == State.ERASED:
        return bool(suggestion.accepted_at) and not suggestion.withdrawn_at and not suggestion.spam_at
    return bool(suggestion.accepted_at) and suggestion.state == State.LIVE


def spot_of(suggestion: Suggestion) -> Spot:
    """Return where a suggestion is."""
    if suggestion.unit == "free":
        return Spot("free", positions=((suggestion.easting, suggestion.northing),))
    return Spot(suggestion.unit, suggestion.road_id or suggestion.junction_id or 0)


def member_of(suggestion: Suggestion) -> Member:
    """Return a stored suggestion as grouping sees it."""
    return Member(
        suggestion.id,
        suggestion.founding_id,
        suggestion.site_id,
        suggestion.state == State.LIVE,
        suggestion.received_at,
        suggestion.external_id or "",
        suggestion.unit,
        suggestion.road_id or suggestion.junction_id or 0,
        suggestion.measure_m or 0.0,
        suggestion.easting,
        suggestion.northing,
    )


def read_members(session: Session, *conditions: ColumnElement[bool]) -> list[Member]:
    """Return the members that fulfil the conditions."""
    return [_member(row) for row in session.execute(select(*MEMBER_COLUMNS).where(*conditions))]


def loose(kind: str, newcomer_id: int = 0) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a suggestion stands, has its place in a group, and that no pin holds it.

    :param newcomer_id: the one that gets its place now; others that wait for theirs are not there yet
    """
    placed = or_(Suggestion.site_id.is_not(None), Suggestion.id == newcomer_id)
    return Suggestion.kind == kind, Suggestion.sticky.is_(False), standing(), placed


def neighbourhood(session: Session, spot: Spot, *conditions: ColumnElement[bool]) -> list[Member]:
    """Return every suggestion that fulfils the conditions and whose group a change at ``spot`` may touch."""
    if spot.unit == "road":
        return read_members(session, Suggestion.road_id == spot.place, *conditions)
    if spot.unit == "junction":
        return read_members(session, Suggestion.junction_id == spot.place, *conditions)
    return connected(session, spot.positions, *conditions)


def read_squares(session: Session, squares: Iterable[Cell], *conditions: ColumnElement[bool]) -> list[Member]:
    """Return the free members in these squares of the grid, and some beside them.

    Asked tile by tile: columns and rows as two lists make one statement that uses the index, whatever their number.
    """
    tiles: dict[Cell, list[Cell]] = {}
    for col, row in squares:
        tiles.setdefault((col // _TILE, row // _TILE), []).append((col, row))
    found: list[Member] = []
    for tile in tiles.values():
        cols, rows = ({square[axis] for square in tile} for axis in (0, 1))
        inside = Suggestion.cell_col.in_(cols), Suggestion.cell_row.in_(rows)
        found += read_members(session, *inside, Suggestion.unit == "free", *conditions)
    return found


def connected(
    session: Session,
    positions: Sequence[tuple[float, float]],
    *conditions: ColumnElement[bool],
    also: Sequence[Member] = (),
) -> list[Member]:
    """Return the free members that chains of neighbours link to the positions, found square by square.

    :param also: members that the database has elsewhere: they are part of the chains where they are said to be
    """
    found: dict[int, Member] = {member.id: member for member in also if member.unit == "free"}
    seen: set[Cell] = set()
    wanted = squares_around(positions)
    linked: list[Member] = []
    while wanted:
        found.update((member.id, member) for member in read_squares(session, wanted, *conditions))
        seen |= wanted
        linked = _linked(positions, list(found.values()))
        wanted = squares_around([(m.easting, m.northing) for m in linked]) - seen
    return linked


def squares_around(positions: Iterable[tuple[float, float]], reach_m: float = REACH_M) -> set[Cell]:
    """Return the squares that may hold something within reach of a position."""
    found: set[Cell] = set()
    for easting, northing in positions:
        west, south = cell_of(easting - reach_m - 1, northing - reach_m - 1)
        east, north = cell_of(easting + reach_m + 1, northing + reach_m + 1)
        found.update((col, row) for col in range(west, east + 1) for row in range(south, north + 1))
    return found


def _linked(positions: Sequence[tuple[float, float]], found: list[Member]) -> list[Member]:
    """Return those of the members that a chain of neighbours links to a position."""
    import numpy as np

    from webapp.analysis.components import component_labels
    from webapp.analysis.lines import millimetres

    everything = [*positions, *((m.easting, m.northing) for m in found)]
    east, north = (millimetres(np.array(axis)) for axis in zip(*everything, strict=True))
    label = component_labels(east, north, round(REACH_M * 1000)).tolist()
    wanted = set(label[: len(positions)])
    return [m for m, own in zip(found, label[len(positions) :], strict=True) if own in wanted]


def as_points(members: Sequence[Member]) -> "Points":
    """Return members as the columns that grouping reads, ranked as they were received."""
    import numpy as np

    from webapp.analysis.sites import UNITS, Points

    rank = np.empty(len(members), np.int64)
    rank[sorted(range(len(members)), key=lambda row: members[row].order)] = np.arange(len(members))
    return Points(
        np.array([UNITS.index(m.unit) for m in members], np.int64),
        np.array([m.place for m in members], np.int64),
        np.array([m.measure_m for m in members], float),
        np.array([m.easting for m in members], float),
        np.array([m.northing for m in members], float),
        rank,
    )


def as_pins(sites: Sequence[Any]) -> "Pins":
    """Return pinned sites, sorted by id, as the columns that grouping reads."""
    import numpy as np

    from webapp.analysis.sites import UNITS, Pins

    return Pins(
        np.array([UNITS.index(s.unit) for s in sites], np.int64),
        np.array([s.road_id or s.junction_id or 0 for s in sites], np.int64),
        np.array([s.measure_m or 0.0 for s in sites], float),
        np.array([s.easting for s in sites], float),
        np.array([s.northing for s in sites], float),
    )


def _member(row: Any) -> Member:
    return Member(
        row.id,
        row.founding_id,
        row.site_id,
        row.state == State.LIVE,
        row.received_at,
        row.external_id or "",
        row.unit,
        row.road_id or row.junction_id or 0,
        row.measure_m or 0.0,
        row.easting,
        row.northing,
    )


def keep_members(session: Session, suggestion_ids: Sequence[int], **kept: Any) -> None:
    """Set ``site_id`` or ``sticky`` of suggestions, also on those that the session holds as objects."""
    if not suggestion_ids:
        return
    session.execute(
        update(Suggestion).where(Suggestion.id.in_(suggestion_ids)).values(**kept),
        execution_options={"synchronize_session": False},
    )
    for suggestion_id in suggestion_ids:
        found = session.identity_map.get(identity_key(Suggestion, suggestion_id))
        if found is not None:
            for name, value in kept.items():
                set_committed_value(found, name, value)
