"""What the police's list asks for beside the ranking: where voices came from, and what checks showed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.after_effects import Visits, Yield
from webapp.storage.campaigns import CampaignRow
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.choosing import COUNTED_STATES
from webapp.storage.suggestions import Suggestion

Sources = tuple[tuple[str, ...], tuple[str, ...]]


def sources(session: Session) -> dict[str, Sources]:
    """Return the channels and the questions (slugs) that the voices of each site came through."""
    query = (
        select(Suggestion.site_id, Suggestion.channel, CampaignRow.slug)
        .outerjoin(CampaignRow, CampaignRow.id == Suggestion.campaign_id)
        .where(Suggestion.site_id.is_not(None), Suggestion.state.in_(COUNTED_STATES))
        .distinct()
    )
    known: dict[tuple[str, str | None], Sources] = {}
    found: dict[str, Sources] = {}
    rows: Sequence[Any] = session.connection().execute(query).all()
    for site_id, channel, campaign in rows:
        one = known.setdefault((channel, campaign), ((channel,), (campaign,) if campaign else ()))
        before = found.get(site_id)
        found[site_id] = one if before is None else _joined(before, one)
    return found


def visits(session: Session, site_id: str | None = None) -> Mapping[str, Visits]:
    """Return what the checks that stand showed at each site, or at one."""
    replaced = select(Check.replaces_id).where(Check.replaces_id.is_not(None))
    query = (
        select(CheckVerdict.site_id, CheckVerdict.counts, Check.vehicles, Check.over_limit)
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(CheckVerdict.site_id.is_not(None), Check.withdrawn.is_(False), Check.id.not_in(replaced))
        .order_by(Check.started_at, Check.id)
    )
    if site_id is not None:
        query = query.where(CheckVerdict.site_id == site_id)
    found: dict[str, Visits] = {}
    rows: Sequence[Any] = session.connection().execute(query).all()
    for at, counts, vehicles, over in rows:
        counted, summed, latest = found.get(at, Visits())
        if vehicles and over is not None:
            latest = Yield(1, vehicles, over)
            summed = Yield(1 + summed.checks, vehicles + summed.vehicles, over + summed.over) if summed else latest
        found[at] = Visits(counted + bool(counts), summed, latest)
    return found


def _joined(one: Sources, other: Sources) -> Sources:
    return tuple(dict.fromkeys(one[0] + other[0])), tuple(dict.fromkeys(one[1] + other[1]))
