"""What a resident types, and which place it means."""

import pytest

from webapp.storage.place_search import complete_places, known_without_position, search_places
from webapp.storage.places import GazetteerName


@pytest.fixture
def names(session, context):
    return lambda text: [(c.name, c.area, c.exact) for c in search_places(session, context, text)]


@pytest.mark.parametrize("text", ["Skolgatan", "skolgatan", "  SKOLGATAN ", "Skolg.", "gamla skolvagen"])
def test_a_name_or_an_alias_is_one_place_however_it_is_typed(names, text):
    assert names(text) == [("Skolgatan", "Västra", True)]


def test_one_street_in_two_districts_gives_both_told_apart(names):
    assert names("Ringvägen") == [("Ringvägen", "Västra", True), ("Ringvägen", "Östra", True)]


@pytest.mark.parametrize("text", ["Ringvägen, Östra", "ringvagen östra"])
def test_a_district_after_the_name_picks_one(names, text):
    assert names(text) == [("Ringvägen", "Östra", True)]


def test_a_district_where_the_street_is_not_does_not_hide_it(names):
    assert names("Skolgatan, Östra") == [("Skolgatan", "Västra", True)]


def test_the_beginning_of_a_name_is_offered_but_never_taken_for_exact(names):
    assert names("Skol") == [("Skolgatan", "Västra", False)]


@pytest.mark.parametrize("text", ["Sklogatan", "Skolgtan", "Björskolan", "Bjorkskolann"])
def test_a_slip_of_the_pen_is_forgiven(names, text):
    (found,) = names(text)

    assert found[0] in {"Skolgatan", "Björkskolan"}
    assert not found[2]


def test_a_slip_is_a_slip_in_a_name_of_now_before_one_of_old(session, names):
    once = {"name": "Biblioteksgatan", "spelling": "Hallgatan", "folded": "hallgatan", "kind": "street"}
    session.add(GazetteerName(**once, lat=60.0, lon=15.1, area="Västra"))
    add(session, "Hallgatan", lon=15.12, kind="street")

    assert names("Halgatan") == [("Hallgatan", "Västra", False), ("Biblioteksgatan", "Västra", False)]


@pytest.mark.parametrize("text", ["", " , ", "Kungsgatan", "x", "%", "_"])
def test_what_nobody_knows_gives_nothing(names, text):
    assert names(text) == []


def test_a_known_name_without_position_is_no_place_and_no_slip_for_another(session, names):
    session.add(GazetteerName(name="Ringvägan", spelling="Ringvägan", folded="ringvagan", kind="street"))

    assert names("Namnlösa stigen") == names("Ringvägan") == []
    assert known_without_position(session, "Namnlösa stigen")
    assert not known_without_position(session, "Skolgatan")


@pytest.mark.parametrize("text", ["Skolgatan vid Ringaren", "Kiosken / Skolgatan", "Skolgatan mot kiosken"])
def test_of_two_names_the_known_one_is_offered(names, text):
    assert names(text) == [("Skolgatan", "Västra", False)]


def add(session, name, lat=60.0, lon=15.1, kind="address", area="Västra", folded=None):
    session.add(
        GazetteerName(name=name, spelling=name, folded=folded or name.lower(), kind=kind, lat=lat, lon=lon, area=area)
    )


def test_a_house_number_agrees_exactly_or_not_at_all(session, names):
    add(session, "Nygatan 1")
    add(session, "Nygatan 11", lon=15.11)

    assert names("Nygatan 1") == [("Nygatan 1", "Västra", True)]
    assert names("Nygatan 12") == []


def test_a_house_on_a_street_we_know_is_offered_as_the_street(names):
    assert names("Skolgatan 12 B") == [("Skolgatan", "Västra", False)]


def test_an_exact_name_stands_alone_though_longer_ones_hold_it(session, names):
    add(session, "Skolgatan södra", kind="street", lon=15.11, folded="skolgatan sodra")

    assert names("Skolgatan") == [("Skolgatan", "Västra", True)]


def test_one_name_twice_on_one_spot_is_one_place(session, names):
    add(session, "Östra torget", lat=60.0005, lon=15.15, kind="stop", area="Östra", folded="ostra torget")

    assert names("Östra torget") == [("Östra torget", "Östra", True)]


# A district or another town beside the name


@pytest.mark.parametrize(
    "text",
    [
        "Skolgatan, Testvik", "Skolgatan i Testvik", "Skolgatan, 123 45 Testvik", "Skolgatan, Testviks kommun",
        "Skolgatan, Västra, Testvik, Sverige",
    ],
)  # fmt: skip
def test_the_place_itself_and_its_post_code_narrow_nothing(names, text):
    assert names(text) == [("Skolgatan", "Västra", True)]


@pytest.mark.parametrize(
    "text",
    [
        "Skolgatan, Uppsala",
        "Skolgatan i Uppsala",
        "skolgatan, uppsala",
        "Skolgatan 5, Umeå",
        "Skolgatan/Ringvägen, Umeå",
    ],
)
def test_a_town_that_is_not_here_gives_nothing_though_it_has_a_street_of_ours(names, text):
    assert names(text) == []


def test_words_that_describe_are_not_taken_for_a_town(names):
    assert names("Skolgatan, den branta backen") == [("Skolgatan", "Västra", False)]


def test_a_slip_in_the_district_is_forgiven(names):
    assert names("Ringvägen, Vesttra") == [] or names("Ringvägen, Västrra") == [("Ringvägen", "Västra", True)]


# Forms of a name


@pytest.mark.parametrize(
    "text", ["Skolgata", "Skol gatan", "skolgatans", "Skol g.", "Skolgatan.", "skolgatan,", "\tSkolgatan\n"]
)
def test_a_form_of_a_name_is_the_name(names, text):
    assert names(text) == [("Skolgatan", "Västra", True)]


def test_a_house_with_its_letter_is_found_however_it_is_written(session, names):
    add(session, "Nygatan 12 A", folded="nygatan 12a")
    add(session, "Nygatan 12 B", folded="nygatan 12b", lon=15.11)

    for text in ("Nygatan 12A", "nygatan 12 a", "Nyg. 12a", "Nygatan nr 12 A", "Nygatan 12 A, Västra"):
        assert names(text) == [("Nygatan 12 A", "Västra", True)]
    assert names("Nygatan 12") == names("Nygatan 2") == names("Nygatan 12 C") == []


def test_a_house_of_two_numbers_is_that_house_before_the_one_of_its_first_number(session, names):
    add(session, "Skolgatan 20")
    add(session, "Skolgatan 20-22", folded="skolgatan 20 22")

    assert names("skolgatan 20-22")[0] == ("Skolgatan 20-22", "Västra", True)
    assert names("Skolgatan 20-24")[0] == ("Skolgatan 20", "Västra", True)


def test_a_slip_in_the_street_keeps_the_house_number(session, names):
    add(session, "Nygårdsgatan 1")
    add(session, "Nygårdsgatan 11", lon=15.11)

    assert names("Nygrådsgatan 1") == [("Nygårdsgatan 1", "Västra", False)]
    assert names("Nygrådsgatan 2") == []


def test_a_stop_with_a_number_is_no_house_with_another(session, names, typed):
    add(session, "Kvarnstigen 18", kind="stop")

    assert names("Kvarnstigen 18") == [("Kvarnstigen 18", "Västra", True)]
    assert names("Kvarnsitgen 18") == [("Kvarnstigen 18", "Västra", False)]
    assert names("Kvarnstigen 1") == names("Kvarnsitgen 1") == names("Kvarnsitgen 12") == names("Kvarnsitgen") == []
    assert typed("Kvarnstigen 1") == typed("Kvarnstigen 12") == []


def test_the_name_of_now_comes_before_the_same_name_of_old(session, names):
    session.add(
        GazetteerName(name="Parkgatan", spelling="Kyrkgatan", folded="kyrkgatan", kind="street", lat=60.0, lon=15.1)
    )
    session.add(
        GazetteerName(name="Kyrkgatan", spelling="Kyrkgatan", folded="kyrkgatan", kind="street", lat=60.0, lon=15.12)
    )

    assert [name for name, *_ in names("Kyrkgatan")] == ["Kyrkgatan", "Parkgatan"]


HOSTILE = (
    '"', "*", "NEAR(", "NEAR(a b, 3)", 'a" OR "b', "skol*", "^skol", "words:skol", "-skolgatan", "a AND b", "a NOT b",
    "\x00", "Skol\x00gatan", "x" * 10_000, "x " * 5_000, "a, " * 5_000,
    "1 " * 5_000, "och " * 2_000, "/" * 5_000, "(" * 5_000,
    "\u202eגן\u202c", "🚗🚗🚗", "🚗gatan", "%", "_%_", "'; DROP TABLE gazetteer; --", "\ud800",
    "İstanbul", "ﬀ", "½", "٣",
    "korsningen " * 500, "mellan a och b " * 500, "vid " * 1_000, "\r\n", "Skolgatan\u0000, \u0000",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_words(session, context, text):
    search_places(session, context, text)
    complete_places(session, context, text)

    assert not known_without_position(session, text)
    assert [c.name for c in search_places(session, context, "Skolgatan")] == ["Skolgatan"]


# While typing


@pytest.fixture
def typed(session, context):
    return lambda text: [(c.name, c.area) for c in complete_places(session, context, text)]


@pytest.mark.parametrize("text", ["sk", "Skol", "skolga", "SKOLGATAN", "gamla sk", "skol ga", "  skol"])
def test_a_name_is_completed_while_it_is_typed(typed, text):
    assert typed(text) == [("Skolgatan", "Västra")]


def test_any_word_of_a_name_can_be_begun(session, typed):
    add(session, "Stora Kyrkogatan", kind="street", folded="stora kyrkogatan")

    assert typed("kyrk") == [("Stora Kyrkogatan", "Västra")]
    assert typed("yrk") == []


def test_one_street_in_two_districts_is_offered_twice_until_the_district_is_begun(typed):
    assert typed("ring") == [("Ringvägen", "Västra"), ("Ringvägen", "Östra")]
    assert typed("Ringvägen, Ö") == typed("ringvägen ös") == [("Ringvägen", "Östra")]


def test_stations_and_squares_come_before_streets_and_streets_before_doors(session, typed):
    add(session, "Lövgatan 1", lon=15.11)
    add(session, "Lövgatan", kind="street", lon=15.12, folded="lovgatan")
    add(session, "Lövtorget", kind="square", lon=15.13, folded="lovtorget")
    add(session, "Löv", kind="station", lon=15.14, folded="lov")

    assert [name for name, _ in typed("löv")] == ["Löv", "Lövtorget", "Lövgatan"]
    assert [name for name, _ in typed("Lövgatan 1")] == ["Lövgatan 1", "Lövgatan"]


def test_a_house_is_never_completed_to_another(session, typed):
    for number in (1, 11, 12):
        add(session, f"Nygatan {number}", lon=15.1 + number / 100)

    assert typed("Nygatan 1") == [("Nygatan 1", "Västra")]


def test_a_name_without_position_is_not_offered(typed):
    assert typed("Namnl") == []


@pytest.mark.parametrize("text", ["Sklogatan", "Skolgtan"])
def test_a_slip_is_seen_once_nothing_begins_so(typed, text):
    assert typed(text) == [("Skolgatan", "Västra")]
