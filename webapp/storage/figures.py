"""Figures that the municipality uploaded, and the suggestions that stand beside them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.figures import Level
from webapp.domain.hotspots import LEAST_RESIDENTS
from webapp.domain.names import fold
from webapp.storage.db import Base, Instant
from webapp.storage.members import standing
from webapp.storage.places import Area
from webapp.storage.roads import Road
from webapp.storage.suggestions import Suggestion


class FigureSet(Base):
    """One uploaded file: what its figures are, and whether everyone may read them."""

    __tablename__ = "figure_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    kind: Mapped[str]
    level: Mapped[str]
    period: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    public: Mapped[bool] = mapped_column(default=False)
    uploaded_at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Figure(Base):
    """One figure of a set, in the order of its file."""

    __tablename__ = "figure"

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("figure_set.id", ondelete="CASCADE"), index=True)
    unit: Mapped[str]  # the district's or road's name as the place knows it
    value: Mapped[float]


def every_set(session: Session) -> Sequence[Any]:
    """Return each set with how many figures it has, the newest first."""
    query = select(FigureSet, func.count(Figure.id)).outerjoin(Figure, Figure.set_id == FigureSet.id)
    return session.execute(query.group_by(FigureSet.id).order_by(FigureSet.id.desc())).all()


def figures_of(session: Session, set_id: int) -> Sequence[Any]:
    """Return the unit and value of each figure of a set, in the order of its file."""
    return session.execute(select(Figure.unit, Figure.value).where(Figure.set_id == set_id).order_by(Figure.id)).all()


def public_sets(session: Session) -> Sequence[FigureSet]:
    """Return the sets that everyone may read, the newest first."""
    return session.scalars(select(FigureSet).where(FigureSet.public.is_(True)).order_by(FigureSet.id.desc())).all()


def forget_set(session: Session, found: FigureSet) -> None:
    """Take a set away with its figures."""
    session.execute(delete(Figure).where(Figure.set_id == found.id))
    session.delete(found)


def units_known(session: Session, level: str) -> dict[str, str]:
    """Return folded name -> name of every district (also by its slug), or of every road that has a name."""
    if level == Level.DISTRICT:
        rows = session.execute(select(Area.slug, Area.name)).all()
        return {fold(text): name for slug, name in rows for text in (slug, name)}
    names = session.scalars(select(Road.name).where(Road.name.is_not(None)).distinct())
    return {fold(name): name for name in names if name}


def suggestions_by_unit(session: Session, level: str) -> dict[str, int | None]:
    """Return how many pairs of resident and place each district or road has; None of one or two residents."""
    name, joined = (
        (Area.name, (Area, Area.id == Suggestion.area_id))
        if level == Level.DISTRICT
        else (Road.name, (Road, Road.id == Suggestion.road_id))
    )
    pairs = (
        select(name.label("unit"), Suggestion.reporter_key, Suggestion.site_id)
        .select_from(Suggestion)
        .join(*joined)
        .where(standing())
        .distinct()
        .subquery()
    )
    query = select(pairs.c.unit, func.count(), func.count(func.distinct(pairs.c.reporter_key))).group_by(pairs.c.unit)
    return {
        str(unit): events if residents >= LEAST_RESIDENTS else None
        for unit, events, residents in session.execute(query)
        if unit is not None
    }
