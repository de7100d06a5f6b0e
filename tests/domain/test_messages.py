"""When a message may leave, when it is tried again, and what names a person."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.messages import (
    LONGEST_WAIT,
    QuietHours,
    address_key,
    is_quiet,
    masked,
    new_message_id,
    once_key,
    wait_before,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
hours = st.integers(0, 23)


@given(st.integers(1, 10_000))
def test_each_wait_is_twice_the_one_before_and_never_over_six_hours(attempts):
    assert wait_before(attempts) in {min(2 * wait_before(attempts - 1), LONGEST_WAIT), timedelta(minutes=1)}
    assert timedelta(minutes=1) <= wait_before(attempts) <= LONGEST_WAIT


@given(instants, hours, hours)
def test_the_night_is_as_long_as_the_clock_on_the_wall_says(at, start, end):
    hour = at.astimezone(STOCKHOLM).hour
    night = set()
    step = start
    while step != end:
        night.add(step)
        step = (step + 1) % 24

    assert is_quiet(at, STOCKHOLM, QuietHours(start, end)) == (hour in night)


@pytest.mark.parametrize("hour", [-1, 24])
def test_hours_that_no_clock_shows_are_refused(hour):
    with pytest.raises(ValueError, match="quiet hours"):
        QuietHours(hour, 7)


@given(st.emails(), st.text(max_size=5), st.text(max_size=5))
def test_keys_of_two_events_do_not_tell_that_they_are_one_persons(address, one, other):
    keys = {once_key("secret", event, address) for event in (one, other)}

    assert len(keys) == len({one, other})
    assert not any(key in address or address in key for key in keys)


@given(st.emails())
def test_a_person_is_the_same_with_capitals_and_spaces(address):
    assert address_key("secret", f" {address.upper()} ") == address_key("secret", address.upper().lower())


@given(st.emails())
def test_a_masked_address_keeps_one_letter_of_the_name(address):
    name, _, host = address.partition("@")

    assert masked(address).endswith(f"…@{host}") or "@" in host
    assert len(masked(address).partition("…")[0]) <= 1 or not name


def test_a_message_id_has_the_sites_host_and_is_never_the_same():
    ids = {new_message_id("https://loftet.example:8443/sub") for _ in range(100)}

    assert len(ids) == 100
    assert all(one.endswith("@loftet.example>") for one in ids)
    assert new_message_id("").endswith("@localhost>")
