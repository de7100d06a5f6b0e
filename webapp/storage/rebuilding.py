"""The kept state made again: written where it differs, or compared to prove that it is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isclose
from time import perf_counter
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.storage.expected import Expected, expect
from webapp.storage.map_cells import cell_rows
from webapp.storage.merging import aliases
from webapp.storage.pinning import forget_unpinned
from webapp.storage.site_events import History, append_events
from webapp.storage.sites import MapCell, Site, SiteAlias
from webapp.storage.suggestions import Suggestion

_OTHERS = frozenset({"id", "checks", "last_check_on"})  # the counting rule keeps the number of checks
ROUNDING = 1e-9
KEPT = tuple(column.key for column in Site.__table__.columns if column.key not in _OTHERS)


@dataclass(frozen=True)
class Rebuilt:
    """How much there is, and how long each part took, in seconds."""

    suggestions: int
    sites: int
    load_s: float
    group_s: float
    write_s: float


def rebuild(session: Session, ctx: Context) -> Rebuilt:
    """Group everything that no pin holds, publish what is due, and write what differs from the kept state.

    Pinned sites and events stay as they are; an unpinned site lives as long as its group.
    """
    session.flush()
    started = perf_counter()
    state = expect(session, ctx, publish=True)
    loaded = perf_counter()
    append_events(session, state.events)
    gone = _write_sites(session, state)
    _write_members(session, state)
    _write_aliases(session, state.history)
    forget_unpinned(session, gone)
    _write_squares(session, ctx, state)
    session.flush()
    session.expire_all()
    wrote = perf_counter()
    load_s = loaded - started - state.group_s
    return Rebuilt(len(state.site_of), len(state.sites), load_s, state.group_s, wrote - loaded)


def verify(session: Session, ctx: Context) -> list[str]:
    """Return a sentence for everything kept that a rebuild would make otherwise; empty when all is right."""
    session.flush()
    state = expect(session, ctx, publish=False)
    return [*_differing_sites(session, state), *_differing_members(session, state), *_differing_squares(session, state)]


def _write_sites(session: Session, state: Expected) -> set[str]:
    """Write new and changed sites; return the ids of those that nothing makes any more."""
    kept = _kept_sites(session)
    new = [{"id": i, **columns} for i, columns in state.sites.items() if i not in kept]
    changed = [{"id": i, **columns} for i, columns in state.sites.items() if i in kept and _unlike(kept[i], columns)]
    if new:
        session.connection().execute(insert(Site), new)
    if changed:
        session.execute(update(Site), changed)
    return kept.keys() - state.sites.keys()


def _write_aliases(session: Session, history: History) -> None:
    """Let every id that a merge retired lead where the events say; no event, no alias."""
    if aliases(session) == history.aliases:
        return
    session.execute(delete(SiteAlias))
    rows = [{"id": old, "site_id": now, "at": history.retired_at[old]} for old, now in history.aliases.items()]
    if rows:
        session.connection().execute(insert(SiteAlias), rows)


def _write_members(session: Session, state: Expected) -> None:
    changed = [
        {"member": i, "site": site_id, "held": sticky} for i, site_id, sticky, _, _ in _changed_members(session, state)
    ]
    if changed:
        one = update(Suggestion).where(Suggestion.id == bindparam("member"))
        session.connection().execute(one.values(site_id=bindparam("site"), sticky=bindparam("held")), changed)


def _write_squares(session: Session, ctx: Context, state: Expected) -> None:
    kept = _kept_squares(session)
    for kind, squares in state.squares.items():
        if kept.get(kind, {}) != squares:
            session.execute(delete(MapCell).where(MapCell.kind == kind))
            if squares:
                session.connection().execute(insert(MapCell), cell_rows(ctx, kind, squares))


def _kept_sites(session: Session) -> dict[str, dict[str, Any]]:
    rows = session.execute(select(Site.id, *(getattr(Site, name) for name in KEPT)))
    return {row[0]: dict(zip(KEPT, row[1:], strict=True)) for row in rows}


def _changed_members(session: Session, state: Expected) -> Iterator[tuple[int, str | None, bool, str | None, bool]]:
    """Yield (id, expected site, expected to be held, kept site, kept as held) where they differ."""
    rows = session.execute(select(Suggestion.id, Suggestion.site_id, Suggestion.sticky).order_by(Suggestion.id))
    for i, site_id, sticky in rows.all():
        wanted = state.site_of.get(i), i in state.held
        if (site_id, sticky) != wanted:
            yield i, *wanted, site_id, sticky


def _kept_squares(session: Session) -> dict[str, dict[tuple[int, int, int], int]]:
    kept: dict[str, dict[tuple[int, int, int], int]] = {}
    columns = (MapCell.kind, MapCell.size_m, MapCell.col, MapCell.row, MapCell.suggestions)
    for kind, size_m, col, row, number in session.execute(select(*columns)):
        kept.setdefault(kind, {})[size_m, col, row] = number
    return kept


def _differing_sites(session: Session, state: Expected) -> Iterator[str]:
    kept = _kept_sites(session)
    yield from (f"site {i} is missing" for i in sorted(state.sites.keys() - kept.keys()))
    yield from (f"site {i} is kept, but nothing makes it" for i in sorted(kept.keys() - state.sites.keys()))
    for i in sorted(kept.keys() & state.sites.keys()):
        wanted = state.sites[i]
        for name in _unlike(kept[i], wanted):
            yield f"site {i}: {name} is {kept[i][name]!r}, a rebuild gives {wanted[name]!r}"
    if (retired := aliases(session)) != state.history.aliases:
        yield f"retired ids lead to {retired}, a rebuild gives {state.history.aliases}"


def _unlike(kept: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """Return the columns that differ. The weight of voices was added up one by one: that rounds its last digits."""
    if kept == wanted:
        return []
    unlike = [name for name in KEPT if kept[name] != wanted[name]]
    return [n for n in unlike if n != "voices" or not isclose(kept[n], wanted[n], rel_tol=ROUNDING, abs_tol=ROUNDING)]


def _differing_members(session: Session, state: Expected) -> Iterator[str]:
    for i, site_id, sticky, kept_id, kept_sticky in _changed_members(session, state):
        yield f"suggestion {i} is at site {kept_id}, held: {kept_sticky}; a rebuild gives {site_id}, held: {sticky}"


def _differing_squares(session: Session, state: Expected) -> Iterator[str]:
    kept = _kept_squares(session)
    for kind, squares in state.squares.items():
        own = kept.get(kind, {})
        for square in sorted(own.keys() | squares.keys()):
            if own.get(square) != squares.get(square):
                yield (
                    f"map square {kind} {square} holds {own.get(square, 0)} suggestions, "
                    f"a rebuild gives {squares.get(square, 0)}"
                )
