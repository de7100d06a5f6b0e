"""Every site with its score and its rank: what the police's list and the recommending start from."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.eligibility import may_be_recommended
from webapp.domain.score import Heard, Score, score_heard
from webapp.domain.suggestions import WHEN
from webapp.storage import choosing as store
from webapp.storage.choosing import ChoiceRow
from webapp.storage.suitability import verdicts

NOBODY = Heard(0, 0.0, ())


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

    @property
    def when_counts(self) -> Sequence[int]:
        """How many name each part of the week, in the order of WHEN."""
        return json.loads(self.when_json) or (0,) * len(WHEN)


def ranked_sites(session: Session, ctx: Context, always: str | None = None) -> list[RankedSite]:
    """Return every site with its score: each kind is ranked on its own, ties by age, then by id.

    Six queries, of columns only; the database sums up the suggestions.

    :param always: the id of a site to hold also when nobody asks for it any more
    """
    now, today = ctx.now().astimezone(UTC).replace(tzinfo=None), local_date(ctx.now(), ctx.place.tz)
    rows = list(store.site_rows(session))
    if always and all(row[0] != always for row in rows):
        rows += store.site_rows(session, always)
    heard, counted = store.heard_by_site(session, ctx.now()), store.last_counted(session)
    measured, choices, judged = store.latest_measured(session), store.open_choices(session), verdicts(session)
    scored = []
    for row in rows:
        site_id, kind = row[:2]
        limit_kmh, _owner, _when, pinned_at, waits_since = row[-5:]
        last = counted.get(site_id)
        score = score_heard(
            heard.get(site_id, NOBODY),
            (now - (last or waits_since)).total_seconds() / 86_400,
            ever_checked=last is not None,
            limit_kmh=limit_kmh,
            measured=measured.get(site_id),
        )
        scored.append((kind, -score.total, pinned_at or now, site_id, score, row))
    scored.sort(key=lambda one: one[:4])
    ranks: dict[str, int] = {}
    ranked = []
    for kind, less, _age, site_id, score, row in scored:
        ranks[kind] = ranks.get(kind, 0) + 1
        line = _line(row, ranks[kind], score, choices.get(site_id), judged.get(site_id, ""), today)
        ranked.append((less, kind, line))
    ranked.sort(key=lambda one: (one[0], one[1], one[2].rank))
    return [line for _less, _kind, line in ranked]


def orders_of(sites: Iterable[RankedSite]) -> Mapping[str, Sequence[Score]]:
    """Return for each kind the scores of its sites, rank 1 first; ``sites`` come as ``ranked_sites`` gives them."""
    orders: dict[str, list[Score]] = {}
    for site in sites:
        orders.setdefault(site.kind, []).append(site.score)
    return orders


def _line(row: Any, rank: int, score: Score, choice: ChoiceRow | None, suitability: str, today: date) -> RankedSite:
    """Put a row of SITE_COLUMNS and what is known beside it together."""
    (site_id, kind, name, area, slug, lat, lon, east, north, status, published, residents, checks, last_on, limit_kmh,
     owner, when_json, pinned_at, _since) = row  # fmt: skip
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
    )  # fmt: skip
