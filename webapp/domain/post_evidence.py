"""Checks that somebody had asked for elsewhere, in public, before they were held, and that we heard of afterwards.

A comment under a post has the post's own time and address. When a person accepts it after the check, the rule knows
no suggestion of before; the comment then is the evidence. Such a check is judged last, so that no comment ever takes
the place of a check that counts already: each verdict given before stays as it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from webapp.domain.counting import Asked, CheckFacts, CountedBefore, CountingRule, Verdict

WAITS = "no_suggestion_before"
"""The only reason that a comment of before takes away."""


@dataclass(frozen=True)
class Posted:
    """Who had asked for a check in public before it began, in the order in which comments were accepted."""

    check_id: int
    site_id: str  # where it leads today
    ids: frozenset[str]  # of the site when the comment was accepted: a later merge joins no two occasions
    area_id: int | None
    asked: tuple[Asked, ...]

    @property
    def accepted(self) -> tuple[datetime, int]:
        """When the first of them was accepted."""
        return min((one.asked_at, one.suggestion_id) for one in self.asked)


_Occasion = tuple[frozenset[str], datetime, datetime]
"""The ids of a site, and when a counted check there started and ended."""


def with_posts(
    verdicts: Sequence[Verdict],
    checks: Mapping[int, CheckFacts],
    posts: Iterable[Posted],
    rule_on: Callable[[date], CountingRule | None],
    counted_before: Iterable[CountedBefore] = (),
) -> list[Verdict]:
    """Return the verdicts with those changed that only waited for somebody to have asked.

    They are taken in the order in which their comments were accepted, so that a later one changes no earlier one.
    One within the gap of a check that counts, before it or after it, is the same occasion.
    """
    found = {verdict.check_id: verdict for verdict in verdicts}
    taken: list[_Occasion] = [(b.ids_then or frozenset({b.site_id}), b.started_at, b.ended_at) for b in counted_before]
    taken += [_occasion(v, checks[v.check_id]) for v in verdicts if v.counts and v.site_id]
    for post in sorted(posts, key=lambda post: post.accepted):
        before, check = found.get(post.check_id), checks.get(post.check_id)
        if before is None or check is None or before.reason != WAITS:
            continue
        found[post.check_id] = verdict = _judged(before, check, post, rule_on(check.held_on) or CountingRule(), taken)
        if verdict.counts:
            taken.append(_occasion(verdict, check))
    return [found[verdict.check_id] for verdict in verdicts]


def _judged(
    before: Verdict, check: CheckFacts, post: Posted, rule: CountingRule, taken: Sequence[_Occasion]
) -> Verdict:
    gap = timedelta(hours=rule.gap_hours)
    same = any(
        not ids.isdisjoint(post.ids) and start < check.ended_at + gap and check.started_at < end + gap
        for ids, start, end in taken
    )
    reason = "same_occasion" if same else "withdrawn" if check.withdrawn else None
    in_order = tuple(one.suggestion_id for one in sorted(post.asked, key=lambda a: (a.asked_at, a.suggestion_id)))
    return replace(
        before,
        counts=reason is None,
        reason=reason,
        site_id=post.site_id,
        suggestion_id=in_order[0],
        residents_before=len({one.reporter_key for one in post.asked}),
        area_id=post.area_id,
        ids_then=post.ids,
        asked=in_order,
    )


def _occasion(verdict: Verdict, check: CheckFacts) -> _Occasion:
    return verdict.ids_then or frozenset({verdict.site_id or ""}), check.started_at, check.ended_at
