from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.suggestions import Kind
from webapp.formats.reports_csv import Reading, read_reports

TZ = ZoneInfo("Europe/Stockholm")
HOW = Reading(TZ, {}, {"people speed": Kind.SPEED})
HEADER = "id,created,lat,lon,category,comment\n"


def read(text, how=HOW):
    return read_reports(text if isinstance(text, bytes) else text.encode(), how)


def test_a_row_is_read_with_its_line_kind_and_utc_time():
    reports, faults = read(HEADER + "7,2016-01-15T21:21:43Z,60.0,15.05,people speed,För fort\n")

    assert faults == []
    assert reports[0].line == 2
    assert reports[0].created_at == datetime(2016, 1, 15, 21, 21, 43, tzinfo=UTC)
    assert (reports[0].lat, reports[0].lon, reports[0].kind, reports[0].text) == (60.0, 15.05, Kind.SPEED, "För fort")
    assert reports[0].reporter is None


def test_a_time_without_offset_is_the_places_own():
    reports, _ = read(HEADER + "7,2016-06-15 12:00,60,15,speed,\n8,2016-06-15,60,15,speed,\n")

    assert [r.created_at.hour for r in reports] == [10, 22]


def test_a_swedish_excel_file_is_read():
    text = "\ufeffid;created;lat;lon;category;comment\r\n1;2016-06-15;60,01;15,05;speed;a,b\r\n"

    reports, faults = read(text)

    assert faults == []
    assert (reports[0].lat, reports[0].lon, reports[0].text) == (60.01, 15.05, "a,b")


def test_every_fault_is_named_by_the_line_on_which_its_row_begins():
    text = (
        HEADER
        + '1,2016-01-01,60,15,speed,"two\nlines"\n'  # lines 2 and 3
        + "2,yesterday,60,15,speed,\n"
        + "\n"
        + "3,2016-01-01,nan,15,speed,\n"
        + "4,2016-01-01,60,inf,speed,\n"
        + "5,2016-01-01,91,15,speed,\n"
        + "6,2016-01-01,60,15,walks,\n"
        + "7,2016-01-01,60\n"
        + "1,2016-01-01,60,15,speed,\n"
        + ",2016-01-01,60,15,speed,\n"
        + "9,2016-01-01,1_0,15,speed,\n"
    )

    reports, faults = read(text)

    assert [f.split(":")[0] for f in faults] == [f"Line {n}" for n in (4, 6, 7, 8, 9, 10, 11, 12, 13)]
    assert "walks" in faults[4]
    assert "line 2" in faults[6]
    assert [r.line for r in reports] == [2, 11]


def test_a_row_with_three_faults_names_all_three():
    _, faults = read(HEADER + "1,never,x,15,walks,\n")

    assert len(faults) == 3


def test_a_category_that_is_a_kind_needs_no_map_and_any_other_takes_the_default():
    how = Reading(TZ, {}, {}, Kind.UNSAFE_PLACE)

    reports, _ = read(HEADER + "1,2016-01-01,60,15,Speed,\n2,2016-01-01,60,15,dark,\n", how)

    assert [r.kind for r in reports] == [Kind.SPEED, Kind.UNSAFE_PLACE]


def test_columns_can_be_renamed_and_others_are_left_out():
    how = Reading(TZ, {"opened": "created", "type": "category"}, {}, None)

    reports, faults = read("ID,Opened,LAT,LON,Type,Secret\n1,2016-01-01,60,15,speed,x\n", how)

    assert faults == []
    assert reports[0].text is None


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (HEADER.encode() + b"1,2016-01-01,60,15,speed,f\xf6r fort\n", 2),
        (HEADER.encode() + b"1,2016-01-01,60,15,speed,a\0b\n", 2),
        (b"", 1),
        (b"id,created,lat,lon\n", 1),
        (b"id,id,created,lat,lon,category\n", 1),
        (HEADER.encode() + b'1,2016-01-01,60,15,speed,"never closed\n2,2016\n', 2),
        (HEADER.encode() + b"1,2016-01-01,60,15,speed,bell\x07\n", 2),
    ],
)
def test_a_broken_file_is_refused_in_a_sentence_with_its_line(data, line):
    _, faults = read(data)

    assert faults[0].startswith(f"Line {line}: ")


@given(st.binary(max_size=300))
def test_no_bytes_whatever_make_it_fall_over(data):
    read(HEADER.encode() + data)
    read(data)


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"))), max_size=5))
def test_whatever_a_resident_wrote_comes_through(texts):
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["id", "created", "lat", "lon", "category", "comment"])
    for number, text in enumerate(texts):
        writer.writerow([number, "2016-01-01", "60", "15", "speed", text])

    reports, faults = read(out.getvalue())

    assert faults == []
    assert [r.text for r in reports] == [t.strip() or None for t in texts]
