"""The message that residents would get, in words, before anything is sent: by the same function that writes it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.errors import NotFound
from webapp.domain.letters import Letter, Mail
from webapp.domain.messages import Topic
from webapp.domain.roles import Actor, Permission, require
from webapp.formats.mail_text import WRITTEN, write
from webapp.storage.grouping import resolve_site
from webapp.storage.notices import recipients
from webapp.storage.outbox import To
from webapp.storage.progress import count
from webapp.storage.sites import Site
from webapp.usecases.checks import CheckReceipt

HIDDEN_LINK = "…"
"""Stands where each resident's own links will be."""


@dataclass(frozen=True)
class MessagePreview:
    """What would be sent, in each language, and to how many; ``languages`` how many read which."""

    topic: str
    people: int
    languages: dict[str, int]
    mails: tuple[Mail, ...]


def preview_answer(
    session: Session, ctx: Context, actor: Actor, site_id: str, topic: Topic, reason: str, reply: str, base_url: str
) -> MessagePreview:
    """Return the message that closing, declining, reopening or handing over a site would send; changes nothing.

    :raises NotAllowed: the actor may not answer for sites
    :raises NotFound: there is no such site
    """
    require(actor, Permission.ANSWER_SITE)
    site = _find(session, site_id)
    people = recipients(session, ctx, site, topic)
    letter = replace(_letter(site, topic), reason=reason or None, reply=reply.strip() or None)
    return _preview(ctx, letter, people, base_url)


def preview_check_message(
    session: Session, ctx: Context, actor: Actor, started_at: datetime, receipt: CheckReceipt, base_url: str
) -> MessagePreview | None:
    """Return the message that a check, looked at beforehand, would send; None when it belongs to no site.

    :raises NotAllowed: the actor may not record checks
    """
    require(actor, Permission.RECORD_CHECK)
    site = resolve_site(session, receipt.site_id) if receipt.site_id else None
    if site is None:
        return None
    held_on = local_date(started_at, ctx.place.tz)
    counted, target = count(session, ctx, held_on.year)
    people = recipients(session, ctx, site, Topic.CHECKED, before=started_at)
    letter = replace(
        _letter(site, Topic.CHECKED),
        held_on=held_on,
        counts=receipt.counts,
        number=receipt.number if receipt.counts else counted,
        target=target,
        why_not=receipt.reason,
    )
    return _preview(ctx, letter, people, base_url)


def _letter(site: Site, topic: Topic) -> Letter:
    return Letter(
        topic,
        "",
        kind=site.kind,
        site_name=site.name,
        site_path=f"/sites/{site.id}" if site.published_at is not None else None,
        receipt_path=f"/suggestions/{HIDDEN_LINK}",
        stop_path=f"/mail/stop/{HIDDEN_LINK}",
    )


def _preview(ctx: Context, letter: Letter, people: Sequence[To], base_url: str) -> MessagePreview:
    read = Counter(to.language or ctx.place.languages[0] for to in people)
    mails = tuple(write(replace(letter, language=own), ctx.place, base_url, "", "") for own in WRITTEN)
    return MessagePreview(letter.topic.value, len(people), {own: read.get(own, 0) for own in WRITTEN}, mails)


def _find(session: Session, site_id: str) -> Site:
    site = resolve_site(session, site_id)
    if site is None:
        raise NotFound(f"site {site_id}")
    return site
