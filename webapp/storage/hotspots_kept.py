"""The hotspots of all time as everyone may see them, kept in memory until a suggestion or a site changes.

Reading never computes for long: whoever comes first after a change waits once, everyone meanwhile reads what was kept,
and computing takes at most a twentieth of the time.
"""

import threading
import time
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.hotspots import HotspotMap
from webapp.domain.suggestions import Kind
from webapp.storage.hotspots import hotspot_map
from webapp.storage.places import MAP_VERSION, ROADS_SINCE, fact
from webapp.storage.sites import SiteEventRow
from webapp.storage.suggestions import Suggestion

SPARING = 20.0  # times what the last computing took, before it is done again


@dataclass(frozen=True)
class _Kept:
    found: HotspotMap
    version: tuple[Any, ...]
    done_at: float
    took_s: float


_kept: WeakKeyDictionary[Any, _Kept] = WeakKeyDictionary()  # by database: a site has one, tests have several
_turn = threading.Lock()


def kept_hotspots(session: Session, ctx: Context) -> HotspotMap:
    """Return the hotspots of every kind and of all time.

    :raises Refused: the place is too large
    """
    engine = session.get_bind()
    version = _version(session)
    kept = _kept.get(engine)
    if kept is not None and (kept.version == version or _too_soon(kept)):
        return kept.found
    if not _turn.acquire(blocking=kept is None) and kept is not None:
        return kept.found
    try:
        return _computed(session, ctx, engine, version)
    finally:
        _turn.release()


def _computed(session: Session, ctx: Context, engine: Any, version: tuple[Any, ...]) -> HotspotMap:
    kept = _kept.get(engine)
    if kept is not None and kept.version == version:  # whoever had the turn before has done it
        return kept.found
    started = time.monotonic()
    found = hotspot_map(session, ctx, tuple(kind.value for kind in Kind))
    done = time.monotonic()
    _kept[engine] = _Kept(found, version, done, done - started)
    return found


def _too_soon(kept: _Kept) -> bool:
    return time.monotonic() - kept.done_at < SPARING * kept.took_s


def _version(session: Session) -> tuple[Any, ...]:
    """Return what changes whenever a suggestion comes, goes or is moved; three looks into an index."""
    states = session.execute(
        select(Suggestion.state, func.count()).group_by(Suggestion.state).order_by(Suggestion.state)
    )
    return (
        tuple(map(tuple, states)),
        session.scalar(select(func.max(Suggestion.id))),
        session.scalar(select(func.max(SiteEventRow.id))),
        fact(session, MAP_VERSION),
        fact(session, ROADS_SINCE),
    )
