"""What the municipality plans and builds on a demo site, and what police hand over to its planner."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cli.demo_words import in_language
from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.measures import MeasureFacts, MeasureStatus
from webapp.domain.roles import Actor
from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import Kind
from webapp.storage.sites import Site
from webapp.usecases.handing_over import hand_over
from webapp.usecases.measures import move_measure, register_measure

BUILT, DECIDED, PLANNED = MeasureStatus.BUILT, MeasureStatus.DECIDED, MeasureStatus.PLANNED
PLAN = (
    ("raised_platform", BUILT, 150, 310_000),
    ("narrowing", BUILT, 95, 120_000),
    ("lateral_shift", BUILT, 40, None),
    ("speed_cushion", DECIDED, 30, 85_000),
    ("raised_crossing", PLANNED, 20, None),
    ("speed_display", PLANNED, 10, None),
)
"""What, how far it has come, how many days ago, and its cost where one is told."""
NOTES = {
    "sv": {"note": "Påhittat exempel ur en påhittad plan."},
    "en": {"note": "A made-up example from a made-up plan."},
}
REPLIES = {
    "sv": {"reply": "Gatan är rak och bred. Kommunens planerare ser om den kan byggas om."},
    "en": {"reply": "The street is straight and wide. The municipality's planner looks at whether it can be rebuilt."},
}
HANDED = 2


def build(session: Session, ctx: Context, planner: Actor, police: Actor, only_built: bool = False) -> int:
    """Register measures at places that residents named, and hand two others over; return how many measures.

    :param only_built: leave nothing that waits, and hand nothing over
    """
    rows = select(Site).where(
        Site.kind == Kind.SPEED,
        Site.published_at.is_not(None),
        Site.status.in_([SiteStatus.OPEN, SiteStatus.CHECKED]),
    )
    sites = list(session.scalars(rows.order_by(Site.residents.desc(), Site.lon, Site.lat)))
    language = ctx.place.languages[0]
    for site in [] if only_built else sites[:HANDED]:
        hand_over(session, ctx, police, site.id, in_language(REPLIES, language)["reply"])
    some = [one for one in PLAN if one[1] == BUILT or not only_built]
    measured = list(zip(some, sites[HANDED:], strict=False))
    for (kind, status, days, cost), site in measured:
        _register(session, ctx, planner, MeasureFacts(
            kind, PLANNED, {"type": "Point", "coordinates": [site.public_lon, site.public_lat]},
            street=site.name, cost=cost, note=in_language(NOTES, language)["note"], site_id=site.id,
        ), status, days)  # fmt: skip
    return len(measured)


def _register(
    session: Session, ctx: Context, planner: Actor, facts: MeasureFacts, status: MeasureStatus, days: int
) -> None:
    """Register a measure as planned ten weeks before it came as far as it has."""
    then = ctx.now() - timedelta(days=days)
    before = replace(ctx, now=lambda: then - timedelta(weeks=10))
    number = register_measure(session, before, planner, facts)
    if status != PLANNED:
        on = local_date(then, ctx.place.tz)
        move_measure(session, replace(ctx, now=lambda: then), planner, number, status, on)
