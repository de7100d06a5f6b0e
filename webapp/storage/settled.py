"""What a check was judged by before somebody near it was erased: a stub is too coarse to judge it by again."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from webapp.domain.counting import Asked, SiteAsOf
from webapp.domain.suggestions import State
from webapp.storage.as_of import aliases_then
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.movements import Movement, stood_at
from webapp.storage.post_evidence import PostEvidence
from webapp.storage.site_events import held_at, wholes_of
from webapp.storage.suggestions import Suggestion

NEAR_M = 500.0  # a check's reach, a site's breadth and how far a stub is moved, with room to spare


def settled(session: Session, check: Check, kind: str) -> list[SiteAsOf]:
    """Return the site that a kept verdict found, when it was found before an erasure near it; else nothing.

    Erasing never changes the count: where a resident was is gone, so who had asked for what is taken from the
    verdict. Length, occasion and everything else that the rule looks at is judged again.
    """
    kept = session.get(CheckVerdict, check.id) if check.id is not None else None
    if kept is None or kept.site_id is None or not _erased_since(session, check, kind):
        return []
    far = kept.reason == "too_far"
    asked = [] if _asked_elsewhere(session, check, kept) else _asked(check, kept)
    ids_then = _ids_then(session, check, kept)
    wholes = wholes_of(session, ids_then, check.started_at)
    far_m = float("inf") if far else 0.0
    return [SiteAsOf(kept.site_id, False, far_m, True, kept.area_id, tuple(asked), ids_then, wholes)]


def _asked_elsewhere(session: Session, check: Check, kept: CheckVerdict) -> bool:
    """Whether only comments of before had asked: they are heard after everything else, now as then."""
    rows = select(PostEvidence.suggestion_id).where(PostEvidence.check_id == check.id)
    return kept.suggestion_id is not None and kept.suggestion_id in set(session.scalars(rows))


def _asked(check: Check, kept: CheckVerdict) -> list[Asked]:
    """Return as many residents as had asked, in the order in which they had; when and who is not known any more."""
    first = [] if kept.suggestion_id is None else [kept.suggestion_id]
    numbers = kept.asked or first * kept.residents_before
    return [
        Asked(number, check.started_at - timedelta(microseconds=len(numbers) - place), f"resident {key}")
        for place, number in enumerate(numbers)
        for key in [min(place, kept.residents_before - 1)]
    ]


def _ids_then(session: Session, check: Check, kept: CheckVerdict) -> frozenset[str]:
    """Return the ids that led to the site when the check started: a merge since joins no two occasions."""
    held_at = _held_at(session, check, kept.suggestion_id) if kept.suggestion_id is not None else None
    named = held_at or check.named_id or kept.site_id or ""
    aliases = aliases_then(session, check.started_at)
    site_id = aliases.get(named, named)
    return frozenset({site_id, *(old for old, now in aliases.items() if now == site_id)})


def _held_at(session: Session, check: Check, suggestion_id: int) -> str | None:
    """Return the site that held a suggestion when the check started, by its name of then."""
    before = stood_at(session, suggestion_id, check.started_at)
    return before.site_id if before is not None else held_at(session, suggestion_id, check.started_at)


def _erased_since(session: Session, check: Check, kind: str) -> bool:
    """Whether a suggestion that was there when the check started has been erased since it was recorded."""
    query = select(Suggestion.id).where(
        Suggestion.state == State.ERASED.value,
        Suggestion.erased_at >= check.recorded_at,
        Suggestion.received_at < check.started_at,
        Suggestion.kind == kind,
    )
    moved = query.join(Movement, Movement.suggestion_id == Suggestion.id).where(_near(Movement, check))
    return any(session.scalar(q.limit(1)) is not None for q in (query.where(_near(Suggestion, check)), moved))


def _near(table: type[Suggestion] | type[Movement], check: Check) -> ColumnElement[bool]:
    return and_(
        table.easting.between(check.easting - NEAR_M, check.easting + NEAR_M),
        table.northing.between(check.northing - NEAR_M, check.northing + NEAR_M),
    )
