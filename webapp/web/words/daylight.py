"""Words for light and darkness."""

from datetime import date

from flask_babel import gettext as _

from webapp.domain.calendar import start_of_day
from webapp.domain.daylight import Light, is_dark, light_hours, light_of_window
from webapp.domain.places import Place


def window_light_words(place: Place, lat: float, lon: float, window: str, today: date) -> str:
    """Return that a window of the week is dark when it comes next, or in part; empty when it is light."""
    light = light_of_window(lat, lon, window, today, place.tz)
    return {Light.DARK: str(_("dark then")), Light.PARTLY: str(_("in part dark then")), Light.LIGHT: ""}[light]


def day_light_words(place: Place, on: date) -> str:
    """Return in one sentence when it is dark on a day, at the middle of the place."""
    lon, lat = place.center
    light, dark = light_hours(lat, lon, on, place.tz)
    dawn, dusk = (f"{at:%H:%M}" if at else "" for at in (light, dark))
    if light and dark and dark < light:
        return str(_("Dark between %(dusk)s and %(dawn)s only.", dusk=dusk, dawn=dawn))
    if light and dark:
        return str(_("Dark until %(dawn)s and from %(dusk)s.", dusk=dusk, dawn=dawn))
    if light:
        return str(_("Dark until %(dawn)s.", dawn=dawn))
    if dark:
        return str(_("Dark from %(dusk)s.", dusk=dusk))
    if is_dark(lat, lon, start_of_day(on, place.tz)):
        return str(_("It is dark all day."))
    return str(_("It does not get dark."))
