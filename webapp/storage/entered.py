"""A suggestion that staff enter for somebody else: from a comment, a call, a letter, an e-mail or a meeting."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_year
from webapp.domain.context import Context
from webapp.domain.reporters import random_key, reporter_key
from webapp.domain.sites import site_id_of
from webapp.domain.suggestions import Channel, Kind, State, new_public_number, new_salt
from webapp.storage import grouping
from webapp.storage.counting import count_posts
from webapp.storage.ledger import commit
from webapp.storage.pins import Pin
from webapp.storage.suggestions import Suggestion


@dataclass(frozen=True)
class Entry:
    """What is entered. ``person`` makes one voice of what one person says of one road; without it there is one each."""

    channel: Channel
    kind: Kind
    pin: Pin
    via: str
    when: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    place_text: str | None = None
    text: str | None = None
    person: str = ""
    posted_at: datetime | None = None  # only beside the address of the post
    said_at: datetime | None = None
    comment_id: int | None = None
    campaign_id: int | None = None


def enter(session: Session, ctx: Context, entry: Entry) -> Suggestion:
    """Store a suggestion, accepted now, give it its site and commit to it; call it inside a transaction."""
    now, number = ctx.now(), new_public_number()
    at = grouping.locate(session, ctx, entry.pin.lon, entry.pin.lat, None, entry.place_text)
    year = local_year(now, ctx.place.tz)
    key = reporter_key(ctx.secret_key, year, at.scope, entry.person) if entry.person else random_key()
    suggestion = Suggestion(
        public_number=number,
        founding_id=site_id_of(number),
        channel=entry.channel,
        kind=entry.kind,
        state=State.LIVE,
        received_at=now,
        created_at=entry.said_at or now,
        accepted_at=now,
        posted_at=entry.posted_at,
        lat=entry.pin.lat,
        lon=entry.pin.lon,
        place_text=entry.place_text,
        outside_note=entry.pin.outside,
        when_cells=" ".join(entry.when),
        causes=" ".join(entry.causes),
        text=entry.text,
        reporter_key=key,
        **at.columns(),
        salt=new_salt(),
        via=entry.via,
        comment_id=entry.comment_id,
        campaign_id=entry.campaign_id,
    )
    session.add(suggestion)
    session.flush()
    grouping.place_suggestion(session, ctx, suggestion)
    commit(session, suggestion.id)
    count_posts(session, ctx, suggestion)
    return suggestion


def take_out(session: Session, ctx: Context, suggestion: Suggestion) -> None:
    """Let an entered suggestion stand no longer; checks that it made count stay counted."""
    if suggestion.state == State.LIVE:
        suggestion.state, suggestion.withdrawn_at = State.WITHDRAWN, ctx.now()
        session.flush()
        grouping.remove_suggestion(session, ctx, suggestion)
