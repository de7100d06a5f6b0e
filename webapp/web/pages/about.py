"""What the site says of itself: how places are chosen, personal data, accessibility, and what robots may read."""

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from webapp.domain import score
from webapp.domain.calendar import local_date, local_year
from webapp.domain.counting import rule_from
from webapp.domain.lot import seals
from webapp.domain.privacy import FINEST_CELL_M
from webapp.storage.progress import progress
from webapp.web import staff
from webapp.web.api.answers import base_url
from webapp.web.current import context, database, settings

bp = Blueprint("about", __name__)

PROGRAM_ASSESSED_ON = date(2026, 11, 22)
"""When the program itself was last judged by those who make it; a place judges its own site, see place.toml."""

DIGG_COMPLAINT = "https://www.digg.se/tdosanmalan"
IMY = "https://www.imy.se"

KEPT_OUT = (
    "/suggestions/",
    "/mail/",
    "/alerts/",
    "/login",
    "/logout",
    "/police/",
    "/planner/",
    "/communicator/",
    "/moderation/",
    "/admin/",
    "/account/",
)

SECURITY_TXT_DAYS = 300


@bp.get("/how-we-choose")
def how_we_choose() -> ResponseReturnValue:
    """Say what weighs when a place is chosen, what does not, and which checks count."""
    ctx = context()
    shown = progress(database(), ctx, local_year(ctx.now(), ctx.place.tz))
    rule = rule_from(shown.pledge.rule) if shown.pledge else None
    return render_template(
        "about/how_we_choose.html",
        rule=rule,
        target=shown.target,
        score=score,
        part_words=staff.PARTS,
        cells=FINEST_CELL_M,
        seals=seals(ctx.secret_key, local_date(ctx.now(), ctx.place.tz)),
    )


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Say what is kept, why, for how long, and what anyone can ask for."""
    ours = settings()
    return render_template(
        "about/privacy.html",
        imy=IMY,
        geocoder_host=urlsplit(ours.geocoder_url).hostname,
        mail_host=urlsplit(ours.mail_url).hostname,
    )


@bp.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """Show the accessibility statement that the law asks for."""
    return render_template(
        "about/accessibility.html",
        said=context().place.accessibility,
        program_assessed_on=PROGRAM_ASSESSED_ON,
        digg=DIGG_COMPLAINT,
    )


@bp.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Tell finders of a weakness whom to write to (RFC 9116)."""
    place = context().place
    expires = datetime.combine(context().now().date() + timedelta(days=SECURITY_TXT_DAYS), time(), UTC)
    lines = [
        f"Contact: mailto:{place.contact_email}" if place.contact_email else f"Contact: {base_url()}/privacy",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(place.languages)}",
        f"Canonical: {base_url()}/.well-known/security.txt",
    ]
    return _text(lines)


@bp.get("/robots.txt")
def robots_txt() -> Response:
    """Keep robots out of receipts and staff pages; the rest is for everyone."""
    return _text(["User-agent: *", *(f"Disallow: {path}" for path in KEPT_OUT)])


def _text(lines: list[str]) -> Response:
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
