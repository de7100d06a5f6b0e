"""The verdict on every check: computed by the rule on each write, kept, and proved equal to a replay.

``sites verify`` and every write that may change a verdict end here; reading never does.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from math import hypot

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.counting import (
    CheckFacts,
    CountedBefore,
    CountingRule,
    NamedSite,
    SiteAsOf,
    Verdict,
    judge,
    rule_from,
)
from webapp.domain.pledges import PledgeType
from webapp.domain.post_evidence import WAITS, with_posts
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.grouping import resolve_site, sites_as_of
from webapp.storage.movements import founder_before_move
from webapp.storage.pledges import read_agreements
from webapp.storage.post_evidence import NEAR_M, PostEvidence, first_within, gather, has_posts, posts_of
from webapp.storage.settled import settled
from webapp.storage.site_events import first_anchor, has_aliases, parted_from
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

LONGEST_OCCASION = timedelta(days=40)
"""How far back a counted check can matter for the clause about one occasion: its length and the gap, generously."""


def recount(session: Session, ctx: Context, since: datetime | None = None) -> None:
    """Bring the kept verdicts, and each site's number of checks, in line with the rule; flushes, never commits.

    :param since: only checks that started then or later were touched: a verdict depends on no later check, so
        the earlier ones stand. None: every check, as after a rebuild of the sites.
    """
    session.flush()
    since = _from_where(session, since)
    replaced = select(Check.replaces_id).where(Check.replaces_id.is_not(None))
    session.execute(delete(CheckVerdict).where(CheckVerdict.check_id.in_(replaced)))
    checks = {c.id: c for c in _standing(session, since)}
    kept = {v.check_id: v for v in session.scalars(select(CheckVerdict).where(CheckVerdict.check_id.in_(checks)))}
    for verdict in _verdicts(session, ctx, checks.values(), since):
        row = kept.get(verdict.check_id) or CheckVerdict(check_id=verdict.check_id)
        for name, value in _columns(session, verdict, checks[verdict.check_id]).items():
            if getattr(row, name) != value:
                setattr(row, name, value)
        session.add(row)
    session.flush()
    _count_at_sites(session)


def count_posts(session: Session, ctx: Context, suggestion: Suggestion) -> None:
    """Count the checks that a comment had asked for before they were held, by its post's own time.

    Call it in the transaction in which the comment is accepted, once it has its site.
    """
    session.flush()
    if suggestion.posted_at is None:
        return
    waiting = select(Check).join(CheckVerdict, CheckVerdict.check_id == Check.id).where(CheckVerdict.reason == WAITS)
    held_between = Check.started_at > suggestion.posted_at, Check.started_at <= suggestion.received_at
    here = (
        Check.easting.between(suggestion.easting - NEAR_M, suggestion.easting + NEAR_M),
        Check.northing.between(suggestion.northing - NEAR_M, suggestion.northing + NEAR_M),
    )
    _ask_elsewhere(session, ctx, session.scalars(waiting.where(*held_between, *here)).all())


def recount_with_posts(session: Session, ctx: Context, new: Sequence[Check], since: datetime) -> None:
    """Recount after checks were recorded; one that nobody had asked for here may have been asked for in a comment."""
    recount(session, ctx, since)
    numbers = [check.id for check in new]
    waiting = select(Check).join(CheckVerdict, CheckVerdict.check_id == Check.id).where(CheckVerdict.reason == WAITS)
    _ask_elsewhere(session, ctx, session.scalars(waiting.where(Check.id.in_(numbers))).all())


def _ask_elsewhere(session: Session, ctx: Context, checks: Sequence[Check]) -> None:
    rule_on = rule_finder(session)
    rules = [(check, rule_on(check.held_on) or CountingRule()) for check in checks]
    found = [row for check, rule in rules for row in gather(session, ctx, check, rule.kind, rule.max_distance_m)]
    if found:
        session.add_all(found)
        recount(session, ctx, min(check.started_at for check in checks))


def unjudged(session: Session) -> bool:
    """Whether a kept verdict is from before the ledger, and does not know who else had asked."""
    return session.scalar(select(CheckVerdict.check_id).where(CheckVerdict.asked.is_(None)).limit(1)) is not None


def first_check_at(session: Session, site_ids: Iterable[str | None]) -> datetime | None:
    """Return when the first check at any of these sites started: what changes at a site is judged again from there."""
    named = [site_id for site_id in site_ids if site_id]
    at = or_(Check.site_id.in_(named), CheckVerdict.site_id.in_(named))
    return session.scalar(
        select(func.min(Check.started_at)).outerjoin(CheckVerdict, CheckVerdict.check_id == Check.id).where(at)
    )


def verdict_of(session: Session, ctx: Context, check: Check) -> Verdict:
    """Return what the rule would say of a check that is not recorded yet; writes nothing."""
    with session.no_autoflush:
        (verdict,) = _verdicts(session, ctx, [check], check.started_at)
        if verdict.reason == WAITS:
            rule = rule_finder(session)(check.held_on) or CountingRule()
            elsewhere = gather(session, ctx, check, rule.kind, rule.max_distance_m)
            (verdict,) = _verdicts(session, ctx, [check], check.started_at, elsewhere)
    return verdict


def verify_counts(session: Session, ctx: Context) -> list[str]:
    """Return a sentence for every kept verdict or number that a replay of the rule does not give."""
    checks = {c.id: c for c in _standing(session, None)}
    replayed = {
        v.check_id: _columns(session, v, checks[v.check_id]) for v in _verdicts(session, ctx, checks.values(), None)
    }
    kept = {v.check_id: v for v in session.scalars(select(CheckVerdict))}
    wrong = [f"check {n} has a verdict but is replaced or gone" for n in sorted(kept.keys() - replayed.keys())]
    for number, columns in replayed.items():
        row = kept.get(number)
        if row is None:
            wrong.append(f"check {number} has no verdict")
            continue
        for name, value in columns.items():
            if getattr(row, name) != value:
                wrong.append(f"check {number}: {name} is {getattr(row, name)!r}, a replay gives {value!r}")
    held = _held_at_sites(session)
    for site in session.scalars(select(Site)):
        if (site.checks, site.last_check_on) != held.get(site.id, (0, None)):
            wrong.append(f"site {site.id}: {site.checks} checks, a replay gives {held.get(site.id, (0, None))[0]}")
    return wrong


def rule_finder(session: Session) -> Callable[[date], CountingRule | None]:
    """Return the function that names the rule of a local date; None where no agreement promises checks then."""
    agreements = read_agreements(session)
    known: dict[date, CountingRule | None] = {}

    def rule_on(on: date) -> CountingRule | None:
        if on not in known:
            agreement = agreements.in_force(on)
            pledge = agreement.pledge_of_type(PledgeType.CHECKS) if agreement else None
            known[on] = rule_from(pledge.rule) if pledge else None
        return known[on]

    return rule_on


def _standing(session: Session, since: datetime | None) -> Iterable[Check]:
    """Return the checks that no correction has replaced."""
    newer = select(Check.replaces_id).where(Check.replaces_id.is_not(None))
    found = select(Check).where(Check.id.not_in(newer)).order_by(Check.started_at, Check.id)
    return session.scalars(found if since is None else found.where(Check.started_at >= since)).all()


def _from_where(session: Session, since: datetime | None) -> datetime | None:
    """Return from when on checks are to be judged: one that counts by a comment depends on those just after it."""
    while since is not None and (before := first_within(session, since - LONGEST_OCCASION, since)) is not None:
        since = before
    return since


def _verdicts(
    session: Session,
    ctx: Context,
    checks: Iterable[Check],
    since: datetime | None,
    unsaved: Sequence[PostEvidence] = (),
) -> list[Verdict]:
    rule_on, checks = rule_finder(session), list(checks)
    facts: list[CheckFacts] = []
    sites: dict[int, list[SiteAsOf]] = {}
    for check in checks:
        held_on = local_date(check.started_at, ctx.place.tz)
        rule = rule_on(held_on) or CountingRule()
        facts.append(_facts(session, check, held_on))
        sites[check.id or 0] = settled(session, check, rule.kind) or _sites_near(session, ctx, check, rule)
    before = _counted_before(session, ctx, since)
    verdicts = judge(facts, sites, rule_on, before)
    if not unsaved and not has_posts(session):
        return verdicts
    return with_posts(verdicts, {c.id: c for c in facts}, posts_of(session, checks, unsaved), rule_on, before)


def _sites_near(session: Session, ctx: Context, check: Check, rule: CountingRule) -> list[SiteAsOf]:
    at = check.easting, check.northing, check.started_at
    return sites_as_of(session, ctx, rule.kind, *at, rule.max_distance_m)


def _facts(session: Session, check: Check, held_on: date) -> CheckFacts:
    return CheckFacts(
        id=check.id or 0,
        started_at=check.started_at,
        ended_at=check.ended_at,
        held_on=held_on,
        recorded_at=check.recorded_at,
        named=_named(session, check),
        withdrawn=bool(check.withdrawn),
    )


def _named(session: Session, check: Check) -> NamedSite | None:
    whole_id = _whole_then(session, check)
    named_id = whole_id or check.named_id
    site = resolve_site(session, whole_id or check.site_id) if check.site_id else None
    if site is None:
        return None
    merged = named_id is not None and site.id != named_id
    founded_at = select(Suggestion.received_at).where(
        or_(Suggestion.founding_id == named_id, Suggestion.id == founder_before_move(session, named_id))
    )
    anchor = first_anchor(session, named_id) if merged and named_id else None
    easting, northing = (anchor["easting"], anchor["northing"]) if anchor else (site.easting, site.northing)
    return NamedSite(
        site_id=site.id,
        kind=site.kind,
        distance_m=hypot(easting - check.easting, northing - check.northing),
        area_id=site.area_id,
        first_asked_at=session.scalar(founded_at) if merged else None,
        retired_id=named_id if merged else None,
    )


def _whole_then(session: Session, check: Check) -> str | None:
    """Return the site that the named one was still a part of when the check started; None when it stood by itself."""
    whole, named = None, check.named_id
    while named and (parted := parted_from(session, named)) is not None and parted[1] >= check.started_at:
        whole = named = parted[0]
    return whole


def _counted_before(session: Session, ctx: Context, since: datetime | None) -> list[CountedBefore]:
    """Return what counted shortly before, each at the site as it stood then: a later merge joins no two occasions."""
    if since is None:
        return []
    rule_on, merged = rule_finder(session), has_aliases(session)
    rows = session.execute(
        select(Check, CheckVerdict)
        .join(CheckVerdict, Check.id == CheckVerdict.check_id)
        .where(CheckVerdict.counts, Check.started_at < since, Check.started_at > since - LONGEST_OCCASION)
    ).all()
    found = []
    for check, kept in rows:
        ids_then: frozenset[str] = frozenset()
        if merged:
            rule = rule_on(check.held_on) or CountingRule()
            sites = settled(session, check, rule.kind) or _sites_near(session, ctx, check, rule)
            (alone,) = judge([_facts(session, check, check.held_on)], {check.id: sites}, rule_on)
            ids_then = alone.ids_then
        if kept.site_id:
            found.append(CountedBefore(kept.site_id, check.started_at, check.ended_at, ids_then))
    return found


def _columns(session: Session, verdict: Verdict, check: Check) -> dict[str, object]:
    """Return what is kept of a verdict. A site of then that nobody stands at any more is no row today."""
    return {
        "year": check.held_on.year,
        "counts": verdict.counts,
        "reason": verdict.reason,
        "site_id": verdict.site_id if verdict.site_id and session.get(Site, verdict.site_id) else None,
        "area_id": verdict.area_id,
        "suggestion_id": verdict.suggestion_id,
        "residents_before": verdict.residents_before,
        "asked": list(verdict.asked),
    }


def _count_at_sites(session: Session) -> None:
    held = _held_at_sites(session)
    for site in session.scalars(select(Site).where(Site.id.in_(held) | (Site.checks > 0))):
        checks, last_check_on = held.get(site.id, (0, None))
        if (site.checks, site.last_check_on) != (checks, last_check_on):
            site.checks, site.last_check_on = checks, last_check_on
    session.flush()


def _held_at_sites(session: Session) -> dict[str, tuple[int, date | None]]:
    """Return by site how many checks were held there and not withdrawn, counted or not, and when last."""
    rows = session.execute(
        select(CheckVerdict.site_id, func.count(), func.max(Check.held_on))
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(Check.withdrawn.is_(False), CheckVerdict.site_id.is_not(None))
        .group_by(CheckVerdict.site_id)
    )
    return {site_id: (number, last_on) for site_id, number, last_on in rows if site_id}
