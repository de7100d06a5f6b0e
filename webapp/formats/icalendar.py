"""A calendar (RFC 5545) that any calendar program reads: escaped, folded at 75 bytes, with its own timezone."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MIMETYPE = "text/calendar"
LINE_BYTES = 75
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
"""What RFC 5545 lets no text hold; a tab and a line break stay."""


@dataclass(frozen=True)
class Event:
    """Something planned. ``starts_at`` and ``ends_at`` are aware times of the calendar's zone, or a whole day's date.

    ``uid`` stays when the event moves; ``point`` is lat, lon.
    """

    uid: str
    summary: str
    starts_at: datetime | date
    ends_at: datetime | date
    description: str = ""
    location: str = ""
    point: tuple[float, float] | None = None


def write_calendar(name: str, events: Sequence[Event], tz: ZoneInfo, made_at: datetime) -> bytes:
    """Return a calendar of confidential events.

    :param name: what a program may call the calendar
    :param made_at: aware; when the calendar was written
    """
    times = [at for event in events for at in (event.starts_at, event.ends_at) if isinstance(at, datetime)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//lofteskartan//shift//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{escape(name)}")
    if times:
        lines += _timezone(tz, min(times), max(times))
    for event in events:
        lines += _event(event, tz, made_at)
    lines.append("END:VCALENDAR")
    return "".join(fold(line) + "\r\n" for line in lines).encode()


def escape(text: str) -> str:
    r"""Return a text as a property holds it: ``\``, ``;`` and ``,`` escaped, a line break as ``\n``.

    >>> escape("Ringvägen, Segeltorp; söderut")
    'Ringvägen\\, Segeltorp\\; söderut'
    """
    text = _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def fold(line: str) -> str:
    """Return a line broken so that none is longer than 75 bytes; no character is cut, and a break adds one blank."""
    pieces, piece, room = [], "", LINE_BYTES
    for sign in line:
        size = len(sign.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", LINE_BYTES - 1
        piece, room = piece + sign, room - size
    return "\r\n ".join([*pieces, piece])


def _event(event: Event, tz: ZoneInfo, made_at: datetime) -> Iterable[str]:
    yield from ("BEGIN:VEVENT", f"UID:{escape(event.uid)}", f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    yield f"DTSTART{_moment(event.starts_at, tz)}"
    yield f"DTEND{_moment(event.ends_at, tz)}"
    yield f"SUMMARY:{escape(event.summary)}"
    if event.location:
        yield f"LOCATION:{escape(event.location)}"
    if event.point:
        yield f"GEO:{event.point[0]:.6f};{event.point[1]:.6f}"
    if event.description:
        yield f"DESCRIPTION:{escape(event.description)}"
    yield from ("CLASS:CONFIDENTIAL", "TRANSP:TRANSPARENT", "END:VEVENT")


def _moment(at: datetime | date, tz: ZoneInfo) -> str:
    if isinstance(at, datetime):
        return f";TZID={tz.key}:{at.astimezone(tz):%Y%m%dT%H%M%S}"
    return f";VALUE=DATE:{at:%Y%m%d}"


def _timezone(tz: ZoneInfo, first: datetime, last: datetime) -> Iterable[str]:
    """Yield the zone as it is from the first to the last moment: one part for what holds then, one for each change."""
    yield from ("BEGIN:VTIMEZONE", f"TZID:{tz.key}")
    begin = first.astimezone(UTC) - timedelta(days=1)
    yield from _observance(tz, begin, begin)
    for at in _changes(tz, begin, last.astimezone(UTC) + timedelta(days=1)):
        yield from _observance(tz, at - timedelta(seconds=1), at)
    yield "END:VTIMEZONE"


def _observance(tz: ZoneInfo, before: datetime, at: datetime) -> Iterable[str]:
    """Yield what holds from an instant on; its start is told by the clock as it went before."""
    old, new = before.astimezone(tz), at.astimezone(tz)
    kind = "DAYLIGHT" if new.dst() else "STANDARD"
    starts = (at + (old.utcoffset() or timedelta())).replace(tzinfo=None)
    yield from (f"BEGIN:{kind}", f"DTSTART:{starts:%Y%m%dT%H%M%S}", f"TZNAME:{escape(new.tzname() or tz.key)}")
    yield from (f"TZOFFSETFROM:{old:%z}", f"TZOFFSETTO:{new:%z}", f"END:{kind}")


def _changes(tz: ZoneInfo, first: datetime, last: datetime) -> Iterable[datetime]:
    """Yield the instants, in UTC, at which the offset changes; found to the second by halving the day."""
    day = first
    while day < last:
        following = day + timedelta(days=1)
        low, high = day, following
        if low.astimezone(tz).utcoffset() != high.astimezone(tz).utcoffset():
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                same = middle.astimezone(tz).utcoffset() == day.astimezone(tz).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            yield high.replace(microsecond=0)
        day = following
