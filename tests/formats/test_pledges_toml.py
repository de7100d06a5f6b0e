from datetime import date

import pytest

from tests.conftest import DATA
from webapp.domain.errors import Refused
from webapp.domain.pledges import PledgeType, Words
from webapp.formats.pledges_toml import parse_pledges

GOOD = """
[[parties]]
slug = "police"
name = "Polisen"

[[parties]]
slug = "town"
name = "Kommunen"

[[agreements]]
slug = "a-2020"
title = { sv = "Löften", en = "Pledges" }
from = 2020-01-01
to = 2020-12-31
continues = true

[[agreements.pledges]]
slug = "speed-checks"
party = "police"
type = "checks"
target = 60
title.sv = "Kontroller"
rule = { kind = "speed", min_minutes = 15 }

[[agreements.pledges]]
slug = "measures"
party = ["police", "town"]
type = "ongoing"
title = { sv = "Åtgärder", en = "Measures" }
section.sv = "Trafik"
text.sv = "Kommunen kommer att bygga"
"""


def test_the_made_up_town_promises_five_checks():
    path = DATA / "testvik" / "pledges.toml"

    agreements = parse_pledges(path.read_text(encoding="utf-8"), path.name)

    (agreement,) = agreements.agreements
    (pledge,) = agreement.pledges
    assert (pledge.slug, pledge.type, pledge.target) == ("speed-checks", PledgeType.CHECKS, 5)
    assert agreement.starts_on == date(2026, 1, 1)
    assert not agreement.continues
    assert agreements.party_names(pledge) == ("Lokalpolisområde Testvik",)


def test_a_missing_language_is_read_in_the_other_and_a_joint_pledge_has_two_parties():
    agreements = parse_pledges(GOOD, "pledges.toml")

    checks, measures = agreements.agreements[0].pledges
    assert checks.title == Words("Kontroller", "Kontroller")
    assert measures.parties == ("police", "town")
    assert measures.target is None
    assert measures.section == Words("Trafik", "Trafik")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("target = 60", "", "agreements[1].pledges[1].target"),
        ("target = 60", "target = 0", "agreements[1].pledges[1].target"),
        ("target = 60", 'target = "sixty"', "agreements[1].pledges[1].target"),
        ("target = 60", "target = true", "agreements[1].pledges[1].target"),
        ('type = "checks"', 'type = "chekcs"', "'chekcs'"),
        ('party = "police"', 'party = "polis"', "'polis'"),
        ('party = "police"', "party = []", "party is empty"),
        ("to = 2020-12-31", "to = 2019-12-31", "agreements[1].to"),
        ("to = 2020-12-31", 'to = "soon"', "agreements[1].to"),
        ("continues = true", 'continues = "yes"', "agreements[1].continues"),
        ("min_minutes = 15", "min_minutes = -1", "rule.min_minutes"),
        ("min_minutes = 15", "min_minuts = 15", "rule.min_minuts"),
        ('kind = "speed"', 'kind = "sped"', "rule.kind"),
        ('slug = "measures"', 'slug = "speed-checks"', "'speed-checks' stands twice"),
        ('slug = "measures"', 'slug = "Mätt, mätt"', "pledges[2].slug"),
        ('title.sv = "Kontroller"', "", "pledges[1].title is missing"),
        ('name = "Polisen"', "name = 7", "parties[1].name"),
        ("[[agreements.pledges]]", "[[agreements.pledge]]", "agreements[1].pledges is empty"),
        ("[[parties]]", "[[parties]", "cannot be read"),
    ],
)
def test_something_odd_is_refused_with_the_file_and_the_field(old, new, named):
    with pytest.raises(Refused) as refusal:
        parse_pledges(GOOD.replace(old, new), "pledges.toml")

    assert "pledges.toml" in str(refusal.value)
    assert named in str(refusal.value)


def test_a_file_without_agreements_is_a_place_that_promised_nothing():
    assert parse_pledges("", "pledges.toml").in_force(date(2026, 5, 1)) is None
