"""What is counted and measured around a measure: at its site, or within reach of where it lies."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.calendar import start_of_day
from webapp.domain.context import Context
from webapp.domain.measure_effects import Counted, Periods, told
from webapp.domain.measurements import MeasuredPlace
from webapp.domain.measures import built_on
from webapp.domain.suggestions import Kind
from webapp.storage.measurements import REACH_M, measured_places
from webapp.storage.measures import Measure, MeasureEvent
from webapp.storage.members import standing
from webapp.storage.resolving import resolve_site
from webapp.storage.suggestions import Suggestion


def built_day(session: Session, measure: Measure) -> date | None:
    """Return the day on which a measure was built, by its whole history; None while it is not."""
    steps = select(MeasureEvent.status, MeasureEvent.on).where(MeasureEvent.measure_id == measure.id)
    return built_on((status, on) for status, on in session.execute(steps.order_by(MeasureEvent.id)))


def site_of(session: Session, measure: Measure) -> str | None:
    """Return the id of the place that a measure was built for, as it stands today."""
    site = resolve_site(session, measure.site_id) if measure.site_id else None
    return None if site is None else site.id


def counts_around(session: Session, ctx: Context, measure: Measure, periods: Periods) -> Counted:
    """Return how many pairs of resident and place each period has, by the day on which they were written."""
    tz = ctx.place.tz
    before = start_of_day(periods.first, tz), start_of_day(periods.built_on, tz)
    after = start_of_day(periods.built_on + timedelta(days=1), tz), start_of_day(periods.last + timedelta(days=1), tz)
    near = _near(session, ctx, measure)
    pairs = []
    for first, end in (before, after):
        query = (
            select(Suggestion.reporter_key, Suggestion.site_id)
            .where(standing(), Suggestion.kind == Kind.SPEED, *near)
            .where(Suggestion.created_at >= first, Suggestion.created_at < end)
            .distinct()
        )
        rows = session.execute(query).all()
        pairs.append(told(len(rows), len({row.reporter_key for row in rows})))
    return Counted(*pairs)


def measured_by_site(session: Session) -> dict[str, MeasuredPlace]:
    """Return every measured place by the id of its site, or its position where it is no site's."""
    return {place.key: place for place in measured_places(session)}


def built_measures(session: Session) -> list[tuple[Measure, date]]:
    """Return every measure that was built, with its day. O(measures)."""
    rows = session.scalars(select(Measure).where(Measure.status.in_(["built", "removed"])).order_by(Measure.id))
    days = ((measure, built_day(session, measure)) for measure in rows)
    return [(measure, day) for measure, day in days if day is not None]


def _near(session: Session, ctx: Context, measure: Measure) -> tuple[Any, ...]:
    """Return what a suggestion must fit to be about a measure: its site, or the ground about it."""
    from webapp.analysis.projection import to_metres

    site_id = site_of(session, measure)
    if site_id is not None:
        return (Suggestion.site_id == site_id,)
    easting, northing = (float(v) for v in to_metres(ctx.place.crs, measure.lon, measure.lat))
    across, up = Suggestion.easting - easting, Suggestion.northing - northing
    return (
        Suggestion.easting.between(easting - REACH_M, easting + REACH_M),
        func.abs(up) <= REACH_M,
        across * across + up * up <= REACH_M**2,
    )
