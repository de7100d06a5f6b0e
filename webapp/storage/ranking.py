"""Every site with its score and its rank: what the police's list and the recommending start from."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from webapp.domain.after_effects import Visits
from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.eligibility import may_be_recommended
from webapp.domain.score import NAMED_RISKS, Heard, Score, fading, score_heard
from webapp.domain.suggestions import WHEN
from webapp.storage import choosing as store
from webapp.storage.check_history import NO_CHECKS, check_histories
from webapp.storage.choosing import ChoiceRow
from webapp.storage.suitability import verdicts


class RankedSite(NamedTuple):
    """A site in the police's list; ``rank`` counts all sites of its kind from 1, before any filter.

    A tuple: thousands are made for one page.
    """

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
    when_json: str
    score: Score
    choice: ChoiceRow | None
    suitability: str = ""  # empty: nobody has judged it
    owner: str | None = None  # of the road
    visits: Visits = Visits()
    channels: tuple[str, ...] = ()  # that its suggestions came by
    campaigns: tuple[str, ...] = ()  # the numbers of the questions that they answer

    @property
    def when_counts(self) -> Sequence[int]:
        """How many name each part of the week, in the order of WHEN."""
        return json.loads(self.when_json) or (0,) * len(WHEN)


def ranked_sites(session: Session, ctx: Context, always: str | None = None) -> list[RankedSite]:
    """Return every site with its score: each kind is ranked on its own, ties by age, then by id.

    A fixed number of queries, of columns only; no suggestion is read.

    :param always: the id of a site to hold also when nobody asks for it any more
    """
    aware = ctx.now()
    now, today = aware.astimezone(UTC).replace(tzinfo=None), local_date(aware, ctx.place.tz)
    fade = fading(aware)
    rows = list(store.site_rows(session))
    if always and all(row[0] != always for row in rows):
        rows += store.site_rows(session, always)
    histories, choices, judged = check_histories(session), store.open_choices(session), verdicts(session)
    scored = []
    for row in rows:
        site_id, kind, residents = row[0], row[1], row[11]
        limit_kmh, _owner, _when, voices, risks, _channels, _campaigns, pinned_at, waits_since = row[-9:]
        history = histories.get(site_id, NO_CHECKS)
        last = history.last_counted_at
        score = score_heard(
            Heard(residents, voices * fade, _named(risks)),
            (now - (last or waits_since)).total_seconds() / 86_400,
            ever_checked=last is not None,
            limit_kmh=limit_kmh,
            measured=history.measured,
        )
        scored.append((-score.total, kind, pinned_at or now, site_id, score, history, row))
    scored.sort()  # ids differ, so that nothing behind them is compared
    ranks: dict[str, int] = {}
    ranked = []
    for _less, kind, _age, site_id, score, history, row in scored:
        ranks[kind] = ranks.get(kind, 0) + 1
        own = choices.get(site_id), judged.get(site_id, ""), history.visits
        ranked.append(_line(row, ranks[kind], score, *own, today))
    return ranked


def orders_of(sites: Iterable[RankedSite]) -> Mapping[str, Sequence[Score]]:
    """Return for each kind the scores of its sites, rank 1 first; ``sites`` come as ``ranked_sites`` gives them."""
    orders: dict[str, list[Score]] = {}
    for site in sites:
        orders.setdefault(site.kind, []).append(site.score)
    return orders


@lru_cache(maxsize=4096)
def _named(risk_counts: str) -> tuple[int, ...]:
    """Return how many residents named each of NAMED_RISKS; thousands of sites have the same few counts."""
    counts = json.loads(risk_counts)
    return tuple(counts.get(risk, 0) for risk in NAMED_RISKS)


@lru_cache(maxsize=4096)
def _words(joined: str) -> tuple[str, ...]:
    return tuple(joined.split())


def _line(
    row: Any, rank: int, score: Score, choice: ChoiceRow | None, suitability: str, visits: Visits, today: date
) -> RankedSite:
    """Put a row of SITE_COLUMNS and what is known beside it together."""
    (site_id, kind, name, area, slug, lat, lon, east, north, status, published, residents, checks, last_on, limit_kmh,
     owner, when_json, _voices, _risks, channels, campaigns, pinned_at, _since) = row  # fmt: skip
    eligible = may_be_recommended(
        kind,
        status,
        pinned=pinned_at is not None,
        last_check_on=last_on,
        today=today,
        suitability=suitability,
    )
    return RankedSite(
        site_id, rank, kind, name, area, slug, lat, lon, east, north, status, published, eligible,
        residents, checks, last_on, limit_kmh, when_json, score, choice, suitability, owner,
        visits, _words(channels), _words(campaigns),
    )  # fmt: skip
