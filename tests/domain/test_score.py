from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.score import (
    FULL_DEMAND,
    RISKS,
    WEIGHTS,
    Measured,
    Voice,
    demand_part,
    points,
    score_site,
    speed_part,
    waiting_part,
)

days = st.floats(0, 2000)
voices = st.lists(
    st.builds(
        Voice,
        key=st.sampled_from("abcdefgh"),
        age_d=days,
        confirmed=st.booleans(),
        causes=st.lists(st.sampled_from(["school", "crossing", "no_pavement", "heavy"]), max_size=3).map(tuple),
    ),
    max_size=30,
)
measured = st.none() | st.builds(
    Measured, vehicles=st.integers(0, 5000), v85_kmh=st.floats(0, 200), limit_kmh=st.sampled_from([30, 40, 50, 70])
)


def fresh(*keys, confirmed=True, causes=()):
    return [Voice(key, 0.0, confirmed, causes) for key in keys]


@given(voices, days, measured, st.sampled_from([None, 30, 50]))
def test_the_parts_add_up_to_the_score_and_it_lies_between_nought_and_one(heard, waited_d, speeds, limit):
    score = score_site(heard, waited_d, measured=speeds, limit_kmh=limit)

    assert abs(sum(score.parts.values()) - score.total) < 1e-9
    assert 0 <= score.total <= 1
    assert all(0 <= score.parts[name] <= WEIGHTS[name] + 1e-12 for name in WEIGHTS)


def test_the_weights_are_those_that_we_publish():
    assert dict(WEIGHTS) == {"demand": 0.45, "waiting": 0.25, "context": 0.15, "speed": 0.15}
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_the_figures_of_one_site_by_hand():
    heard = fresh("a", "b", "c", causes=("school",))

    score = score_site(heard, 60, measured=Measured(100, 45, 30))

    assert score.parts["demand"] == pytest.approx(0.45 * 2 / 5.044394119358453)
    assert score.parts["waiting"] == pytest.approx(0.25 * 0.5)
    assert score.parts["context"] == pytest.approx(0.15 * 0.5)
    assert score.parts["speed"] == pytest.approx(0.15 * (0.5 * 0.75 + 0.5 * 0.25))
    assert score.risks == ("school",)


@given(voices, days, measured, days)
def test_one_more_resident_never_lowers_the_score(heard, waited_d, speeds, age_d):
    before = score_site(heard, waited_d, measured=speeds)
    after = score_site([*heard, Voice("new", age_d)], waited_d, measured=speeds)

    assert after.total >= before.total - 1e-12


@given(voices, days, days)
def test_waiting_longer_never_lowers_the_score(heard, shorter, longer):
    shorter, longer = sorted((shorter, longer))

    assert score_site(heard, longer).total >= score_site(heard, shorter).total


@given(st.integers(0, 5000), st.floats(0, 200), st.floats(0, 200))
def test_driving_faster_never_lowers_the_score(vehicles, slower, faster):
    slower, faster = sorted((slower, faster))

    assert speed_part(Measured(vehicles, faster, 40)) >= speed_part(Measured(vehicles, slower, 40)) - 1e-12


@given(voices, st.randoms())
def test_the_order_of_suggestions_does_not_matter(heard, random):
    shuffled = list(heard)
    random.shuffle(shuffled)

    assert score_site(shuffled, 10).total == score_site(heard, 10).total


@given(voices, days, measured)
def test_fifty_posts_by_one_person_weigh_no_more_than_one(heard, waited_d, speeds):
    causes = ("school", "crossing", "no_pavement")
    once = score_site([*heard, Voice("eager", 0.0, True, causes)], waited_d, measured=speeds)
    fifty = score_site([*heard, *[Voice("eager", 0.0, True, causes)] * 50], waited_d, measured=speeds)

    assert fifty == once


def test_one_person_alone_cannot_add_a_risk():
    assert score_site(fresh("a", causes=("school",)) * 50, 0).risks == ()
    assert score_site(fresh("a", "b", "c", causes=("school",)), 0).risks == ("school",)


def test_an_unconfirmed_voice_weighs_half_of_a_confirmed_one():
    assert demand_part(fresh("a", "b", confirmed=False)) == pytest.approx(demand_part(fresh("a")))


def test_a_voice_half_a_year_old_weighs_half():
    assert demand_part([Voice("a", 180, True), Voice("b", 180, True)]) == pytest.approx(demand_part(fresh("a")))


def test_demand_is_full_at_a_fixed_number_of_residents_and_not_at_the_most_that_any_site_has():
    full = fresh(*(str(n) for n in range(int(FULL_DEMAND))))

    assert demand_part(full) == pytest.approx(1)
    assert demand_part(full + fresh("one", "more")) == 1


def test_a_clock_that_was_set_back_does_no_harm():
    assert waiting_part(-3) == 0
    assert demand_part([Voice("a", -3, True)]) == demand_part(fresh("a"))


def test_without_a_measurement_the_prior_stands_and_few_vehicles_hardly_move_it():
    assert score_site([], 0).measured is None
    assert abs(speed_part(Measured(1, 200, 30)) - speed_part(None)) < 0.01
    assert speed_part(Measured(10_000, 200, 30)) > 0.98


def test_a_limit_of_thirty_is_a_risk_of_the_road():
    assert score_site([], 0, limit_kmh=30).risks == ("limit_30",)
    assert score_site([], 0, limit_kmh=40).risks == ()


@pytest.mark.parametrize("risks", [c for n in product([0, 1], repeat=4) for c in [tuple(n)]])
def test_every_risk_takes_its_share_of_what_the_others_left(risks):
    causes = [cause for cause, on in zip(RISKS, risks, strict=True) if on and cause != "limit_30"]
    limit = 30 if risks[2] else None
    left = 1.0
    for risk, on in zip(RISKS, risks, strict=True):
        left *= 1 - RISKS[risk] if on else 1

    score = score_site(fresh("a", "b", "c", causes=tuple(causes)), 0, limit_kmh=limit)

    assert score.parts["context"] == pytest.approx(0.15 * (1 - left))


@given(voices, days, measured)
def test_points_are_whole_and_add_up(heard, waited_d, speeds):
    score = score_site(heard, waited_d, measured=speeds)

    whole = points(score.parts)

    assert sum(whole.values()) == round(100 * score.total)
    assert all(abs(whole[name] - 100 * score.parts[name]) <= 1 for name in whole)


def kendall_tau(one, other):
    pairs = [(i, j) for i in range(len(one)) for j in range(i)]
    return sum(1 if (one[i] - one[j]) * (other[i] - other[j]) > 0 else -1 for i, j in pairs) / len(pairs)


def test_a_fifth_more_or_less_on_any_weight_hardly_moves_the_ranking():
    import random

    rng = random.Random(20200101)
    sites = [
        score_site(
            [Voice(str(n), rng.uniform(0, 400), rng.random() < 0.3, ("school",)) for n in range(rng.randint(1, 30))],
            rng.uniform(0, 300),
            measured=Measured(rng.randint(20, 400), rng.uniform(30, 65), 40) if rng.random() < 0.5 else None,
        )
        for _ in range(80)
    ]

    for name, factor in product(WEIGHTS, (0.8, 1.2)):
        moved = [sum(v * (factor if part == name else 1) for part, v in s.parts.items()) for s in sites]
        assert kendall_tau([s.total for s in sites], moved) >= 0.8
