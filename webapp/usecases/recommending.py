"""Recommend where the next checks are held, with every probability written down; skip a pick, with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_year
from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound, WrongState
from webapp.domain.fairness import Fairness
from webapp.domain.floors import District, FloorRule, floors
from webapp.domain.lot import seed_of, year_secret
from webapp.domain.recommending import (
    RADIUS_M,
    SKIP_REASONS,
    BatchWish,
    PickReason,
    kept_wish,
    new_code,
    new_seed,
    seal,
    wish_faults,
    wish_kept,
)
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.score import SCORE_VERSION
from webapp.domain.suggestions import WHEN
from webapp.storage import recommendations as store
from webapp.storage.audit import log
from webapp.storage.choosing import areas_with_people
from webapp.storage.db import transaction
from webapp.storage.fairness import fairness
from webapp.storage.progress import progress
from webapp.storage.ranking import RankedSite, ranked_sites
from webapp.storage.recommendations import Recommendation, RecommendedSite
from webapp.storage.roads import road_lines

if TYPE_CHECKING:
    from webapp.analysis.recommending import Batch, Eligible


@dataclass(frozen=True)
class Pick:
    """One recommended site as it stands now. ``site`` is None once nobody may see it in the list any more."""

    position: int
    site_id: str
    site: RankedSite | None
    area: str | None
    score: float
    gain: float
    probability: float
    reason: str
    window: str
    window_probability: float
    replaces: int | None
    skip_reason: str | None
    held_at: datetime | None


@dataclass(frozen=True)
class BatchView:
    """A batch with its picks; ``seed`` and ``salt`` are told once every pick is held or skipped."""

    code: str
    made_at: datetime
    wish: BatchWish
    picks: tuple[Pick, ...]
    coverage: float
    coverage_drawn: float
    bound: float
    floors: Mapping[str, Mapping[str, int]]
    floors_basis: str
    radius_m: float
    score_version: str
    seal: str
    seed: str | None
    salt: str | None
    year: int | None
    number: int | None

    @property
    def standing(self) -> tuple[Pick, ...]:
        """The picks that nobody skipped."""
        return tuple(pick for pick in self.picks if pick.skip_reason is None)


@dataclass(frozen=True)
class AuditReport:
    """What an exact solver found beside a batch's plan; shares of all scores."""

    best: float
    bound: float
    finished: bool


def recommend(session: Session, ctx: Context, actor: Actor, wish: BatchWish) -> str:
    """Recommend where the next checks are held, and return the batch's code. Nothing public changes.

    The seal of the seed is committed to the database before anything is drawn.

    :raises Invalid: the wish cannot be read
    """
    require(actor, Permission.CHOOSE_SITE)
    districts = areas_with_people(session)
    if faults := wish_faults(wish, [slug for slug, _, _ in districts]):
        raise Invalid(faults)
    salt = new_seed()
    with transaction(session):
        year, number, seed = _seed_of(session, ctx, wish)
        batch = Recommendation(
            code=new_code(),
            sealed_at=ctx.now(),
            seal=seal(seed, salt),
            salt=salt,
            seed=seed,
            year=year,
            number=number,
            made_by=actor.account_id,
            wish=kept_wish(wish),
            score_version=SCORE_VERSION,
            radius_m=RADIUS_M,
        )
        session.add(batch)
        log(session, ctx, actor, "recommendation.sealed", batch.seal)
    sites, rule = _eligible(session, ctx, wish)
    drawn = _draw(session, sites, rule, wish, seed)
    with transaction(session):
        _keep(session, ctx, batch, sites, rule, drawn)
        log(session, ctx, actor, "recommendation.made", batch.code)
        return batch.code


def _seed_of(session: Session, ctx: Context, wish: BatchWish) -> tuple[int | None, int | None, str]:
    """Return the year, the number within it and the seed of a new batch; a seed that was named has neither."""
    if wish.seed is not None:
        return None, None, wish.seed
    year = local_year(ctx.now(), ctx.place.tz)
    number = store.next_number(session, year)
    return year, number, seed_of(year_secret(ctx.secret_key, year), number)


def audit(session: Session, ctx: Context, actor: Actor, wish: BatchWish, seconds: float) -> AuditReport | None:
    """Let an exact solver look for the best plan under the same floors; None when it found none in time."""
    require(actor, Permission.CHOOSE_SITE)
    from webapp.analysis.choice_audit import best_choice

    sites, rule = _eligible(session, ctx, wish)
    eligible = _arrays(session, sites, rule)
    cover = eligible.cover(RADIUS_M)
    found = best_choice(cover, min(wish.count, len(sites)), eligible.floors, seconds)
    total = max(cover.total, 1.0)
    return None if found is None else AuditReport(found.served / total, found.bound / total, found.finished)


def show_batch(session: Session, ctx: Context, actor: Actor, code: str | None = None) -> BatchView | None:
    """Return a batch as it stands now, the latest one unless named; None when there is none yet.

    :raises NotFound: there is no such batch
    """
    require(actor, Permission.SEE_POLICE_LIST)
    batch = store.find_batch(session, code) if code else store.latest_batch(session)
    if batch is None and code:
        raise NotFound(f"batch {code}")
    return None if batch is None else _view(session, ctx, batch)


def latest_batches(session: Session, actor: Actor, limit: int = 6) -> tuple[tuple[str, datetime], ...]:
    """Return code and time of the newest batches, the last first."""
    require(actor, Permission.SEE_POLICE_LIST)
    return tuple((batch.code, batch.made_at or batch.sealed_at) for batch in store.batches(session, limit))


def fairness_now(session: Session, ctx: Context, actor: Actor) -> Fairness:
    """Return what each district asks for and what it got this year."""
    require(actor, Permission.SEE_POLICE_LIST)
    return fairness(session, ctx, local_year(ctx.now(), ctx.place.tz))


def skip_pick(
    session: Session, ctx: Context, actor: Actor, code: str, position: int, reason: str, *, replace: bool = False
) -> int | None:
    """Skip a recommended site, for a reason that is kept; on wish, recommend the next best in its place.

    :return: the position of the new pick, if one was asked for and found
    :raises Invalid: the reason is not on the list
    :raises NotFound: there is no such pick
    :raises WrongState: it is skipped already
    """
    require(actor, Permission.CHOOSE_SITE)
    if reason not in SKIP_REASONS:
        raise Invalid([Fault("reason", "not_skipped_without")])
    with transaction(session):
        batch = store.find_batch(session, code)
        rows = store.picks_of(session, batch) if batch else []
        row = next((one for one in rows if one.position == position), None)
        if batch is None or row is None:
            raise NotFound(f"pick {position} of batch {code}")
        if row.skipped_at is not None:
            raise WrongState(f"pick {position} of batch {code} is skipped already")
        row.skipped_at, row.skipped_by, row.skip_reason = ctx.now(), actor.account_id, reason
        log(session, ctx, actor, "recommendation.skipped", f"{code}:{position}:{reason}")
        if not replace:
            return None
        new = _replacement(session, ctx, batch, rows, row)
        if new is None:
            return None
        session.add(new)
        log(session, ctx, actor, "recommendation.replaced", f"{code}:{new.position}")
        return new.position


def _eligible(session: Session, ctx: Context, wish: BatchWish) -> tuple[list[RankedSite], _Districts]:
    """Return the sites that may be recommended, best first, and the districts with their floors."""
    cells = [WHEN.index(cell) for cell in wish.shift] if wish.only_named else []
    sites = [
        site
        for site in ranked_sites(session, ctx)
        if site.eligible
        and (not wish.area or site.area_slug == wish.area)
        and (not cells or any(site.when_counts[cell] for cell in cells))
    ]
    year = progress(session, ctx, local_year(ctx.now(), ctx.place.tz))
    counted = {one.name: one.counted for one in year.districts}
    missing = {one.name: one.missing for one in year.districts}
    number = Counter(site.area for site in sites)
    rule = floors(
        wish.count,
        {
            name: District(people, number[name], counted.get(name, 0) if wish.year_so_far else 0)
            for _, name, people in areas_with_people(session)
        },
    )
    return sites, _Districts(rule, tuple(rule.needed), tuple(missing.get(name, 0) > 0 for name in rule.needed))


@dataclass(frozen=True)
class _Districts:
    """The floors, and in the same order the names of the districts and whether they lack checks this year."""

    rule: FloorRule
    names: tuple[str, ...]
    lacking: tuple[bool, ...]


def _arrays(session: Session, sites: Sequence[RankedSite], districts: _Districts) -> Eligible:
    import numpy as np

    from webapp.analysis.choice import NO_DISTRICT, Floors
    from webapp.analysis.recommending import Eligible

    row = {name: at for at, name in enumerate(districts.names)}
    return Eligible(
        places=np.array([[site.easting, site.northing] for site in sites], float).reshape(-1, 2),
        scores=np.array([site.score.total for site in sites], float),
        floors=Floors(
            np.array([row.get(site.area or "", NO_DISTRICT) for site in sites], np.int64),
            np.array([districts.rule.needed[name] for name in districts.names], np.int64),
        ),
        lacking=np.array(districts.lacking, bool),
        voices=np.array([site.when_counts for site in sites], float).reshape(-1, len(WHEN)),
        roads=road_lines(session),
    )


def _draw(session: Session, sites: Sequence[RankedSite], districts: _Districts, wish: BatchWish, seed: str) -> Batch:
    import numpy as np

    from webapp.analysis.recommending import recommend as draw

    shift = np.array([cell in wish.shift for cell in WHEN]) if wish.shift else None
    return draw(_arrays(session, sites, districts), wish.count, RADIUS_M, seed, shift)


def _keep(
    session: Session,
    ctx: Context,
    batch: Recommendation,
    sites: Sequence[RankedSite],
    districts: _Districts,
    drawn: Batch,
) -> None:
    """Write a batch down: its picks, and the chance of everything that the lot could have drawn."""
    for at, row in enumerate(drawn.picks.tolist()):
        site = sites[row]
        reason = PickReason.DRAW if drawn.drawn[at] else PickReason.FLOOR if drawn.by_floor[at] else PickReason.COVERAGE
        session.add(
            RecommendedSite(
                recommendation_id=batch.id,
                position=at + 1,
                site_id=site.id,
                area=site.area,
                score=round(site.score.total, 4),
                gain=float(drawn.gains[at]),
                probability=float(drawn.probabilities[at]),
                reason=reason,
                window=WHEN[int(drawn.windows[at])],
                window_probability=float(drawn.window_probabilities[at]),
            )
        )
    met = Counter(sites[row].area for row in drawn.picks.tolist())
    batch.floors = {name: {"needed": districts.rule.needed[name], "met": met[name]} for name in districts.names}
    batch.floors_basis = districts.rule.basis
    batch.coverage, batch.bound, batch.coverage_drawn = drawn.coverage, drawn.bound, drawn.coverage_drawn
    batch.chances = {sites[row].id: float(drawn.chances[row]) for row in drawn.chances.nonzero()[0].tolist()}
    batch.made_at = ctx.now()


def _replacement(
    session: Session, ctx: Context, batch: Recommendation, rows: Sequence[RecommendedSite], gone: RecommendedSite
) -> RecommendedSite | None:
    """Return a new pick for one that was skipped, or None when nothing is left."""
    import numpy as np

    from webapp.analysis.draw import generator
    from webapp.analysis.recommending import replacement
    from webapp.analysis.windows import draw_windows, window_chances

    wish = wish_kept(batch.wish)
    sites, districts = _eligible(session, ctx, wish)
    eligible, row_of = _arrays(session, sites, districts), {site.id: at for at, site in enumerate(sites)}
    skipped = [row_of[one.site_id] for one in rows if one.skipped_at is not None and one.site_id in row_of]
    staying = [row_of[one.site_id] for one in rows if one.skipped_at is None and one.site_id in row_of]
    best = replacement(eligible, np.array(staying, np.int64), np.array(skipped, np.int64), batch.radius_m)
    if best is None:
        return None
    position = max(one.position for one in rows) + 1
    shift = np.array([cell in wish.shift for cell in WHEN]) if wish.shift else None
    odds = window_chances(eligible.voices, shift)[[best]]
    window = int(draw_windows(odds, generator(f"{batch.seed}:{position}"))[0])
    return RecommendedSite(
        recommendation_id=batch.id,
        position=position,
        site_id=sites[best].id,
        area=sites[best].area,
        score=round(sites[best].score.total, 4),
        gain=0.0,
        probability=1.0,
        reason=PickReason.REPLACEMENT,
        window=WHEN[window],
        window_probability=float(odds[0, window]),
        replaces=gone.position,
    )


def _view(session: Session, ctx: Context, batch: Recommendation) -> BatchView:
    ranked = {site.id: site for site in ranked_sites(session, ctx)}
    made_at = batch.made_at or batch.sealed_at
    held = store.held_since(session, made_at)
    picks = tuple(
        Pick(
            position=row.position,
            site_id=row.site_id,
            site=ranked.get(row.site_id),
            area=row.area,
            score=row.score,
            gain=row.gain,
            probability=row.probability,
            reason=row.reason,
            window=row.window,
            window_probability=row.window_probability,
            replaces=row.replaces,
            skip_reason=row.skip_reason,
            held_at=held.get(row.site_id),
        )
        for row in store.picks_of(session, batch)
    )
    done = all(pick.skip_reason is not None or pick.held_at is not None for pick in picks)
    return BatchView(
        code=batch.code,
        made_at=made_at,
        wish=wish_kept(batch.wish),
        picks=picks,
        coverage=batch.coverage,
        coverage_drawn=batch.coverage_drawn,
        bound=batch.bound,
        floors=batch.floors,
        floors_basis=batch.floors_basis,
        radius_m=batch.radius_m,
        score_version=batch.score_version,
        seal=batch.seal,
        seed=batch.seed if done else None,
        salt=batch.salt if done else None,
        year=batch.year,
        number=batch.number,
    )
