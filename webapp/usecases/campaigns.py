"""A communicator's questions: ask one for a while, change it, end it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.campaigns import Campaign, CampaignWish, Stage, faults_of, slug_wanted
from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound, WrongState
from webapp.domain.roles import Actor, Permission, require
from webapp.storage import campaigns as store
from webapp.storage.audit import log
from webapp.storage.campaigns import CampaignRow
from webapp.storage.db import transaction


@dataclass(frozen=True)
class CampaignLine:
    """A question as its communicator sees it. ``suggestions`` came with it and still stand."""

    campaign: Campaign
    stage: Stage
    suggestions: int


def list_campaigns(session: Session, ctx: Context, actor: Actor) -> Sequence[CampaignLine]:
    """Return every question, the latest first, with how much came in.

    :raises NotAllowed: the actor may not see this
    """
    require(actor, Permission.MANAGE_CAMPAIGNS)
    today = _today(ctx)
    answers = store.answers_by_campaign(session)
    return [CampaignLine(c, c.stage(today), answers.get(c.id, 0)) for c in store.campaigns(session)]


def find_campaign(session: Session, actor: Actor, slug: str) -> Campaign:
    """Return one question to change.

    :raises NotFound: there is none with this short link
    """
    require(actor, Permission.MANAGE_CAMPAIGNS)
    found = store.find_campaign(session, slug)
    if found is None:
        raise NotFound(f"campaign {slug}")
    return found


def create_campaign(session: Session, ctx: Context, actor: Actor, wish: CampaignWish) -> str:
    """Ask a new question and return the name in its short link.

    :raises Invalid: with a fault for every field that has one
    """
    require(actor, Permission.MANAGE_CAMPAIGNS)
    faults, slug = faults_of(wish), slug_wanted(wish)
    if wish.ends_on and wish.ends_on < _today(ctx):
        faults.append(Fault("ends_on", "over"))
    with transaction(session):
        if store.find_row(session, slug):
            faults.append(Fault("slug", "taken"))
        if faults:
            raise Invalid(faults)
        row = CampaignRow(slug=slug, created_at=ctx.now(), created_by=actor.account_id)
        _fill(row, wish)
        session.add(row)
        log(session, ctx, actor, "campaign.created", slug)
    return slug


def change_campaign(session: Session, ctx: Context, actor: Actor, slug: str, wish: CampaignWish) -> None:
    """Change the words and days of a question; its short link stays as it is printed.

    :raises NotFound: there is none with this short link
    :raises Invalid: with a fault for every field that has one
    """
    require(actor, Permission.MANAGE_CAMPAIGNS)
    with transaction(session):
        row = _row(session, slug)
        faults = [fault for fault in faults_of(wish) if fault.field != "slug"]
        if faults:
            raise Invalid(faults)
        _fill(row, wish)
        log(session, ctx, actor, "campaign.changed", slug)


def end_campaign(session: Session, ctx: Context, actor: Actor, slug: str) -> None:
    """End a question that runs: yesterday was its last day. One that began today is over after today.

    :raises NotFound: there is none with this short link
    :raises WrongState: it does not run
    """
    require(actor, Permission.MANAGE_CAMPAIGNS)
    today = _today(ctx)
    with transaction(session):
        row = _row(session, slug)
        if not row.starts_on <= today <= row.ends_on:
            raise WrongState("only a question that runs can be ended")
        row.ends_on = max(row.starts_on, today - timedelta(days=1))
        log(session, ctx, actor, "campaign.ended", slug)


def _row(session: Session, slug: str) -> CampaignRow:
    row = store.find_row(session, slug)
    if row is None:
        raise NotFound(f"campaign {slug}")
    return row


def _fill(row: CampaignRow, wish: CampaignWish) -> None:
    row.name_sv, row.name_en = wish.name_sv.strip(), wish.name_en.strip()
    row.question_sv, row.question_en = wish.question_sv.strip(), wish.question_en.strip()
    if wish.starts_on and wish.ends_on:
        row.starts_on, row.ends_on = wish.starts_on, wish.ends_on


def _today(ctx: Context) -> date:
    return local_date(ctx.now(), ctx.place.tz)
