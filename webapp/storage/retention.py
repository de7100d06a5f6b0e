"""What has expired, and how it goes: words, addresses, keys. Nothing that is counted changes."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.reporters import random_key
from webapp.domain.retention import Deadlines, Expired
from webapp.domain.sites import SiteStatus
from webapp.storage.addresses import forget_sender
from webapp.storage.comments import count_old_comments, forget_old_comments
from webapp.storage.moderation import forget_words
from webapp.storage.movements import Movement
from webapp.storage.reporter_aliases import ReporterAlias
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.storage.text_reports import TextReport

AT_ONCE = 500
ANSWERED = (SiteStatus.CLOSED.value, SiteStatus.DECLINED.value)


def expired(session: Session, past: Deadlines) -> Expired:
    """Return how much has expired, and change nothing."""
    return Expired(
        texts=len(_ids(session, _old_words(past))),
        contacts=len(_ids(session, _old_contacts(past))),
        keys=len(_ids(session, _old_keys(past))),
        reports=session.scalar(select(func.count()).select_from(TextReport).where(_old_reports(past))) or 0,
        comments=count_old_comments(session, past.texts_before),
    )


def forget_expired(session: Session, ctx: Context, past: Deadlines) -> Expired:
    """Remove what has expired; call it inside a transaction. Return how much went."""
    found = expired(session, past)
    _forget_words(session, _ids(session, _old_words(past)))
    for suggestion_id in _ids(session, _old_contacts(past)):
        forget_sender(session, ctx, session.get_one(Suggestion, suggestion_id), erased=False)
    _forget_keys(session, _ids(session, _old_keys(past)))
    session.execute(update(TextReport).where(_old_reports(past)).values(words=None))
    forget_old_comments(session, past.texts_before)
    session.expire_all()
    return found


def _old_words(past: Deadlines) -> ColumnElement[bool]:
    words = or_(Suggestion.text.is_not(None), Suggestion.place_text.is_not(None))
    return and_(Suggestion.received_at < past.texts_before, words)


def _old_contacts(past: Deadlines) -> ColumnElement[bool]:
    """Return the condition that the matter was closed long ago: taken back, put aside, or its site answered."""
    answered = (
        select(Site.id)
        .where(Site.id == Suggestion.site_id, Site.status.in_(ANSWERED), Site.status_at < past.contacts_before)
        .exists()
    )
    closed = or_(Suggestion.withdrawn_at < past.contacts_before, Suggestion.spam_at < past.contacts_before, answered)
    return and_(Suggestion.email.is_not(None), closed)


def _old_keys(past: Deadlines) -> ColumnElement[bool]:
    return and_(Suggestion.received_at < past.keys_before, Suggestion.scope.is_not(None))


def _old_reports(past: Deadlines) -> ColumnElement[bool]:
    return and_(TextReport.reported_at < past.texts_before, TextReport.words.is_not(None))


def _ids(session: Session, condition: ColumnElement[bool]) -> list[int]:
    return list(session.scalars(select(Suggestion.id).where(condition).order_by(Suggestion.id)))


def _forget_words(session: Session, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        forget_words(session, *part)
        session.execute(update(Suggestion).where(Suggestion.id.in_(part)).values(text=None, place_text=None))
        session.execute(update(Movement).where(Movement.suggestion_id.in_(part)).values(place_text=None))


def _forget_keys(session: Session, ids: Sequence[int]) -> None:
    """Give each key of an evaluated year a random one instead: who is one resident stays, who it is cannot be told.

    That is what destroying the key of the year means here, where it is made from the site's secret.
    """
    keys: set[str] = set()
    for start in range(0, len(ids), AT_ONCE):
        part = Suggestion.id.in_(ids[start : start + AT_ONCE])
        keys.update(session.scalars(select(Suggestion.reporter_key).where(part)))
        session.execute(update(Suggestion).where(part).values(scope=None))
    for key in sorted(keys):
        new = random_key()
        for table in (Suggestion, Movement):
            session.execute(update(table).where(table.reporter_key == key).values(reporter_key=new))
        session.execute(delete(ReporterAlias).where(or_(ReporterAlias.leads_to == key, ReporterAlias.key == key)))
