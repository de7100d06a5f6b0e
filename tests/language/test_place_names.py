"""Spellings of one name are equal, other names are not, and what people write is read as they mean it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.language.place_keys import MAX_LENGTH, is_road, key, keys, road_parts, split_house
from webapp.language.place_names import Asked, Relation, readings
from webapp.language.place_slips import closeness, spelt

PLAIN, CROSSING, STRETCH, BESIDE = Relation.PLAIN, Relation.CROSSING, Relation.STRETCH, Relation.BESIDE


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("Häradsvägen", ["häradsväg", "Haradsvagen", "HÄRADSVÄGENS", "Häradsv.", "Härads v", "Häradsvg"]),
        ("Skolgatan", ["Skolgata", "Skol gatan", "skolgatans", "Skolg.", "Skol g."]),
        ("Björkallén", ["Björkalle", "Bjorkallen", "Björkallé"]),
        ("Britas gränd", ["Britas gränden", "britas gr.", "Britasgränd"]),
        ("Sjödalstorget", ["Sjödalstorg", "Sjödalstorgets", "Sjödals torg"]),
        ("Tallstigen", ["Tall stig", "tallstigens"]),
        ("Karlaplan", ["Karlaplanen", "Karla pl"]),
        ("Annerstaskolan", ["Annersta skola", "annerstaskolans"]),
        ("Gamla Brogatan", ["Gml Brogatan", "gml. brogatan", "G:la Brogatan"]),
        ("Sankt Eriksgatan", ["S:t Eriksgatan", "St Eriksgatan", "st. eriks gatan", "St:Eriksgatan", "S:t Eriksg."]),
        ("Södra Vägen", ["S:a vägen", "sodra väg"]),
        ("Mannerheimintie", ["Mannerheimintien", "mannerheimin tiellä"]),
        ("Storgatan 12 A", ["Storgatan 12a", "storg. 12 a", "Storgatan nr 12 A", "Storgatan 12A.", "Storgatan, 12 A"]),
    ],
)  # fmt: skip
def test_the_spellings_of_one_name_are_one(name, spellings):
    assert [s for s in spellings if key(name) not in keys(s)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Storgatan", "Storvägen"), ("Storgatan", "Stora gatan"), ("Storgatan 1", "Storgatan 11"),
        ("Storgatan 1", "Storgatan 1 A"), ("Storgatan 1", "Storgatan"), ("Norra vägen", "Södra vägen"),
        ("Skolgatan", "Skogsgatan"), ("Torget", "Torggatan"), ("Sankt Eriksgatan", "Eriksgatan"),
    ],
)  # fmt: skip
def test_other_names_are_other_names(one, other):
    assert not set(keys(one)) & set(keys(other))


def test_a_road_is_known_by_its_ending():
    assert road_parts(key("Häradsvägen 3")) == ("harads", "vag")
    assert road_parts(key("Björkskolan")) == ("bjorkskola", "")
    assert is_road("Hötorget")
    assert not is_road("Vårby gård")


@pytest.mark.parametrize(
    ("text", "name", "house"),
    [
        ("Storgatan 2", "Storgatan", "2"), ("Storgatan 12 A", "Storgatan", "12a"),
        ("Storgatan 12B", "Storgatan", "12b"),
        ("Storg. 5", "Storg.", "5"), ("Storgatan5", "Storgatan", "5"), ("Storgatan 007", "Storgatan", "7"),
        ("Storgatan 12-14", "Storgatan", "12"), ("Storgatan nr 3", "Storgatan", "3"), ("Linje 13", "Linje", "13"),
        ("Storgatan", "Storgatan", ""), ("12", "12", ""), ("12 A", "12 A", ""), ("Väg 73 20000", "Väg 73 20000", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_house_number_is_what_ends_a_name(text, name, house):
    assert split_house(text) == (name, house)


@pytest.mark.parametrize(
    ("text", "relation", "names"),
    [
        ("Storgatan/Skolgatan", CROSSING, ("Storgatan", "Skolgatan")),
        ("Storgatan & Skolgatan", CROSSING, ("Storgatan", "Skolgatan")),
        ("Storgatan x Skolgatan", CROSSING, ("Storgatan", "Skolgatan")),
        ("Storgatan-Skolgatan", CROSSING, ("Storgatan", "Skolgatan")),
        ("korsningen Storgatan och Skolgatan", CROSSING, ("Storgatan", "Skolgatan")),
        ("Korsningen Storgatans och Skolgatan", CROSSING, ("Storgatans", "Skolgatan")),
        ("korsning Stora gatan Skolgatan", CROSSING, ("Stora gatan", "Skolgatan")),
        ("i hörnet av Storgatan och Skolgatan", CROSSING, ("Storgatan", "Skolgatan")),
        ("hörnet Storgatan Skolgatan", CROSSING, ("Storgatan", "Skolgatan")),
        ("corner of Storgatan and Skolgatan", CROSSING, ("Storgatan", "Skolgatan")),
        ("Storgatan i korsningen med Skolgatan", CROSSING, ("Storgatan", "Skolgatan")),
        ("där Storgatan möter Skolgatan", CROSSING, ("Storgatan", "Skolgatan")),
        ("Storgatan korsar Skolgatan", CROSSING, ("Storgatan", "Skolgatan")),
        ("där Storgatan och Skolgatan möts", CROSSING, ("Storgatan", "Skolgatan")),
        ("Where Storgatan meets Skolgatan", CROSSING, ("Storgatan", "Skolgatan")),
        ("Storgatan mellan Skolgatan och Torget", STRETCH, ("Storgatan", "Skolgatan", "Torget")),
        ("Storgatan, mellan Skolgatan och Torget", STRETCH, ("Storgatan", "Skolgatan", "Torget")),
        ("Storgatan between Skolgatan and Torget", STRETCH, ("Storgatan", "Skolgatan", "Torget")),
        ("mellan Skolgatan och Torget på Storgatan", STRETCH, ("Storgatan", "Skolgatan", "Torget")),
        ("Storgatan från Skolgatan till Torget", STRETCH, ("Storgatan", "Skolgatan", "Torget")),
        ("mellan Skolgatan och Torget", CROSSING, ("Skolgatan", "Torget")),
        ("Storgatan vid biblioteket", BESIDE, ("Storgatan", "biblioteket")),
        ("Storgatan i höjd med kiosken", BESIDE, ("Storgatan", "kiosken")),
        ("utanför Björkskolan", BESIDE, ("", "Björkskolan")),
        ("precis vid Björkskolan", BESIDE, ("", "Björkskolan")),
        ("near the school", BESIDE, ("", "the school")),
    ],
)
def test_what_joins_names_is_read(text, relation, names):
    first = next(one for one in readings(text) if one.relation != PLAIN)

    assert (first.relation, (first.name, *first.others)) == (relation, names)


@pytest.mark.parametrize(
    "text",
    ["Storgatan 5, Segeltorp", "Storgatan 5 i Segeltorp", "Storgatan 5 in Segeltorp", "Storgatan 5 Segeltorp"],
)
def test_a_district_is_read_at_the_end(text):
    assert Asked(PLAIN, "Storgatan", house="5", area="Segeltorp") in readings(text, ["Segeltorp", "Vårby"])


def test_a_district_is_read_after_a_crossing_too():
    assert Asked(CROSSING, "Storgatan", ("Skolgatan",), area="Vårby") in readings("Storgatan/Skolgatan, Vårby")


def test_the_whole_text_is_read_as_one_name_first():
    assert readings("Slottet och parken i staden")[0] == Asked(PLAIN, "Slottet och parken i staden")


@pytest.mark.parametrize("text", ["Storgatan 12-14", "Storgatan 12 – 14", "Storgatan 12-14."])
def test_of_a_range_of_houses_the_first_is_read_and_then_the_last(text):
    first, last, *_ = readings(text)

    assert (first, last) == (Asked(PLAIN, "Storgatan", house="12"), Asked(PLAIN, "Storgatan", house="14"))


@pytest.mark.parametrize("text", ["", "  ", "!?", ",", "\x00", "🚗", "''\"*"])
def test_nothing_is_read_in_nothing(text):
    assert readings(text) == ()


@given(st.text(max_size=300))
def test_whatever_is_typed_can_be_read_and_no_key_is_longer_than_a_name(text):
    for one in readings(text, ["Vårby"]):
        for name in (one.name, *one.others):
            assert all(len(k) <= 3 * MAX_LENGTH for k in keys(name))
    assert key(text) == key(text)


@given(
    st.text("abcdefghåäö ", min_size=3, max_size=20), st.sampled_from(["vägen", "gatan", "torget", "gränd", "stigen"])
)
def test_genitive_upper_case_and_missing_accents_change_no_key(stem, ending):
    name = f"{stem.strip() or 'x'}{ending}"

    assert {key(name + "s"), key(name.upper()), key(name.translate(str.maketrans("åäö", "aao")))} == {key(name)}


def near(one, other):
    from webapp.language.place_keys import plain

    return closeness(spelt(plain(one)), spelt(plain(other)))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Sklogatan", "Skolgatan"), ("Skolgtan", "Skolgatan"), ("Skolgatn", "Skolgatan"),
        ("Häardsvägen", "Häradsvägen"),
        ("Haradvag", "Häradsvägen"), ("Kommendörgaten", "Kommendörsgatan"), ("Björskolan", "Björkskolan"),
        ("Oxxtorget", "Oxtorget"), ("Oxttorget", "Oxtorget"), ("OOxtorget", "Oxtorget"), ("xOtorget", "Oxtorget"),
        ("Halgatan", "Hallgatan"), ("Oxtoget", "Oxtorget"), ("Kkungsgatan", "Kungsgatan"),
        ("xungsgatan", "Kungsgatan"), ("ungsgatan", "Kungsgatan"), ("rahegatan", "Brahegatan"),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_near(typed, name):
    assert near(typed, name) is not None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ringvägen", "Ringgatan"), ("Sandvägen", "Strandvägen"), ("Torgatan", "Storgatan"), ("Solgatan", "Salgatan"),
        ("Nygatan", "Nyagatan"), ("Lundvägen", "Sundvägen"), ("Kiosk", "Kista"), ("Uppsala", "Uppland"),
        ("Oxtorget", "Oxgatan"), ("Sjögatan", "Sågatan"), ("veagatan", "Sveagatan"), ("Åsgatan", "Ågatan"),
    ],
)  # fmt: skip
def test_another_name_is_not(typed, name):
    assert near(typed, name) is None
