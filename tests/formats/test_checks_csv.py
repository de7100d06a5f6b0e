from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.errors import Invalid
from webapp.formats.checks_csv import COLUMNS, read_checks

STOCKHOLM = ZoneInfo("Europe/Stockholm")
HEADER = ",".join(COLUMNS) + "\n"


def faults(data):
    with pytest.raises(Invalid) as error:
        read_checks(data, STOCKHOLM)
    return [(f.details["line"], f.field, f.code) for f in error.value.faults]


def test_a_row_tells_where_when_and_what_was_measured():
    data = HEADER + "abc,2026-05-14T10:00,2026-05-14T10:20,120,31,41.5,48,40,lugnt\n"

    (row,) = read_checks(data.encode(), STOCKHOLM)

    assert row.line == 2
    assert row.facts.site_id == "abc"
    assert row.facts.started_at == datetime(2026, 5, 14, 8, 0, tzinfo=UTC)
    assert (row.facts.vehicles, row.facts.over_limit, row.facts.mean_kmh) == (120, 31, 41.5)
    assert row.facts.public_note == "lugnt"


def test_a_swedish_excel_file_is_read():
    data = "\ufeffSite;started_at;ended_at;mean_kmh\r\nabc;2026-05-14 10:00;2026-05-14 10:20;41,5\r\n\r\n"

    (row,) = read_checks(data.encode(), STOCKHOLM)

    assert (row.facts.site_id, row.facts.mean_kmh) == ("abc", 41.5)


def test_a_check_held_anywhere_has_a_position():
    data = b"lat,lon,started_at,ended_at\n60.0,15.05,2026-05-14T10:00,2026-05-14T10:20\n"

    (row,) = read_checks(data, STOCKHOLM)

    assert (row.facts.site_id, row.facts.lat, row.facts.lon) == (None, 60.0, 15.05)


def test_a_note_may_span_lines_and_the_next_row_still_knows_its_line():
    data = HEADER + 'abc,2026-05-14T10:00,2026-05-14T10:20,,,,,,"en\nrad till"\nabc,soon,2026-05-14T10:20,,,,,,\n'

    assert faults(data.encode()) == [(4, "started_at", "not_a_time")]


def test_every_fault_is_named_by_its_line():
    data = HEADER + (
        "abc,2026-05-14T10:00,2026-05-14T10:20,many,,nan,inf,40.5,\n"
        "abc,2026-03-29T02:30,2026-03-29T03:20,,,,,,\n"
        "abc,2026-05-14T10:00,,1_0,,,,,\n"
    )

    assert faults(data.encode()) == [
        (2, "vehicles", "not_a_number"),
        (2, "limit_kmh", "not_a_number"),
        (2, "mean_kmh", "not_a_number"),
        (2, "v85_kmh", "not_a_number"),
        (3, "started_at", "skipped_time"),
        (4, "ended_at", "not_a_time"),
        (4, "vehicles", "not_a_number"),
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [(1, "file", "empty")]),
        (b"site,started_at\nabc,2026-05-14T10:00\n", [(1, "ended_at", "column_missing")]),
        (b"started_at,ended_at,lat\n", [(1, "site", "column_missing")]),
        (b"site,started_at,ended_at,site\n", [(1, "site", "column_twice")]),
        (b"site,started_at,ended_at\nabc,2026-05-14T10:00\n", [(2, "file", "wrong_number_of_cells")]),
        (b"site,started_at,ended_at\n\xe5\n", [(2, "file", "not_utf8")]),
        (b'site,started_at,ended_at\n"abc"x"\n', [(2, "file", "wrong_number_of_cells")]),
    ],
)
def test_a_file_of_another_shape_is_refused(data, expected):
    assert faults(data) == expected


def test_the_same_row_has_the_same_fingerprint_on_every_run_and_equal_rows_differ():
    data = (HEADER + 2 * "abc,2026-05-14T10:00,2026-05-14T10:20,,,,,,\n").encode()

    one, other = (row.fingerprint for row in read_checks(data, STOCKHOLM))

    assert one != other
    assert [row.fingerprint for row in read_checks(data, STOCKHOLM)] == [one, other]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    try:
        read_checks(data, STOCKHOLM)
    except Invalid as error:
        assert all(f.details["line"] >= 1 for f in error.faults)  # noqa: PT017 - either outcome is fine


@given(st.lists(st.text(max_size=20), min_size=9, max_size=9))
def test_no_cells_break_the_reader(cells):
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    try:
        read_checks((HEADER + quoted + "\n").encode("utf-8", "surrogatepass"), STOCKHOLM)
    except Invalid as error:
        assert error.faults  # noqa: PT017 - either outcome is fine


def test_a_row_cut_short_does_not_hide_what_is_wrong_with_the_others():
    data = HEADER + "abc,yesterday,2026-05-14T10:20,,,,,,\nabc,2026-05-14T10:00\nabc,2026-05-14T10:00,soon,,,,,,\n"

    assert [(line, code) for line, _, code in faults(data.encode())] == [
        (2, "not_a_time"),
        (3, "wrong_number_of_cells"),
        (4, "not_a_time"),
    ]
