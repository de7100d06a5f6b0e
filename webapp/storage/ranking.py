"""Every site with its score and its rank: what the police's list and the recommending start from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.eligibility import may_be_recommended
from webapp.domain.score import Measured, Score, Voice, score_site
from webapp.domain.suggestions import WHEN
from webapp.storage import choosing as store
from webapp.storage.choosing import ChoiceRow
from webapp.storage.sites import Site
from webapp.storage.suitability import verdicts


@dataclass(frozen=True)
class RankedSite:
    """A site in the police's list; ``rank`` counts all sites of its kind from 1, before any filter."""

    id: str
    rank: int
    kind: str
    name: str
    area: str | None
    area_slug: str | None
    lat: float
    lon: float
    easting: float
    northing: float
    status: str
    published: bool
    eligible: bool
    residents: int
    checks: int
    last_check_on: date | None
    limit_kmh: int | None
    when_counts: tuple[int, ...]
    score: Score
    choice: ChoiceRow | None
    suitability: str = ""  # empty: nobody has judged it


def ranked_sites(session: Session, ctx: Context, always: str | None = None) -> list[RankedSite]:
    """Return every site with its score: each kind is ranked on its own, ties by age, then by id.

    :param always: the id of a site to hold also when nobody asks for it any more
    """
    now, today = ctx.now(), local_date(ctx.now(), ctx.place.tz)
    rows = list(store.site_rows(session))
    if always and all(row[0].id != always for row in rows):
        rows += store.site_rows(session, always)
    voices, counted = store.voices_by_site(session, now), store.last_counted(session)
    measured, choices = store.latest_measured(session), store.open_choices(session)
    scored = [
        (_score(site, limit, voices.get(site.id, []), counted, measured, now), site, area, slug, limit)
        for site, area, slug, limit in rows
    ]
    scored.sort(key=lambda row: (row[1].kind, -row[0].total, row[1].pinned_at or now, row[1].id))
    judged, ranks = verdicts(session), dict[str, int]()
    ranked = []
    for score, site, area, slug, limit in scored:
        ranks[site.kind] = ranks.get(site.kind, 0) + 1
        ranked.append(_line(site, ranks[site.kind], area, slug, limit, score, choices, judged.get(site.id, ""), today))
    return sorted(ranked, key=lambda line: (-line.score.total, line.kind, line.rank))


def _score(
    site: Site,
    limit_kmh: int | None,
    voices: Iterable[Voice],
    counted: Mapping[str, datetime],
    measured: Mapping[str, Measured],
    now: datetime,
) -> Score:
    last = counted.get(site.id)
    since = last or site.pinned_at or site.first_received_at
    return score_site(
        voices,
        (now - since).total_seconds() / 86_400,
        ever_checked=last is not None,
        limit_kmh=limit_kmh,
        measured=measured.get(site.id),
    )


def _line(
    site: Site,
    rank: int,
    area: str | None,
    slug: str | None,
    limit_kmh: int | None,
    score: Score,
    choices: Mapping[str, ChoiceRow],
    suitability: str,
    today: date,
) -> RankedSite:
    return RankedSite(
        id=site.id,
        rank=rank,
        kind=site.kind,
        name=site.name,
        area=area,
        area_slug=slug,
        lat=site.lat,
        lon=site.lon,
        easting=site.easting,
        northing=site.northing,
        status=site.status,
        published=site.published_at is not None,
        eligible=may_be_recommended(
            site.kind,
            site.status,
            pinned=site.pinned_at is not None,
            last_check_on=site.last_check_on,
            today=today,
            suitability=suitability,
        ),
        residents=site.residents,
        checks=site.checks,
        last_check_on=site.last_check_on,
        limit_kmh=limit_kmh,
        when_counts=tuple(site.when_counts) or (0,) * len(WHEN),
        score=score,
        choice=choices.get(site.id),
        suitability=suitability,
    )
