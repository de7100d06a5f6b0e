"""The rows that a report freezes: what is public of a year up to a day, as it is known now."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date, start_of_day
from webapp.domain.context import Context
from webapp.domain.measurements import compare
from webapp.domain.messages import MessageState, Opinion, Topic
from webapp.domain.privacy import band_level
from webapp.domain.progress import CheckLine, Progress
from webapp.domain.reports import FORMAT, ReportKind, stories
from webapp.domain.sites import SiteEvent
from webapp.domain.suggestions import State
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.measurements import measured_places
from webapp.storage.opinions import CheckOpinion
from webapp.storage.outbox import Message
from webapp.storage.pledge_progress import EventLine, PledgeProgress, pledges
from webapp.storage.progress import progress
from webapp.storage.public import find_published
from webapp.storage.recommendations import lottery_of
from webapp.storage.reports import all_published
from webapp.storage.sites import Site, SiteEventRow
from webapp.storage.suggestions import Suggestion

OUTCOMES = (SiteEvent.CLOSED, SiteEvent.DECLINED, SiteEvent.ANSWERED, SiteEvent.HANDED_OVER)
TOLD = (Topic.CHECKED, Topic.CLOSED, Topic.DECLINED, Topic.ANSWERED, Topic.HANDED_OVER)
FEWEST_OPINIONS = 3


def snapshot(session: Session, ctx: Context, kind: ReportKind, through: date) -> dict[str, Any]:
    """Return the rows of a report, public to the last one.

    :param through: the last local day that is in it; what was corrected since is in it as it is known now
    """
    then = _at_the_end_of(ctx, through)
    year = progress(session, then, through.year)
    places = _places(session, year)
    shown = pledges(session, then, year)
    rows = {
        "format": FORMAT,
        "kind": kind.value,
        "place": ctx.place.name,
        "year": through.year,
        "through": through.isoformat(),
        "pledges": [_pledge(line) for line in shown],
        "events": [_event(line) for pledge in shown for line in _events_of(pledge)],
        "checks": [_check(line, places) for line in sorted([*year.checks, *year.not_counted], key=_order)],
        "districts": [d.name for d in year.districts if not d.former],
        "previous": _previous(session, through, kind),
        "follow_ups": [
            {"slug": p.report.slug, "published_on": str(p.versions[0].published_on)}
            for p in reversed(all_published(session, ReportKind.FOLLOW_UP, through.year))
        ],
        "opinions": _opinions(session, then, year),
        **_answers(session, then, through.year),
    }
    rows["sites"] = _sites(session, then, year, places)
    rows["stories"] = stories(rows["sites"])
    if kind is ReportKind.EVALUATION:
        rows["measured"] = _measured(session, ctx, through.year)
    return rows


def _at_the_end_of(ctx: Context, through: date) -> Context:
    """Return the site as if it were the last moment of a day, and what is held back were told."""
    end = start_of_day(through + timedelta(days=1), ctx.place.tz) - timedelta(microseconds=1)
    moment = min(ctx.now(), end + timedelta(hours=ctx.place.check_delay_hours))
    return replace(ctx, now=lambda: moment)


def _pledge(shown: PledgeProgress) -> dict[str, Any]:
    return {
        "slug": shown.pledge.slug,
        "type": shown.pledge.type.value,
        "title_sv": shown.pledge.title.sv,
        "title_en": shown.pledge.title.en,
        "parties": list(shown.party_names),
        "target": shown.pledge.target,
        "rule": shown.pledge.rule,
        "done": shown.done,
        "state": shown.state,
        "parts": [{"name": part.name, "target": part.target, "done": part.done} for part in shown.parts],
    }


def _events_of(shown: PledgeProgress) -> list[EventLine]:
    """Return the events of a pledge, the oldest first; those of the checks are the posts that asked."""
    asked = [EventLine(event, None) for event in shown.asked]
    return sorted([*shown.events, *asked], key=lambda line: (line.event.on, line.event.id))


def _event(line: EventLine) -> dict[str, Any]:
    event = line.event
    return {
        "id": event.id,
        "pledge": event.pledge,
        "on": event.on.isoformat(),
        "count": event.count,
        "joint": event.joint,
        "kind": event.kind,
        "area": event.area,
        "counts": line.reason is None,
        "reason": line.reason,
    }


def _order(line: CheckLine) -> tuple[date, str]:
    return line.check.held_on, line.check.id


def _places(session: Session, year: Progress) -> dict[str, int]:
    """Return for each check that counts a number of its place: the same for checks at one place, and no more."""
    lines = sorted(year.checks, key=_order)
    first = select(Check.id, Check.public_id).where(Check.origin_id.is_(None)).subquery()
    at: dict[str, str | None] = dict(
        session.execute(
            select(first.c.public_id, CheckVerdict.site_id)
            .join(Check, func.coalesce(Check.origin_id, Check.id) == first.c.id)
            .join(CheckVerdict, CheckVerdict.check_id == Check.id)
            .where(CheckVerdict.counts, CheckVerdict.year == year.year)
        ).all()
    )
    numbers: dict[str, int] = {}
    for line in lines:
        numbers.setdefault(at.get(line.check.id) or line.check.id, len(numbers) + 1)
    return {line.check.id: numbers[at.get(line.check.id) or line.check.id] for line in lines}


def _check(line: CheckLine, places: Mapping[str, int]) -> dict[str, Any]:
    check = line.check
    return {
        "id": check.id,
        "on": check.held_on.isoformat(),
        "place": places.get(check.id),
        "site": check.site,
        "area": check.area,
        "counts": check.counts,
        "reason": check.reason,
        "vehicles": check.vehicles,
        "over_limit": check.over_limit,
        "verified": line.verified,
    }


def _sites(session: Session, then: Context, year: Progress, places: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the public places where checks were counted."""
    counted = Counter(line.check.site for line in year.checks if line.check.site)
    first: dict[str, date] = {}
    for line in sorted(year.checks, key=_order):
        first.setdefault(str(line.check.site), line.check.held_on)
    numbers = {line.check.site: places[line.check.id] for line in year.checks}
    found = []
    for site_id in sorted(s for s in counted if s):
        site, row = find_published(session, then, site_id), session.get(Site, site_id)
        if site is None or row is None:
            continue
        asked_on = local_date(row.first_received_at, then.place.tz)
        found.append(
            {
                "id": site.id,
                "place": numbers[site_id],
                "name": site.name,
                "area": site.area,
                "residents": site.residents,
                "level": band_level(site.residents),
                "lat": site.lat,
                "lon": site.lon,
                "checks": counted[site_id],
                "waited_days": max(0, (first[site_id] - asked_on).days),
            }
        )
    return found


def _previous(session: Session, through: date, kind: ReportKind) -> dict[str, str] | None:
    """Return the follow-up before this one in its year."""
    if kind is ReportKind.EVALUATION:
        return None
    earlier = [p for p in all_published(session, ReportKind.FOLLOW_UP, through.year) if p.version.through < through]
    if not earlier:
        return None
    return {"slug": earlier[0].report.slug, "through": earlier[0].version.through.isoformat()}


def _answers(session: Session, then: Context, year: int) -> dict[str, Any]:
    """Return how many suggestions of a year there are, and after how many days those with an answer had it.

    An answer is a check at the place or a reply about it: what a sender reads on the receipt.
    """
    tz, end = then.place.tz, then.now()
    begin = start_of_day(date(year, 1, 1), tz)
    answered = _outcomes(session, end)
    asked, delays = 0, Counter[int]()
    rows = session.execute(
        select(Suggestion.site_id, Suggestion.received_at).where(
            Suggestion.received_at.between(begin, end),
            Suggestion.accepted_at.is_not(None),
            Suggestion.state.in_((State.LIVE.value, State.ERASED.value)),
        )
    )
    for site_id, received_at in rows:
        asked += 1
        times = answered.get(site_id or "", [])
        later = bisect_right(times, received_at)
        if later < len(times):
            delays[(local_date(times[later], tz) - local_date(received_at, tz)).days] += 1
    mailed = session.scalar(
        select(func.count()).where(
            Message.topic.in_([topic.value for topic in TOLD]),
            Message.state == MessageState.SENT.value,
            Message.created_at.between(begin, end),
        )
    )
    return {
        "asked": asked,
        "answers": [{"days": days, "people": people} for days, people in sorted(delays.items())],
        "mailed": mailed or 0,
    }


def _outcomes(session: Session, end: datetime) -> dict[str, list[datetime]]:
    """Return when each place got a check or a reply, in order."""
    found: dict[str, list[datetime]] = {}
    replaced = select(Check.replaces_id).where(Check.replaces_id.is_not(None))
    held = (
        select(CheckVerdict.site_id, Check.ended_at)
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(CheckVerdict.site_id.is_not(None), Check.withdrawn.is_(False), Check.id.not_in(replaced))
    )
    told = select(SiteEventRow.site_id, SiteEventRow.at).where(SiteEventRow.type.in_([e.value for e in OUTCOMES]))
    for site_id, at in [*session.execute(held), *session.execute(told)]:
        if at <= end:
            found.setdefault(str(site_id), []).append(at)
    return {site_id: sorted(times) for site_id, times in found.items()}


def _opinions(session: Session, then: Context, year: Progress) -> dict[str, int] | None:
    """Return what residents answered four weeks after the year's checks; None of fewer than three answers."""
    rows = session.execute(
        select(CheckOpinion.opinion, func.count())
        .join(Check, Check.id == CheckOpinion.check_id)
        .where(Check.held_on.between(year.first_on, year.through), CheckOpinion.answered_at <= then.now())
        .group_by(CheckOpinion.opinion)
    ).all()
    found = {str(opinion): int(many) for opinion, many in rows}
    if sum(found.values()) < FEWEST_OPINIONS:
        return None
    return {opinion.value: found.get(opinion.value, 0) for opinion in Opinion}


def _measured(session: Session, ctx: Context, year: int) -> dict[str, Any]:
    """Return the measured speeds before and after, a row a place, and why other measured places are in none."""
    compared = compare(measured_places(session), year, ctx.place.tz)
    lottery = lottery_of(session, year, ctx.place.tz)
    tz = ctx.place.tz
    pairs = [
        {
            "checked": pair.checked,
            "before_on": local_date(pair.before.started_at, tz).isoformat(),
            "after_on": local_date(pair.after.started_at, tz).isoformat(),
            "before_kmh": round(pair.before.mean_kmh, 2),
            "after_kmh": round(pair.after.mean_kmh, 2),
            "before_n": pair.before.vehicles,
            "after_n": pair.after.vehicles,
            "before_over": pair.before.over_limit,
            "after_over": pair.after.over_limit,
            "same_hours": pair.same_hours,
            **({"drawn": lottery[pair.place][0], "chance": lottery[pair.place][1]} if pair.place in lottery else {}),
        }
        for pair in compared.pairs
    ]
    return {"pairs": [{"number": n, **pair} for n, pair in enumerate(pairs, 1)], "left_out": dict(compared.left_out)}
