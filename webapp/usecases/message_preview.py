"""The message that residents would get, in words, before anything is sent: by the same function that writes it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.errors import Invalid, NotFound
from webapp.domain.letters import Letter, Mail
from webapp.domain.messages import Topic
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.suggestions import Kind
from webapp.domain.unsafe_places import activity_faults
from webapp.formats.mail_text import WRITTEN, write
from webapp.storage.checks import CheckVerdict, find_by_public_id
from webapp.storage.grouping import resolve_site
from webapp.storage.notices import recipients, told_of_check
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

    :raises NotAllowed: the actor may not answer for sites of this kind
    :raises NotFound: there is no such site
    """
    site = _answered_by(session, actor, site_id)
    people = recipients(session, ctx, site, topic)
    letter = replace(_letter(site, topic), reason=reason or None, reply=reply.strip() or None)
    return _preview(ctx, letter, people, base_url)


def preview_activity(
    session: Session,
    ctx: Context,
    actor: Actor,
    site_id: str,
    activity: str,
    on: date | None,
    reply: str,
    base_url: str,
) -> MessagePreview:
    """Return the message that an activity at an unsafe place would send; changes nothing.

    :param on: the local day of the activity
    :raises Invalid: the activity is no code of the list, or its day cannot be
    :raises NotAllowed: the actor does not work with unsafe places
    :raises NotFound: there is no such site
    """
    site = _answered_by(session, actor, site_id)
    if faults := activity_faults(activity, on, local_date(ctx.now(), ctx.place.tz), reply):
        raise Invalid(faults)
    people = recipients(session, ctx, site, Topic.ANSWERED)
    letter = replace(_letter(site, Topic.ANSWERED), activity=activity, held_on=on, reply=reply.strip() or None)
    return _preview(ctx, letter, people, base_url)


def preview_taking_back(
    session: Session, ctx: Context, actor: Actor, public_id: str, base_url: str
) -> MessagePreview | None:
    """Return the message that taking a check back would send; None when it belongs to no site.

    :raises NotAllowed: the actor may not record checks
    :raises NotFound: there is no such check
    """
    require(actor, Permission.RECORD_CHECK)
    check = find_by_public_id(session, public_id)
    verdict = session.get(CheckVerdict, check.id) if check else None
    if check is None or verdict is None:
        raise NotFound(f"check {public_id}")
    site = resolve_site(session, verdict.site_id) if verdict.site_id else None
    if site is None:
        return None
    people = told_of_check(session, ctx, check).get(site.id, [])
    letter = replace(_letter(site, Topic.CHECK_TAKEN_BACK), held_on=check.held_on)
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


def _answered_by(session: Session, actor: Actor, site_id: str) -> Site:
    """Return a site that the actor may answer for."""
    site = _find(session, site_id)
    require(actor, Permission.ANSWER_UNSAFE_PLACE if site.kind == Kind.UNSAFE_PLACE else Permission.ANSWER_SITE)
    return site


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
