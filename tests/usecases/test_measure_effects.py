"""Before and after a measure: what is compared, what is not, and the warning that always stands there."""

from datetime import date, timedelta

import pytest

from tests.public_world import add_site
from tests.staff import staff_client
from tests.usecases.test_imports import read, row
from webapp.domain.errors import NotAllowed, NotFound
from webapp.domain.measure_effects import periods_of
from webapp.domain.measures import MeasureFacts
from webapp.domain.roles import OPERATOR, Actor, Role
from webapp.usecases.measure_effects import effect_of, effects_of_all
from webapp.usecases.measurements import import_measurements
from webapp.usecases.measures import register_measure

PLANNER = Actor(Role.PLANNER)
HERE = {"type": "Point", "coordinates": [15.052, 60.001]}
BUILT = date(2026, 3, 1)
HEADER = "site,started_at,ended_at,n,mean_kmh,v85_kmh,limit_kmh,over_limit"


def build(session, context, on=BUILT, **facts):
    return register_measure(session, context, PLANNER, MeasureFacts("narrowing", "built", HERE, on=on, **facts))


def voices(session, context, before, after, lat=60.001):
    days = [(n, "2026-02-10") for n in range(before)] + [(before + n, "2026-04-10") for n in range(after)]
    read(session, context, [row(f"v{lat}{n}", lat, 15.052, created=f"{day}T12:00:00Z") for n, day in days])


def measure(session, context, site, *rows):
    lines = [HEADER, *(f"{site},{day}T07:00,{day}T09:00,{n},{kmh},,40,{over}" for day, n, kmh, over in rows)]
    import_measurements(session, context, OPERATOR, ("\n".join(lines) + "\n").encode())


def test_both_periods_are_equally_long_and_leave_out_the_day_of_the_building():
    periods = periods_of(BUILT, date(2026, 5, 12))

    assert (periods.first, periods.last, periods.days) == (BUILT - timedelta(72), date(2026, 5, 12), 72)
    assert periods_of(BUILT, BUILT + timedelta(27)) is None
    assert periods_of(date(2020, 1, 1), date(2026, 1, 1)).days == 365


def test_suggestions_around_a_measure_are_counted_and_their_ratio_has_an_exact_span(session, context):
    voices(session, context, before=12, after=4)
    one = build(session, context)

    found = effect_of(session, context, PLANNER, one)

    assert (found.counted.before, found.counted.after) == (12, 4)
    assert found.ratio.ratio == pytest.approx(1 / 3)
    assert found.ratio.low < 1 / 3 < found.ratio.high
    assert effects_of_all(session, context, PLANNER).ratio == found.ratio


def test_one_or_two_residents_are_no_number_and_compare_with_nothing(session, context):
    voices(session, context, before=12, after=2)
    one = build(session, context)

    found = effect_of(session, context, PLANNER, one)

    assert (found.counted.before, found.counted.after, found.ratio) == (12, None, None)
    assert effects_of_all(session, context, PLANNER).compared == 0


def test_speeds_are_told_of_the_last_before_and_after_and_never_of_the_first_week(session, context):
    site = add_site(session, lat=60.0)
    measure(
        session, context, site, ("2026-01-10", 200, 44, 120), ("2026-03-04", 200, 31, 5), ("2026-04-10", 180, 39, 60)
    )
    measure(session, context, site, ("2026-04-20", 20, 60, 20))  # too few vehicles
    one = build(session, context, site_id=site)

    pair = effect_of(session, context, PLANNER, one).speeds

    assert (pair.before.mean_kmh, pair.after.mean_kmh) == (44, 39)
    everything = effects_of_all(session, context, PLANNER)
    assert (everything.measured, everything.elsewhere, everything.effect) == (1, 0, None)  # too few to compare


def test_eight_places_of_each_kind_are_compared_site_against_site(session, context):
    for n in range(8):
        built, free = add_site(session, lat=60.0 + n / 500), add_site(session, lat=59.97, lon=15.1 + n / 100)
        measure(session, context, built, ("2026-01-10", 200, 44 + n / 10, 9), ("2026-04-10", 200, 40, 9))
        measure(session, context, free, ("2026-01-10", 200, 44, 9), ("2026-04-10", 200, 44 + n / 10, 9))
        build(session, context, site_id=built)

    effect = effects_of_all(session, context, PLANNER).effect

    assert effect.high < 0
    assert effect.shown
    assert (effect.checked, effect.compared) == (8, 8)


def test_the_pages_warn_that_fewer_suggestions_is_not_fewer_speeders(app, session, context):
    voices(session, context, before=12, after=4)
    one = build(session, context)
    young = build(session, context, on=date(2026, 5, 10))
    planner = staff_client(app, "planner")

    for path in (f"/planner/measures/{one}", "/planner/measures/effects"):
        page = planner.get(f"{path}?lang=sv").text
        assert "Färre förslag är inte färre som kör för fort" in page
        assert "0,33" in page
    assert "för tidigt" in planner.get(f"/planner/measures/{young}?lang=sv").text
    assert "Ingen hastighet har mätts" in planner.get(f"/planner/measures/{young}?lang=sv").text


def test_a_measure_that_was_never_built_has_no_effect_and_only_planners_ask(session, context):
    one = register_measure(session, context, PLANNER, MeasureFacts("narrowing", "planned", HERE))

    assert effect_of(session, context, PLANNER, one) is None
    with pytest.raises(NotFound):
        effect_of(session, context, PLANNER, "nothing")
    with pytest.raises(NotAllowed):
        effects_of_all(session, context, Actor(Role.POLICE))
