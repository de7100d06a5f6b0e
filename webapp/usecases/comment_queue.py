"""What moderators see of comments: the batches, what waits, one comment with its choices, and what to post back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from webapp.domain.campaigns import Campaign
from webapp.domain.comments import DECIDED, CommentState
from webapp.domain.context import Context
from webapp.domain.errors import NotFound
from webapp.domain.privacy import PublicSite
from webapp.domain.roles import Actor, Permission, require
from webapp.language.comment_findings import Findings, from_json
from webapp.storage import comments as store
from webapp.storage.accounts import Account
from webapp.storage.audit import log
from webapp.storage.campaigns import CampaignRow, campaigns
from webapp.storage.comments import BatchCounts, Comment, CommentBatch, find_comment, is_locked, lock
from webapp.storage.db import transaction
from webapp.storage.learned_names import LearnedName, forget, learned
from webapp.storage.locating import locate
from webapp.storage.nearby import published_that_takes

LISTED = 50
LINES = 500


@dataclass(frozen=True)
class Batch:
    """A batch with what became of it."""

    id: int
    source: str
    post_url: str | None
    asked_on: date | None
    created_at: datetime
    undone_at: datetime | None
    by: str | None
    campaign: str | None
    doubles: int
    counts: BatchCounts


@dataclass(frozen=True)
class Line:
    """A comment in a list."""

    id: int
    text: str
    state: str
    reason: str | None
    streets: tuple[str, ...]


@dataclass(frozen=True)
class CommentToRead:
    """One comment with all that is known of it."""

    id: int
    batch: Batch
    number: int
    of: int
    text: str
    findings: Findings
    state: str
    reason: str | None
    streets: tuple[str, ...]
    sites: tuple[str, ...]
    posted_at: datetime | None
    decided_at: datetime | None
    locked: str | None  # by whom, when somebody else reads it
    mine: bool  # it is kept for whoever looks
    others: tuple[tuple[str, int], ...]  # who reads which number of this batch
    waiting: int
    joins: dict[tuple[int, int], PublicSite]  # the published site that a choice would add to, by place and choice


@dataclass(frozen=True)
class Taught:
    """A name that staff taught."""

    id: int
    spelling: str
    name: str
    learned_at: datetime
    by: str | None


def list_batches(session: Session, actor: Actor) -> list[Batch]:
    """Return the last batches, the newest first.

    :raises NotAllowed: the actor has nothing to do with comments
    """
    require(actor, Permission.ADD_COMMENTS)
    return [_batch(session, batch) for batch in store.batches(session, LISTED)]


def find_batch(session: Session, actor: Actor, batch_id: int) -> Batch:
    """Return one batch.

    :raises NotAllowed: the actor has nothing to do with comments
    :raises NotFound: there is none
    """
    require(actor, Permission.ADD_COMMENTS)
    batch = session.get(CommentBatch, batch_id)
    if batch is None:
        raise NotFound(f"batch {batch_id}")
    return _batch(session, batch)


def lines_of(session: Session, actor: Actor, batch_id: int, state: CommentState | None = None) -> Sequence[Line]:
    """Return the comments of a batch, those of one state only.

    :raises NotAllowed: the actor does not moderate
    """
    require(actor, Permission.MODERATE)
    rows = store.comments_of(session, batch_id, *([state] if state else ()))[:LINES]
    return [Line(c.id, c.text or "", c.state, c.reason, tuple(c.streets)) for c in rows]


def questions(session: Session, actor: Actor) -> list[Campaign]:
    """Return the questions that a post may have asked, the latest first.

    :raises NotAllowed: the actor has nothing to do with comments
    """
    require(actor, Permission.ADD_COMMENTS)
    return campaigns(session)


def count_waiting(session: Session, actor: Actor) -> int:
    """Return how many comments wait for a person.

    :raises NotAllowed: the actor has nothing to do with comments
    """
    require(actor, Permission.ADD_COMMENTS)
    return store.count_waiting(session)


def take_next(session: Session, ctx: Context, actor: Actor, batch_id: int | None = None, after: int = 0) -> int | None:
    """Keep the next comment that waits and that nobody else reads from others, and return its id.

    Whoever takes one lets go of the one before.

    :raises NotAllowed: the actor does not moderate
    """
    require(actor, Permission.MODERATE)
    with transaction(session):
        found = store.next_waiting(session, actor.account_id, ctx.now(), batch_id, after)
        store.let_go(session, actor.account_id)
        if found is not None:
            lock(found, actor.account_id, ctx.now())
    return None if found is None else found.id


def keep(session: Session, ctx: Context, actor: Actor, comment_id: int) -> None:
    """Keep a comment from others while it is read, if it waits and nobody else reads it.

    :raises NotAllowed: the actor does not moderate
    :raises NotFound: there is none
    """
    require(actor, Permission.MODERATE)
    with transaction(session):
        comment = find_comment(session, comment_id)
        if comment.state == CommentState.WAITING and not is_locked(comment, actor.account_id, ctx.now()):
            lock(comment, actor.account_id, ctx.now())


def look_at(session: Session, ctx: Context, actor: Actor, comment_id: int) -> CommentToRead:
    """Return one comment with all that is known of it, and change nothing.

    :raises NotAllowed: the actor does not moderate
    :raises NotFound: there is none
    """
    require(actor, Permission.MODERATE)
    return _to_read(session, ctx, actor, find_comment(session, comment_id))


def is_decided(session: Session, actor: Actor, comment_id: int) -> bool:
    """Whether a comment is decided, so that the decision can be taken back.

    :raises NotAllowed: the actor does not moderate
    :raises NotFound: there is no such comment
    """
    require(actor, Permission.MODERATE)
    return find_comment(session, comment_id).state in DECIDED


def taught_names(session: Session, actor: Actor) -> list[Taught]:
    """Return the names that staff taught, the newest first.

    :raises NotAllowed: the actor does not moderate
    """
    require(actor, Permission.MODERATE)
    return [
        Taught(one.id, one.spelling, one.name, one.learned_at, _email(session, one.learned_by))
        for one in learned(session)
    ]


def forget_name(session: Session, ctx: Context, actor: Actor, name_id: int) -> None:
    """Let a taught name mean nothing again.

    :raises NotAllowed: the actor does not moderate
    :raises NotFound: there is no such name, or it is forgotten already
    """
    require(actor, Permission.MODERATE)
    with transaction(session):
        row = session.get(LearnedName, name_id)
        if row is None or row.forgotten_at is not None:
            raise NotFound(f"name {name_id}")
        forget(session, ctx, row)
        log(session, ctx, actor, "name.forgotten", str(name_id))


def _to_read(session: Session, ctx: Context, actor: Actor, comment: Comment) -> CommentToRead:
    number, of = store.place_in_batch(session, comment)
    others = [c for c in store.read_by_others(session, actor.account_id, ctx.now()) if c.batch_id == comment.batch_id]
    suggestions = store.suggestions_of(session, [comment.id])
    return CommentToRead(
        id=comment.id,
        batch=_batch(session, session.get_one(CommentBatch, comment.batch_id)),
        number=number,
        of=of,
        text=comment.text or "",
        findings=from_json(comment.findings),
        state=comment.state,
        reason=comment.reason,
        streets=tuple(comment.streets),
        sites=tuple(s.site_id for s in suggestions if s.site_id),
        posted_at=comment.posted_at,
        decided_at=comment.decided_at,
        locked=_email(session, comment.locked_by) if is_locked(comment, actor.account_id, ctx.now()) else None,
        mine=is_locked(comment, None, ctx.now()) and comment.locked_by == actor.account_id,
        others=tuple(
            (_email(session, c.locked_by) or "", store.place_in_batch(session, c)[0]) for c in others if c != comment
        ),
        waiting=store.count_waiting(session),
        joins=_joins(session, ctx, from_json(comment.findings)),
    )


def _joins(session: Session, ctx: Context, findings: Findings) -> dict[tuple[int, int], PublicSite]:
    """Return the published site that each choice would become a part of, where there is one."""
    found: dict[tuple[int, int], PublicSite] = {}
    for n, meant in enumerate(findings.places):
        for m, choice in enumerate(meant.choices):
            if choice.is_point and choice.lat is not None and choice.lon is not None:
                at = locate(session, ctx, choice.lon, choice.lat, None, choice.name)
                site = published_that_takes(session, ctx, at, findings.kind)
                if site is not None:
                    found[n, m] = site
    return found


def _batch(session: Session, batch: CommentBatch) -> Batch:
    campaign = session.get(CampaignRow, batch.campaign_id) if batch.campaign_id else None
    return Batch(
        batch.id,
        batch.source,
        batch.post_url,
        batch.asked_on,
        batch.created_at,
        batch.undone_at,
        _email(session, batch.created_by),
        campaign.slug if campaign else None,
        batch.doubles,
        store.counts_of(session, batch.id),
    )


def _email(session: Session, account_id: int | None) -> str | None:
    account = session.get(Account, account_id) if account_id is not None else None
    return account.email if account is not None else None
