"""The language of a page, the links that keep it, and dates and numbers in words."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from babel.core import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from flask import Flask, Response, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale, refresh
from flask_babel import gettext as _

from webapp.domain.places import Place
from webapp.settings import ROOT
from webapp.web.current import context

CATALOGUES = (
    *("site", "mail", "suggest", "staff", "progress", "open"),
    *("moderation", "accounts", "unsafe", "recommend", "measures"),
    "reports",
    "comments",
)
DIRECTORY = ROOT / "webapp" / "translations"
WRITTEN = {"sv": "Svenska", "en": "English"}
"""The languages that the pages are written in, each by its own name. English is the source text."""

ALIASES = {
    "/tillganglighet": "/accessibility",
    "/integritet": "/privacy",
    "/foresla": "/suggest",
    "/platser": "/sites",
}
"""Swedish addresses that people type; the paths themselves are English."""

WITHOUT_LANGUAGE = ("static", "api_v1.", "health.")


def init_app(app: Flask) -> None:
    """Choose the language of each request, carry a chosen one along, and give templates their filters."""
    app.config.update(
        BABEL_DOMAIN=";".join(CATALOGUES),
        BABEL_TRANSLATION_DIRECTORIES=";".join([str(DIRECTORY)] * len(CATALOGUES)),
    )
    Babel(app, locale_selector=language, timezone_selector=lambda: context().place.timezone, configure_jinja=True)
    app.before_request(refresh)
    app.before_request(_alias)
    app.after_request(_vary)
    app.url_defaults(_carry)
    app.jinja_env.globals.update(language=language, language_links=language_links, link=link, direction=direction)
    app.jinja_env.filters.update(
        local_date=local_date, local_datetime=local_datetime, local_month=local_month, number=number, percent=percent
    )


def languages(place: Place) -> tuple[str, ...]:
    """Return the place's languages that the pages are written in, first the default; English if none is."""
    return tuple(code for code in place.languages if code in WRITTEN) or ("en",)


def preferred() -> str:
    """Return what the browser asks for among the place's languages, else the place's first."""
    offered = languages(context().place)
    # Not best_match(): it puts "sv;q=0.5" before "en-GB", because only the former is one of ours to the letter.
    asked = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((code for code in asked if code in offered), offered[0])


def language() -> str:
    """Return the language of this request: ``?lang=`` if the place has it, else the browser's, else the first."""
    chosen = request.args.get("lang", "")
    return chosen if chosen in languages(context().place) else preferred()


def direction() -> str:
    """Return which way the language of this request is written: "ltr" or "rtl"."""
    return str(Locale.parse(language()).text_direction)


def language_links() -> list[tuple[str, str, str]]:
    """Return code, own name and address of this page in each other language."""
    current = language()
    return [(code, WRITTEN[code], _this_page_in(code)) for code in languages(context().place) if code != current]


def link(path: str) -> str:
    """Return a path of this site that keeps a language chosen by hand: for links whose page has no name yet."""
    current = language()
    if current == preferred():
        return request.root_path + path
    before, mark, anchor = path.partition("#")
    return f"{request.root_path}{before}{'&' if '?' in before else '?'}lang={current}{mark}{anchor}"


def local_date(value: date | datetime, year: bool = True) -> str:
    """Return a local date in words: "14 september 2026". An instant is taken to the place's timezone."""
    day = value.astimezone(context().place.tz).date() if isinstance(value, datetime) else value
    return format_date(day, "d MMMM y" if year else "d MMMM", locale=get_locale())


def local_month(value: date) -> str:
    """Return a month in words: "september 2026"."""
    return format_date(value, "LLLL y", locale=get_locale())


def local_datetime(value: datetime) -> str:
    """Return an instant as the place's date and time in words: "14 september 2026 kl. 08.12"."""
    local = value.astimezone(context().place.tz)
    separator = "." if language() == "sv" else ":"
    time = f"{local:%H}{separator}{local:%M}"
    return str(_("%(date)s at %(time)s", date=local_date(value), time=time))


def number(value: float, decimals: int = 0) -> str:
    """Return a number with the language's own signs: "1 204", "33,5"."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, pattern, locale=get_locale())


def percent(part: float, whole: float) -> str:
    """Return a share as whole per cent, written as the language does: "27 %"; never 0 or 100 of what is not."""
    share, locale = part / whole if whole else 0.0, get_locale()
    if 0 < share < 0.005:
        return f"<{format_percent(0.01, locale=locale)}"
    if 0.995 < share < 1:
        return f">{format_percent(0.99, locale=locale)}"
    return format_percent(share, locale=locale)


def _alias() -> ResponseReturnValue | None:
    target = ALIASES.get(request.path.rstrip("/"))
    if target is None:
        return None
    query = request.query_string.decode("latin-1")
    return redirect(request.root_path + target + (f"?{query}" if query else ""), code=301)


def _vary(response: Response) -> Response:
    """Say that the page depends on the browser's languages, and in which one it is."""
    if response.mimetype == "text/html":
        response.vary.add("Accept-Language")
        response.content_language.add(language())
    return response


def _carry(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint.startswith(WITHOUT_LANGUAGE) or not request:
        return
    current = language()
    if current != preferred():
        values.setdefault("lang", current)


def _this_page_in(code: str) -> str:
    """Return this page's address in another language, everything else unchanged; after a POST, if it can be read."""
    rule = request.url_rule
    readable = request.method == "GET" or (rule is not None and "GET" in (rule.methods or ()))
    query = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"] if readable else []
    if code != preferred():
        query.append(("lang", code))
    path = request.root_path + (request.path if readable else "/")
    return path + (f"?{urlencode(query)}" if query else "")
