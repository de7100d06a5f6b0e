"""Show a moderator where voices may not be many people's; and who sent what at one site."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import NotFound
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.signals import ONE_SENDER_WINDOW, Signal, letters, newest_burst, one_sender, same_words
from webapp.language.public_words import Piece, pieces
from webapp.storage import moderation
from webapp.storage import signals as store
from webapp.storage.sites import Site

LOOK_BACK = timedelta(days=14)
SHOWN_SUGGESTIONS = 100


@dataclass(frozen=True)
class SiteSignal:
    """A sign at a site. ``published`` says whether the site has a page of its own."""

    site_id: str
    site_name: str
    published: bool
    signal: Signal


@dataclass(frozen=True)
class SenderLine:
    """One suggestion at a site; ``sender`` is a letter, the same for the same key."""

    number: str
    sender: str
    channel: str
    received_at: datetime
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class SenderList:
    """A site with its newest suggestions."""

    site_id: str
    site_name: str
    published: bool
    lines: tuple[SenderLine, ...]


def signals(session: Session, ctx: Context, actor: Actor) -> list[SiteSignal]:
    """Return the signs of the last two weeks, the newest first; they are read from the suggestions each time.

    :raises NotAllowed: the actor does not moderate
    """
    require(actor, Permission.MODERATE)
    since = ctx.now() - LOOK_BACK
    found: list[tuple[str, Signal]] = []
    for site_id, voices in store.voices_at(session, store.busy_sites(session, since)).items():
        burst = newest_burst(voices, since)
        found += [(site_id, burst)] if burst is not None else []
        found += [(site_id, signal) for signal in same_words(voices, since)]
    found += _senders(session, since)
    sites = {site_id: session.get_one(Site, site_id) for site_id, _ in found}
    lines = [
        SiteSignal(site_id, sites[site_id].name, sites[site_id].published_at is not None, signal)
        for site_id, signal in found
    ]
    return sorted(lines, key=lambda line: (line.signal.last_at, line.site_id), reverse=True)


def senders_at(session: Session, actor: Actor, site_id: str) -> SenderList:
    """Return the newest suggestions at a site, public or not, and which of them one sender sent.

    :raises NotAllowed: the actor does not moderate
    :raises NotFound: there is no such site
    """
    require(actor, Permission.MODERATE)
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound(f"site {site_id}")
    rows = moderation.at_site(session, site_id, SHOWN_SUGGESTIONS)
    letter = letters(row.reporter_key for row in rows)
    lines = tuple(
        SenderLine(
            row.public_number, letter[row.reporter_key], row.channel, row.received_at, tuple(pieces(row.text or ""))
        )
        for row in rows
    )
    return SenderList(site.id, site.name, site.published_at is not None, lines)


def _senders(session: Session, since: datetime) -> list[tuple[str, Signal]]:
    """Return the keys that send again and again, each with the site that it named last."""
    rows = store.voices_of_busy_senders(session, since - ONE_SENDER_WINDOW)
    found = []
    for key, signal in one_sender((voice for _, voice in rows), since):
        named = [(voice.at, site_id) for site_id, voice in rows if voice.key == key and site_id is not None]
        if named:
            found.append((max(named)[1], signal))
    return found
