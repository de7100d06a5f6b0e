"""The planner's map of hotspots: what is found with some filters, and two periods side by side."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid
from webapp.domain.hotspots import LEAST_RESIDENTS, HotspotMap
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.suggestions import WHEN_QUICK, Kind
from webapp.storage.hotspots import Only, hotspot_map
from webapp.storage.hotspots_kept import kept_hotspots
from webapp.storage.period_counts import counts_by_district
from webapp.storage.public import area_names

MORE, FEWER, SAME, TOO_FEW = "more", "fewer", "same", "too_few"
LEAST_TO_COMPARE = 10


@dataclass(frozen=True)
class HotspotFilter:
    """What the planner looks at; ``area`` is a district's name. ``last`` is included."""

    kind: str | None = None
    area: str | None = None
    when: str | None = None
    status: str | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Change:
    """A district in the period before and in this one; a number of one or two residents is None: it is not said."""

    area: str
    before: int | None
    now: int | None
    verdict: str


@dataclass(frozen=True)
class Comparison:
    """The period as long as the chosen one that ended the day before it began, beside it."""

    first: date
    last: date
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class HotspotOverview:
    """What the page shows."""

    found: HotspotMap
    areas: tuple[str, ...]
    comparison: Comparison | None
    earlier: date | None  # the last day a week before, and a week after: the steps of the slider
    later: date | None


def hotspot_overview(session: Session, ctx: Context, actor: Actor, wanted: HotspotFilter) -> HotspotOverview:
    """Return the hotspots that fit, and what changed since the period before.

    :raises NotAllowed: the actor does not plan
    :raises Invalid: a filter is unknown, or the period ends before it begins
    :raises Refused: the place is too large
    """
    require(actor, Permission.SEE_PLANNING)
    _check(wanted)
    kinds = (wanted.kind,) if wanted.kind else tuple(kind.value for kind in Kind)
    only = Only(wanted.when, wanted.status)
    if wanted.first is None and wanted.last is None and only == Only():
        found = kept_hotspots(session, ctx)
    else:
        found = hotspot_map(session, ctx, kinds, wanted.first, wanted.last, only)
    shown = [h for h in found.hotspots if h.kind in kinds and wanted.area in {None, h.area}]
    shades = tuple(shade for shade in found.shades if shade.kind in kinds)
    found = replace(found, hotspots=tuple(shown), shades=shades, kinds=kinds)
    today = ctx.now().astimezone(ctx.place.tz).date()
    last = wanted.last or today
    return HotspotOverview(
        found,
        tuple(name for _, name in area_names(session)),
        _compare(session, ctx, kinds, wanted, last),
        last - timedelta(days=7),
        last + timedelta(days=7) if last + timedelta(days=7) <= today else None,
    )


def _compare(
    session: Session, ctx: Context, kinds: tuple[str, ...], wanted: HotspotFilter, last: date
) -> Comparison | None:
    if wanted.first is None:
        return None
    import numpy as np

    from webapp.analysis.two_periods import change_q

    days = (last - wanted.first).days + 1
    ended = wanted.first - timedelta(days=1)
    began = ended - timedelta(days=days - 1)
    now = counts_by_district(session, ctx, kinds, wanted.first, last, Only(wanted.when, wanted.status))
    before = counts_by_district(session, ctx, kinds, began, ended, Only(wanted.when, wanted.status))
    names = sorted(set(now) | set(before))
    old = np.array([before[n].events if n in before else 0 for n in names], float)
    new = np.array([now[n].events if n in now else 0 for n in names], float)
    q = change_q(old, new)
    share = new.sum() / max(old.sum() + new.sum(), 1.0)
    return Comparison(
        began,
        ended,
        tuple(
            Change(
                name,
                _said(before.get(name)),
                _said(now.get(name)),
                _verdict(old[row], new[row], q[row], share),
            )
            for row, name in enumerate(names)
            if wanted.area in {None, name}
        ),
    )


def _said(count: "object | None") -> int | None:
    from webapp.storage.period_counts import DistrictCount

    if not isinstance(count, DistrictCount):
        return 0
    return count.events if count.residents >= LEAST_RESIDENTS else None


def _verdict(before: float, now: float, q: float, share: float) -> str:
    if before + now < LEAST_TO_COMPARE:
        return TOO_FEW
    if not q <= 0.05:
        return SAME
    return MORE if now > share * (before + now) else FEWER


def _check(wanted: HotspotFilter) -> None:
    faults = []
    if wanted.kind and wanted.kind not in set(Kind):
        faults.append(Fault("kind", "unknown"))
    if wanted.when and wanted.when not in WHEN_QUICK:
        faults.append(Fault("when", "unknown"))
    if wanted.first and wanted.last and wanted.last < wanted.first:
        faults.append(Fault("to", "before_from"))
    if faults:
        raise Invalid(faults)
