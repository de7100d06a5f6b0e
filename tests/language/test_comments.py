"""Reading comments, rule by rule, with a handful of names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.language.comment_names import PlaceName, index_of
from webapp.language.comment_times import cells_of, times_of
from webapp.language.comments import read_comment

STREETS = (
    "Storgatan", "Norra Ringgatan", "S:t Eriks gata", "Lundavägen", "Gustav Vasas väg", "Tallbacksvägen",
    "Skogsvägen", "Ängsvägen",
)  # fmt: skip

WORDS = """
Storgatan storg. Eken skolan vid i och mellan / - , . 12 kl 7-8 Norrby halv åtta fre-lör Xvägen
""".split()  # noqa: SIM905  easier to read


def names():
    for street in STREETS:
        yield PlaceName(street, street, "street", 60.0, 15.0, "Norrby")
    for name, kind, area in (
        ("Norrby", "district", "Norrby"),
        ("Eken", "stop", "Norrby"),
        ("Norrbyskolan", "school", "Norrby"),
        ("Sörbyskolan", "school", "Sörby"),
        ("Norrby trafikplats", "junction", "Norrby"),
        ("Kommunhuset", "public", None),
        ("Ekdals idrottsplats", "sports", None),
        ("Tunabacken", "stop", None),
        ("Storköping", "locality", None),
        ("Mellanvägen", "street", None),
        ("Väg 57", "street", None),
        ("Stjärnan City", "shops", None),
        ("Stjärngatan", "street", None),
    ):
        yield PlaceName(name, name, kind, 60.01, 15.01, area)
    yield PlaceName("Norrby", "Nobban", "district", 60.01, 15.01, "Norrby")


INDEX = index_of(names(), whole=("Storköping",), beside=("Granneby",))


def read(text):
    return read_comment(text, INDEX)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("storg. och Lundav", ["Storgatan", "Lundavägen"]),
        ("N Ringgatan", ["Norra Ringgatan"]),
        ("Ringgatan norra", ["Norra Ringgatan"]),
        ("Sankt Eriksgatan vid torget", ["S:t Eriks gata"]),
        ("gustav vasas v. 12", ["Gustav Vasas väg"]),
        ("Tallbaksvägen", ["Tallbacksvägen"]),
        ("trafikplats Norrby", ["Norrby trafikplats"]),
        ("Ekdals IP", ["Ekdals idrottsplats"]),
        ("Nobban nattetid", ["Norrby"]),
        ("Norrbys gator", ["Norrby"]),
        ("utanför skolan på Storgatan i Norrby, kör fort", ["Norrbyskolan", "Storgatan", "Norrby"]),
    ],
)
def test_a_name_is_found_in_every_spelling(text, places):
    assert list(read(text).places) == places


@pytest.mark.parametrize(
    "text",
    [
        "eken på gården är stor",
        "de kör fort på skogsvägen bakom huset",
        "Utanför skolan kör alla för fort",
        "motorvägen in mot stan",
        "@Eken hej",
        "jag heter Anna Eken och kör fort",
        "mellan vägen och ån",
        "hela Storköping är en racerbana",

    ],
)  # fmt: skip
def test_words_that_are_no_names_are_left(text):
    assert read(text).places == ()


def test_an_ordinary_word_is_a_place_with_a_cue_and_a_question_without():
    assert read("hållplats eken, bilar kör om i 70").places == ("Eken",)
    assert read("De kör fort vid Eken").places == ("Eken",)
    unsure = read("de kör fort vid eken")
    assert (unsure.places, [m.place for m in unsure.maybe], unsure.needs_human) == ((), ["Eken"], True)


def test_a_short_stem_with_another_letter_is_another_street():
    reading = read("kolla Lindavägen och Landavägen")

    assert reading.places == ("Lindavägen", "Landavägen")
    assert reading.needs_human


def test_a_word_before_a_name_may_make_it_another_one():
    assert read("Nya Lundavägen").places == ("Nya Lundavägen",)
    assert read("den nya Lundavägen").places == ("Lundavägen",)


def test_a_list_of_streets_is_no_crossing_though_some_of_them_meet():
    class Town:
        def crossing(self, one, other):
            return [(60.0, 15.0)]

        def beside(self, street, spot):
            return None

        def between(self, street, one, other):
            return None

    def hows(text):
        return [str(point.how) for point in read_comment(text, INDEX, Town()).points]

    assert hows("Storgatan, Lundavägen") == []
    assert hows("Storgatan och Lundavägen") == ["crossing"]
    assert hows("hörnet Storgatan Lundavägen") == ["crossing"]
    assert hows("Storgatan/Lundavägen") == ["crossing"]


def test_a_crossing_in_the_list_of_names_is_a_spot_without_roads():
    index = index_of([*names(), PlaceName("Lundavägen/Nygatan", "Lundavägen/Nygatan", "street", 60.5, 15.5, None)])

    reading = read_comment("korsningen Nygatan o Lundav.", index)

    assert [(str(p.how), p.spot) for p in reading.points] == [("crossing", (60.5, 15.5))]
    assert (reading.places, reading.needs_human) == (("Nygatan", "Lundavägen"), False)


def test_a_house_is_no_speed_and_no_hour():
    def surface(text):
        (mention,) = read(text).mentions
        return text[mention.start : mention.end], mention.house

    assert surface("Storgatan 12 B, 30 gäller") == ("Storgatan 12 B", "12b")
    assert surface("Storgatan 30 gäller") == ("Storgatan", "")
    assert surface("Storgatan 16-18 kör de fort") == ("Storgatan", "")
    assert read("Storgatan 16-18 kör de fort").times == ({"part": "afternoon", "from": "16:00", "to": "18:00"},)


def test_a_crossing_in_one_word_and_a_road_by_its_number_are_known():
    assert read("Lundavägenkorsningen är farlig, de kör fort").places == ("Lundavägen",)
    assert read("riksväg 57 en lördag, de kör fort").places == ("Väg 57",)
    assert read("rv 57 en lördag, de kör fort").places == ("Väg 57",)
    assert read("korsningen är farlig").places == ()


def test_a_municipality_beside_is_known_in_small_letters_and_another_word_is_not():
    assert read("kom till granneby, samma sak").elsewhere == ("granneby",)
    assert read("granneby är värst").elsewhere == ()
    assert read("vi i villaområdet väntar").elsewhere == ()


def test_the_first_word_of_a_name_is_a_question_for_a_person():
    reading = read("Drifting utanför Stjärnan varje lördag")

    assert (reading.places, [m.place for m in reading.maybe]) == ((), ["Stjärnan City"])
    assert read("Stjärnan lyser").maybe == ()


def test_a_street_of_another_town_is_not_taken():
    reading = read("Hagagatan i Borås är värst")

    assert (reading.places, reading.elsewhere) == ((), ("Borås",))


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("vardagar vid halv åtta", [{"days": ["mon", "tue", "wed", "thu", "fri"], "part": "morning", "from": "07:30"}]),
        ("fre-lör kväll", [{"days": ["fri", "sat"], "part": "evening"}]),
        ("efter 22", [{"part": "night", "from": "22:00"}]),
        ("kl 16-18", [{"part": "afternoon", "from": "16:00", "to": "18:00"}]),
        ("mellan sju och åtta på kvällen", [{"part": "evening", "from": "19:00", "to": "20:00"}]),
        ("kvart i åtta på morgonen", [{"part": "morning", "from": "07:45"}]),
        ("morgon och kväll", [{"part": "morning"}, {"part": "evening"}]),
        (
            "07-09 och 16-18",
            [
                {"part": "morning", "from": "07:00", "to": "09:00"},
                {"part": "afternoon", "from": "16:00", "to": "18:00"},
            ],
        ),
        ("söndagsmorgnar", [{"days": ["sun"], "part": "morning"}]),
        ("alla kvällar fre-sön", [{"days": ["fri", "sat", "sun"], "part": "evening"}]),
        ("lördagar efter 10 pm", [{"days": ["sat"], "part": "night", "from": "22:00"}]),
        ("trevlig helg!", []),
        ("kör i 70 på 50-väg, 3 av 10 bilar", []),
        ("min son cyklar", []),
        ("i tisdags stod ni där", []),
    ],
)
def test_times_are_read(text, times):
    assert times_of(text) == times


@pytest.mark.parametrize(
    ("times", "cells"),
    [
        ([{"days": ["fri"], "part": "night", "from": "22:00", "to": "02:00"}], ("fri-21", "sat-00")),
        ([{"days": ["sun"], "part": "night"}], ("sun-00", "sun-03", "sun-21")),
        ([{"days": ["sat"], "part": "morning", "from": "08:00", "to": "09:00"}], ("sat-06",)),
        ([{"days": ["sat"], "part": "night", "from": "22:00"}], ("sat-21", "sun-00")),
        ([{"days": ["mon"], "part": "morning", "to": "06:00"}], ("mon-03",)),
        ([{"part": "winter"}], ()),
    ],
)
def test_times_become_cells_of_the_week(times, cells):
    assert cells_of(times) == cells


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_and_each_span_is_in_it(text):
    reading = read(text)

    ends = 0
    for mention in sorted((*reading.mentions, *reading.maybe), key=lambda m: m.start):
        assert ends <= mention.start < mention.end <= len(text)
        ends = mention.end


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=14,
    )
)
def test_words_in_any_order_are_read_the_same_twice(words):
    text = " ".join(words)

    assert read(text) == read(text)
    assert all(text[m.start : m.end].strip() for m in read(text).mentions)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Norrbyskoaln", "Norrbyskolan"),
        ("Norrby trafikplast", "Norrby trafikplats"),
        ("vid Kommunhust", "Kommunhuset"),
        ("Storgaten", "Storgatan"),
        ("Storgattan", "Storgatan"),
        ("Gustaf Vasas väg", "Gustav Vasas väg"),
    ],
)
def test_a_slip_is_mended_wherever_it_is(text, place):
    assert read(text).places == (place,)
