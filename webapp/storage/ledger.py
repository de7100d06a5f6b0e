"""The ledger: a commitment for every suggestion from the moment it is accepted, and a line for every closed day.

A commitment outlives what it commits to: an erased suggestion takes its salt and its opening along, and the leaf
that is left says nothing. Lines are never changed; the database refuses it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ForeignKey, Text, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.ledger import NOTHING_BEFORE, Line, commitment, tree_root
from webapp.domain.proofs import opening_of, places_of
from webapp.domain.suggestions import State, new_salt
from webapp.storage.append_only import guard
from webapp.storage.db import Base, Instant
from webapp.storage.roads import Junction, names_of_roads
from webapp.storage.suggestions import Suggestion


class LedgerLeaf(Base):
    """The commitment to one accepted suggestion."""

    __tablename__ = "ledger_leaf"

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"), unique=True)
    leaf: Mapped[str] = mapped_column(unique=True)  # 64 hex
    opening: Mapped[str | None] = mapped_column(Text)  # kind, place and hour; gone once erased
    accepted_at: Mapped[datetime] = mapped_column(Instant)
    day: Mapped[date | None] = mapped_column(index=True)  # of the line that it stands in


class LedgerLine(Base):
    """One published line. ``hash`` follows from the others and is kept for whoever reads the table."""

    __tablename__ = "ledger_line"

    day: Mapped[date] = mapped_column(primary_key=True)
    leaves: Mapped[int]
    root: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]


guard(LedgerLine.__table__)  # type: ignore[arg-type]

_SPOT = (Suggestion.unit, Suggestion.road_id, Suggestion.junction_id, Suggestion.easting, Suggestion.northing)


def commit(session: Session, suggestion_id: int | None = None) -> int:
    """Commit to every accepted suggestion that is not committed to yet; flushes, never ends the transaction.

    Who accepts one or many calls this in the same transaction. An erased one has nothing left to commit to.

    :param suggestion_id: only this one, which is quicker than to look for all
    """
    session.flush()
    which = () if suggestion_id is None else (Suggestion.id == suggestion_id,)
    rows = session.execute(
        select(Suggestion.id, Suggestion.salt, Suggestion.kind, Suggestion.received_at, Suggestion.accepted_at, *_SPOT)
        .outerjoin(LedgerLeaf, LedgerLeaf.suggestion_id == Suggestion.id)
        .where(
            LedgerLeaf.id.is_(None), Suggestion.accepted_at.is_not(None), Suggestion.state != State.ERASED.value, *which
        )
        .order_by(Suggestion.id)
    ).all()
    if not rows:
        return 0
    salts = {row.id: row.salt or new_salt() for row in rows}
    places = place_words(session, rows)
    openings = [opening_of(row.kind, words[0], row.received_at) for row, words in zip(rows, places, strict=True)]
    for row in rows:
        if row.salt is None:
            session.execute(update(Suggestion).where(Suggestion.id == row.id).values(salt=salts[row.id]))
    leaves = [
        {
            "suggestion_id": row.id,
            "leaf": commitment(salts[row.id], opening),
            "opening": opening,
            "accepted_at": row.accepted_at,
        }
        for row, opening in zip(rows, openings, strict=True)
    ]
    session.execute(insert(LedgerLeaf), leaves)
    return len(leaves)


def forget_opening(session: Session, suggestion_id: int) -> None:
    """Leave nothing of an erased suggestion but its leaf; its salt goes with the other words."""
    session.execute(update(LedgerLeaf).where(LedgerLeaf.suggestion_id == suggestion_id).values(opening=None))


def place_words(session: Session, rows: Sequence[Any]) -> list[tuple[str, ...]]:
    """Return the words for the place of each row, a suggestion or a site; see ``domain.proofs.places_of``."""
    nodes: dict[int, Sequence[int]] = {}
    junction_ids = {row.junction_id for row in rows if row.junction_id is not None}
    for some in in_parts(junction_ids):
        found = session.execute(select(Junction.id, Junction.road_ids).where(Junction.id.in_(some)))
        nodes |= {row.id: row.road_ids for row in found}
    road_ids = {row.road_id for row in rows if row.road_id is not None} | {r for ids in nodes.values() for r in ids}
    names: dict[int, tuple[str, ...]] = {}
    for some in in_parts(road_ids):
        names |= names_of_roads(session, some)

    def called(row: Any) -> Iterable[str]:
        if row.junction_id is not None:
            return sorted({names[r][0] for r in nodes.get(row.junction_id, ()) if names.get(r)})
        return names.get(row.road_id, ())

    return [places_of(row.unit, called(row), row.easting, row.northing) for row in rows]


def in_parts(ids: Iterable[int], size: int = 5000) -> Iterable[list[int]]:
    """Cut many ids into as many as one statement takes."""
    whole = sorted(ids)
    return (whole[start : start + size] for start in range(0, len(whole), size))


def close_days(session: Session, ctx: Context) -> list[Line]:
    """Write a line for every closed day that has commitments; return the new ones.

    A commitment belongs to the local day on which its suggestion was accepted; one that came after that day was
    closed goes into the next line, never into a line that was read already.
    """
    tz = ctx.place.tz
    today = local_date(ctx.now(), tz)
    last = last_line(session)
    previous = last.hash if last else NOTHING_BEFORE
    open_from = date.fromisoformat(last.day) + timedelta(days=1) if last else date.min
    rows = session.execute(
        select(LedgerLeaf.id, LedgerLeaf.leaf, LedgerLeaf.accepted_at).where(LedgerLeaf.day.is_(None))
    )
    waiting = sorted((max(local_date(row.accepted_at, tz), open_from), row.leaf, row.id) for row in rows)
    new: list[Line] = []
    for day, of_day in groupby(waiting, key=lambda one: one[0]):
        if day >= today:
            break
        members = list(of_day)
        line = Line(day.isoformat(), len(members), tree_root([leaf for _, leaf, _ in members]), previous)
        session.add(LedgerLine(day=day, leaves=line.leaves, root=line.root, previous=previous, hash=line.hash))
        session.execute(update(LedgerLeaf), [{"id": leaf_id, "day": day} for _, _, leaf_id in members])
        previous = line.hash
        new.append(line)
    session.flush()
    return new


def is_due(session: Session, ctx: Context) -> bool:
    """Whether a closed day waits for its line."""
    first = session.scalar(select(func.min(LedgerLeaf.accepted_at)).where(LedgerLeaf.day.is_(None)))
    tz = ctx.place.tz
    return first is not None and local_date(first, tz) < local_date(ctx.now(), tz)


def published_lines(session: Session) -> list[Line]:
    """Return every line, the first first."""
    columns = (LedgerLine.day, LedgerLine.leaves, LedgerLine.root, LedgerLine.previous)
    rows = session.execute(select(*columns).order_by(LedgerLine.day))
    return [Line(row.day.isoformat(), row.leaves, row.root, row.previous) for row in rows]


def last_line(session: Session) -> Line | None:
    """Return the newest line."""
    columns = (LedgerLine.day, LedgerLine.leaves, LedgerLine.root, LedgerLine.previous)
    row = session.execute(select(*columns).order_by(LedgerLine.day.desc()).limit(1)).first()
    return Line(row.day.isoformat(), row.leaves, row.root, row.previous) if row else None


def leaves_of(session: Session, days: Iterable[date]) -> dict[date, list[str]]:
    """Return the commitments of some days, in the order in which they are the leaves of the tree."""
    found: dict[date, list[str]] = {}
    for row in session.execute(select(LedgerLeaf.day, LedgerLeaf.leaf).where(LedgerLeaf.day.in_(set(days)))):
        if row.day is not None:
            found.setdefault(row.day, []).append(row.leaf)
    return {day: sorted(leaves) for day, leaves in found.items()}
