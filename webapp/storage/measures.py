"""Speed-reducing measures: the register as it stands, and everything that was told of each, never edited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, ForeignKey, Select, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.measures import built_on
from webapp.domain.moderation import Reported
from webapp.domain.privacy import PublicMeasure, public_measure
from webapp.storage.accounts import Account
from webapp.storage.db import Base, Instant
from webapp.storage.places import Area
from webapp.storage.sites import Site, SiteAlias
from webapp.storage.text_reports import hidden_words


class Measure(Base):
    """One measure as it stands: kept from its events, so that a map reads one row."""

    __tablename__ = "measure"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    external_key: Mapped[str | None] = mapped_column(unique=True)  # of an imported one: its file's id
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(index=True)
    status_on: Mapped[date | None]
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON)  # GeoJSON point or line, in degrees
    lat: Mapped[float]  # a point on it, for boxes and lists
    lon: Mapped[float]
    street: Mapped[str] = mapped_column(default="")
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id", ondelete="SET NULL"))
    site_id: Mapped[str | None] = mapped_column(index=True)  # as it was named then: an alias leads on
    cost: Mapped[int | None] = mapped_column(BigInteger)
    link: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(Text, default="")


class MeasureEvent(Base):
    """One thing that was told of a measure: a step, or a correction with its reason. Never edited."""

    __tablename__ = "measure_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    status: Mapped[str]
    on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")  # of a correction
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)  # everything as it stood after it


@dataclass(frozen=True)
class MeasureFilter:
    """Which measures: all that every given value fits."""

    bbox: tuple[float, float, float, float] | None = None
    kind: str | None = None
    status: str | None = None
    site_id: str | None = None


@dataclass(frozen=True)
class Step:
    """One line of a measure's history, for staff."""

    at: datetime
    by: str | None
    status: str
    on: date | None
    reason: str


_SITE: ColumnElement[str | None] = func.coalesce(SiteAlias.site_id, Measure.site_id)
_COLUMNS = (
    Measure.public_id,
    Measure.kind,
    Measure.status,
    Measure.status_on,
    Measure.geometry,
    Measure.lat,
    Measure.lon,
    Measure.street,
    Area.name.label("area"),
    _SITE.label("site_id"),
    Site.published_at.label("site_published_at"),
    Site.name.label("site_name"),
    Measure.cost,
    Measure.link,
    Measure.note,
)


def public_measures(
    session: Session, wanted: MeasureFilter, limit: int | None = None, offset: int = 0
) -> list[PublicMeasure]:
    """Return measures as everyone may see them, the newest step first."""
    statement = _filtered(select(*_COLUMNS), wanted)
    order = (Measure.status_on.is_(None), Measure.status_on.desc(), Measure.id.desc())
    return _through_the_gate(session, session.execute(statement.order_by(*order).limit(limit).offset(offset)))


def count_measures(session: Session, wanted: MeasureFilter) -> int:
    """Return how many measures fit."""
    return session.scalar(_filtered(select(func.count(Measure.id)), wanted)) or 0


def find_public_measure(session: Session, public_id: str) -> PublicMeasure | None:
    """Return one measure as everyone may see it, or None."""
    rows = session.execute(_filtered(select(*_COLUMNS), MeasureFilter()).where(Measure.public_id == public_id))
    return next(iter(_through_the_gate(session, rows)), None)


def find_measure(session: Session, public_id: str) -> Measure | None:
    """Return the row of a measure, or None."""
    return session.scalar(select(Measure).where(Measure.public_id == public_id))


def find_imported(session: Session, key: str) -> Measure | None:
    """Return the measure that a file's row is about, or None."""
    return session.scalar(select(Measure).where(Measure.external_key == key))


def built_between(session: Session, first: date, last: date) -> list[tuple[date, PublicMeasure]]:
    """Return the measures that were built on these days, each with its day, the latest first. O(measures).

    What was taken away since was built all the same; what a correction says never was, was not.
    """
    told: dict[int, list[tuple[str, date | None]]] = {}
    steps = select(MeasureEvent.measure_id, MeasureEvent.status, MeasureEvent.on).order_by(MeasureEvent.id)
    for measure_id, status, on in session.execute(steps):
        told.setdefault(measure_id, []).append((status, on))
    days = {measure_id: built_on(lines) for measure_id, lines in told.items()}
    wanted = {measure_id: day for measure_id, day in days.items() if day is not None and first <= day <= last}
    statement = _filtered(select(Measure.id.label("number"), *_COLUMNS), MeasureFilter())
    rows = [row for row in session.execute(statement) if row.number in wanted]
    built = [(wanted[row.number], one) for row, one in zip(rows, _through_the_gate(session, rows), strict=True)]
    return sorted(built, key=lambda one: (one[0], one[1].id), reverse=True)


def any_told(session: Session) -> bool:
    """Whether anybody has ever registered a measure here: without one, nothing is known of what was built."""
    return session.scalar(select(Measure.id).limit(1)) is not None


def steps_of(session: Session, measure: Measure) -> list[Step]:
    """Return the history of a measure, the newest first."""
    query = (
        select(MeasureEvent, Account.email)
        .outerjoin(Account, Account.id == MeasureEvent.account_id)
        .where(MeasureEvent.measure_id == measure.id)
        .order_by(MeasureEvent.id.desc())
    )
    return [Step(e.at, email, e.status, e.on, e.reason) for e, email in session.execute(query)]


def _filtered(statement: Select[*tuple[Any, ...]], wanted: MeasureFilter) -> Select[*tuple[Any, ...]]:
    statement = (
        statement.select_from(Measure)
        .outerjoin(Area, Area.id == Measure.area_id)
        .outerjoin(SiteAlias, SiteAlias.id == Measure.site_id)
        .outerjoin(Site, Site.id == _SITE)
    )
    if wanted.bbox is not None:
        west, south, east, north = wanted.bbox
        statement = statement.where(Measure.lon.between(west, east), Measure.lat.between(south, north))
    if wanted.kind is not None:
        statement = statement.where(Measure.kind == wanted.kind)
    if wanted.status is not None:
        statement = statement.where(Measure.status == wanted.status)
    if wanted.site_id is not None:
        statement = statement.where(_SITE.in_([wanted.site_id]))
    return statement


def _through_the_gate(session: Session, rows: Iterable[Any]) -> list[PublicMeasure]:
    hidden: dict[str, set[str]] = {}
    for public_id, words in hidden_words(session, Reported.MEASURE):
        hidden.setdefault(public_id, set()).add(words)
    return [public_measure(row, hidden.get(row.public_id, ())) for row in rows]
