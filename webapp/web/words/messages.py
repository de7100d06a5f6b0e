"""The words of what residents say after a check, of alerts, and of what was typed wrong there."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from webapp.domain.privacy import FEW, PublicCheck, PublicOpinions
from webapp.storage.opinions import opinions_of
from webapp.web.faults import add_faults

OPINION: dict[str, Any] = {
    "calmer": _l("Calmer"),
    "same": _l("The same"),
    "worse": _l("Worse"),
    "unknown": _l("I do not know"),
}

PACE: dict[str, Any] = {
    "at_once": _l("At once"),
    "daily": _l("Once a day"),
    "weekly": _l("Once a week"),
}
PACE_HINT: dict[str, Any] = {
    "at_once": _l("by day, as it happens"),
    "daily": _l("in the morning, when there is something"),
    "weekly": _l("on Monday morning, when there is something"),
}

ALERT_FAULTS: dict[str, Any] = {
    "where.missing": _l("Choose where you want news from"),
    "area.missing": _l("Choose a district"),
    "area.unknown": _l("Choose a district from the list"),
    "radius_m.missing": _l("Choose how far around"),
    "radius_m.unknown": _l("Choose how far around"),
    "kinds.unknown": _l("Choose kinds from the list"),
    "pace.missing": _l("Choose how often"),
    "pace.unknown": _l("Choose how often"),
    "drawn.too_few_corners": _l("Draw an area with at least three corners"),
    "drawn.too_many_corners": _l("Draw an area with at most 50 corners"),
    "drawn.unreadable": _l("We could not read the area. Draw it again, or choose a district."),
    "drawn.outside_place": _l("The area lies outside the map. Draw it again, or choose a district."),
    "answer.missing": _l("Choose one of the answers"),
    "answer.unknown": _l("Choose one of the answers"),
}
add_faults(ALERT_FAULTS)


def opinion_rows(opinions: PublicOpinions) -> list[tuple[Any, str]]:
    """Return each answer with how many gave it, in words that point nobody out."""
    return [(OPINION[code], count_words(getattr(opinions, code))) for code in OPINION]


def opinions_after(session: Session, checks: Iterable[PublicCheck]) -> list[tuple[date, list[tuple[Any, str]]]]:
    """Return, for each check that enough residents told of, its day and its answers."""
    held = {check.id: check.held_on for check in checks}
    found = opinions_of(session, held)
    return [(held[check_id], opinion_rows(found[check_id])) for check_id in held if check_id in found]


def count_words(span: str) -> str:
    """Return a span of persons: "3–5", or "fewer than 3"."""
    return str(_("fewer than 3")) if span == FEW else span.replace("-", "–")
