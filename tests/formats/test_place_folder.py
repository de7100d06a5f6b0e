"""A place folder is read whole, and whatever is odd in it is named by file and line or feature."""

import json

import pytest

from tests.conftest import DATA
from webapp.domain.errors import Refused
from webapp.formats.place_folder import read_place, read_place_files

SQUARE = {"type": "Polygon", "coordinates": [[[15, 60], [15.1, 60], [15.1, 60.1], [15, 60]]]}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "place.toml").write_text('name = "Prov"\nbbox = [15.0, 59.9, 15.2, 60.1]\n')
    return tmp_path


def write_features(path, *features):
    rows = [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))


def test_a_whole_folder_is_read():
    files = read_place_files(DATA / "testvik")

    assert files.faults == ()
    assert [(a.name, a.population) for a in files.areas] == [("Västra", 6000), ("Östra", 4000)]
    assert len(files.boundary) == 1
    assert files.names[0].aliases == ("Skolg.", "gamla skolvägen")
    assert (files.names[-1].lat, files.names[-1].area) == (None, "Östra")


def test_a_folder_with_nothing_but_a_bbox_is_a_place(folder):
    place, files = read_place(folder), read_place_files(folder)

    assert place.center == pytest.approx((15.1, 60.0))
    assert (files.boundary, files.areas, files.base_map, files.names, files.faults) == ((), (), (), (), ())


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("a,60.0,", "line 2: lat '60.0' and lon '' are not a position"),
        ("a,60.0,15.0\n,60.0,15.0", "line 3: the name is empty"),
        ("a,15.0,160.0\nb,160.0,15.0", "line 3: lat '160.0'"),
        ("a,nan,15.0", "line 2: lat 'nan'"),
        ('a,60.0,15.0\n"b,60.0,15.0', "unexpected end of data"),
    ],
)
def test_an_odd_row_of_names_is_told_by_its_line(folder, rows, fault):
    (folder / "gazetteer.csv").write_text(f"name,lat,lon\n{rows}\n")

    (found,) = read_place_files(folder).faults

    assert found.startswith("gazetteer.csv")
    assert fault in found


def test_a_file_of_names_saved_by_a_spreadsheet_is_read(folder):
    (folder / "gazetteer.csv").write_bytes("\ufeffname,lat,lon\r\nÅgatan,60.0,15.0\r\n".encode())

    assert [n.name for n in read_place_files(folder).names] == ["Ågatan"]


@pytest.mark.parametrize(
    ("properties", "geometry", "fault"),
    [
        ({}, SQUARE, "feature 2: the district has no name"),
        ({"name": "A"}, SQUARE, "feature 2: the district A stands twice"),
        ({"name": "B", "population": "många"}, SQUARE, "feature 2: population 'många'"),
        ({"name": "B", "population": -1}, SQUARE, "feature 2: population -1"),
        ({"name": "B"}, {"type": "Point", "coordinates": [15, 60]}, "feature 2: geometry 'Point'"),
        ({"name": "B"}, {"type": "Polygon", "coordinates": [[[15, 60], [16, 60], [16, 61]]]}, "is not closed"),
        ({"name": "B"}, {"type": "Polygon", "coordinates": [[[660000, 6560000]] * 4]}, "is not longitude, latitude"),
        ({"name": "B"}, {"type": "Polygon", "coordinates": []}, "is not closed"),
        ({"name": "B"}, None, "feature 2: geometry None"),
    ],
)
def test_an_odd_district_is_told_by_its_number(folder, properties, geometry, fault):
    write_features(folder / "areas.geojson", ({"name": "A"}, SQUARE), (properties, geometry))

    (found,) = read_place_files(folder).faults

    assert found.startswith("areas.geojson, feature 2")
    assert fault in found


@pytest.mark.parametrize("text", ["", "[]", "{", '{"type": "FeatureCollection"}'])
def test_a_border_file_that_is_no_geojson_is_a_fault(folder, text):
    (folder / "boundary.geojson").write_text(text)

    (found,) = read_place_files(folder).faults

    assert found.startswith("boundary.geojson")


def test_a_base_map_knows_its_layers_and_drops_heights(folder):
    line = {"type": "LineString", "coordinates": [[15, 60, 12.5], [15.1, 60, 12.5]]}
    write_features(folder / "basemap.geojson", ({"layer": "railway"}, line), ({"layer": "moat"}, line))

    files = read_place_files(folder)

    assert files.base_map[0].geometry["coordinates"] == [[15, 60], [15.1, 60]]
    assert "layer 'moat'" in files.faults[0]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "bbox must be"),
        ("bbox = [15.2, 59.9, 15.0, 60.1]", "is not west, south, east, north"),
        ("bbox = [15.0, 59.9, 15.2, 60.1]\ntimezone = 'Mars/North'", "timezone Mars/North"),
        ("bbox = [", "cannot be read"),
    ],
)
def test_a_place_that_cannot_be_used_is_refused_with_its_reason(tmp_path, text, fault):
    (tmp_path / "place.toml").write_text(text)

    with pytest.raises(Refused, match=fault):
        read_place(tmp_path)


def test_a_missing_place_is_refused(tmp_path):
    with pytest.raises(Refused, match="There is no place here"):
        read_place(tmp_path / "nowhere")
