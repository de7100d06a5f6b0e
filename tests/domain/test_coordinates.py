import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.coordinates import Unreadable, fault_of, read_degrees

BBOX = (15.0, 59.95, 15.2, 60.05)


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("59.2", 59.2),
        ("59,2", 59.2),
        (" 59.2 ", 59.2),
        ("59.2°", 59.2),
        ("-5", -5.0),
        ("+5.", 5.0),
        ("", None),
        ("  ", None),
    ],
)
def test_degrees_are_read_with_point_or_comma(text, degrees):
    assert read_degrees(text) == degrees


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "inf",
        "-Infinity",
        "abc",
        "59.2.1",
        "1e2",
        "0x3b",
        "1_0",
        "٥٩.٢",
        "५९",
        "59 2",
        "--5",
        "5" * 40,
        "0." + "1" * 5000,
        "59.2\n1",
        "59.2;DROP",
        "None",
        "59.2\x00",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(Unreadable):
        read_degrees(text)


@given(st.text(max_size=60))
def test_no_text_gives_a_number_that_json_cannot_hold(text):
    try:
        degrees = read_degrees(text)
    except Unreadable:
        return
    assert degrees is None or abs(degrees) <= 1e12


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (60.0, 15.1, None),
        (48.8, 2.3, None),  # far, but that is for the map to say
        (15.1, 60.0, "swapped"),
        (91.0, 15.1, "out_of_range"),
        (60.0, -181.0, "out_of_range"),
        (6653000.0, 534000.0, "metres"),
    ],
)
def test_a_plainly_wrong_pair_is_named(lat, lon, code):
    assert fault_of(lat, lon, BBOX) == code


def test_a_pair_inside_is_never_called_swapped_even_where_both_readings_fit():
    assert fault_of(10.1, 10.2, (10.0, 10.0, 11.0, 11.0)) is None
