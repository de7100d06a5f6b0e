"""Names compared as people type them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webapp.domain.names import fold, house_numbers, slug_of


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Fullersta  Torg", "fullersta torg"),
        ("Alfred Nobels Allé", "alfred nobels alle"),
        ("STUVSTA-SNÄTTRINGE", "stuvsta snattringe"),
        ("Södra Åsvägen 11 A", "sodra asvagen 11a"),
        ("Sjödalsv.", "sjodalsv"),
        ("Torget (östra)", "torget ostra"),
        ("Sjo\u0308dal", "sjodal"),
        ("Tromsø", "tromso"),
    ],
)
def test_a_name_folds_as_a_person_would_compare_it(typed, folded):
    assert fold(typed) == folded


@given(st.text(max_size=40))
@example("𝔄")
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_a_house_letter_is_part_of_the_number_and_a_word_is_not():
    assert house_numbers(fold("Storgatan 11 A")) == ("11a",)
    assert house_numbers(fold("Väg 226 vid Storgatan 3")) == ("226", "3")
    assert house_numbers(fold("Allé")) == ()


def test_a_district_has_an_address_without_odd_letters():
    assert slug_of("Sjödalen-Fullersta") == "sjodalen-fullersta"
    assert slug_of("—") == "area"
