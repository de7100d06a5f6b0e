"""Names that staff taught: what people here call a place, beside the names of the place folder and of imports.

A taught name stands in the gazetteer with an origin of its own, so that every search and every reading of a comment
knows it, and neither the place folder nor an import takes it away. Forgotten, it leaves the gazetteer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.context import Context
from webapp.domain.names import fold
from webapp.domain.roles import Actor
from webapp.storage.db import Base, Instant
from webapp.storage.places import GazetteerName

LEARNED = "learned"
"""The origin of a taught name in the gazetteer."""
LONGEST = 60
LEAST = 3


class LearnedName(Base):
    """What somebody taught, and when it was forgotten again."""

    __tablename__ = "learned_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    spelling: Mapped[str]
    folded: Mapped[str]
    name: Mapped[str]  # of the place that is meant
    kind: Mapped[str]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    area: Mapped[str | None]
    learned_at: Mapped[datetime] = mapped_column(Instant)
    learned_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    forgotten_at: Mapped[datetime | None] = mapped_column(Instant)


@dataclass(frozen=True)
class Meant:
    """The place that a name is to mean."""

    name: str
    kind: str
    lat: float | None
    lon: float | None
    area: str | None = None


def learn(session: Session, ctx: Context, actor: Actor, spelling: str, meant: Meant) -> LearnedName | None:
    """Let a name mean a place from now on; None when it is known already, or is none."""
    spelling = " ".join("".join(c if c.isprintable() else " " for c in spelling).split())[:LONGEST]
    folded = fold(spelling)
    if len(folded) < LEAST:
        return None
    if session.scalar(select(GazetteerName.id).where(GazetteerName.folded == folded).limit(1)) is not None:
        return None
    row = LearnedName(
        spelling=spelling,
        folded=folded,
        name=meant.name,
        kind=meant.kind,
        lat=meant.lat,
        lon=meant.lon,
        area=meant.area,
        learned_at=ctx.now(),
        learned_by=actor.account_id,
    )
    session.add(row)
    session.add(
        GazetteerName(
            name=meant.name,
            spelling=spelling,
            folded=folded,
            kind=meant.kind,
            lat=meant.lat,
            lon=meant.lon,
            area=meant.area,
            origin=LEARNED,
        )
    )
    session.flush()
    return row


def forget(session: Session, ctx: Context, row: LearnedName) -> None:
    """Let a taught name mean nothing again; what was accepted under it stays."""
    session.execute(delete(GazetteerName).where(GazetteerName.origin == LEARNED, GazetteerName.folded == row.folded))
    row.forgotten_at = ctx.now()


def learned(session: Session) -> Sequence[LearnedName]:
    """Return every taught name that holds, the newest first."""
    rows = select(LearnedName).where(LearnedName.forgotten_at.is_(None))
    return session.scalars(rows.order_by(LearnedName.id.desc())).all()
