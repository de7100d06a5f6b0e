"""Measured speeds: kept as they came in, found by the site that they are at today."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.measurements import MeasuredPlace, Measurement
from webapp.domain.score import Measured
from webapp.domain.suggestions import Kind
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.db import Base, Instant
from webapp.storage.resolving import resolve_site
from webapp.storage.sites import Site, SiteAlias

REACH_M = 150.0
"""A measurement at a position is one of the nearest site within this, as a check would be."""


class MeasurementRow(Base):
    """One measurement, as it came in."""

    __tablename__ = "speed_measurement"

    id: Mapped[int] = mapped_column(primary_key=True)
    external_key: Mapped[str] = mapped_column(unique=True)  # the row's own fingerprint
    site_id: Mapped[str | None] = mapped_column(index=True)  # as named, or the nearest then; site ids are for ever
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    started_at: Mapped[datetime] = mapped_column(Instant, index=True)
    ended_at: Mapped[datetime] = mapped_column(Instant)
    vehicles: Mapped[int]
    mean_kmh: Mapped[float]
    v85_kmh: Mapped[float | None]
    limit_kmh: Mapped[int | None]
    over_limit: Mapped[int | None]
    source: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(Instant)
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


def stored_keys(session: Session) -> set[str]:
    """Return the fingerprint of every measurement."""
    return set(session.scalars(select(MeasurementRow.external_key)))


def nearest_site(session: Session, easting: float, northing: float) -> str | None:
    """Return the speed site whose anchor lies nearest, within reach."""
    near = (
        Site.easting.between(easting - REACH_M, easting + REACH_M),
        Site.northing.between(northing - REACH_M, northing + REACH_M),
    )
    apart = (Site.easting - easting) * (Site.easting - easting) + (Site.northing - northing) * (
        Site.northing - northing
    )
    found: Any = session.execute(
        select(Site.id, apart.label("apart"))
        .where(Site.kind == Kind.SPEED, (Site.members > 0) | Site.pinned_at.is_not(None), *near)
        .order_by("apart", Site.id)
        .limit(1)
    ).first()
    return str(found.id) if found is not None and found.apart <= REACH_M**2 else None


def measured_places(session: Session) -> list[MeasuredPlace]:
    """Return every measured place with its measurements, and with the checks that were held at it."""
    grouped: dict[str, list[Measurement]] = {}
    leads: dict[str, str] = {}
    for row in session.scalars(select(MeasurementRow).order_by(MeasurementRow.started_at, MeasurementRow.id)):
        key = f"{row.lat:.5f},{row.lon:.5f}" if row.site_id is None else leads.get(row.site_id)
        if key is None:
            site = resolve_site(session, str(row.site_id))
            key = leads[str(row.site_id)] = site.id if site else str(row.site_id)
        grouped.setdefault(key, []).append(_measurement(row))
    checks = _checks_at(session, list(grouped))
    return [MeasuredPlace(key, tuple(found), tuple(checks.get(key, ()))) for key, found in sorted(grouped.items())]


def latest_by_site(session: Session) -> dict[str, tuple[datetime, Measured]]:
    """Return when each site was last measured, and what that showed, where it tells the v85 and the limit."""
    rows: Sequence[Any] = session.execute(
        select(
            func.coalesce(SiteAlias.site_id, MeasurementRow.site_id),
            MeasurementRow.started_at,
            MeasurementRow.vehicles,
            MeasurementRow.v85_kmh,
            MeasurementRow.limit_kmh,
        )
        .outerjoin(SiteAlias, SiteAlias.id == MeasurementRow.site_id)
        .where(
            MeasurementRow.site_id.is_not(None),
            MeasurementRow.v85_kmh.is_not(None),
            MeasurementRow.limit_kmh.is_not(None),
        )
        .order_by(MeasurementRow.started_at)
    ).all()
    return {str(site_id): (at, Measured(n, v85, limit)) for site_id, at, n, v85, limit in rows}


def _checks_at(session: Session, site_ids: Sequence[str]) -> dict[str, list[tuple[datetime, datetime]]]:
    """Return the beginning and end of the checks held at sites, as they stand now: counted or not."""
    replaced = select(Check.replaces_id).where(Check.replaces_id.is_not(None))
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    rows = session.execute(
        select(func.coalesce(CheckVerdict.site_id, Check.site_id), Check.started_at, Check.ended_at)
        .outerjoin(CheckVerdict, CheckVerdict.check_id == Check.id)
        .where(Check.withdrawn.is_(False), Check.id.not_in(replaced))
        .order_by(Check.started_at)
    )
    wanted = set(site_ids)
    for site_id, started_at, ended_at in rows:
        if site_id in wanted:
            found.setdefault(str(site_id), []).append((started_at, ended_at))
    return found


def _measurement(row: MeasurementRow) -> Measurement:
    return Measurement(
        row.started_at,
        row.ended_at,
        row.vehicles,
        row.mean_kmh,
        row.v85_kmh,
        row.limit_kmh,
        row.over_limit,
        row.source,
    )
