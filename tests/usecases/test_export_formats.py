import csv
import io
import json
import sqlite3
from xml.etree import ElementTree

import numpy as np
import pyogrio
import pytest
from sqlalchemy import select

from tests.formats.test_folium_map import NASTY
from tests.residents import ask_site
from tests.usecases.test_exports import PLANNER, fill, near
from webapp.domain.errors import Invalid
from webapp.domain.hotspots import COLUMNS
from webapp.domain.measures import MeasureFacts
from webapp.domain.roles import OPERATOR
from webapp.formats.field_lists import AREAS, CHECKS, HOTSPOTS, MEASURES, SITES
from webapp.formats.open_tables import FORMATS, formats_of
from webapp.formats.site_files import PUBLIC_COLUMNS
from webapp.storage.places import Area
from webapp.storage.sites import Site
from webapp.usecases.exports import HotspotWish, TableWish, export_hotspots, export_table
from webapp.usecases.measures import register_measure


@pytest.fixture
def world(session, context):
    fill(session, context)


def written(tmp_path, data, suffix):
    file = tmp_path / f"file.{suffix}"
    file.write_bytes(data)
    return file


def hotspots(session, context, format_, **wish):
    return export_hotspots(session, context, PLANNER, HotspotWish(format_, **wish))


def test_gdal_opens_every_file_of_hotspots_and_reads_the_same_rows(session, context, world, tmp_path):
    for format_ in ("gpkg", "fgb", "kml", "geojson"):
        file = written(tmp_path, hotspots(session, context, format_), format_)

        info = pyogrio.read_info(file, layer=pyogrio.list_layers(file)[0][0])
        assert info["features"] == 2
        assert info["geometry_type"] in {"MultiPolygon", "Polygon", "Unknown"}
        assert set(COLUMNS) <= {str(name) for name in info["fields"]} | {"name"}
        assert info["crs"] == ("EPSG:3006" if format_ == "gpkg" else "EPSG:4326")


def test_a_geopackage_is_of_version_1_3_with_styles_fields_and_licence_inside(session, context, world, tmp_path):
    file = written(tmp_path, hotspots(session, context, "gpkg"), "gpkg")
    gpkg = sqlite3.connect(file)

    assert gpkg.execute("PRAGMA user_version").fetchone() == (10300,)
    ((name, qml, default),) = gpkg.execute("SELECT f_table_name, styleQML, useAsDefault FROM layer_styles")
    assert (name, default) == ("hotspots", 1)
    values = {c.get("value") for c in ElementTree.fromstring(qml.split("\n", 1)[1]).iter("category")}
    assert values == {"unusually_many", "many", "too_few"}
    about = dict(gpkg.execute("SELECT name, text FROM about"))
    assert about["period"] == "2025-01-01/2026-03-01"
    assert about["made_on"] == "2026-05-12"
    assert about["licence"].startswith("CC0 1.0")
    assert [r[0] for r in gpkg.execute("SELECT field FROM fields")] == list(COLUMNS)
    assert all(sv and en for sv, en in gpkg.execute("SELECT sv, en FROM fields"))
    gpkg.close()


@pytest.mark.parametrize("crs", ["EPSG:3011", "EPSG:4326"])
def test_a_file_for_planners_comes_in_the_system_that_is_asked_for(session, context, world, tmp_path, crs):
    from webapp.analysis.projection import to_metres

    file = written(tmp_path, hotspots(session, context, "gpkg", crs=crs), "gpkg")
    meta, _, _, columns = pyogrio.raw.read(file, layer="hotspots")
    found = dict(zip(meta["fields"], columns, strict=True))

    assert meta["crs"] == crs
    if crs != "EPSG:4326":
        easting, northing = to_metres(crs, found["lon"], found["lat"])
        assert np.abs(found["easting"] - easting).max() < 0.2
        assert np.abs(found["northing"] - northing).max() < 0.2


@pytest.mark.parametrize(
    ("format_", "crs", "code"), [("kml", "EPSG:3006", "only_degrees"), ("gpkg", "EPSG:9999", "unknown")]
)
def test_a_system_that_a_format_cannot_hold_is_refused(session, context, format_, crs, code):
    with pytest.raises(Invalid) as refusal:
        hotspots(session, context, format_, crs=crs)

    assert [(f.field, f.code) for f in refusal.value.faults] == [("crs", code)]


def test_a_picture_and_a_paper_say_what_the_map_is(session, context, world):
    png, pdf = hotspots(session, context, "png"), hotspots(session, context, "pdf", language="en")

    assert png.startswith(b"\x89PNG")
    assert len(png) > 20_000
    assert pdf.startswith(b"%PDF")
    assert b"/StructTreeRoot" in pdf or b"/ObjStm" in pdf
    assert b"pdfuaid" in pdf


def test_fields_have_one_list_each():
    assert tuple(f.name for f in HOTSPOTS) == COLUMNS
    assert tuple(f.name for f in SITES) == PUBLIC_COLUMNS
    for fields in (HOTSPOTS, SITES, CHECKS, AREAS, MEASURES):
        assert all(f.sv and f.en for f in fields)
        assert not {"text", "email", "reporter", "started_at", "ended_at"} & {f.name for f in fields}


def test_gdal_opens_every_table(session, context, world, tmp_path):
    rows = {"sites": 2, "checks": 0, "areas": 2, "measures": 2}
    add_measures(session, context)
    for table, format_ in [(t, f) for t in rows for f in formats_of(t) if f != "csv"]:
        file = written(tmp_path, export_table(session, context, PLANNER, TableWish(table, format_)), format_)

        layer = {"gpx": ["waypoints"], "gpkg": [table, f"{table}_lines"]}.get(format_, [None])
        there = [one for one in layer if one in {None, *pyogrio.list_layers(file)[:, 0]}]
        found = [pyogrio.read_info(file, layer=one, force_feature_count=True)["features"] for one in there]
        assert sum(found) == rows[table]


LINE = {"type": "LineString", "coordinates": [[15.05, 60.0], [15.051, 60.001]]}
POINT = {"type": "Point", "coordinates": [15.05, 60.0]}


def add_measures(session, context, **facts):
    for geometry in (POINT, LINE):
        register_measure(session, context, PLANNER, MeasureFacts("narrowing", "planned", geometry, **facts))


def test_a_geopackage_holds_points_and_lines_apart_and_both_have_their_colours(session, context, tmp_path):
    add_measures(session, context, street="Skolgatan")

    file = written(tmp_path, export_table(session, context, PLANNER, TableWish("measures", "gpkg")), "gpkg")

    assert dict(pyogrio.list_layers(file)[:2]) == {"measures": "Point", "measures_lines": "LineString"}
    gpkg = sqlite3.connect(file)
    assert [name for (name,) in gpkg.execute("SELECT f_table_name FROM layer_styles")] == ["measures", "measures_lines"]
    gpkg.close()


HOSTILE = (*NASTY, "=cmd|' /C calc'!A0", "a\x08b & <c>")


@pytest.fixture
def hostile(session, context):
    """Sites whose names are what an attacker would type, and measures on streets called so."""
    found = [ask_site(session, context, (59.96 + number / 100, 15.05)).id for number in range(len(HOSTILE))]
    for site_id, text in zip(found, HOSTILE, strict=True):
        session.get(Site, site_id).name = text
    session.commit()
    for text in HOSTILE:
        facts = MeasureFacts("narrowing", "planned", POINT, street=text, note=text)
        register_measure(session, context, PLANNER, facts)


@pytest.mark.parametrize("table", ["sites", "measures"])
def test_hostile_words_stay_text_and_a_formula_gets_its_apostrophe(session, context, hostile, tmp_path, table):
    for format_ in (f for f in FORMATS if f != "csv"):
        data = export_table(session, context, PLANNER, TableWish(table, format_))
        meta, _, _, columns = pyogrio.raw.read(
            written(tmp_path, data, format_), layer={"gpx": "waypoints", "gpkg": table}.get(format_)
        )

        names = {str(field).lower(): values for field, values in zip(meta["fields"], columns, strict=True)}["name"]
        assert {name.replace("\x08", "") for name in names} == {text.replace("\x08", "") for text in HOSTILE}
        assert format_ not in {"kml", "gpx"} or only_our_tags(data, format_)

    data = export_table(session, context, OPERATOR, TableWish(table, "csv")).decode()
    assert "'=cmd" in data
    assert ",=cmd" not in data
    assert io.StringIO(data).readline().strip() == ",".join(
        f.name for f in {"sites": SITES, "measures": MEASURES}[table]
    )


def only_our_tags(data, format_):
    """Whether an XML file holds nothing but elements of its own format: no word has become one."""
    spaces = {"kml": "{http://www.opengis.net/kml/2.2}", "gpx": "{http://www.topografix.com/GPX/1/1}"}
    tags = {element.tag for element in ElementTree.fromstring(data).iter()}
    return all(tag.startswith(spaces[format_]) and not {"script", "img"} & {tag.split("}")[1]} for tag in tags)


def test_a_hostile_district_stays_text_in_every_file_of_hotspots(session, context, world, tmp_path):
    district = HOSTILE[0] + HOSTILE[-1].replace("\x08", "")
    for area in session.scalars(select(Area)):
        area.name = f"{area.slug} {district}"
    session.commit()

    for format_ in ("gpkg", "fgb", "kml", "geojson"):
        file = written(tmp_path, hotspots(session, context, format_), format_)
        meta, _, _, columns = pyogrio.raw.read(file, layer=pyogrio.list_layers(file)[0][0])
        found = dict(zip([str(name) for name in meta["fields"]], columns, strict=True))["area"]
        assert all(area.endswith(district) for area in found)
    rows = list(csv.DictReader(io.StringIO(hotspots(session, context, "csv").decode())))
    assert rows
    assert all(row["area"].endswith(district) for row in rows)
    assert HOSTILE[0].encode() not in hotspots(session, context, "html")  # as markup


def test_geojson_explains_its_fields_beside_the_features(session, context, world):
    found = json.loads(hotspots(session, context, "geojson"))

    assert [f["name"] for f in found["fields"]] == list(COLUMNS)
    assert found["licence"].startswith("CC0")
    assert [f for f in found["features"] if near(f, 60.001, 15.052)]
