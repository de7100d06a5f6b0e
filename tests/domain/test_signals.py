from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.domain.signals import SignalKind, Voice, letters, newest_burst, one_sender, poisson_tail, same_words

NOON = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)
WEEK_AGO = NOON - timedelta(days=7)


def voices(*minutes, keys=None, start=NOON - timedelta(hours=3)):
    names = keys or [f"key {start} {n}" for n in range(len(minutes))]
    return [Voice(start + timedelta(minutes=m), key) for m, key in zip(minutes, names, strict=True)]


def history(number):
    """Return so many new keys, evenly over the thirty days before."""
    step = timedelta(days=29) / max(number, 1)
    return [Voice(NOON - timedelta(days=30) + step * n, f"old {n}") for n in range(number)]


@settings(deadline=None)  # scipy is imported here
@given(st.integers(0, 60), st.floats(0.0, 40.0))
def test_the_tail_is_that_of_the_poisson_distribution(count, mean):
    from scipy.stats import poisson

    assert poisson_tail(count, mean) == pytest.approx(poisson.sf(count - 1, mean), rel=1e-9, abs=1e-13)


def test_five_new_voices_within_an_hour_are_a_burst_and_four_are_none():
    assert newest_burst(voices(0, 1, 2, 3), WEEK_AGO) is None

    found = newest_burst(voices(0, 1, 2, 3, 4), WEEK_AGO)

    assert (found.kind, found.count) == (SignalKind.BURST, 5)
    assert found.last_at - found.first_at == timedelta(minutes=4)


def test_an_hour_is_less_than_sixty_minutes_from_the_first_to_the_last():
    assert newest_burst(voices(0, 10, 20, 30, 60), WEEK_AGO) is None
    assert newest_burst(voices(0, 10, 20, 30, 59.9), WEEK_AGO) is not None


def test_one_who_sends_five_times_is_one_voice():
    assert newest_burst(voices(0, 1, 2, 3, 4, keys=["a"] * 5), WEEK_AGO) is None
    assert newest_burst(voices(0, 1, 2, 3, 4, keys=["a", "b", "c", "d", "a"]), WEEK_AGO) is None


def test_a_voice_that_was_here_before_is_not_new():
    earlier = [Voice(NOON - timedelta(days=20), f"key {n}") for n in range(2)]

    assert newest_burst(earlier + voices(0, 1, 2, 3, 4, keys=[f"key {n}" for n in range(5)]), WEEK_AGO) is None


def test_where_many_voices_come_every_hour_five_are_no_burst():
    """The boundary: five in an hour have a chance of one in a thousand at 0.739 an hour, 532 in thirty days."""
    assert poisson_tail(5, 532 / 720) < 0.001 < poisson_tail(5, 533 / 720)

    assert newest_burst(history(532) + voices(0, 1, 2, 3, 4), WEEK_AGO) is not None
    assert newest_burst(history(533) + voices(0, 1, 2, 3, 4), WEEK_AGO) is None


def test_what_lies_more_than_thirty_days_back_says_nothing():
    long_ago = [Voice(NOON - timedelta(days=40, minutes=n), f"old {n}") for n in range(2000)]

    assert newest_burst(long_ago + voices(0, 1, 2, 3, 4), WEEK_AGO).expected == 0


def test_a_burst_of_long_ago_is_no_news():
    assert newest_burst(voices(0, 1, 2, 3, 4, start=NOON - timedelta(days=8)), WEEK_AGO) is None


def test_a_long_burst_is_told_of_as_its_fullest_hour():
    found = newest_burst(voices(*range(0, 120, 10)), WEEK_AGO)

    assert found.count == 6


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 12)), max_size=40))
def test_the_order_in_which_voices_are_read_changes_nothing(rows):
    made = [Voice(NOON - timedelta(minutes=minutes), f"key {key}") for minutes, key in rows]

    assert newest_burst(made, WEEK_AGO) == newest_burst(made[::-1], WEEK_AGO)


def test_five_suggestions_from_one_key_within_a_day_are_a_sign():
    day = [Voice(NOON - timedelta(hours=hours), "a") for hours in (0, 5, 10, 15)]
    assert one_sender(day, WEEK_AGO) == []

    ((key, found),) = one_sender([*day, Voice(NOON - timedelta(hours=23, minutes=59), "a")], WEEK_AGO)
    assert (key, found.count) == ("a", 5)
    assert one_sender([*day, Voice(NOON - timedelta(hours=24), "a")], WEEK_AGO) == []


def test_the_same_words_from_three_keys_are_a_sign():
    words = "Bilarna kör alldeles för fort förbi skolan"
    two = [Voice(NOON, "a", words), Voice(NOON, "b", words.upper()), Voice(NOON, "b", words)]
    assert same_words(two, WEEK_AGO) == []

    (found,) = same_words([*two, Voice(NOON, "c", "  Bilarna kör alldeles  för fort förbi skolan")], WEEK_AGO)
    assert found.count == 3


def test_short_words_are_alike_by_chance():
    assert same_words([Voice(NOON, key, "De kör för fort") for key in "abcd"], WEEK_AGO) == []


def test_senders_get_letters_by_how_much_they_sent():
    assert letters(["x", "y", "y"]) == {"y": "A", "x": "B"}
    many = letters(str(n) for n in range(30))
    assert (many["25"], many["26"]) == ("Z", "AA")
