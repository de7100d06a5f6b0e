from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.year_plan import HeldOn, PlannedOn, year_plan

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def held(on, counts=True):
    return HeldOn(on, "x", "Skolgatan", counts, None if counts else "too_short")


@given(st.integers(1990, 2100))
def test_every_day_of_a_year_stands_once_under_its_weekday(year):
    months = year_plan(year, [], [], {})

    days = [(n, day.on) for month in months for week in month.weeks for n, day in enumerate(week.days) if day]
    first = date(year, 1, 1)
    assert [on for _, on in days] == [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    assert all(on.weekday() == n for n, on in days)
    assert all(day is None or day.on.isocalendar()[1] == w.number for m in months for w in m.weeks for day in w.days)


@given(st.lists(st.tuples(DAYS, st.booleans()), max_size=20), st.lists(DAYS, max_size=10))
def test_nothing_is_lost_or_counted_twice(checks, plans):
    months = year_plan(2026, [held(*check) for check in checks], [PlannedOn(on, "s", "x") for on in plans], {})

    days = [day for month in months for week in month.weeks for day in week.days if day]
    assert sum(day.counted for day in days) == sum(counts for _, counts in checks)
    assert sum(day.counted + day.not_counted for day in days) == len(checks) == sum(len(m.held) for m in months)
    assert sum(day.planned for day in days) == len(plans) == sum(len(m.planned) for m in months)


def test_a_holiday_stands_on_its_day_and_in_the_list_of_its_month():
    may = year_plan(2026, [], [], {date(2026, 5, 14): "ascension"})[4]

    assert may.holidays == ((date(2026, 5, 14), "ascension"),)
    assert [day.holiday for week in may.weeks for day in week.days if day and day.on.day == 14] == ["ascension"]
