"""What staff last did to a site, as a text that a form carries: so that two officers never overwrite each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from webapp.domain.errors import Overtaken
from webapp.domain.sites import SiteEvent
from webapp.storage.accounts import Account
from webapp.storage.checks import Choice
from webapp.storage.sites import Site, SiteAlias, SiteEventRow
from webapp.storage.suitability import SiteAssessment

DEEDS = (
    SiteEvent.CHECKED,
    SiteEvent.CLOSED,
    SiteEvent.DECLINED,
    SiteEvent.REOPENED,
    SiteEvent.HANDED_OVER,
    SiteEvent.MERGED,
    SiteEvent.SPLIT,
    SiteEvent.MOVED_MEMBER,
)
"""What a person does to a site. One more voice is none of it: nobody is held up because residents write."""

_VERSION = re.compile(r"(\d{1,18})-(\d{1,18})(o?)-(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Deed:
    """One thing that a person did to a site; ``who`` is an e-mail address, for staff only."""

    at: datetime
    who: str | None
    what: str  # the name of an event, or chosen, unchosen
    reason: str | None = None
    reply: str | None = None


def version_of(session: Session, site: Site) -> str:
    """Return the version of a site: the numbers of the last deed, choice and judgement; o: the choice stands."""
    return versions_of(session, [site.id])[site.id]


def versions_of(session: Session, site_ids: Sequence[str]) -> dict[str, str]:
    """Return the versions of sites, by canonical id: four queries, however many."""
    aliases = session.execute(select(SiteAlias.id, SiteAlias.site_id).where(SiteAlias.site_id.in_(site_ids)))
    owner = {**{str(alias): str(site_id) for alias, site_id in aliases}, **{one: one for one in site_ids}}
    event = select(SiteEventRow.site_id, func.max(SiteEventRow.id)).group_by(SiteEventRow.site_id)
    last = dict.fromkeys(site_ids, 0)
    for named, number in session.execute(event.where(SiteEventRow.site_id.in_(list(owner)), _deeds())):
        last[owner[named]] = max(last[owner[named]], number)
    newest = select(func.max(Choice.id)).where(Choice.site_id.in_(site_ids)).group_by(Choice.site_id)
    chosen = {
        str(site_id): f"{number}{'o' if ended_at is None else ''}"
        for site_id, number, ended_at in session.execute(
            select(Choice.site_id, Choice.id, Choice.ended_at).where(Choice.id.in_(newest))
        )
    }
    judging = select(SiteAssessment.site_id, func.max(SiteAssessment.id)).group_by(SiteAssessment.site_id)
    judged = {str(at): number for at, number in session.execute(judging.where(SiteAssessment.site_id.in_(site_ids)))}
    return {one: f"{last[one]}-{chosen.get(one, 0)}-{judged.get(one, 0)}" for one in site_ids}


def must_be_seen(session: Session, site: Site, version: str) -> None:
    """Go on only if nobody did anything to a site since the actor saw it; an empty version asks nothing.

    Call it inside the transaction of the deed.

    :raises Overtaken: somebody did
    """
    if version and version != version_of(session, site):
        raise Overtaken(f"site {site.id} is at {version_of(session, site)}, not at {version}")


def deeds_since(session: Session, site: Site, version: str) -> list[Deed]:
    """Return what was done to a site after a version, the latest first; of an unreadable version the last deed."""
    read = _VERSION.fullmatch(version)
    event_id, choice_id, judged_id = (int(read[n]) for n in (1, 2, 4)) if read else (0, 0, 0)
    stood = bool(read and read[3])
    rows = session.execute(
        select(SiteEventRow, Account.email)
        .outerjoin(Account, Account.id == SiteEventRow.account_id)
        .where(_about(site), _deeds(), SiteEventRow.id > event_id)
        .order_by(SiteEventRow.id)
    ).all()
    deeds = [Deed(row.at, who, row.type, row.data.get("reason"), row.data.get("reply")) for row, who in rows]
    choices = session.execute(
        select(Choice, Account.email)
        .outerjoin(Account, Account.id == Choice.chosen_by)
        .where(Choice.site_id == site.id, Choice.id >= choice_id)
        .order_by(Choice.id)
    ).all()
    for choice, who in choices:
        if choice.id > choice_id:
            deeds.append(Deed(choice.chosen_at, who, "chosen"))
        if choice.ended_at is not None and (choice.id > choice_id or stood):
            deeds.append(Deed(choice.ended_at, None, "unchosen"))
    judgements = (
        select(SiteAssessment, Account.email)
        .outerjoin(Account, Account.id == SiteAssessment.account_id)
        .where(SiteAssessment.site_id == site.id, SiteAssessment.id > judged_id)
    )
    deeds += [Deed(one.at, who, "assessed") for one, who in session.execute(judgements.order_by(SiteAssessment.id))]
    latest = sorted(_once(deeds), key=lambda deed: deed.at)[::-1]
    return latest if read else latest[:1]


def _once(deeds: list[Deed]) -> list[Deed]:
    """Tell a split of many members, or many moves at one moment, once."""
    return list(dict.fromkeys(deeds))


def _about(site: Site) -> ColumnElement[bool]:
    retired = select(SiteAlias.id).where(SiteAlias.site_id == site.id)
    return or_(SiteEventRow.site_id == site.id, SiteEventRow.site_id.in_(retired))


def _deeds() -> ColumnElement[bool]:
    return SiteEventRow.type.in_([str(kind) for kind in DEEDS])
