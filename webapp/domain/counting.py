"""The counting rule: which held check counts toward the promise, and the first reason why not.

Everything is judged as it stood when the check started: what residents said later, and how sites were
merged or moved later, never makes an old check count.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A suggestion that stood, accepted and live, at a moment: it can qualify a check that starts then."""

    suggestion_id: int
    asked_at: datetime  # when we received it; alone decides
    reporter_key: str


@dataclass(frozen=True)
class SiteAsOf:
    """A site as it stood at a moment, near a position, nearest first. ``site_id`` is its canonical id today."""

    site_id: str
    published: bool
    distance_m: float
    same_unit: bool  # same road or junction as the position; True where the place has no roads
    area_id: int | None
    asked: tuple[Asked, ...]
    ids_then: frozenset[str] = frozenset()  # the ids that led to it at that moment; empty: its id today
    # What a person split it from before that moment, and until when it was a part of that.
    wholes: tuple[tuple[str, datetime], ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The ids that led to the site at that moment, before any later merge."""
        return self.ids_then or frozenset({self.site_id})


@dataclass(frozen=True)
class CountingRule:
    """The settings of the rule; they live with the pledge."""

    kind: str = "speed"
    min_minutes: float = 15.0
    max_distance_m: float = 150.0
    gap_hours: float = 2.0


@dataclass(frozen=True)
class NamedSite:
    """The site that a check was recorded at, by its canonical id today."""

    site_id: str
    kind: str
    distance_m: float  # from the check's position to the site's anchor
    area_id: int | None = None
    # When the site, under the id it had when the check was recorded, was first asked for. None: not known.
    # A site merged later must not lend its older suggestions to the check.
    first_asked_at: datetime | None = None
    retired_id: str | None = None  # the id that it was recorded at, when a merge has retired that id


@dataclass(frozen=True)
class CheckFacts:
    """A recorded check. ``id`` orders only what nothing else orders; times are aware."""

    id: int
    started_at: datetime
    ended_at: datetime
    held_on: date  # local date of the start
    recorded_at: datetime
    named: NamedSite | None = None  # None: a check held anywhere
    withdrawn: bool = False

    @property
    def minutes(self) -> float:
        """How long the check lasted."""
        return (self.ended_at - self.started_at) / timedelta(minutes=1)


@dataclass(frozen=True)
class Verdict:
    """What the rule says of a check. ``site_id`` is where it was held, also when it does not count."""

    check_id: int
    counts: bool
    reason: str | None  # code of the first failing clause
    site_id: str | None
    suggestion_id: int | None  # the earliest that qualifies
    residents_before: int
    area_id: int | None
    ids_then: frozenset[str] = frozenset()  # the ids that led to the site when the check started
    asked: tuple[int, ...] = ()  # every suggestion that qualifies, in the order received


@dataclass(frozen=True)
class CountedBefore:
    """A counted check at a site, for the clause about one occasion."""

    site_id: str
    started_at: datetime
    ended_at: datetime
    ids_then: frozenset[str] = frozenset()  # as of the site that it counted at; empty: its id today


@dataclass(frozen=True)
class _Case:
    """What one clause looks at: a check, the rule of its date, its site, and what counted before it there."""

    check: CheckFacts
    rule: CountingRule | None
    site: SiteAsOf | None
    asked: tuple[Asked, ...]
    last_end: datetime | None  # the latest end of the counted checks at the site that started before

    @property
    def terms(self) -> CountingRule:
        """The rule; only asked for once ``wrong_year`` has seen that there is one."""
        return self.rule or CountingRule()


def _not_held(case: _Case) -> bool:
    return not case.check.started_at < case.check.ended_at <= case.check.recorded_at


def _wrong_year(case: _Case) -> bool:
    return case.rule is None


def _wrong_kind(case: _Case) -> bool:
    return case.check.named is not None and case.check.named.kind != case.terms.kind


def _too_short(case: _Case) -> bool:
    return case.check.minutes < case.terms.min_minutes


def _too_far(case: _Case) -> bool:
    """Only a named site can be too far away; an unnamed check without a site near was asked for by nobody."""
    if case.check.named is None:
        return False
    if case.site is None:
        return case.check.named.distance_m > case.terms.max_distance_m
    return not _within_reach(case.site, case.terms)


def _no_suggestion_before(case: _Case) -> bool:
    return not case.asked


def _same_occasion(case: _Case) -> bool:
    gap = timedelta(hours=case.terms.gap_hours)
    return case.last_end is not None and case.check.started_at - case.last_end < gap


def _withdrawn(case: _Case) -> bool:
    return case.check.withdrawn


CLAUSES: tuple[tuple[str, Callable[[_Case], bool]], ...] = (
    ("not_held", _not_held),
    ("wrong_year", _wrong_year),
    ("wrong_kind", _wrong_kind),
    ("too_short", _too_short),
    ("too_far", _too_far),
    ("no_suggestion_before", _no_suggestion_before),
    ("same_occasion", _same_occasion),
    ("withdrawn", _withdrawn),
)
"""The clauses in the order in which they are tried: the first that fails is the reason."""

REASONS = tuple(code for code, _ in CLAUSES)


def rule_from(settings: Mapping[str, Any]) -> CountingRule:
    """Return the rule with the settings of a pledge; what it leaves out keeps its default."""
    return CountingRule(**{k: v for k, v in settings.items() if k in CountingRule.__dataclass_fields__})


def judge(
    checks: Iterable[CheckFacts],
    sites_as_of: Mapping[int, Sequence[SiteAsOf]],
    rule_on: Callable[[date], CountingRule | None],
    counted_before: Iterable[CountedBefore] = (),
) -> list[Verdict]:
    """Return a verdict for each check, in the order in which they were held.

    Checks are taken by the time they started, so that the count does not depend on who recorded first. A
    verdict depends on no check that started later, so a caller may leave out the earlier ones and hand in
    those that counted.

    :param sites_as_of: by id of the check, the sites near it as they stood when it started, nearest first
    :param rule_on: the rule of the pledge that covers a local date; None when no agreement does
    """
    counted: _Counted = defaultdict(list)
    for earlier in counted_before:
        _remember(counted, earlier.ids_then or {earlier.site_id}, earlier.started_at, earlier.ended_at)
    verdicts = []
    for check in sorted(checks, key=lambda c: (c.started_at, c.ended_at, not c.withdrawn, c.id)):
        rule = rule_on(check.held_on)
        site, asked = _site_of(check, sites_as_of.get(check.id, ()), rule or CountingRule())
        verdict = _judge_one(_Case(check, rule, site, asked, _last_end(counted, site) if site else None))
        if verdict.counts and site is not None:
            _remember(counted, site.ids, check.started_at, check.ended_at)
        verdicts.append(verdict)
    return verdicts


def _judge_one(case: _Case) -> Verdict:
    check, site, asked = case.check, case.site, case.asked
    reason = next((code for code, fails in CLAUSES if fails(case)), None)
    named = check.named
    ordered = sorted(asked, key=lambda a: (a.asked_at, a.suggestion_id))
    in_order = tuple(dict.fromkeys(a.suggestion_id for a in ordered))
    return Verdict(
        check_id=check.id,
        counts=reason is None,
        reason=reason,
        site_id=site.site_id if site else named.site_id if named else None,
        suggestion_id=in_order[0] if in_order else None,
        residents_before=len({a.reporter_key for a in asked}),
        area_id=site.area_id if site else named.area_id if named else None,
        ids_then=site.ids if site else frozenset(),
        asked=in_order,
    )


def _site_of(
    check: CheckFacts, sites: Sequence[SiteAsOf], rule: CountingRule
) -> tuple[SiteAsOf | None, tuple[Asked, ...]]:
    """Return the site that a check is judged at, and who had asked for it before the check started.

    A named site is that one and no other. An unnamed check belongs to the nearest site within reach that
    somebody had asked for.
    """
    if check.named is not None:
        site = next((s for s in sites if _is_named(s, check.named)), None)
        born_later = check.named.first_asked_at is not None and check.named.first_asked_at >= check.started_at
        return site, () if born_later else _asked_before(site, check)
    for site in sites:
        asked = _asked_before(site, check)
        if asked and _within_reach(site, rule):
            return site, asked
    return None, ()


def _is_named(site: SiteAsOf, named: NamedSite) -> bool:
    """Whether this is the site that was named, and not what only a later merge made a part of it."""
    return (named.retired_id or named.site_id) in site.ids


def _asked_before(site: SiteAsOf | None, check: CheckFacts) -> tuple[Asked, ...]:
    return tuple(a for a in site.asked if a.asked_at < check.started_at) if site else ()


def _within_reach(site: SiteAsOf, rule: CountingRule) -> bool:
    return site.same_unit and site.distance_m <= rule.max_distance_m


_Counted = dict[str, list[tuple[datetime, datetime]]]
"""By id of a site, when each counted check there started and ended."""


def _remember(counted: _Counted, site_ids: Iterable[str], started_at: datetime, ended_at: datetime) -> None:
    for site_id in site_ids:
        counted[site_id].append((started_at, ended_at))


def _last_end(counted: _Counted, site: SiteAsOf) -> datetime | None:
    """Return the latest end of what counted at a site, or at what it was still a part of: parting makes no occasion."""
    ended = [end for site_id in site.ids for _, end in counted.get(site_id, ())]
    ended += [end for whole, until in site.wholes for start, end in counted.get(whole, ()) if start < until]
    return max(ended, default=None)
