"""Take in comments that people wrote elsewhere: all of a batch or nothing, without what points at a person."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.comments import (
    MAX_URL,
    MOST_COMMENTS,
    SOURCES,
    CommentState,
    Post,
    Raw,
    own_key,
    set_aside,
    words_key,
)
from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid
from webapp.domain.reporters import random_key
from webapp.domain.roles import Actor, Permission, require
from webapp.formats.comment_files import read_comment_file, read_paste
from webapp.language.comment_findings import Findings
from webapp.language.comment_people import without_people
from webapp.storage import comments as store
from webapp.storage.audit import log
from webapp.storage.campaigns import find_campaign
from webapp.storage.comment_reading import comment_finder
from webapp.storage.comments import Comment, CommentBatch
from webapp.storage.db import transaction


@dataclass(frozen=True)
class Intake:
    """What came of a batch; without a new comment there is none, and ``batch_id`` is None."""

    batch_id: int | None
    comments: int
    stored: int
    doubles: int
    aside: int


def paste_comments(session: Session, ctx: Context, actor: Actor, post: Post, text: str) -> Intake:
    """Take in pasted comments.

    :raises NotAllowed: the actor may not add comments
    :raises Invalid: there are none, or the post is described wrongly
    """
    require(actor, Permission.ADD_COMMENTS)
    raws = read_paste(text)
    faults = _post_faults(session, ctx, post)
    if not raws:
        faults.append(Fault("comments", "missing"))
    elif len(raws) > MOST_COMMENTS:
        faults.append(Fault("comments", "too_many_comments", {"max": MOST_COMMENTS}))
    if faults:
        raise Invalid(faults)
    return _take_in(session, ctx, actor, post, raws)


def import_comments(session: Session, ctx: Context, actor: Actor, post: Post, data: bytes, name: str = "") -> Intake:
    """Take in a file: CSV, JSONL or plain text, a comment a line. A second run changes nothing.

    :raises NotAllowed: the actor may not add comments
    :raises Invalid: every fault of the file, each with its ``line`` and an English ``sentence`` in the details
    """
    require(actor, Permission.ADD_COMMENTS)
    raws, wrong = read_comment_file(data, ctx.place.tz, ctx.now(), name)
    faults = _post_faults(session, ctx, post)
    faults += [Fault("file", one.code, {"line": one.line, "sentence": one.sentence}) for one in wrong]
    if faults:
        raise Invalid(faults)
    return _take_in(session, ctx, actor, post, raws)


def _post_faults(session: Session, ctx: Context, post: Post) -> list[Fault]:
    faults = []
    if post.source not in SOURCES:
        faults.append(Fault("source", "unknown"))
    if post.url:
        try:
            parts = urlsplit(post.url)
        except ValueError:
            parts = urlsplit("")
        known = parts.scheme in {"http", "https"} and parts.netloc and post.url.isprintable()
        if not known or len(post.url) > MAX_URL:
            faults.append(Fault("post_url", "not_a_link"))
    if post.asked_on:
        asked_on = _date(post.asked_on)
        if asked_on is None:
            faults.append(Fault("asked_on", "not_a_date"))
        elif asked_on > local_date(ctx.now(), ctx.place.tz):
            faults.append(Fault("asked_on", "later_than_today"))
    if post.campaign and find_campaign(session, post.campaign) is None:
        faults.append(Fault("campaign", "unknown"))
    return faults


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _take_in(session: Session, ctx: Context, actor: Actor, post: Post, raws: Sequence[Raw]) -> Intake:
    """Store the comments that are not there yet as one batch."""
    find = comment_finder(session, ctx)  # before the transaction: nobody waits while comments are read
    read = [(raw, *without_people_but_places(raw.text, find)) for raw in raws]
    authors = _author_keys(raws)
    with transaction(session):
        new = set(_new(session, raws, authors))
        if not new:
            return Intake(None, len(raws), 0, len(raws), 0)
        campaign = find_campaign(session, post.campaign) if post.campaign else None
        batch = CommentBatch(
            source=post.source,
            post_url=post.url or None,
            asked_on=_date(post.asked_on) if post.asked_on else None,
            campaign_id=campaign.id if campaign else None,
            created_at=ctx.now(),
            created_by=actor.account_id,
            doubles=len(raws) - len(new),
        )
        session.add(batch)
        session.flush()
        aside = 0
        for number, (raw, text, findings) in enumerate(read):
            if number not in new:
                continue
            reason = set_aside(len(findings.places), bool(findings.elsewhere), findings.category)
            aside += reason is not None
            session.add(
                Comment(
                    batch_id=batch.id,
                    own_key=own_key(raw),
                    words_key=words_key(raw.text),
                    text=text,
                    posted_at=raw.posted_at,
                    author_key=authors[number],
                    findings=findings.as_json(),
                    state=CommentState.WAITING.value if reason is None else CommentState.ASIDE.value,
                    reason=None if reason is None else reason.value,
                )
            )
            session.flush()  # ids in the order of intake
        log(session, ctx, actor, "comments.added", f"{batch.id}:{len(new)}")
        return Intake(batch.id, len(raws), len(new), len(raws) - len(new), aside)


def without_people_but_places(text: str, find: Callable[[str], Findings]) -> tuple[str, Findings]:
    """Return a comment as it is kept, without what points at a person, and what it says; names of places stay."""
    findings = find(text)
    kept = without_people(text, [span for meant in findings.places for span in meant.spans])
    return kept, findings if kept == text else find(kept)


def _author_keys(raws: Iterable[Raw]) -> list[str]:
    """Return a random key for each comment, the same for those of one author; who it was is forgotten here."""
    salt, known = secrets.token_hex(16), dict[str, str]()
    keys = []
    for raw in raws:
        author = words_key(f"{salt}{raw.author}") if raw.author.strip() else ""
        keys.append(known.setdefault(author, random_key()) if author else random_key())
    return keys


def _new(session: Session, raws: Sequence[Raw], authors: Sequence[str]) -> Iterable[int]:
    """Yield the numbers of the comments that are not stored.

    With an id the same id and words are one comment. Without, the same words of one author are one; of those that
    different authors wrote the nth is the nth that is stored, so that a second run of a file adds none.
    """
    own, words = store.known_keys(session)
    written: set[tuple[str, str]] = set()  # by one author
    seen: Counter[str] = Counter()
    for number, raw in enumerate(raws):
        key, said = own_key(raw), words_key(raw.text)
        author = authors[number] if raw.author.strip() else ""
        if (author, said) in written and (author or not key):
            continue
        written.add((author, said))
        if key is not None:
            if key not in own:
                own.add(key)
                yield number
            continue
        seen[said] += 1
        if seen[said] > words[said]:
            yield number
