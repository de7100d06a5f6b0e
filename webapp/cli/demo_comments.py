"""A small batch of comments that waits on a demo site, about places that the site knows. All of it is made up."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.comments import Post
from webapp.domain.context import Context
from webapp.domain.roles import Actor
from webapp.storage.places import GazetteerName
from webapp.usecases.comment_intake import paste_comments

PATTERNS = {
    "sv": (
        "Snälla kolla {street}, de kör i 80 på kvällarna",
        "{street} utanför {school}!! varje morgon vid halv åtta kommer en vit bil alldeles för fort",
        "Mörkt och otryggt vid {station}, där vågar man inte gå efter 22",
        "Kolla farten vid {school} och vid {station}",
        "Alla gasar förbi Kråkhörnan på helgerna",
        "Bra initiativ! Hur många kontroller blev det förra året?",
        "Samma sak här i Lillköping, kom hit också",
    ),
    "en": (
        "Please check {street}, they do 80 in the evenings",
        "{street} outside {school}!! every morning around 7.30, far too fast",
        "Dark and unsafe at {station}, nobody dares to walk there after 22",
        "Check the speed at {school} and at {station}",
        "Everybody races past Crow Corner at weekends",
        "Good idea! How many checks were there last year?",
        "The same here in Otherton, come here too",
    ),
}


def bring_comments(session: Session, ctx: Context, moderator: Actor) -> None:
    """Leave a batch to whoever tries the moderator's page; a place without names gets none."""
    names = {kind: _name(session, kind) for kind in ("street", "school", "station")}
    some = next((name for name in names.values() if name), None)
    if some is None:
        return
    patterns = PATTERNS.get(ctx.place.languages[0], PATTERNS["en"])
    known = {kind: name or some for kind, name in names.items()}
    text = "\n".join(pattern.format(**known) for pattern in patterns)
    asked_on = local_date(ctx.now(), ctx.place.tz) - timedelta(days=2)
    paste_comments(session, ctx, moderator, Post("facebook", asked_on=asked_on.isoformat()), text)


def _name(session: Session, kind: str) -> str | None:
    named = GazetteerName.kind == kind, GazetteerName.lat.is_not(None), GazetteerName.name == GazetteerName.spelling
    return session.scalar(select(GazetteerName.name).where(*named).order_by(GazetteerName.id).limit(1))
