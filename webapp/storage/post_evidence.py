"""Which comments had asked for a held check before it began, by their posts' own time: written once, and kept.

A row is written when a comment is accepted or a check is recorded, whichever comes last, by the sites as they are
then. Nothing that happens later - a merge, a move, a comment taken back - takes it away.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.context import Context
from webapp.domain.counting import Asked
from webapp.domain.post_evidence import Posted
from webapp.domain.suggestions import Channel, State
from webapp.storage.as_of import reach_of
from webapp.storage.checks import Check
from webapp.storage.db import Base, Instant
from webapp.storage.resolving import resolve_site
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

NEAR_M = 450.0  # a check's reach and the breadth of a site, with room to spare


class PostEvidence(Base):
    """A comment that had asked for a check before it began; ``site_id`` is the site's id at that writing."""

    __tablename__ = "post_evidence"
    __table_args__ = (UniqueConstraint("check_id", "suggestion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("speed_check.id"), index=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"))
    site_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)


def gather(session: Session, ctx: Context, check: Check, kind: str, max_distance_m: float) -> list[PostEvidence]:
    """Return what is not written yet about a check, unsaved: the comments that had asked for the nearest place.

    A check that was recorded at a site is that one's and no other's. What had asked for a row that this one corrects
    has asked for this one, where it tells of the same place.
    """
    carried = _carried(session, check)
    near: list[tuple[float, str, int]] = []
    for suggestion_id, was_at in _asked_elsewhere(session, check, kind):
        site = resolve_site(session, was_at) if was_at else None
        if site is None or not _may_be_at(session, check, site):
            continue
        distance_m, same_unit = reach_of(session, ctx, site, check.easting, check.northing, check.started_at)
        if same_unit and distance_m <= max_distance_m:
            near.append((distance_m, site.id, suggestion_id))
    nearest = min(near)[1] if near else None
    known = set(session.scalars(select(PostEvidence.suggestion_id).where(PostEvidence.check_id == check.id)))
    found = carried | {number: site_id for _, site_id, number in near if site_id == nearest and not carried}
    return [
        PostEvidence(check_id=check.id, suggestion_id=number, site_id=site_id, at=ctx.now())
        for number, site_id in sorted(found.items())
        if number not in known
    ]


def posts_of(session: Session, checks: Iterable[Check], unsaved: Sequence[PostEvidence] = ()) -> list[Posted]:
    """Return for each of some checks who had asked for it elsewhere; most have none."""
    by_id = {check.id or 0: check for check in checks}
    rows: dict[int, list[PostEvidence]] = defaultdict(list)
    for row in [*session.scalars(select(PostEvidence).order_by(PostEvidence.id)), *unsaved]:
        if (row.check_id or 0) in by_id:
            rows[row.check_id or 0].append(row)
    return [_posted(session, by_id[check_id], found) for check_id, found in rows.items()]


def has_posts(session: Session) -> bool:
    """Whether any check was asked for elsewhere."""
    return session.scalar(select(PostEvidence.id).limit(1)) is not None


def first_within(session: Session, start: datetime, end: datetime) -> datetime | None:
    """Return when the first check of a span that was asked for elsewhere started."""
    held = select(func.min(Check.started_at)).join(PostEvidence, PostEvidence.check_id == Check.id)
    return session.scalar(held.where(Check.started_at >= start, Check.started_at < end))


def _posted(session: Session, check: Check, rows: Sequence[PostEvidence]) -> Posted:
    site = resolve_site(session, rows[0].site_id)
    asked = session.execute(
        select(Suggestion.id, Suggestion.received_at, Suggestion.reporter_key).where(
            Suggestion.id.in_([row.suggestion_id for row in rows])
        )
    ).all()
    return Posted(
        check_id=check.id or 0,
        site_id=site.id if site is not None else rows[0].site_id,
        ids=frozenset({*(row.site_id for row in rows), *([check.named_id] if check.named_id else [])}),
        area_id=site.area_id if site is not None else None,
        asked=tuple(Asked(row.id, row.received_at, row.reporter_key) for row in asked),
    )


def _asked_elsewhere(session: Session, check: Check, kind: str) -> Sequence[tuple[int, str | None]]:
    """Return the comments near a check that were posted before it began and accepted afterwards, with their sites."""
    rows = session.execute(
        select(Suggestion.id, Suggestion.site_id)
        .where(Suggestion.channel == Channel.COMMENT.value, Suggestion.kind == kind)
        .where(Suggestion.posted_at < check.started_at, Suggestion.received_at >= check.started_at)
        .where(Suggestion.accepted_at.is_not(None), Suggestion.state == State.LIVE.value)
        .where(Suggestion.easting.between(check.easting - NEAR_M, check.easting + NEAR_M))
        .where(Suggestion.northing.between(check.northing - NEAR_M, check.northing + NEAR_M))
        .order_by(Suggestion.id)
    )
    return [(row.id, row.site_id) for row in rows]


def _carried(session: Session, check: Check) -> dict[int, str]:
    """Return what had asked for the row that a check corrects, while its place stands and it began after the post."""
    old = session.get(Check, check.replaces_id) if check.replaces_id else None
    if old is None or (old.easting, old.northing, old.site_id) != (check.easting, check.northing, check.site_id):
        return {}
    rows = session.execute(
        select(PostEvidence.suggestion_id, PostEvidence.site_id)
        .join(Suggestion, Suggestion.id == PostEvidence.suggestion_id)
        .where(PostEvidence.check_id == old.id, Suggestion.posted_at < check.started_at)
    )
    return {row.suggestion_id: row.site_id for row in rows}


def _may_be_at(session: Session, check: Check, site: Site) -> bool:
    if check.site_id is None:
        return True
    named = resolve_site(session, check.site_id)
    return named is not None and named.id == site.id
