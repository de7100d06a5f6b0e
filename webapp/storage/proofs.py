"""The proof of counted checks: which suggestion is opened for each, with its path to the root of its day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.counting import CountingRule
from webapp.domain.ledger import tree_paths
from webapp.domain.proofs import Ground, Proof, ProofState, prove, public_proof
from webapp.domain.suggestions import Channel, State
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.counting import rule_finder
from webapp.storage.holdback import public_before
from webapp.storage.ledger import LedgerLeaf, in_parts, leaves_of, place_words
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

_FIRST = 4
"""So many suggestions of each check are looked at first; the others only when none of these proves it."""


@dataclass(frozen=True)
class CheckProof:
    """The proof of a counted check. ``first_on`` is the day of the first suggestion that is not erased."""

    proof: Proof
    public: dict[str, Any]
    first_on: date | None
    asked: int  # how many suggestions qualify it


def proofs_of_year(session: Session, ctx: Context, year: int) -> dict[str, CheckProof]:
    """Return the proof of each counted check of a year that is public, by its public id."""
    return _proofs(session, ctx, CheckVerdict.year == year)


def proof_of(session: Session, ctx: Context, public_id: str) -> CheckProof | None:
    """Return the proof of one check; None when it does not count or is not public yet."""
    return _proofs(session, ctx, _PUBLIC_ID.in_([public_id])).get(public_id)


_Origin = aliased(Check)
_PUBLIC_ID = func.coalesce(_Origin.public_id, Check.public_id)


def _proofs(session: Session, ctx: Context, which: Any) -> dict[str, CheckProof]:
    rows = _counted(session, ctx, which)
    public = [row for row in rows if row.published_at is not None]
    places = dict(zip([row.public_id for row in public], place_words(session, public), strict=True))
    rule_on = rule_finder(session)
    found: dict[str, Proof] = {}
    firsts: dict[str, date | None] = {}
    for depth in (_FIRST, None):
        left = [row for row in rows if not _is_best(found.get(row.public_id))]
        grounds = _grounds(session, {number for row in left for number in _asked(row)[:depth]})
        for row in left:
            asked = [grounds[number] for number in _asked(row)[:depth] if number in grounds]
            known = [_as_evidence(ctx, one, row.started_at) for one in asked]
            rule = rule_on(row.held_on) or CountingRule()
            found[row.public_id] = prove(known, row.held_on, rule.kind, places.get(row.public_id))
            firsts[row.public_id] = min((g.received_on for g in known if g.salt is not None), default=None)
    paths = _paths(session, found.values())
    return {
        row.public_id: CheckProof(
            proof := found[row.public_id],
            public_proof(proof, paths.get(proof.ground.leaf or "") if proof.ground else None),
            firsts[row.public_id],
            len(_asked(row)),
        )
        for row in rows
    }


def _counted(session: Session, ctx: Context, which: Any) -> Sequence[Any]:
    return session.execute(
        select(
            _PUBLIC_ID.label("public_id"),
            Check.held_on,
            Check.started_at,
            CheckVerdict.asked,
            CheckVerdict.suggestion_id,
        )
        .add_columns(Site.published_at, Site.unit, Site.road_id, Site.junction_id, Site.easting, Site.northing)
        .select_from(CheckVerdict)
        .join(Check, Check.id == CheckVerdict.check_id)
        .outerjoin(_Origin, _Origin.id == Check.origin_id)
        .outerjoin(Site, Site.id == CheckVerdict.site_id)
        .where(which, CheckVerdict.counts, Check.ended_at <= public_before(ctx))
    ).all()


def _asked(row: Any) -> list[int]:
    """Return who qualifies a check, in the order received; of a verdict older than the ledger only the first."""
    return list(row.asked) if row.asked is not None else [row.suggestion_id] if row.suggestion_id else []


def _is_best(proof: Proof | None) -> bool:
    """Whether no other suggestion could prove more."""
    if proof is None or proof.ground is None or proof.same_day:
        return False
    return proof.ground.live and proof.state in {ProofState.PROVED, ProofState.PLACE_WITHHELD}


def _as_evidence(ctx: Context, row: Any, started_at: datetime) -> Ground:
    """Return what a suggestion says of one check: a comment that came after it began speaks by its post's time."""
    by_post = row.channel == Channel.COMMENT and row.posted_at is not None and row.received_at >= started_at
    return Ground(
        received_on=local_date(row.posted_at if by_post else row.received_at, ctx.place.tz),
        leaf=row.leaf,
        salt=row.salt,
        opening=row.opening,
        day=row.day,
        live=row.state == State.LIVE,
        by_post=by_post,
    )


def _grounds(session: Session, suggestion_ids: set[int]) -> dict[int, Any]:
    columns = (Suggestion.id, Suggestion.received_at, Suggestion.salt, Suggestion.state, Suggestion.channel)
    leaf = (LedgerLeaf.leaf, LedgerLeaf.opening, LedgerLeaf.day)
    found: dict[int, Any] = {}
    for some in in_parts(suggestion_ids):
        rows = session.execute(
            select(*columns, Suggestion.posted_at, *leaf)
            .outerjoin(LedgerLeaf, LedgerLeaf.suggestion_id == Suggestion.id)
            .where(Suggestion.id.in_(some))
        )
        found |= {row.id: row for row in rows}
    return found


def _paths(session: Session, proofs: Iterable[Proof]) -> Mapping[str, list[dict[str, str]]]:
    """Return the path of each commitment that is told of, from the trees of their days."""
    wanted: dict[date, set[str]] = {}
    for proof in proofs:
        if proof.day is not None and proof.ground is not None and proof.ground.leaf is not None:
            wanted.setdefault(proof.day, set()).add(proof.ground.leaf)
    trees = leaves_of(session, wanted)
    return {
        leaf: path
        for day, leaves in wanted.items()
        for leaf, path in zip(sorted(leaves), tree_paths(trees[day], sorted(leaves)), strict=True)
    }
