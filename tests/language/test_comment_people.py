"""Names of people leave a comment before it is kept; what is called after people stays."""

import json

import pytest

from tests.comments import comments, moderator, take_in
from webapp.language.comment_people import without_people

NAMES = [
    ("Anna Svensson kör för fort", "[…] kör för fort"),
    ("fråga Mohammed Ali Hassan i kiosken", "fråga […] i kiosken"),
    ("Tack Sara, Johan och Linda!", "Tack […], […] och […]!"),
    ("det vet väl Dragoslava Holmgren bäst", "det vet väl […] bäst"),
    ("Johanssons son kör moped", "[…] son kör moped"),
    ("anna svensson igen", "[…] igen"),
    ("Björn Ek i trean", "[…] i trean"),
    ("hos Eva-Lena varje kväll", "hos […] varje kväll"),
    ("Per L. bor där", "[…] bor där"),
]
NOT_NAMES = [
    "En björn på vägen",
    "Björn på vägen i natt",
    "Tack Huddinge",
    "Vid Annas kiosk och Karins väg",
    "Astrid Lindgrens gata är bra",
    "Norra Tallberg och Västra Sandström",
    "I MAJ KÖR ALLA FORT",
    "Kör lugnt! Per bil kostar det",
    "Sofia kyrka, Maria torg och Gustav Adolfs park",
]


@pytest.mark.parametrize(("written", "kept"), NAMES)
def test_a_name_is_left_out(written, kept):
    assert without_people(written) == kept


@pytest.mark.parametrize("written", NOT_NAMES)
def test_words_and_names_of_places_stay(written):
    assert without_people(written) == written


def test_what_the_place_itself_calls_after_a_person_stays(context, session):
    text = "Karin Boye springer över Karin Boyes torg"

    assert without_people("Anna Svensson Storgatan", [(14, 23)]) == "[…] Storgatan"
    assert without_people(text, [(25, 41)]) == "[…] springer över Karin Boyes torg"


def test_a_long_text_of_names_takes_no_time_squared():
    assert without_people("Anna Svensson " * 7_000, [(n, n + 5) for n in range(0, 500, 10)]).count("[…]") > 3_000


def test_a_name_never_reaches_the_database(session, context, data_dir):
    take_in(session, context, "Anna Svenson kör för fort vid Björkskolan", actor=moderator(session, context))
    session.commit()

    (comment,) = comments(session)
    assert comment.text == "[…] kör för fort vid Björkskolan"
    assert "Svenson" not in json.dumps(comment.findings)
    assert all(b"Svenson" not in path.read_bytes() for path in data_dir.glob("lofte.sqlite3*"))
