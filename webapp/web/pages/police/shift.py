"""The shift: the chosen sites of a day in driving order, on the screen, on paper, in a calendar and in a navigator."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.domain.errors import Invalid
from webapp.domain.logins import keyed_hash
from webapp.domain.shift import ShiftDay, cells_of_day, first_slot
from webapp.formats import gpx, icalendar
from webapp.usecases.choosing import check_position
from webapp.usecases.shift import Shift, ShiftWish, Stop, shift_of
from webapp.web import staff
from webapp.web.current import context, database, settings
from webapp.web.errors import fault_text
from webapp.web.language import local_date
from webapp.web.look import length
from webapp.web.pages.police.blueprint import bp
from webapp.web.pages.police.sites import just_recorded
from webapp.web.session import current_actor
from webapp.web.words import attempts as attempt_words
from webapp.web.words import suggestions as words
from webapp.web.words import suitability
from webapp.web.words.daylight import day_light_words


@dataclass(frozen=True)
class StartAsked:
    """Where somebody wants to set out from, as typed, and what is wrong with it."""

    words: str
    lat: str
    lon: str
    fault: str = ""


@bp.get("/shift")
def shift() -> ResponseReturnValue:
    """Show the chosen sites of a day in driving order."""
    asked, wish = asked_shift(ShiftDay.TODAY)
    found = shift_of(database(), context(), current_actor(), wish)
    page = render_template(
        "police/shift.html",
        shift=found,
        asked=asked,
        who=owner(),
        title=shift_title(found),
        day_words=day_words,
        hours_words=hours_words,
        light_words=_light_words(found),
        query={name: value for name, value in request.args.items() if name in {"day", "start", "lat", "lon"}},
        attempt_words=attempt_words.REASON,
        fit_words=suitability.VERDICT,
        recorded=just_recorded(),
        verdict_words=staff.VERDICTS,
        done=staff.DONE.get(request.args.get("done", "")),
    )
    return page, 422 if asked.fault else 200


@bp.get("/shift.ics")
def shift_calendar() -> ResponseReturnValue:
    """Give the chosen sites that have a day as a calendar; all of them unless a day is asked for."""
    _start, wish = asked_shift(ShiftDay.ALL)
    found = shift_of(database(), context(), current_actor(), wish)
    tz = context().place.tz
    events = [_event(stop, stop.planned_on) for stop in found.stops if stop.planned_on is not None]
    events.sort(key=lambda event: (f"{event.starts_at:%Y%m%d}", event.uid))
    data = icalendar.write_calendar(_("Speed checks"), events, tz, context().now())
    return _file(data, icalendar.MIMETYPE, "shift.ics")


@bp.get("/shift.gpx")
def shift_gpx() -> ResponseReturnValue:
    """Give the stops of a shift as waypoints and a route."""
    _start, wish = asked_shift(ShiftDay.TODAY)
    found = shift_of(database(), context(), current_actor(), wish)
    stops = [
        gpx.Waypoint(stop.lat, stop.lon, f"{n}. {stop.name}", _about(stop, _day_of(stop, found)), "speed check")
        for n, stop in enumerate(found.stops, 1)
    ]
    return _file(gpx.write_gpx(shift_title(found), stops, context().now()), gpx.MIMETYPE, "shift.gpx")


def day_words(day: ShiftDay | date) -> str:
    """Return what a shift is called in a list of them."""
    if not isinstance(day, ShiftDay):
        return local_date(day)
    names = {ShiftDay.TODAY: _("Today"), ShiftDay.UNDATED: _("Without a day"), ShiftDay.ALL: _("All chosen places")}
    return str(names[day])


def hours_words(stop: Stop, shift: Shift) -> str:
    """Return when residents say it is worst: on the day of the check, else in the week; empty when nobody said."""
    if not stop.when_cells:
        return ""
    today = cells_of_day(stop.when_cells, _day_of(stop, shift))
    return words.when_sentence(today or stop.when_cells)


def _light_words(shift: Shift) -> str:
    """Return when it is dark on the day of a shift; nothing of one without a day."""
    day = shift.today if shift.wish.day == ShiftDay.TODAY else shift.wish.day
    return "" if isinstance(day, ShiftDay) else day_light_words(context().place, day)


def owner() -> str:
    """Return a name, meant for nobody, of who is logged in: what is kept on a device is theirs alone."""
    return keyed_hash(context().secret_key, "kept shift", str(current_actor().account_id))[:16]


def asked_shift(otherwise: ShiftDay) -> tuple[StartAsked, ShiftWish]:
    """Return what the address asks for; a day that is none means the usual one, and a start may be left out."""
    text = request.args.get("day", "")
    day: ShiftDay | date = otherwise
    if text in set(ShiftDay):
        day = ShiftDay(text)
    else:
        with suppress(ValueError):
            day = date.fromisoformat(text)
    typed = [request.args.get(name, "").strip()[:200] for name in ("lat", "lon", "start")]
    asked = StartAsked(typed[2], typed[0], typed[1])
    if not any(typed):
        return asked, ShiftWish(day)
    try:
        return asked, ShiftWish(day, check_position(database(), context(), *typed))
    except Invalid as error:
        return StartAsked(typed[2], typed[0], typed[1], fault_text(error.faults[0])), ShiftWish(day)


def shift_title(shift: Shift) -> str:
    """Return the heading of a shift."""
    day = shift.wish.day
    if day == ShiftDay.TODAY:
        return str(_("The shift on %(day)s", day=local_date(shift.today)))
    return day_words(day) if isinstance(day, ShiftDay) else str(_("The shift on %(day)s", day=local_date(day)))


def _day_of(stop: Stop, shift: Shift) -> date:
    """Return the day on which a stop is driven to, as far as one knows."""
    return max(stop.planned_on or shift.today, shift.today)


def _event(stop: Stop, on: date) -> icalendar.Event:
    slot = first_slot(stop.when_cells, on, context().place.tz)
    host = urlsplit(settings().base_url).hostname or request.host.split(":")[0]
    return icalendar.Event(
        uid=f"{stop.site_id}@{host}",
        summary=_("Speed check: %(name)s", name=stop.name),
        starts_at=slot[0] if slot else on,
        ends_at=slot[1] if slot else on + timedelta(days=1),
        description=f"{_about(stop, on)}\n{url_for('police.site', site_id=stop.site_id, _external=True)}".strip(),
        location=_place_words(stop),
        point=(stop.lat, stop.lon),
    )


def _place_words(stop: Stop) -> str:
    return stop.name if not stop.area or stop.area in stop.name else f"{stop.name}, {stop.area}"


def _about(stop: Stop, on: date) -> str:
    """Return what a driver wants to know, a line each."""
    lines = []
    if stop.limit_kmh:
        lines.append(f"{stop.limit_kmh} km/h")
    cells = cells_of_day(stop.when_cells, on) or stop.when_cells
    if cells:
        lines.append(_("Residents name: %(when)s", when=words.when_sentence(cells)))
    if stop.way_m >= 1:
        lines.append(_("%(way)s from the stop before", way=length(round(stop.way_m, -2))))
    return "\n".join(lines)


def _file(data: bytes, mimetype: str, name: str) -> Response:
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store, private"
    return response
