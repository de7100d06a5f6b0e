"""The names of places in an alert."""

import pytest

from webapp.domain.letters import Piece
from webapp.formats.mail_text import _piece


@pytest.mark.parametrize(
    ("name", "district", "told"),
    [
        ("Nära Mariatorget, Sjödalen-Fullersta", "Sjödalen-Fullersta", "Nära Mariatorget, Sjödalen-Fullersta is"),
        ("Skolgatan", "Segeltorp", "Skolgatan (Segeltorp) is"),
        ("Skolgatan", None, "Skolgatan is"),
    ],
)
def test_an_alert_says_the_district_of_a_place_once(name, district, told):
    assert _piece(Piece("published", name, district, "/sites/x"), str, "en").startswith(told)
