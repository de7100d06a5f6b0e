from datetime import date, timedelta

import pytest

from webapp.domain.holidays import easter, holidays

ALMANAC = {
    1818: (3, 22), 1943: (4, 25), 1954: (4, 18), 1981: (4, 19), 2000: (4, 23), 2008: (3, 23), 2011: (4, 24),
    2019: (4, 21), 2020: (4, 12), 2021: (4, 4), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28),
    2038: (4, 25), 2285: (3, 22),
}  # fmt: skip


def paschal_sunday(year):
    """Find Easter another way, by the tables of the church: the Sunday after the full moon of the epact."""
    century, golden = year // 100 + 1, year % 19 + 1
    corrected, moon = 3 * century // 4 - 12, (8 * century + 5) // 25 - 5
    epact = (11 * golden + 20 + moon - corrected) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    full = 44 - epact + (30 if epact > 23 else 0)
    full_moon = date(year, 3, 1) + timedelta(days=full - 1)
    return full_moon + timedelta(days=7 - (full_moon.weekday() + 1) % 7)


def test_easter_is_the_one_of_the_almanac():
    assert {year: (easter(year).month, easter(year).day) for year in ALMANAC} == ALMANAC
    assert [easter(year) for year in range(1800, 2300)] == [paschal_sunday(year) for year in range(1800, 2300)]


@pytest.mark.parametrize(
    ("code", "on"),
    [
        ("good_friday", date(2026, 4, 3)),
        ("easter_monday", date(2026, 4, 6)),
        ("ascension", date(2026, 5, 14)),
        ("whit_sunday", date(2026, 5, 24)),
        ("midsummer_eve", date(2026, 6, 19)),
        ("midsummer_day", date(2026, 6, 20)),
        ("all_saints", date(2026, 10, 31)),
        ("midsummer_day", date(2020, 6, 20)),
        ("all_saints", date(2027, 11, 6)),
        ("may_day", date(2008, 5, 1)),  # Ascension too
    ],
)
def test_a_holiday_lies_where_the_swedish_almanac_has_it(code, on):
    assert holidays("SE", on.year)[on] == code


@pytest.mark.parametrize("year", range(1990, 2060))
def test_midsummer_day_is_a_saturday_after_its_eve_and_all_saints_a_saturday_too(year):
    by_code = {code: on for on, code in holidays("se", year).items()}

    assert by_code["midsummer_day"].weekday() == by_code["all_saints"].weekday() == 5
    assert by_code["midsummer_day"] - by_code["midsummer_eve"] == timedelta(days=1)
    assert len(by_code) >= 15


def test_a_country_without_a_table_has_no_holidays():
    assert holidays("NO", 2026) == {}
