"""Places told by two or three names, in a town drawn by hand: Storgatan eastward, three streets across it."""

import pytest

from tests import worlds
from webapp.domain.names import fold
from webapp.storage.pins import find_pin
from webapp.storage.place_search import complete_places, search_places
from webapp.storage.places import GazetteerName

EAST = 2000.0  # where the town begins, so that it lies in a district


def spot(context, x, y=0.0):
    """Return latitude and longitude, as a place on a street is answered."""
    lon, lat = worlds.degrees(context, x + EAST, y)
    return round(float(lat), 6), round(float(lon), 6)


def know(session, context, name, x, y=0.0, kind="street"):
    lat, lon = spot(context, x, y)
    session.add(GazetteerName(name=name, spelling=name, folded=fold(name), kind=kind, lat=lat, lon=lon, area="Västra"))


@pytest.fixture
def names_only(session, context):
    know(session, context, "Storgatan", 500)
    know(session, context, "Kyrkogatan", 200)
    know(session, context, "Parkgatan", 600)
    know(session, context, "Avlägsna gatan", 3000)
    know(session, context, "Biblioteket", 420, 60, "public")
    session.flush()


@pytest.fixture
def town(session, context, names_only):
    def road(name, *corners):
        return worlds.add_road(session, name, [(x + EAST, y) for x, y in corners])

    street = road("Storgatan", (0, 0), (1000, 0))
    for name, x in (("Kyrkogatan", 200), ("Parkgatan", 600)):
        worlds.add_junction(session, x + EAST, 0, [street, road(name, (x, -300), (x, 300))])
    road("Avlägsna gatan", (3000, 0), (3000, 300))
    session.flush()


@pytest.fixture
def found(session, context):
    return lambda text: search_places(session, context, text)


@pytest.mark.parametrize(
    "text",
    [
        "Storgatan/Kyrkogatan", "Kyrkogatan & Storgatan", "korsningen Storgatan och Kyrkogatan",
        "korsningen Storgatans och Kyrkogatan", "korsning Storgatan Kyrko gatan", "Storgatan x Kyrkogatan",
        "hörnet Storg./Kyrkog.", "corner of Storgatan and Kyrkogatan", "Storgatan vid Kyrkogatan",
        "Storgatan Kyrkogatan", "Storgatan, Kyrkogatan", "storgatan/kyrkogatan, västra",
        "Storgatan/Kyrkogatan i Testvik", "där Storgatan möter Kyrkogatan", "Kyrkogatan korsar Storgatan, Västra",
    ],
)  # fmt: skip
def test_a_crossing_is_where_two_streets_meet(context, town, found, text):
    (crossing,) = found(text)

    assert {*crossing.name.split(" / ")} == {"Storgatan", "Kyrkogatan"}
    assert (crossing.kind, crossing.area, crossing.exact) == ("crossing", "Västra", True)
    assert (crossing.lat, crossing.lon) == spot(context, 200)


def test_a_slip_in_a_crossing_is_forgiven_and_asked_about(town, found):
    (crossing,) = found("korsningen Stogatan och Kyrkogatn")

    assert (crossing.name, crossing.exact) == ("Storgatan / Kyrkogatan", False)


@pytest.mark.parametrize(
    "text",
    [
        "korsningen Storgatan och Ringaren", "Ringaren/Storgatan", "hörnet Storgatan Ringaren",
        "där Ringaren möter Storgatan", "Storgatan korsar Ringaren", "where Stogatan meets Ringaren",
    ],
)  # fmt: skip
def test_of_a_crossing_with_a_name_that_nobody_knows_the_known_street_is_offered(town, found, text):
    assert [(c.name, c.exact) for c in found(text)] == [("Storgatan", False)]


def test_streets_that_do_not_meet_are_offered_each(town, found):
    assert [(c.name, c.kind) for c in found("Storgatan/Avlägsna gatan")] == [
        ("Storgatan", "street"),
        ("Avlägsna gatan", "street"),
    ]


def test_without_roads_a_crossing_offers_its_streets(names_only, found):
    assert [(c.name, c.exact) for c in found("korsningen Storgatan och Kyrkogatan")] == [
        ("Storgatan", False),
        ("Kyrkogatan", False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Storgatan mellan Kyrkogatan och Parkgatan", "Storgatan, mellan Kyrkogatan och Parkgatan",
        "Storgatan between Kyrkogatan and Parkgatan", "mellan Kyrkogatan och Parkgatan på Storgatan",
        "Storg. från Kyrkog. till Parkgatans",
    ],
)  # fmt: skip
def test_a_stretch_is_the_middle_between_two_crossings(context, town, found, text):
    (stretch,) = found(text)

    assert stretch.name == "Storgatan, mellan Kyrkogatan och Parkgatan"
    assert (stretch.kind, stretch.exact, stretch.lat, stretch.lon) == ("stretch", True, *spot(context, 400))


@pytest.mark.parametrize(
    "text", ["Storgatan vid Biblioteket", "Storgatan utanför biblioteket", "Storgatan, biblioteket"]
)
def test_beside_something_is_the_nearest_point_of_the_street(context, town, found, text):
    (beside,) = found(text)

    assert (beside.name, beside.kind, beside.lat, beside.lon) == (
        "Storgatan vid Biblioteket", "street", *spot(context, 420),
    )  # fmt: skip


@pytest.mark.parametrize("text", ["utanför Biblioteket", "vid biblioteket", "near Biblioteket"])
def test_beside_something_without_a_street_is_that_thing(town, found, text):
    assert [(c.name, c.exact) for c in found(text)] == [("Biblioteket", False)]


def test_something_unknown_beside_a_street_leaves_the_street(town, found):
    assert [(c.name, c.exact) for c in found("Storgatan vid Pizzerian")] == [("Storgatan", False)]


def test_a_crossing_in_another_town_is_not_here(town, found):
    assert found("korsningen Storgatan och Vaksalagatan, Uppsala") == []
    assert found("Storgatan/Kyrkogatan, Uppsala") == []


def test_a_crossing_is_a_place_that_a_suggestion_can_be_at(session, context, town):
    pin, faults = find_pin(session, context, "", "", "korsningen Storgatan och Kyrkogatan")

    assert faults == []
    assert (pin.lat, pin.lon) == spot(context, 200)


def test_streets_that_do_not_meet_are_asked_about(session, context, town):
    _, faults = find_pin(session, context, "", "", "Storgatan/Avlägsna gatan")

    assert [fault.code for fault in faults] == ["several_places"]


def test_a_finished_crossing_is_offered_while_typing(session, context, town):
    assert [c.kind for c in complete_places(session, context, "Storgatan/Kyrkogatan")] == ["crossing"]
