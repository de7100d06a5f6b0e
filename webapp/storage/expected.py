"""What the kept state should be: the fold of the events, and grouping on what no pin holds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.sites import SiteEvent
from webapp.domain.suggestions import Kind
from webapp.storage.map_cells import Square, count_squares
from webapp.storage.members import standing
from webapp.storage.pinning import anchor_of, attach_events, columns_of_anchor
from webapp.storage.site_events import History, apply_event, event, fold
from webapp.storage.site_state import TALLY_COLUMNS, Columns, Tally, add_public_place, describe
from webapp.storage.standing import Standing, read_standing
from webapp.storage.suggestions import Suggestion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from webapp.analysis.sites import Grouping, Pins


@dataclass
class Expected:
    """The state that follows from suggestions and events, and the events that follow in turn.

    ``site_of`` holds every standing suggestion; ``held`` those that a pin holds, standing or not.
    """

    history: History
    now: datetime
    sites: dict[str, Columns] = field(default_factory=dict)
    site_of: dict[int, str] = field(default_factory=dict)
    squares: dict[str, dict[Square, int]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    group_s: float = 0.0

    @property
    def held(self) -> dict[int, str]:
        """Which suggestions the events hold where."""
        return self.history.members

    def happen(self, rows: Iterable[dict[str, Any]]) -> None:
        """Take new events into the state, and remember to append them."""
        for row in rows:
            apply_event(
                self.history, row["site_id"], SiteEvent(row["type"]), row["at"], row["suggestion_id"], row["data"]
            )
            self.events.append(row)


def expect(session: Session, ctx: Context, publish: bool) -> Expected:
    """Return the state that should be kept.

    :param publish: also pin the groups that enough residents asked for; else only say what the state is
    """
    state = Expected(fold(session), ctx.now())
    everyone = {kind.value: read_standing(session, kind) for kind in Kind}
    for kind, those in everyone.items():
        _expect_kind(session, ctx, state, kind, those, publish and kind == Kind.SPEED)
    _count_members(session, ctx, state, publish)
    for kind, those in everyone.items():
        state.squares[kind] = count_squares(kind, _unpublished(state, those))
    return state


def _expect_kind(session: Session, ctx: Context, state: Expected, kind: str, those: Standing, publish: bool) -> None:
    """Group until nothing more is published, and note where every group is."""
    import numpy as np

    ids = those.ids.tolist()
    loose = np.array([row for row, i in enumerate(ids) if i not in state.held], np.int64)
    pins = sorted(site.id for site in state.history.sites.values() if site.kind == kind)
    while True:
        found = _group(state, those, loose, pins)
        _attach(state, those, loose, found, pins)
        pins = _pin_due(session, ctx, state, kind, those, loose, found) if publish else []
        if not pins:
            break
        loose = np.array([row for row in loose.tolist() if ids[row] not in state.held], np.int64)
    names = [those.founding[loose[row]] for row in found.founder.tolist()]
    for row, label in zip(loose.tolist(), found.label.tolist(), strict=True):
        if label >= 0:
            state.site_of[ids[row]] = names[label]
    described = describe(session, ctx, kind, found, range(len(names)))
    for name, founder, columns in zip(names, found.founder.tolist(), described, strict=True):
        state.sites[name] = {"kind": kind, "founder_id": ids[loose[founder]], **columns, **_UNPINNED}
    state.site_of.update((i, state.held[i]) for i in ids if i in state.held)


_UNPINNED: Columns = {
    "pinned_at": None,
    "published_at": None,
    "status": "open",
    "status_reason": None,
    "status_reply": None,
    "status_at": None,
    "person_edited": False,
}


def _group(state: Expected, those: Standing, loose: "NDArray[np.int64]", pins: list[str]) -> "Grouping":
    from webapp.analysis.sites import group

    anchors = _as_pins([state.history.sites[pin].anchor for pin in pins])
    points = those.part(loose)
    started = perf_counter()
    found = group(points, anchors)
    state.group_s += perf_counter() - started
    return found


def _as_pins(anchors: list[dict[str, Any]]) -> "Pins":
    import numpy as np

    from webapp.analysis.sites import UNITS, Pins

    return Pins(
        np.array([UNITS.index(a["unit"]) for a in anchors], np.int64),
        np.array([a["road"] or a["junction"] or 0 for a in anchors], np.int64),
        np.array([a["measure"] or 0.0 for a in anchors], float),
        np.array([a["easting"] for a in anchors], float),
        np.array([a["northing"] for a in anchors], float),
    )


def _attach(state: Expected, those: Standing, loose: "NDArray[np.int64]", found: "Grouping", pins: list[str]) -> None:
    import numpy as np

    rows = np.flatnonzero(found.pin >= 0)
    rows = rows[np.argsort(found.pin[rows], kind="stable")]
    for row in rows.tolist():
        state.happen(attach_events(pins[found.pin[row]], [int(those.ids[loose[row]])], state.now))


def _pin_due(
    session: Session,
    ctx: Context,
    state: Expected,
    kind: str,
    those: Standing,
    loose: "NDArray[np.int64]",
    found: "Grouping",
) -> list[str]:
    """Pin and publish the groups that enough residents asked for; return their ids, sorted."""
    import numpy as np

    enough = np.flatnonzero(_residents(found, those.key[loose]) >= ctx.place.publish_threshold).tolist()
    names = {those.founding[loose[found.founder[k]]]: k for k in enough}
    described = dict(zip(enough, describe(session, ctx, kind, found, enough), strict=True))
    by_label = np.argsort(found.label, kind="stable")
    for name, k in sorted(names.items()):
        first, last = np.searchsorted(found.label, [k, k + 1], sorter=by_label)
        members = those.ids[loose[by_label[first:last]]].tolist()
        anchor = anchor_of({"kind": kind, **described[k]})
        founder = int(those.ids[loose[found.founder[k]]])
        emerged = event(name, SiteEvent.EMERGED, state.now, founder, data={"kind": kind})
        pinned = event(name, SiteEvent.PINNED, state.now, founder, data=anchor)
        state.happen([emerged, pinned, *attach_events(name, members, state.now)])
    return sorted(names)


def _residents(found: "Grouping", key: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Return how many distinct keys each group has."""
    import numpy as np

    rows = np.flatnonzero(found.label >= 0)
    rows = rows[np.lexsort((key[rows], found.label[rows]))]
    label, key = found.label[rows], key[rows]
    fresh = np.ones(len(rows), bool)
    fresh[1:] = (label[1:] != label[:-1]) | (key[1:] != key[:-1])
    return np.bincount(label[fresh], minlength=len(found.founder))


def _count_members(session: Session, ctx: Context, state: Expected, publish: bool) -> None:
    """Add up the members of every site, and give pinned sites the columns that their events tell."""
    found = {site_id: Tally() for site_id in (*state.sites, *state.history.sites)}
    rows = session.execute(select(Suggestion.id, *TALLY_COLUMNS[1:]).where(standing()))
    for row in rows:
        found[state.site_of[row.id]].add(row)
    for pinned in state.history.sites.values():
        asked = len(found[pinned.id].keys) >= ctx.place.publish_threshold
        if publish and pinned.kind == Kind.SPEED and pinned.published_at is None and asked:
            state.happen([event(pinned.id, SiteEvent.PINNED, state.now, pinned.founder_id, data=pinned.anchor)])
    _place_pinned(session, ctx, state)
    founders = {columns["founder_id"] for columns in state.sites.values()}
    founded = _received(session, founders)
    for site_id, columns in state.sites.items():
        columns.update(found[site_id].columns(founded[columns["founder_id"]]))


def _place_pinned(session: Session, ctx: Context, state: Expected) -> None:
    for kind in Kind:
        pinned = [site for site in state.history.sites.values() if site.kind == kind]
        rows = [columns_of_anchor(site.anchor) for site in pinned]
        if rows:
            add_public_place(session, ctx, kind, rows)
        for site, columns in zip(pinned, rows, strict=True):
            own = {name: getattr(site, name) for name in ("kind", "founder_id", *_UNPINNED)}
            state.sites[site.id] = {**own, **columns}


def _received(session: Session, suggestion_ids: set[int]) -> dict[int, datetime]:
    wanted = select(Suggestion.id, Suggestion.received_at)
    if len(suggestion_ids) < 500:
        wanted = wanted.where(Suggestion.id.in_(suggestion_ids))
    return {i: at for i, at in session.execute(wanted).all() if i in suggestion_ids}


def _unpublished(state: Expected, those: Standing) -> Iterable[tuple[float, float, int]]:
    """Yield the positions of live suggestions that are part of no published site."""
    published = {site_id for site_id, columns in state.sites.items() if columns["published_at"] is not None}
    columns = (those.ids, those.live, those.points.easting, those.points.northing)
    for i, live, easting, northing in zip(*(c.tolist() for c in columns), strict=True):
        if live and state.site_of[i] not in published:
            yield easting, northing, 1
