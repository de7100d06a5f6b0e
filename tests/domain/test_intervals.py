from datetime import date
from zoneinfo import ZoneInfo

import pytest

from webapp.domain.intervals import Days, NoInterval, read_days

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-05-01", Days(date(2026, 5, 1), date(2026, 5, 1))),
        ("2026-05-01T12:00:00Z", Days(date(2026, 5, 1), date(2026, 5, 1))),
        ("2026-05-01/2026-05-31", Days(date(2026, 5, 1), date(2026, 5, 31))),
        ("../2026-05-31T21:59:59Z", Days(None, date(2026, 5, 31))),
        ("2026-05-31T22:00:00Z/", Days(date(2026, 6, 1), None)),
        ("2026-12-31T23:30:00+01:00/..", Days(date(2026, 12, 31), None)),
    ],
)
def test_an_instant_or_an_interval_touches_local_days(text, days):
    assert read_days(text, STOCKHOLM) == days


@pytest.mark.parametrize(
    "text",
    ["", "..", "../..", "/", "yesterday", "2026-13-01", "2026-05-02/2026-05-01", "2026/05/01", "0000-01-01", "9" * 40],
)
def test_what_is_no_interval_is_refused(text):
    with pytest.raises(NoInterval):
        read_days(text, STOCKHOLM)


def test_an_open_interval_holds_every_day_on_its_side():
    assert Days(None, date(2026, 5, 1)).hold(date(1999, 1, 1))
    assert not Days(date(2026, 5, 2), None).hold(date(2026, 5, 1))
    assert Days().hold(date(2026, 5, 1))
