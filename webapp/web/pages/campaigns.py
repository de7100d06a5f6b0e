"""The short link of a question, which leads to the form, and its poster."""

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.campaigns import Campaign
from webapp.formats.qr import qr_code
from webapp.formats.svg_text import fit
from webapp.storage.campaigns import find_campaign
from webapp.web.api.answers import base_url
from webapp.web.current import database
from webapp.web.language import language
from webapp.web.look import bodies

bp = Blueprint("campaigns", __name__, url_prefix="/q")

POSTER_WIDTH = 1780.0  # tenths of a millimetre between the margins of an A4
POSTER_SIZES = (230.0, 200.0, 170.0, 140.0, 120.0)


@bp.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Lead to the form, which says what is asked, or when it is."""
    return redirect(url_for("suggest.show", campaign=_find(slug).slug))


@bp.get("/<slug>/poster.svg")
def poster(slug: str) -> Response:
    """Show an A4 sheet to print and put up: the question, its days, and the short link as a QR code."""
    campaign = _find(slug)
    address = f"{base_url()}/q/{campaign.slug}"
    picture = render_template(
        "campaigns/poster.svg",
        campaign=campaign,
        headline=fit(campaign.question.in_language(language()), POSTER_WIDTH, 4, POSTER_SIZES),
        code=qr_code(address),
        address=address.partition("://")[2],
        bodies=fit(bodies(), POSTER_WIDTH - 190, 2, (48.0, 42.0, 36.0)),
    )
    return Response(picture, mimetype="image/svg+xml")


def _find(slug: str) -> Campaign:
    return find_campaign(database(), slug) or abort(404)
