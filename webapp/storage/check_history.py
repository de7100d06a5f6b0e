"""What the checks at each site come to: when one last counted, what was measured, what they showed together."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import DateTime, select, type_coerce
from sqlalchemy.orm import Session

from webapp.domain.after_effects import Visits, Yield
from webapp.domain.score import Measured
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.measurements import latest_by_site


class CheckHistory(NamedTuple):
    """The checks of one site that stand, and what was measured there besides. Times are UTC without a zone."""

    last_counted_at: datetime | None = None
    measured_at: datetime | None = None
    measured: Measured | None = None  # the newest that tells how many vehicles, the v85 and the limit
    visits: Visits = Visits()


NO_CHECKS = CheckHistory()


def check_histories(session: Session) -> dict[str, CheckHistory]:
    """Return what the checks at each site come to; a site without checks and measurements is left out."""
    found: dict[str, CheckHistory] = {}
    for at, counts, started_at, vehicles, over, v85_kmh, limit_kmh in _rows(session):
        last, measured_at, measured, (counted, summed, latest) = found.get(at, NO_CHECKS)
        if counts:
            last, counted = started_at, counted + 1
        if vehicles is not None and v85_kmh is not None and limit_kmh is not None:
            measured_at, measured = started_at, Measured(vehicles, v85_kmh, limit_kmh)
        if vehicles and over is not None:
            latest = Yield(1, vehicles, over)
            summed = Yield(1 + summed.checks, vehicles + summed.vehicles, over + summed.over) if summed else latest
        found[at] = CheckHistory(last, measured_at, measured, Visits(counted, summed, latest))
    for at, (aware, measured) in latest_by_site(session).items():
        measured_at, before = aware.astimezone(UTC).replace(tzinfo=None), found.get(at, NO_CHECKS)
        if before.measured_at is None or before.measured_at < measured_at:
            found[at] = before._replace(measured_at=measured_at, measured=measured)
    return found


def _rows(session: Session) -> Sequence[Any]:
    """Return what is known of each check that stands and belongs to a site, the oldest first."""
    replaced = select(Check.replaces_id).where(Check.replaces_id.is_not(None))
    query = (
        select(
            CheckVerdict.site_id,
            CheckVerdict.counts,
            type_coerce(Check.started_at, DateTime),
            Check.vehicles,
            Check.over_limit,
            Check.v85_kmh,
            Check.limit_kmh,
        )
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(CheckVerdict.site_id.is_not(None), Check.withdrawn.is_(False), Check.id.not_in(replaced))
        .order_by(Check.started_at, Check.id)
    )
    return session.connection().execute(query).all()
