"""Everything that is stored about one suggestion and its sender, for the sender: a right, and a file.

A choice of the police is no part of it: whether a site is held by a private pin is never told.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.messages import MessageState
from webapp.storage.campaigns import CampaignRow
from webapp.storage.moderation import TextReview
from webapp.storage.movements import Movement, movements_of
from webapp.storage.opinions import answers_of
from webapp.storage.outbox import Message
from webapp.storage.places import Area
from webapp.storage.public import find_published
from webapp.storage.roads import Junction, Road
from webapp.storage.suggestions import Suggestion

Json = dict[str, Any]

OURS = frozenset({"id", "suggestion_id", "founding_id", "cell_col", "cell_row", "sticky"})
"""Numbers of our own that say nothing of a person; ``sticky`` would tell what the police have chosen."""
NAMED: dict[str, tuple[type[Road] | type[Junction] | type[Area], str]] = {
    "road_id": (Road, "road"),
    "junction_id": (Junction, "junction"),
    "area_id": (Area, "area"),
}
LISTS = ("when_cells", "causes")


def own_data(session: Session, ctx: Context, suggestion: Suggestion) -> Json:
    """Return what is stored about a suggestion, by the names of its columns; every list and name written out."""
    site = find_published(session, ctx, suggestion.site_id) if suggestion.site_id else None
    told = _columns(session, suggestion)
    told.update({name: getattr(suggestion, name).split() for name in LISTS})
    told["site"] = site.id if site is not None else None
    return {
        "suggestion": told,
        "earlier_places": [_columns(session, before) for before in movements_of(session, suggestion.id)],
        "answers": _answers(session, ctx, suggestion),
        "messages": _messages(session, suggestion),
        "decision": _decision(session, suggestion),
    }


def _decision(session: Session, suggestion: Suggestion) -> Json | None:
    """Return what was decided about the sender's words; who decided is no data of the sender's."""
    review = session.get(TextReview, suggestion.id)
    if review is None:
        return None
    return {"shown": review.public_text, "reason": review.reason, "decided_at": _plain(review.decided_at)}


def _answers(session: Session, ctx: Context, suggestion: Suggestion) -> list[Json]:
    """Return what the sender said four weeks after checks; an erased receipt leaves no key that leads to it."""
    keys = [suggestion.reporter_key, *(before.reporter_key for before in movements_of(session, suggestion.id))]
    return [
        {"check": check, "answer": row.opinion, "answered_at": _plain(row.answered_at)}
        for check, row in answers_of(session, ctx, keys, suggestion.received_at)
    ]


def _messages(session: Session, suggestion: Suggestion) -> list[Json]:
    """Return what was sent to the sender; a message that waits may tell of what is not public yet."""
    sent = select(Message.topic, Message.ended_at).where(
        Message.suggestion_id == suggestion.id, Message.state == MessageState.SENT.value
    )
    return [{"topic": row.topic, "sent_at": _plain(row.ended_at)} for row in session.execute(sent.order_by(Message.id))]


def _columns(session: Session, row: Suggestion | Movement) -> Json:
    told: Json = {}
    for column in row.__table__.columns:
        value = getattr(row, column.key)
        if column.key in NAMED:
            table, name = NAMED[column.key]
            told[name] = session.scalar(select(table.name).where(table.id == value)) if value is not None else None
        elif column.key == "campaign_id":
            told["campaign"] = (
                session.scalar(select(CampaignRow.slug).where(CampaignRow.id == value)) if value else None
            )
        elif column.key not in OURS and column.key != "site_id":
            told[column.key] = _plain(value)
    return told


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
