"""What every template can use: the place, the words for codes, small helpers; and whether this is a demo."""

import re
from typing import Any
from urllib.parse import urlsplit

from babel.lists import format_list
from flask import Flask, url_for
from flask_babel import get_locale
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from webapp.storage.places import DEMO, attribution, fact
from webapp.web.basemap import map_credits, map_has_streets, map_layers_url
from webapp.web.current import context, database
from webapp.web.language import number
from webapp.web.site_words import progress_words, residents_words, worst_words
from webapp.web.words import suggestions as words
from webapp.web.words import unsafe_places as unsafe_words


def init_app(app: Flask) -> None:
    """Give templates their names."""
    app.jinja_env.globals.update(
        place=app.extensions["lofte_context"].place,
        words=words,
        unsafe_words=unsafe_words,
        bodies=bodies,
        length=length,
        tel_link=tel_link,
        form_faults=form_faults,
        basemap_url=basemap_url,
        map_credits=map_credits,
        map_has_streets=map_has_streets,
        map_layers_url=map_layers_url,
        tile_url=app.extensions["lofte_settings"].tile_url,
        tile_host=urlsplit(app.extensions["lofte_settings"].tile_url).hostname,
        progress_words=progress_words,
        residents_words=residents_words,
        worst_words=worst_words,
    )
    app.jinja_env.filters.update(tel=tel)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_facts)


def basemap_url(lat: float | None = None, lon: float | None = None) -> str:
    """Return the address of the picture to click on."""
    if lat is None or lon is None:
        return url_for("maps.picture")
    return url_for("maps.picture", lat=f"{lat:.5f}", lon=f"{lon:.5f}")


def bodies() -> str:
    """Return who runs the site: authority, police and partners, joined as the language does."""
    place = context().place
    return format_list([body for body in (place.authority, place.police, *place.partners) if body], locale=get_locale())


def length(metres: float) -> str:
    """Return a length on the ground, never broken over a line: "500 m", "2 km"."""
    if metres < 1000:
        return f"{number(metres)}\u00a0m"
    return f"{number(metres / 1000, 0 if metres % 1000 == 0 else 1)}\u00a0km"


def tel(text: str) -> str:
    """Return a number as a telephone dials it."""
    return re.sub(r"[^0-9+]", "", text)


def tel_link(text: str) -> Markup:
    """Return a number that can be pressed."""
    return Markup('<a href="tel:{}">{}</a>').format(tel(text), text)


def form_faults(form: Any) -> list[tuple[str, str]]:
    """Return (id of the field, sentence) for each fault of a form of WTForms; a fault of the whole has no id."""
    faults = [(field.id, str(field.errors[0])) for field in form if field.errors]
    return faults + [("", str(sentence)) for sentence in form.form_errors]


def _facts() -> dict[str, Any]:
    """Return what every page says of this database: whether it is a demo, and whose data is shown."""
    try:
        return {"demo": bool(fact(database(), DEMO)), "attribution": attribution(database(), context())}
    except SQLAlchemyError:  # an error page must not fail for want of a database
        return {"demo": False, "attribution": context().place.attribution}
