"""What changed around a measure, and around all of them: exact for counts, site against site for speeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.errors import NotFound
from webapp.domain.measure_effects import Counted, Periods, pair_elsewhere, periods_of, speed_pair
from webapp.domain.measurements import MeasuredPlace, Pair
from webapp.domain.roles import Actor, Permission, require
from webapp.storage import measure_effects as store
from webapp.storage.measures import find_measure

if TYPE_CHECKING:
    from webapp.analysis.count_ratio import CountRatio
    from webapp.analysis.evaluation import Effect

NOT_MEASURED = "not_measured"


@dataclass(frozen=True)
class MeasureEffect:
    """One measure that was built. ``periods`` is None while it is too early, ``why_not`` why there are no speeds."""

    built_on: date
    periods: Periods | None
    counted: Counted | None
    ratio: "CountRatio | None"
    speeds: Pair | None
    why_not: str


@dataclass(frozen=True)
class AllMeasures:
    """Every built measure together. ``effect`` is None where too few places on a side were measured."""

    built: int
    compared: int  # measures whose counts can be told
    before: int
    after: int
    ratio: "CountRatio | None"
    measured: int
    elsewhere: int
    effect: "Effect | None"


def effect_of(session: Session, ctx: Context, actor: Actor, public_id: str) -> MeasureEffect | None:
    """Return what changed around a measure, None while it was never built.

    :raises NotAllowed: the actor does not plan
    :raises NotFound: there is no such measure
    """
    require(actor, Permission.SEE_PLANNING)
    measure = find_measure(session, public_id)
    if measure is None:
        raise NotFound(f"measure {public_id}")
    built_on = store.built_day(session, measure)
    if built_on is None:
        return None
    periods = periods_of(built_on, local_date(ctx.now(), ctx.place.tz))
    counted = store.counts_around(session, ctx, measure, periods) if periods else None
    place = store.measured_by_site(session).get(store.site_of(session, measure) or "")
    speeds = speed_pair(place, built_on, ctx.place.tz) if place else NOT_MEASURED
    return MeasureEffect(
        built_on,
        periods,
        counted,
        _ratio([counted]) if counted else None,
        None if isinstance(speeds, str) else speeds,
        speeds if isinstance(speeds, str) else "",
    )


def effects_of_all(session: Session, ctx: Context, actor: Actor) -> AllMeasures:
    """Return what changed around all measures that were built, against places without any.

    :raises NotAllowed: the actor does not plan
    """
    require(actor, Permission.SEE_PLANNING)
    today = local_date(ctx.now(), ctx.place.tz)
    built, places = store.built_measures(session), store.measured_by_site(session)
    counts, pairs, taken = list[Counted](), list[Pair](), set[str]()
    for measure, day in built:
        periods, site = periods_of(day, today), store.site_of(session, measure)
        if periods is not None:
            counts.append(store.counts_around(session, ctx, measure, periods))
        if site in places and site not in taken:
            taken.add(site)
            found = speed_pair(places[site], day, ctx.place.tz)
            pairs += [] if isinstance(found, str) else [found]
    known = [one for one in counts if one.before is not None and one.after is not None]
    elsewhere = _elsewhere(places, taken, ctx)
    return AllMeasures(
        len(built),
        len(known),
        sum(one.before or 0 for one in known),
        sum(one.after or 0 for one in known),
        _ratio(known),
        len(pairs),
        len(elsewhere),
        _effect(pairs, elsewhere),
    )


def _elsewhere(places: dict[str, MeasuredPlace], taken: set[str], ctx: Context) -> list[Pair]:
    pairs = (pair_elsewhere(place, ctx.place.tz) for key, place in places.items() if key not in taken)
    return [pair for pair in pairs if pair is not None]


def _ratio(counted: Sequence[Counted]) -> "CountRatio | None":
    """Return the ratio of what is told of both periods; None where nothing is."""
    from webapp.analysis.count_ratio import exact_ratio

    if any(one.before is None or one.after is None for one in counted):
        return None
    return exact_ratio(sum(one.before or 0 for one in counted), sum(one.after or 0 for one in counted))


def _effect(pairs: Sequence[Pair], elsewhere: Sequence[Pair]) -> "Effect | None":
    import numpy as np

    from webapp.analysis.evaluation import difference_in_differences

    changes = [np.array([pair.change_kmh for pair in side], float) for side in (pairs, elsewhere)]
    return difference_in_differences(*changes)
