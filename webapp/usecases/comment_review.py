"""Moderators read comments one at a time; nothing becomes a suggestion without their press, and all can be undone."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from webapp.domain.comment_review import HAND, NONE, Picks
from webapp.domain.comments import DECIDED, REJECTIONS, CommentState, seconds_spent
from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound, Overtaken, WrongState
from webapp.domain.names import fold
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.suggestions import Channel, Kind, expand_when
from webapp.domain.wishes import MAX_PLACE_TEXT, read_kind, read_place_text
from webapp.language.comment_findings import Choice, Findings, from_json
from webapp.storage import comments as store
from webapp.storage.audit import log
from webapp.storage.comment_reading import comment_finder
from webapp.storage.comments import Comment, CommentBatch, find_comment, is_locked, lock
from webapp.storage.db import transaction
from webapp.storage.entered import Entry, enter, take_out
from webapp.storage.learned_names import LearnedName, Meant, learn
from webapp.storage.pins import Pin, find_pin, places_meant
from webapp.storage.place_search import Candidate

STREETS = frozenset({"street", "street_name", "road"})


@dataclass(frozen=True)
class Placed:
    """One place that a decision names: a pin, or a street without one."""

    name: str
    pin: Pin | None


@dataclass(frozen=True)
class Outcome:
    """What came of a decision: how many suggestions, how many whole streets, and a name that was learned."""

    suggestions: int = 0
    streets: int = 0
    learned: str = ""


def accept(session: Session, ctx: Context, actor: Actor, comment_id: int, picks: Picks) -> Outcome:
    """Make a suggestion of each place that was picked; a street without a point only waits for one.

    :raises NotAllowed: the actor does not moderate
    :raises NotFound: there is no such comment
    :raises Invalid: no place was picked, or what was written by hand points nowhere
    :raises Overtaken: somebody else has decided it, or reads it now
    """
    require(actor, Permission.MODERATE)
    kind, faults = read_kind(picks.kind)
    try:
        when = expand_when([], list(picks.when_cells))
    except ValueError:
        faults.append(Fault("when", "unknown"))
    findings = from_json(find_comment(session, comment_id).findings)
    hand, candidate, hand_faults = _by_hand(session, ctx, picks)
    placed, pick_faults = _placed(session, ctx, findings, picks, hand)
    if faults or hand_faults or pick_faults or kind is None:
        _pressed(session, ctx, actor, comment_id)
        raise Invalid([*hand_faults, *pick_faults, *faults])
    with transaction(session):
        comment = _mine(session, ctx, actor, comment_id)
        batch = session.get_one(CommentBatch, comment.batch_id)
        points = [one for one in placed if one.pin is not None]
        for one in points:
            enter(session, ctx, _entry(comment, batch, kind, when, one))
        comment.streets = [one.name for one in placed if one.pin is None]
        _decide(ctx, actor, comment, CommentState.ACCEPTED if points else CommentState.WHOLE_STREET)
        taught = _learn(session, ctx, actor, picks, hand, candidate)
        log(session, ctx, actor, f"comment.{comment.state}", f"{comment.id}:{len(points)}")
    if taught is not None:
        read_again(session, ctx, taught)
    return Outcome(len(points), len(placed) - len(points), taught.spelling if taught else "")


def reject(session: Session, ctx: Context, actor: Actor, comment_id: int, reason: str) -> None:
    """Make nothing of a comment, for a reason.

    :raises NotAllowed: the actor does not moderate
    :raises NotFound: there is no such comment
    :raises Invalid: there is no reason
    :raises Overtaken: somebody else has decided it, or reads it now
    """
    require(actor, Permission.MODERATE)
    if reason not in REJECTIONS:
        _pressed(session, ctx, actor, comment_id)
        raise Invalid([Fault("reason", "missing" if not reason else "unknown")])
    with transaction(session):
        comment = _mine(session, ctx, actor, comment_id)
        comment.reason = reason
        _decide(ctx, actor, comment, CommentState.REJECTED)
        log(session, ctx, actor, "comment.rejected", f"{comment.id}:{reason}")


def skip(session: Session, ctx: Context, actor: Actor, comment_id: int) -> None:
    """Leave a comment for now; another person may take it.

    :raises NotAllowed: the actor does not moderate
    """
    require(actor, Permission.MODERATE)
    with transaction(session):
        comment = find_comment(session, comment_id)
        if comment.locked_by == actor.account_id:
            comment.seconds += seconds_spent(comment.opened_at, ctx.now())
            comment.decisions += 1
            comment.locked_by = comment.locked_until = comment.opened_at = None


def take_back(session: Session, ctx: Context, actor: Actor, comment_id: int) -> None:
    """Undo a decision, or take up a comment that was set aside: it waits again, and its suggestions stand no longer.

    :raises NotAllowed: the actor does not moderate
    :raises WrongState: nothing is decided about it
    """
    require(actor, Permission.MODERATE)
    with transaction(session):
        comment = find_comment(session, comment_id)
        if comment.text is None or comment.state not in {*DECIDED, CommentState.ASIDE}:
            raise WrongState(f"nothing is decided about comment {comment_id}")
        for suggestion in store.suggestions_of(session, [comment.id]):
            take_out(session, ctx, suggestion)
        comment.state, comment.reason, comment.streets = CommentState.WAITING.value, None, []
        comment.decided_at = comment.decided_by = comment.locked_by = comment.locked_until = None
        comment.decisions += 1
        log(session, ctx, actor, "comment.taken_back", str(comment.id))


def undo_batch(session: Session, ctx: Context, actor: Actor, batch_id: int) -> int:
    """Undo a whole batch: what was accepted of it stands no longer, and nothing of it waits. Return how many went.

    Checks that were counted stay counted. The same comments can be sent in anew.

    :raises NotAllowed: the actor does not moderate
    :raises NotFound: there is no such batch
    :raises WrongState: it is undone already
    """
    require(actor, Permission.MODERATE)
    with transaction(session):
        batch = session.get(CommentBatch, batch_id)
        if batch is None:
            raise NotFound(f"batch {batch_id}")
        if batch.undone_at is not None:
            raise WrongState(f"batch {batch_id} is undone")
        comments = store.comments_of(session, batch_id)
        found = [s for comment in comments for s in store.suggestions_of(session, [comment.id])]
        for suggestion in found:
            take_out(session, ctx, suggestion)
        for comment in comments:
            comment.state, comment.locked_by, comment.locked_until = CommentState.UNDONE.value, None, None
        batch.undone_at, batch.undone_by = ctx.now(), actor.account_id
        log(session, ctx, actor, "comments.undone", f"{batch_id}:{len(found)}")
        return len(found)


def read_again(session: Session, ctx: Context, taught: LearnedName) -> int:
    """Read anew what nobody has decided and holds a name that was just learned; return how many.

    A comment that was set aside as naming no place waits for a person if it names one now.
    """
    with transaction(session):
        undecided = [c for c in store.undecided(session) if taught.folded in fold(c.text or "")]
        if not undecided:
            return 0
        find = comment_finder(session, ctx)
        for comment in undecided:
            findings = find(comment.text or "")
            comment.findings = findings.as_json()
            if comment.state == CommentState.ASIDE and findings.places:
                comment.state, comment.reason = CommentState.WAITING.value, None
        return len(undecided)


def candidates(session: Session, ctx: Context, place_text: str) -> list[Candidate]:
    """Return the places that words written by hand may mean, to choose from."""
    return places_meant(session, ctx, place_text[:MAX_PLACE_TEXT]) if place_text.strip() else []


def _mine(session: Session, ctx: Context, actor: Actor, comment_id: int) -> Comment:
    """Return a comment that waits and that nobody else reads.

    :raises Overtaken: it is decided, or somebody else has it open
    """
    comment = find_comment(session, comment_id)
    session.refresh(comment)
    if comment.state != CommentState.WAITING or is_locked(comment, actor.account_id, ctx.now()):
        raise Overtaken(f"comment {comment_id} is {comment.state} or open elsewhere")
    return comment


def _decide(ctx: Context, actor: Actor, comment: Comment, state: CommentState) -> None:
    now = ctx.now()
    comment.state, comment.decided_at, comment.decided_by = state.value, now, actor.account_id
    comment.seconds += seconds_spent(comment.opened_at, now)
    comment.decisions += 1
    comment.locked_by = comment.locked_until = comment.opened_at = None


def _pressed(session: Session, ctx: Context, actor: Actor, comment_id: int) -> None:
    """Count a press that decided nothing, and begin the lock anew."""
    with transaction(session):
        comment = find_comment(session, comment_id)
        if comment.state == CommentState.WAITING and not is_locked(comment, actor.account_id, ctx.now()):
            comment.decisions += 1
            lock(comment, actor.account_id, ctx.now())


def _entry(comment: Comment, batch: CommentBatch, kind: Kind, when: tuple[str, ...], one: Placed) -> Entry:
    """Return the suggestion that a comment makes of one place. Its words stay with the comment: nothing to publish."""
    assert one.pin is not None
    return Entry(
        channel=Channel.COMMENT,
        kind=kind,
        pin=one.pin,
        via=batch.source,
        when=when,
        place_text=one.name[:MAX_PLACE_TEXT] or None,
        person=f"comment:{comment.author_key}",
        posted_at=comment.posted_at if batch.post_url else None,
        said_at=comment.posted_at,
        comment_id=comment.id,
        campaign_id=batch.campaign_id,
    )


def _placed(
    session: Session, ctx: Context, findings: Findings, picks: Picks, hand: Placed | None
) -> tuple[list[Placed], list[Fault]]:
    """Return the places that were picked, each once, or what is wrong with the answers."""
    placed: list[Placed] = []
    faults: list[Fault] = []
    for meant, answer in zip(findings.places, picks.answers, strict=False):
        if answer in {NONE, "", HAND}:
            continue
        if not answer.isdecimal() or len(answer) > 3 or int(answer) >= len(meant.choices):
            faults.append(Fault("places", "unknown"))
            continue
        one, wrong = _of_choice(session, ctx, meant.choices[int(answer)])
        faults += wrong
        if one is not None:
            placed.append(one)
    if hand is not None:
        placed.append(hand)
    elif HAND in picks.answers and not picks.by_hand:
        faults.append(Fault("place_text", "missing"))
    if not placed and not faults and not picks.by_hand:
        faults.append(Fault("places", "none_picked"))
    return list({(one.name, one.pin): one for one in placed}.values()), faults


def _of_choice(session: Session, ctx: Context, choice: Choice) -> tuple[Placed | None, list[Fault]]:
    if not choice.is_point:
        return Placed(choice.name, None), []
    pin, faults = find_pin(session, ctx, str(choice.lat), str(choice.lon), "")
    return (None if pin is None else Placed(choice.name, pin)), [replace(fault, field="places") for fault in faults]


def _by_hand(session: Session, ctx: Context, picks: Picks) -> tuple[Placed | None, Candidate | None, list[Fault]]:
    """Return the place that was pointed out or written, the name that it has if words found it, and what is wrong."""
    if not picks.by_hand:
        return None, None, []
    words, faults = read_place_text(picks.place_text)
    if faults:
        return None, None, faults
    found = places_meant(session, ctx, words) if words else []
    named = _named(found, picks.candidate)
    pointed = bool(picks.lat.strip() or picks.lon.strip())
    if named is not None and not pointed:
        if named.kind in STREETS:
            return Placed(named.name, None), named, []
        pin, faults = find_pin(session, ctx, str(named.lat), str(named.lon), "")
    else:
        pin, faults = find_pin(session, ctx, picks.lat, picks.lon, words or "")
    if pin is None:
        return None, None, [replace(fault, field="place_text") for fault in faults]
    return Placed(named.name if named else words or "", pin), named, []


def _named(found: list[Candidate], chosen: str) -> Candidate | None:
    """Return the one place that words mean, or the one of several that was chosen."""
    if len(found) == 1:
        return found[0]
    return next((one for one in found if f"{one.lat:.5f} {one.lon:.5f}" == chosen), None)


def _learn(
    session: Session, ctx: Context, actor: Actor, picks: Picks, hand: Placed | None, named: Candidate | None
) -> LearnedName | None:
    """Remember what the comment calls the place that was pointed out."""
    spelling = picks.name_used.strip()
    if not spelling or hand is None:
        return None
    if named is not None:
        meant = Meant(named.name, named.kind, named.lat, named.lon, named.area)
    elif hand.pin is not None:
        meant = Meant(hand.name or spelling, "learned_place", hand.pin.lat, hand.pin.lon)
    else:
        return None
    row = learn(session, ctx, actor, spelling, meant)
    if row is not None:
        log(session, ctx, actor, "name.learned", str(row.id))
    return row
