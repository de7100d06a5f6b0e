import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.formats.svg_chart import BOTTOM, LEFT, RIGHT, TOP, draw_chart

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def points(path):
    return [tuple(map(float, pair.split())) for pair in re.findall(r"[\d.]+ [\d.]+", path)]


def test_a_year_without_checks_is_a_flat_line_under_the_target():
    chart = draw_chart([], FIRST, date(2026, 5, 12), LAST, 60)

    assert chart.now[1] == BOTTOM
    assert chart.goal_y == TOP
    assert [label.value for label in chart.grid] == [0, 20, 40, 60]
    assert chart.band is None


def test_more_than_promised_still_fits():
    chart = draw_chart([FIRST] * 74, FIRST, LAST, LAST, 60, (74, 74))

    assert chart.now == (RIGHT, TOP)
    assert chart.goal_y > TOP


def test_labels_that_would_touch_are_left_to_the_text():
    near = draw_chart([FIRST] * 30, FIRST, date(2026, 9, 1), LAST, 60, (45, 47))
    apart = draw_chart([FIRST] * 30, FIRST, date(2026, 9, 1), LAST, 60, (40, 58))

    assert near.band_labels == ()
    assert [label.value for label in apart.band_labels] == [58, 40]


@given(
    st.lists(st.integers(0, 364), max_size=80), st.integers(0, 364), st.integers(0, 90), st.integers(0, 90),
    st.one_of(st.none(), st.integers(1, 500)),
)  # fmt: skip
def test_everything_drawn_lies_inside_the_picture(offsets, today, low, more, target):
    days = sorted(FIRST + timedelta(days=n) for n in offsets)

    chart = draw_chart(days, FIRST, FIRST + timedelta(days=today), LAST, target, (low, low + more))

    for x, y in [*points(chart.line), *points(chart.band), chart.now]:
        assert LEFT <= x <= RIGHT
        assert TOP <= y <= BOTTOM
    assert 2 <= len(chart.grid) <= 7
