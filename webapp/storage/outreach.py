"""Who is heard and how soon: suggestions of each district, and later reports at each place that was told of once."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.suggestions import Channel, Kind, State
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.places import Area
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

YEAR = timedelta(days=365)
HEARD = (State.LIVE.value, State.ERASED.value)


@dataclass(frozen=True)
class DistrictVoices:
    """What a district sent in during a year: how much, by which ways and in which languages."""

    id: int
    name: str
    population: int | None
    suggestions: int
    channels: Mapping[str, int]
    languages: Mapping[str, int]  # of those who read a form; a file and a desk know none


@dataclass(frozen=True)
class HeardSite:
    """A speed site as it was heard: weeks, and reports after the first one, before and since it was public."""

    area_id: int | None
    weeks_before: float
    reports_before: int
    weeks_since: float
    all_since: int
    unshown_since: int


def district_voices(session: Session, now: datetime) -> list[DistrictVoices]:
    """Return what each district sent in during the last year, by name."""
    channels: dict[int, Counter[str]] = defaultdict(Counter)
    languages: dict[int, Counter[str]] = defaultdict(Counter)
    rows = session.execute(
        select(Suggestion.area_id, Suggestion.channel, Suggestion.language, func.count())
        .where(Suggestion.received_at > now - YEAR, Suggestion.state.in_(HEARD), Suggestion.area_id.is_not(None))
        .group_by(Suggestion.area_id, Suggestion.channel, Suggestion.language)
    )
    for area_id, channel, language, many in rows:
        channels[int(area_id or 0)][channel] += many
        if language:
            languages[int(area_id or 0)][language] += many
    return [
        DistrictVoices(
            row.id, row.name, row.population, sum(channels[row.id].values()), channels[row.id], languages[row.id]
        )
        for row in session.execute(select(Area.id, Area.name, Area.population).order_by(Area.name))
    ]


def heard_sites(session: Session, now: datetime, longest: timedelta) -> list[HeardSite]:
    """Return how each speed site was heard, until its first check, ``longest`` after its first report, or now.

    Files are left out: their rows came all at once. One resident is one report.
    """
    checked = _first_checks(session)
    sent: dict[str, list[Any]] = defaultdict(list)
    rows = session.execute(
        select(Suggestion.site_id, Suggestion.received_at, Suggestion.reporter_key, Suggestion.saw_site)
        .where(Suggestion.site_id.is_not(None), Suggestion.state.in_(HEARD), Suggestion.channel != Channel.IMPORT.value)
        .order_by(Suggestion.received_at, Suggestion.id)
    )
    for row in rows:
        sent[str(row.site_id)].append(row)
    sites = session.execute(select(Site.id, Site.area_id, Site.published_at).where(Site.kind == Kind.SPEED.value))
    found = (
        _heard(area_id, published_at, sent[site_id], min(now, checked.get(site_id, now)), longest)
        for site_id, area_id, published_at in sites
        if sent.get(site_id)
    )
    return [site for site in found if site.weeks_before + site.weeks_since > 0]


def _first_checks(session: Session) -> dict[str, datetime]:
    rows = session.execute(
        select(CheckVerdict.site_id, func.min(Check.started_at))
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(CheckVerdict.site_id.is_not(None), Check.withdrawn.is_(False))
        .group_by(CheckVerdict.site_id)
    )
    return {str(site_id): at for site_id, at in rows}


def _heard(
    area_id: int | None, published_at: datetime | None, sent: list[Any], until: datetime, longest: timedelta
) -> HeardSite:
    first = sent[0].received_at
    end = max(first, min(until, first + longest))
    public = min(max(published_at or end, first), end)
    keys = {sent[0].reporter_key}
    before = everybody = unshown = 0
    for row in sent[1:]:
        if row.reporter_key in keys or row.received_at > end:
            continue
        keys.add(row.reporter_key)
        if row.received_at <= public:
            before += 1
        else:
            everybody += 1
            unshown += not row.saw_site
    return HeardSite(area_id, _weeks(public - first), before, _weeks(end - public), everybody, unshown)


def _weeks(span: timedelta) -> float:
    return span / timedelta(weeks=1)
