"""Putting a held check right: every version that it has had, and a correction of the one that was seen."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.domain.checks import RecordCheck
from webapp.domain.context import Context
from webapp.domain.errors import NotFound, WrongState
from webapp.domain.roles import Actor, Permission, require
from webapp.storage import checks as store
from webapp.storage.checks import Check
from webapp.usecases.checks import CheckReceipt, correct_check


@dataclass(frozen=True)
class CheckVersion:
    """What stood about a check from ``recorded_at`` on, who wrote it, and why it took the place of the one before."""

    row_id: int
    recorded_at: datetime
    recorded_by: str | None
    started_at: datetime
    ended_at: datetime
    vehicles: int | None
    over_limit: int | None
    mean_kmh: float | None
    v85_kmh: float | None
    limit_kmh: int | None
    public_note: str | None
    withdrawn: bool
    correction_reason: str | None


def versions_of(session: Session, actor: Actor, public_id: str) -> tuple[CheckVersion, ...]:
    """Return every version of a check, the one that stands first.

    :raises NotAllowed: the actor may not record checks
    :raises NotFound: there is no such check
    """
    require(actor, Permission.RECORD_CHECK)
    rows = store.versions(session, public_id)
    if not rows:
        raise NotFound(f"check {public_id}")
    return tuple(_version(check, email) for check, email in rows)


def correct_seen(
    session: Session, ctx: Context, actor: Actor, public_id: str, version: int | None, facts: RecordCheck, reason: str
) -> CheckReceipt:
    """Correct the version of a check that somebody has seen; where it was held stays.

    :param version: row of the version that was on the page; None: whichever stands
    :raises Invalid: what was told cannot be true, or no reason is given
    :raises NotFound: there is no such check
    :raises WrongState: somebody has corrected it since, or taken it back
    """
    require(actor, Permission.RECORD_CHECK)
    standing = store.find_by_public_id(session, public_id)
    if standing is None:
        raise NotFound(f"check {public_id}")
    if version is not None and all(check.id != version for check, _ in store.versions(session, public_id)):
        raise WrongState(f"{version} is no version of {public_id}")
    return correct_check(session, ctx, actor, version or standing.id, _where(standing, facts), reason)


def _where(standing: Check, facts: RecordCheck) -> RecordCheck:
    if standing.site_id is not None:
        return replace(facts, site_id=standing.named_id or standing.site_id)
    return replace(facts, lat=standing.lat, lon=standing.lon)


def _version(check: Check, email: str | None) -> CheckVersion:
    return CheckVersion(
        row_id=check.id,
        recorded_at=check.recorded_at,
        recorded_by=email,
        started_at=check.started_at,
        ended_at=check.ended_at,
        vehicles=check.vehicles,
        over_limit=check.over_limit,
        mean_kmh=check.mean_kmh,
        v85_kmh=check.v85_kmh,
        limit_kmh=check.limit_kmh,
        public_note=check.public_note,
        withdrawn=check.withdrawn,
        correction_reason=check.correction_reason,
    )
