"""The voices that signs are read from: those that anyone can send without a person in between."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.signals import BURST_KEYS, ONE_SENDER, SAME_WORDS_SENDERS, Voice
from webapp.domain.suggestions import Channel, State
from webapp.storage.suggestions import Suggestion

UNATTENDED = (Channel.FORM.value, Channel.SUPPORT.value, Channel.OPEN311.value)
"""Files, comments and the desk come by staff, many at a time: they say nothing here."""

_STANDS = (Suggestion.channel.in_(UNATTENDED), Suggestion.state == State.LIVE.value)


def busy_sites(session: Session, since: datetime) -> Sequence[str]:
    """Return the sites that enough different keys named since an instant for a sign to be possible."""
    rows = (
        select(Suggestion.site_id)
        .where(Suggestion.received_at >= since, Suggestion.site_id.is_not(None), *_STANDS)
        .group_by(Suggestion.site_id)
        .having(func.count(Suggestion.reporter_key.distinct()) >= min(BURST_KEYS, SAME_WORDS_SENDERS))
    )
    return [str(site_id) for site_id in session.scalars(rows)]


def voices_at(session: Session, site_ids: Iterable[str]) -> dict[str, list[Voice]]:
    """Return every voice of these sites, site by site; keys that are old there are needed to see which are new."""
    columns = (Suggestion.site_id, Suggestion.received_at, Suggestion.reporter_key, Suggestion.text)
    found: dict[str, list[Voice]] = {}
    for site_id, at, key, text in session.execute(
        select(*columns).where(Suggestion.site_id.in_(list(site_ids)), *_STANDS)
    ):
        found.setdefault(str(site_id), []).append(Voice(at, key, text or ""))
    return found


def voices_of_busy_senders(session: Session, since: datetime) -> list[tuple[str | None, Voice]]:
    """Return site and voice of every key that sent enough since an instant for a sign to be possible."""
    busy = (
        select(Suggestion.reporter_key)
        .where(Suggestion.received_at >= since, *_STANDS)
        .group_by(Suggestion.reporter_key)
        .having(func.count() >= ONE_SENDER)
    )
    rows = select(Suggestion.site_id, Suggestion.received_at, Suggestion.reporter_key).where(
        Suggestion.reporter_key.in_(busy), Suggestion.received_at >= since, *_STANDS
    )
    return [(site_id, Voice(at, key)) for site_id, at, key in session.execute(rows)]
