"""What happens at the unsafe places of a demo site, by the same use cases as at a real one."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from webapp.cli.demo_plan import UnsafeStep
from webapp.cli.demo_words import UNSAFE_REPLIES, in_language
from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.roles import Actor
from webapp.domain.unsafe_places import Owner, Step
from webapp.usecases import publishing
from webapp.usecases import unsafe_places as deeds

FROM: dict[str, Step] = {
    "look": Step.RECEIVED,
    "answer": Step.LOOKED_AT,
    "close": Step.ANSWERED,
    "decline": Step.RECEIVED,
}
"""At which step a place must be for what is done to it."""


@dataclass(frozen=True)
class Workers:
    """Who works with unsafe places."""

    police: Actor
    planner: Actor
    moderator: Actor


def take_step(session: Session, ctx: Context, who: Workers, act: UnsafeStep) -> None:
    """Do it to the place that most residents name; nothing where no place fits."""
    if act.step == "publish":
        waiting = publishing.proposals(session, ctx, who.moderator)
        if waiting:
            publishing.publish(session, ctx, who.moderator, waiting[0].id)
        return
    places = deeds.list_unsafe(session, ctx, who.planner, deeds.ListWish(status=FROM[act.step]))
    site_id = next((place.id for place in places if place.published), None)
    if site_id is None:
        return
    replies = in_language(UNSAFE_REPLIES, ctx.place.languages[0])
    if act.step == "look":
        deeds.look(session, ctx, who.police, site_id)
        deeds.give_to(session, ctx, who.police, site_id, Owner.MUNICIPALITY)
    elif act.step == "answer":
        on = local_date(ctx.now(), ctx.place.tz) + timedelta(days=act.days_ahead)
        deeds.answer(session, ctx, who.planner, site_id, act.activity, on, replies[act.activity])
    elif act.step == "close":
        deeds.close(session, ctx, who.planner, site_id, "answered", replies["closed"])
    else:
        deeds.decline(session, ctx, who.planner, site_id, "other_road_owner", replies["declined"])
