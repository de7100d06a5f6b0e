from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.pledges import Agreement, Agreements, Party, Pledge, PledgeType, Words

CHECKS = Pledge("speed-checks", PledgeType.CHECKS, ("police",), 60, Words("Kontroller", "Checks"))


def agreement(slug, first, last, continues=False):
    return Agreement(slug, Words(slug, slug), first, last, continues, (CHECKS,))


def agreements(*members):
    return Agreements((Party("police", "Polisen"),), tuple(sorted(members, key=lambda a: a.starts_on)))


OLD = agreement("2020", date(2020, 1, 1), date(2020, 12, 31), continues=True)


def test_an_agreement_that_ends_covers_its_dates_only():
    place = agreements(agreement("2026", date(2026, 1, 1), date(2026, 12, 31)))

    assert place.in_force(date(2025, 12, 31)) is None
    assert place.in_force(date(2026, 1, 1)).slug == "2026"
    assert place.in_force(date(2026, 12, 31)).slug == "2026"
    assert place.in_force(date(2027, 1, 1)) is None


def test_one_that_continues_runs_on_calendar_year_by_calendar_year():
    place = agreements(OLD)

    assert place.in_force(date(2026, 5, 12)).slug == "2020"
    assert place.of_year(2026).slug == "2020"
    assert place.days_of_year(OLD, 2026) == (date(2026, 1, 1), date(2026, 12, 31))
    assert place.of_year(2019) is None


def test_a_newer_one_replaces_it_for_good():
    place = agreements(OLD, agreement("2024", date(2024, 3, 1), date(2024, 12, 31)))

    assert place.in_force(date(2024, 2, 29)).slug == "2020"
    assert place.in_force(date(2024, 3, 1)).slug == "2024"
    assert place.in_force(date(2025, 1, 1)) is None
    assert place.days_of_year(OLD, 2024) == (date(2024, 1, 1), date(2024, 2, 29))


def test_the_newest_of_two_that_overlap_is_in_force():
    place = agreements(
        agreement("long", date(2020, 1, 1), date(2029, 12, 31)), agreement("2026", date(2026, 1, 1), date(2026, 6, 30))
    )

    assert place.in_force(date(2026, 3, 1)).slug == "2026"
    assert place.of_year(2026).slug == "2026"
    assert place.in_force(date(2026, 7, 1)).slug == "long"


@given(st.lists(st.tuples(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.integers(0, 900), st.booleans()),
                max_size=5, unique_by=lambda row: row[0]), st.dates(date(2014, 1, 1), date(2033, 1, 1)))  # fmt: skip
def test_whatever_is_in_force_on_a_day_is_among_those_of_its_year(rows, on):
    place = agreements(
        *(agreement(f"a{i}", first, first + timedelta(days=n), c) for i, (first, n, c) in enumerate(rows))
    )

    now = place.in_force(on)

    if now is not None:
        assert now.starts_on <= on
        assert place.of_year(on.year) is not None
        assert place.of_year(on.year).starts_on >= now.starts_on


def test_a_party_without_a_name_is_shown_by_its_slug():
    assert Agreements((), (OLD,)).party_names(CHECKS) == ("police",)
