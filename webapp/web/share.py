"""Pictures for links that are shared: which one a page has, and how they are drawn, once for each content."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256

from flask import Flask, Response, current_app, request, url_for
from flask_babel import gettext as _
from limits import RateLimitItemPerMinute
from werkzeug.exceptions import TooManyRequests

from webapp.domain.logins import keyed_hash
from webapp.formats.png import svg_to_png
from webapp.web.api.answers import base_url
from webapp.web.current import context
from webapp.web.language import language
from webapp.web.limits import LIMITER, address

WIDTH, HEIGHT = 1200, 630
KEPT = 64
"""So many pictures are kept, of about 40 kB each."""
NEW_AN_ADDRESS = RateLimitItemPerMinute(30)
"""How many pictures that nobody has asked for before one address may have drawn."""
KEPT_KEY = "lofte_pictures"


@dataclass(frozen=True)
class Picture:
    """The picture of a page: its full address, and what it shows in words."""

    url: str
    alt: str


class Kept:
    """The pictures drawn last; one is drawn at a time, so that a crowd of strangers takes one core at most."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._drawing = threading.Lock()

    def find(self, key: str) -> bytes | None:
        """Return a picture that was drawn before."""
        found = self._pictures.get(key)
        if found is not None:
            self._pictures[key] = found
        return found

    def draw(self, key: str, svg: str) -> bytes:
        """Return the picture, drawn now unless somebody else just did; the oldest ones go."""
        with self._drawing:
            found = self._pictures.get(key) or svg_to_png(svg)
            self._pictures[key] = found
            while len(self._pictures) > KEPT:
                self._pictures.popitem(last=False)
        return found


def init_app(app: Flask) -> None:
    """Keep pictures for this app, and let templates name them."""
    app.extensions[KEPT_KEY] = Kept()
    app.jinja_env.globals["shared_picture"] = shared_picture


def shared_picture() -> Picture:
    """Return the picture that stands for this page: a site's, a question's, or the count."""
    place, lang = context().place.name, language()
    slug = request.args.get("campaign", "")
    if request.endpoint == "sites.show" and request.view_args:
        path = url_for("share.site", site_id=request.view_args["site_id"], lang=lang)
        return Picture(base_url() + path, _("A place in %(place)s that residents have pointed out.", place=place))
    if slug and request.endpoint == "suggest.show":
        path = url_for("share.campaign", slug=slug, lang=lang)
        return Picture(base_url() + path, _("A question to everyone in %(place)s.", place=place))
    path = url_for("share.home", lang=lang)
    return Picture(base_url() + path, _("How many of the promised speed checks in %(place)s are done.", place=place))


def png(svg: str) -> Response:
    """Return the picture of an SVG; what was drawn before costs nothing, what is new is limited.

    :raises TooManyRequests: this address has had too many new ones drawn
    """
    kept: Kept = current_app.extensions[KEPT_KEY]
    key = sha256(svg.encode()).hexdigest()
    found = kept.find(key)
    if found is None:
        _limit()
        found = kept.draw(key, svg)
    response = Response(found, mimetype="image/png")
    response.headers["Cache-Control"] = "public, max-age=600"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # it is there to be shown elsewhere
    response.set_etag(key[:32])
    response.make_conditional(request)
    return response


def _limit() -> None:
    limiter = current_app.extensions.get(LIMITER)
    mine = keyed_hash(context().secret_key, "pictures", address())
    if limiter is not None and limiter.wait_s(NEW_AN_ADDRESS, mine):
        raise TooManyRequests(retry_after=60)
