"""What a request by Open311 asks or sends, read; what cannot be read is refused with a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import abort, request
from flask_babel import gettext as _

from webapp.domain.calendar import local_date
from webapp.domain.feeds import midnight
from webapp.domain.messages import plain_address
from webapp.domain.suggestions import Channel, Kind
from webapp.domain.wishes import SuggestionWish
from webapp.web.api.answers import base_url, refuse, whole_number_argument
from webapp.web.api.open311.documents import IS_CLOSED, IS_OPEN
from webapp.web.current import context
from webapp.web.language import language

PAGE_SIZE = 300
"""How many an answer holds, at most and by itself, so that none is over 500 kB."""
FARTHEST_PAGE = 100_000
MOST_IDS = 100
STATUSES = {"open": IS_OPEN, "closed": IS_CLOSED}
TEXT = tuple[str, ...]


@dataclass(frozen=True)
class Days:
    """Local days, both included, whose midnight lies between two instants; None is open."""

    first: date | None
    last: date | None

    @property
    def day_after(self) -> date | None:
        """The first day that is too late."""
        return self.last + timedelta(days=1) if self.last else None

    def hold(self, on: date) -> bool:
        """Whether a day is one of them."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


def check_jurisdiction() -> None:
    """Refuse a jurisdiction that is not this place; none is asked for, since there is only one."""
    asked, place = request.values.get("jurisdiction_id", "").strip().lower(), context().place
    host = (urlsplit(base_url()).hostname or "").lower()
    known = {"", place.slug.lower(), f"{place.slug}.{place.country}".lower(), place.name.lower(), host}
    if asked not in known:
        abort(404, description=_("There is no jurisdiction_id %(name)s here.", name=asked[:60]))


def listed(name: str) -> TEXT:
    """Return the parts of a parameter that may name several, with commas or by standing several times."""
    parts = [part.strip() for value in request.args.getlist(name) for part in value.split(",")]
    return tuple(dict.fromkeys(part for part in parts if part))


def kind_argument() -> str | None:
    """Return the one kind that is asked for, None for both."""
    codes = listed("service_code")
    unknown = [code for code in codes if code not in list(Kind)]
    if unknown:
        abort(404, description=_("There is no service_code %(name)s.", name=unknown[0][:60]))
    return codes[0] if len(codes) == 1 else None


def statuses_argument() -> frozenset[str] | None:
    """Return our statuses that are asked for, None for all."""
    asked = listed("status")
    if any(one.lower() not in STATUSES for one in asked):
        refuse(str(_("%(name)s must be one of %(choices)s.", name="status", choices="open, closed")))
    return frozenset[str]().union(*(STATUSES[one.lower()] for one in asked)) if asked else None


def days_arguments() -> Days:
    """Return the local days whose midnight lies between ``start_date`` and ``end_date``."""
    start, end, tz = _instant("start_date"), _instant("end_date"), context().place.tz
    first = local_date(start, tz) if start else None
    if first is not None and start is not None and midnight(first, tz) < start:
        first += timedelta(days=1)
    return Days(first, local_date(end, tz) if end else None)


def page_arguments() -> tuple[int, int]:
    """Return how many to leave out and how many to tell."""
    size = min(PAGE_SIZE, whole_number_argument("page_size", 1, 1_000_000, PAGE_SIZE))
    return (whole_number_argument("page", 1, FARTHEST_PAGE, 1) - 1) * size, size


def _instant(name: str) -> datetime | None:
    text = request.args.get(name, "").strip().replace(" ", "+")  # a plus that somebody forgot to write as %2B
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        if not 1900 <= at.astimezone(UTC).year <= 2999:
            raise ValueError(text)
        return at
    except (ValueError, OverflowError):
        refuse(str(_("%(name)s must be a time such as 2026-05-01T00:00:00Z.", name=name)))


def sent() -> Mapping[str, TEXT]:
    """Return everything that was sent, from the address, a form or a JSON object, each name with its texts."""
    found: dict[str, TEXT] = {name: tuple(texts) for name, texts in request.values.lists()}
    if request.is_json:
        try:
            body = request.get_json(silent=True)
        except RecursionError:  # a list in a list in a list
            body = None
        if not isinstance(body, dict):
            refuse(str(_("What was sent could not be read: send a form, or a JSON object.")))
        found.update({str(name): _texts(value) for name, value in _flat(body).items()})
    return found


def wish_of(posted: Mapping[str, TEXT], key_id: int) -> SuggestionWish:
    """Return what was sent as a suggestion; names, phone numbers and pictures are not taken in."""

    def one(name: str) -> str:
        return next((text for text in posted.get(name, ()) if text.strip()), "")

    return SuggestionWish(
        kind=one("service_code"),
        lat=one("lat"),
        lon=one("long") or one("lon"),
        place_text="" if one("lat") else one("address_string"),
        when_cells=_attribute(posted, "when"),
        when_quick=_attribute(posted, "when_quick"),
        causes=_attribute(posted, "causes"),
        text=one("description"),
        email=one("email"),
        reporter_secret=_secret(one("email"), one("device_id"), key_id),
        channel=Channel.OPEN311,
        language=language(),
        api_key_id=key_id,
    )


def _secret(email: str, device_id: str, key_id: int) -> str:
    """Return what tells this resident from others: the address, else the device, else only the program."""
    if email.strip():
        return f"open311 email {plain_address(email)}"
    return f"open311 device {device_id.strip()}" if device_id.strip() else f"open311 key {key_id}"


def _attribute(posted: Mapping[str, TEXT], code: str) -> TEXT:
    texts = (text for name in (f"attribute[{code}]", f"attribute[{code}][]") for text in posted.get(name, ()))
    return tuple(dict.fromkeys(part.strip() for text in texts for part in text.split(",") if part.strip()))


def _flat(body: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON object with its attributes named as a form names them."""
    inner = body.get("attribute")
    named = {f"attribute[{name}]": value for name, value in inner.items()} if isinstance(inner, dict) else {}
    return {**{name: value for name, value in body.items() if name != "attribute"}, **named}


def _texts(value: Any) -> TEXT:
    parts = value if isinstance(value, list) else [value]
    return tuple(str(part) for part in parts if isinstance(part, str | int | float) and not isinstance(part, bool))
