"""A calendar that programs read: every line short, every text back unchanged, every hour the same hour."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from webapp.formats.icalendar import Event, escape, fold, write_calendar

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOON = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)
TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from('\n,;\\:"'), max_size=300)


def unfolded(data):
    """Read a calendar as RFC 5545 says: lines end by CRLF, one that begins with a blank goes on the line before."""
    text = data.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.removesuffix("\r\n").replace("\r\n ", "").split("\r\n")


def unescaped(value):
    signs = iter(value)
    return "".join((lambda s: "\n" if s in "nN" else s)(next(signs)) if sign == "\\" else sign for sign in signs)


def event(**more):
    at = datetime(2026, 5, 20, 15, tzinfo=STOCKHOLM)
    return Event(
        **{"uid": "choice-1@x", "summary": "Skolgatan", "starts_at": at, "ends_at": at.replace(hour=18), **more}
    )


@given(TEXT, TEXT)
def test_no_line_is_longer_than_75_bytes_and_every_text_comes_back(summary, description):
    data = write_calendar("x", [event(summary=summary, description=description)], STOCKHOLM, NOON)

    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    lines = unfolded(data)
    (found,) = [line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:")]
    assert unescaped(found) == summary
    told = [line.removeprefix("DESCRIPTION:") for line in lines if line.startswith("DESCRIPTION:")]
    assert [unescaped(text) for text in told] == ([description] if description else [])
    assert [lines[0], lines[-1]] == ["BEGIN:VCALENDAR", "END:VCALENDAR"]


def test_a_carriage_return_or_a_bell_in_a_text_begins_no_line():
    assert escape("a\r\nEND:VEVENT\x07\rb") == "a\\nEND:VEVENT\\nb"


def test_a_line_is_folded_between_characters_and_never_inside_one():
    assert fold("å" * 40) == "å" * 37 + "\r\n " + "å" * 3
    assert fold("x" * 75) == "x" * 75


def test_a_timed_event_names_its_zone_and_the_zone_tells_each_change():
    winter = datetime(2026, 11, 20, 6, tzinfo=STOCKHOLM)
    late = event(uid="b", starts_at=winter, ends_at=winter.replace(hour=9))

    lines = unfolded(write_calendar("x", [event(), late], STOCKHOLM, NOON))

    assert "DTSTART;TZID=Europe/Stockholm:20260520T150000" in lines
    assert "DTSTART;TZID=Europe/Stockholm:20261120T060000" in lines
    zone = lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE") + 1]
    assert zone[1] == "TZID:Europe/Stockholm"
    assert [line for line in zone if line.startswith("BEGIN:")][1:] == ["BEGIN:DAYLIGHT", "BEGIN:STANDARD"]
    change = zone[zone.index("BEGIN:STANDARD") :]
    assert change[1] == "DTSTART:20261025T030000"  # by summer time, at which the clock goes back to two
    assert {"TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET"} <= set(change)
    assert "DTSTAMP:20260512T100000Z" in lines
    assert lines.count("CLASS:CONFIDENTIAL") == 2


def test_a_whole_day_needs_no_zone():
    whole = event(starts_at=date(2026, 5, 20), ends_at=date(2026, 5, 21), point=(60.01, 15.05))

    lines = unfolded(write_calendar("x", [whole], STOCKHOLM, NOON))

    assert {"DTSTART;VALUE=DATE:20260520", "DTEND;VALUE=DATE:20260521", "GEO:60.010000;15.050000"} <= set(lines)
    assert "BEGIN:VTIMEZONE" not in lines
