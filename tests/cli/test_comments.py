"""``comments extract``: a comment a line in, a JSON object a line out, whatever is on the line."""

import json

import pytest


@pytest.fixture
def extract(app):
    return lambda text, *more: app.test_cli_runner().invoke(args=["comments", "extract", *more], input=text)


def objects(answer):
    assert answer.exit_code == 0, answer.output
    return [json.loads(line) for line in answer.stdout.splitlines()]


def test_a_comment_gives_its_place_with_the_span_that_says_so(extract):
    text = "Kör fort på skolgatn, fre kväll"

    (one,) = objects(extract(text + "\n"))

    assert one["id"] == 1
    assert one["places"] == ["Skolgatan"]
    assert one["category"] == "speed_check"
    assert one["times"] == [{"days": ["fri"], "part": "evening"}]
    assert one["when"] == ["fri-18"]
    assert one["needs_human"] is False
    (mention,) = one["mentions"]
    assert {"place", "surface", "start", "end", "kind", "lat", "lon", "score", "why"} <= mention.keys()
    assert text[mention["start"] : mention["end"]] == mention["surface"] == "skolgatn"
    assert (mention["kind"], mention["lat"], mention["lon"]) == ("street", 60.0, 15.05)


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_json_lines_keep_their_ids_and_plain_lines_get_their_numbers(extract, option):
    lines = [json.dumps({"id": "a7", "text": "Skolgatan"}), '{"text": "Björkskolan"}']

    assert [(one["id"], one["places"]) for one in objects(extract("\n".join(lines), *option))] == [
        ("a7", ["Skolgatan"]),
        (2, ["Björkskolan"]),
    ]
    assert [one["id"] for one in objects(extract("ett\n\ntre", *option))] == [1, 2, 3]


def test_two_streets_of_one_name_wait_for_a_person_unless_the_district_is_named(extract):
    unsure, sure = objects(extract("fortkörning på Ringvägen\nfortkörning på Ringvägen i Östra"))

    assert (unsure["places"], unsure["needs_human"], unsure["mentions"][0]["lat"]) == (["Ringvägen"], True, None)
    assert (sure["needs_human"], sure["mentions"][0]["lon"]) == (False, 15.14)


def test_a_street_that_is_in_no_list_is_kept_for_a_person_without_a_spot(extract):
    (one,) = objects(extract("De kör för fort på Fasanvägen"))

    assert one["places"] == ["Fasanvägen"]
    assert one["needs_human"] is True
    assert (one["mentions"][0]["lat"], one["mentions"][0]["lon"]) == (None, None)


ODD = [
    "😂" * 50,
    "مرحبا Skolgatan \u202eabc\u202c",
    "S\u0000kolgatan \u0007",
    '=HYPERLINK("x") <script>alert(1)</script> \'; DROP TABLE gazetteer; --',
    "{hej} på Skolgatan",
    "a" * 100_000,
    "Skolgatan och " * 7_200,
    "." * 100_000,
    "1-2 " * 25_000,
    "Björkskolan " * 8_000,
    "Ringvägen, " * 9_000,
    "Fasanvägen i Borås " * 5_000,
    "vid skolan Skolgatan " * 4_500,
    "mellan Skolgatan och Ringvägen på Skolgatan " * 2_000,
    "s:t " * 25_000,
    "kvällar natten " * 6_600,
    "Å\u030a\u0301" * 30_000,
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_any_line_is_survived_quickly(extract, text):
    import time

    began = time.process_time()
    (one,) = objects(extract(f"Ringa börja\n{text}".split("\n", 1)[1]))

    assert one["id"] == 1
    assert time.process_time() - began < 10


def test_half_a_character_in_json_leaves_as_it_came(extract):
    (one,) = objects(extract('{"id": "\\ud83d", "text": "\\ud800 Skolgatan \\udfff"}'))

    assert (one["id"], one["places"]) == ("\ud83d", ["Skolgatan"])


def test_bytes_that_are_no_text_are_read_around(extract):
    assert objects(extract(b"\xff\xfe Skolgatan \xe5\n"))[0]["places"] == ["Skolgatan"]


@pytest.mark.parametrize("line", ["{", '{"id": 3}', '{"text": 7}', '{"text": null}', "{}}", '{"a":' * 5_000])
def test_a_broken_line_of_json_refuses_all_by_its_number(extract, line):
    answer = extract('{"text": "Skolgatan"}\n' + line)

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "Line 2" in answer.stderr


def test_nothing_is_stored(app, session, extract):
    from tests.osm import everything

    before = everything(session)
    objects(extract("Skolgatan vid Björkskolan, ring 070-174 06 35"))

    assert everything(session) == before


def test_personal_data_is_pointed_at(extract):
    text = "Ring 070-174 06 35 om Skolgatan"
    (one,) = objects(extract(text))

    assert [(p["kind"], text[p["start"] : p["end"]]) for p in one["personal"]] == [("phone", "070-174 06 35")]
