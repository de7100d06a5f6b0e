from webapp.domain.fairness import DistrictShare, Fairness


def test_a_district_that_asks_and_gets_nothing_is_named():
    fair = Fairness(
        2026,
        (
            DistrictShare("Västra", 6000, 40, 55, 9, checks=4, floor=3),
            DistrictShare("Östra", 4000, 7, 7, 2, checks=0, floor=2),
            DistrictShare("Norra", 2000, 0, 0, 0, checks=0, floor=1),
        ),
    )

    assert fair.forgotten == ("Östra",)
    assert [one.missing for one in fair.districts] == [0, 2, 1]
    assert fair.by_people
    assert fair.even.least == 0


def test_unknown_inhabitants_leave_plain_checks_to_compare():
    fair = Fairness(2026, (DistrictShare("a", None, 1, 1, 1, 2, 1), DistrictShare("b", 900, 1, 1, 1, 2, 1)))

    assert not fair.by_people
    assert fair.districts[0].per_thousand is None
    assert fair.even.gini == 0
    assert Fairness(2026, ()).even is None
