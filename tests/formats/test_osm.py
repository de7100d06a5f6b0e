import bz2
import gzip

import pytest

from tests.conftest import shared
from tests.osm import SMALL, as_pbf
from webapp.domain.errors import Refused
from webapp.formats import osm_tags as tagged
from webapp.formats.osm import read_osm
from webapp.formats.osm_counts import Counts

REAL = [
    ("osm/stockholm_ostermalm.osm", 856, 427, 76, 228),
    ("osm/stockholm_ostermalm.osm.pbf", 856, 427, 76, 228),
    ("osm/helsinki_centre.osm.pbf", 2650, 840, 102, 795),
]


def counted_by_osmium(path):
    import osmium

    ways = [
        dict(way.tags)
        for way in osmium.FileProcessor(str(path)).with_locations()
        if way.is_way() and "highway" in way.tags and sum(node.location.valid() for node in way.nodes) >= 2
    ]
    plain = [w["maxspeed"].removesuffix(" mph").removesuffix(" km/h") for w in ways if "maxspeed" in w]
    return Counts(
        named=sum("name" in way for way in ways),
        names=len({way["name"] for way in ways if "name" in way}),
        maxspeed=sum(limit.isdecimal() for limit in plain),
        oneway=sum(way.get("oneway") in ("yes", "true", "1", "-1") for way in ways),
    )


def test_the_counts_of_the_small_extract():
    found = read_osm(SMALL)

    assert found.counts == Counts(named=9, names=5, maxspeed=4, oneway=2)
    assert found.counts == counted_by_osmium(SMALL)


@pytest.mark.parametrize(("name", "ways", "named", "names", "maxspeed"), REAL)
def test_the_counts_of_real_extracts_are_osmiums_own(name, ways, named, names, maxspeed):
    path = shared(name)
    found = read_osm(path)
    tags = [way.tags for way in found.streets]

    assert found.counts == counted_by_osmium(path)
    assert len(tags) == ways
    assert sum("name" in t for t in tags) == named
    assert len({t["name"] for t in tags if "name" in t}) == names
    assert sum(tagged.plain_kmh(t.get("maxspeed")) is not None for t in tags) == maxspeed


def test_xml_and_pbf_are_read_alike(tmp_path):
    xml, pbf = read_osm(SMALL), read_osm(as_pbf(tmp_path))

    assert (xml.streets, xml.railways, xml.surfaces, xml.spots) == (pbf.streets, pbf.railways, pbf.surfaces, pbf.spots)
    assert all(
        xml.positions.located(w.refs)[1].tolist() == pbf.positions.located(w.refs)[1].tolist() for w in xml.streets
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.osm", b""),
        ("empty.osm.pbf", b""),
        ("noise.osm.pbf", bytes(range(256)) * 20),
        ("noise.osm", bytes(range(256)) * 20),
        ("page.osm", b"<html><body>Not found</body></html>"),
        ("nothing.osm", b'<osm version="0.6"></osm>'),
        ("half.osm", SMALL.read_bytes()[:3000]),
        ("streets.txt", SMALL.read_bytes()),
        ("noise.osm.bz2", bytes(range(256)) * 20),
        ("other.osm.pbf", gzip.compress(SMALL.read_bytes())),
    ],
)
def test_a_file_that_is_no_extract_is_refused_in_one_sentence(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(Refused) as refused:
        read_osm(path)

    assert "\n" not in str(refused.value)
    assert name in str(refused.value)


@pytest.mark.parametrize("share", [0.001, 0.1, 0.35, 0.6, 0.85, 0.999])
@pytest.mark.parametrize("suffix", [".osm", ".osm.pbf", ".osm.gz"])
def test_a_truncated_file_is_refused(tmp_path, suffix, share):
    whole = {".osm": SMALL.read_bytes(), ".osm.gz": gzip.compress(SMALL.read_bytes())}
    data = whole[suffix] if suffix in whole else as_pbf(tmp_path).read_bytes()
    path = tmp_path / f"half{suffix}"
    path.write_bytes(data[: int(len(data) * share)])

    with pytest.raises(Refused):
        read_osm(path)


@pytest.mark.parametrize(("name", "pack"), [("small.osm.gz", gzip.compress), ("small.osm.bz2", bz2.compress)])
def test_packed_xml_is_read_as_it_is(tmp_path, name, pack):
    path = tmp_path / name
    path.write_bytes(pack(SMALL.read_bytes()))

    assert read_osm(path).counts == read_osm(SMALL).counts


def test_what_is_no_file_or_may_not_be_opened_is_refused(tmp_path):
    (tmp_path / "folder.osm").mkdir()

    for name in ("folder.osm", "nowhere.osm"):
        with pytest.raises(Refused, match=name):
            read_osm(tmp_path / name)


@pytest.mark.parametrize(
    ("value", "plain", "kmh"),
    [
        ("50", 50, 50), ("50 km/h", 50, 50), ("30 mph", 48, 48), ("20mph", 32, 32), ("SE:urban", None, 50),
        ("SE:rural", None, 70), ("SE:motorway", None, 110), ("SE:zone:30", None, 30), ("SE:zone30", None, 30),
        ("walk", None, 7), ("none", None, None), ("signals", None, None), ("50;30", None, None), ("", None, None),
        (None, None, None), ("variable", None, None), ("FI:urban", None, 50), ("SE:30", None, 30),
        ("10 knots", None, None), ("30 @ (Mo-Fr 07:00-17:00)", None, None), ("-30", None, None),
    ],
)  # fmt: skip
def test_a_limit_is_a_number_or_known_by_its_rule(value, plain, kmh):
    assert (tagged.plain_kmh(value), tagged.limit_kmh(value)) == (plain, kmh)


@pytest.mark.parametrize(
    ("tags", "along", "against"),
    [
        ({"maxspeed": "50", "maxspeed:backward": "30"}, 50, 30),
        ({"maxspeed:forward": "40", "maxspeed:backward": "60"}, 40, 60),
        ({"maxspeed": "50", "maxspeed:conditional": "30 @ (Mo-Fr 07:00-17:00)"}, 50, 50),
        ({"maxspeed": "none", "source:maxspeed": "SE:rural"}, None, None),
        ({"source:maxspeed": "SE:urban"}, 50, 50),
        ({"zone:maxspeed": "SE:30"}, 30, 30),
        ({"source:maxspeed": "sign"}, None, None),
    ],
)
def test_a_limit_may_differ_by_direction_or_be_known_by_its_rule_alone(tags, along, against):
    assert tagged.limits_kmh(tags) == (along, against)
    assert tagged.limits_kmh(tagged.kept_tags(tags)) == (along, against)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"oneway": "yes"}, 1), ({"oneway": "-1"}, -1), ({"oneway": "no", "highway": "motorway"}, 0),
        ({"junction": "roundabout"}, 1), ({}, 0), ({"junction": "circular"}, 1), ({"highway": "motorway"}, 1),
        ({"junction": "roundabout", "oneway": "no"}, 0), ({"oneway": "reversible"}, 0), ({"oneway": "true"}, 1),
    ],
)  # fmt: skip
def test_one_way_with_the_way_against_it_or_not_at_all(tags, expected):
    assert tagged.oneway(tags) == expected


def test_a_track_and_an_unnamed_service_road_are_no_place_for_a_check():
    roads = [{"highway": "residential"}, {"highway": "service", "name": "Gården"}]
    others = [{"highway": "track", "name": "Stigen"}, {"highway": "service"}, {"highway": "footway", "name": "Gången"}]

    assert all(map(tagged.is_road, roads))
    assert not any(map(tagged.is_road, others))


def test_other_names_may_be_lists_and_the_first_name_is_not_among_them():
    tags = {
        "name": "Storgatan",
        "alt_name": "Stora gatan; Storgatan",
        "name:fi": "Suurkatu",
        "old_name": "Landsvägen;Kungsvägen",
    }

    assert tagged.other_names(tags) == ("Stora gatan", "Suurkatu", "Landsvägen", "Kungsvägen")


@pytest.mark.parametrize(
    ("tags", "owner"),
    [
        ({"operator": "Trafikverket"}, "Trafikverket"),
        ({"operator": "Trafikverket", "maintenance": "Testviks kommun"}, "Testviks kommun"),
        ({"ownership": "private"}, "private"),
        ({}, None),
    ],
)
def test_who_keeps_a_road_is_who_maintains_it_before_who_owns_it(tags, owner):
    assert tagged.owner(tags) == owner


@pytest.mark.parametrize("key", ["name:sv", "name:fi"])
def test_a_way_with_a_name_in_one_language_only_is_called_by_that_name(key):
    tags = {"highway": "service", key: " Gruvgatan ", "old_name": "Grufgatan"}

    assert tagged.road_name(tags) == "Gruvgatan"
    assert tagged.other_names(tags) == ("Grufgatan",)
    assert tagged.is_road(tags)


def test_of_names_in_two_languages_the_other_is_another_name():
    tags = {"highway": "residential", "name:fi": "Kaivoskatu", "name:sv": "Gruvgatan"}

    assert (tagged.road_name(tags), tagged.other_names(tags)) == ("Gruvgatan", ("Kaivoskatu",))


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("12-16", ("12-16", "12", "14", "16")),
        ("12–13", ("12–13", "12", "13")),
        ("12 A-14 B", ("12 A-14 B", "12 A", "14 B")),
        ("14-12", ("14-12", "14", "12")),
        ("2-1000", ("2-1000", "2", "1000")),
        ("1-0-2", ("1-0-2",)),
        ("7 A, gården", ("7 A, gården", "7 A")),
        ("13 A, 5. krs./Floor 5; 15", ("13 A, 5. krs./Floor 5", "13 A", "15")),
        ("11, 13 B,", ("11", "13 B")),
        (" ; ,", ()),
    ],
)
def test_a_range_of_house_numbers_is_each_of_them_on_its_side_and_a_floor_is_no_house(written, numbers):
    tags = {"addr:street": "Storgatan", "addr:housenumber": written}

    assert tagged.addresses(tags) == tuple(f"Storgatan {number}" for number in numbers)


def test_several_house_numbers_are_several_addresses():
    tags = {"addr:street": "Storgatan", "addr:housenumber": "11; 13 B"}

    assert tagged.addresses(tags) == ("Storgatan 11", "Storgatan 13 B")
