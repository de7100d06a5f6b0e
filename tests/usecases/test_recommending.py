"""A batch of recommended sites: sealed before it is drawn, every probability kept, skipped with a reason."""

import pytest
from sqlalchemy import func, select

from tests.residents import HOME, OFFICER, ask, ask_site, hold, site_of
from webapp.domain.errors import Invalid, NotAllowed, NotFound, WrongState
from webapp.domain.lot import seed_of, year_secret
from webapp.domain.recommending import BatchWish, seal
from webapp.domain.roles import Actor, Role
from webapp.domain.score import SCORE_VERSION
from webapp.storage import recommendations as store
from webapp.storage.accounts import AuditEntry
from webapp.storage.recommendations import Recommendation
from webapp.usecases import recommending
from webapp.usecases.checks import choose_site, decline_site
from webapp.usecases.recommending import audit, recommend, show_batch, skip_pick

PLANNER = Actor(Role.PLANNER)
WEST = [(60.0, 15.03 + 0.012 * n) for n in range(5)]
EAST = [(60.0, 15.12 + 0.012 * n) for n in range(3)]


@pytest.fixture
def sites(session, context, clock):
    """Five public places in Västra and three in Östra, 700 m apart."""
    found = []
    for n, at in enumerate(WEST + EAST):
        found.append(ask_site(session, context, at, residents=3 + n % 3).id)
        clock.move(minutes=1)
    return found


def made(session, context, count=4, **more):
    return show_batch(session, context, OFFICER, recommend(session, context, OFFICER, BatchWish(count, **more)))


def test_every_district_gets_its_floor_and_every_pick_its_reason_window_and_probability(session, context, sites):
    batch = made(session, context)

    assert len({pick.site_id for pick in batch.picks}) == 4
    assert {pick.site_id for pick in batch.picks} <= set(sites)
    assert batch.floors["Västra"]["needed"] == batch.floors["Östra"]["needed"] == 1
    assert all(floor["met"] >= floor["needed"] for floor in batch.floors.values())
    assert batch.floors_basis == "population"
    assert all(0 < pick.probability <= 1 and 0 < pick.window_probability <= 1 for pick in batch.picks)
    assert 0 < batch.coverage <= batch.bound <= 1
    assert batch.score_version == SCORE_VERSION


def test_the_seal_is_in_the_database_before_anything_is_drawn(session, context, sites, monkeypatch):
    def draw_nothing(*_):
        row = session.scalars(select(Recommendation)).one()
        assert store.seal_holds(row)
        raise RuntimeError("the power went")

    monkeypatch.setattr(recommending, "_draw", draw_nothing)
    with pytest.raises(RuntimeError):
        recommend(session, context, OFFICER, BatchWish(3))
    session.rollback()

    row = session.scalars(select(Recommendation)).one()
    assert row.made_at is None
    assert (
        session.scalars(select(AuditEntry.object).where(AuditEntry.action == "recommendation.sealed")).one() == row.seal
    )
    assert show_batch(session, context, OFFICER) is None


def test_lists_of_a_year_take_their_seeds_from_its_secret_in_turn_and_a_named_seed_takes_no_number(
    session, context, clock, sites
):
    for seed in (None, "7", None):
        recommend(session, context, OFFICER, BatchWish(2, seed=seed))
    clock.move(days=300)
    recommend(session, context, OFFICER, BatchWish(2))

    rows = session.scalars(select(Recommendation).order_by(Recommendation.id)).all()
    assert [(row.year, row.number) for row in rows] == [(2026, 1), (None, None), (2026, 2), (2027, 1)]
    assert rows[1].seed == "7"
    for row in (rows[0], *rows[2:]):
        assert row.seed == seed_of(year_secret(context.secret_key, row.year), row.number)


def test_the_seed_is_told_once_every_pick_is_held_or_skipped_and_it_fits_the_seal(session, context, clock, sites):
    batch = made(session, context, count=2, seed="a secret")
    assert (batch.seed, batch.salt) == (None, None)

    at = dict(zip(sites, WEST + EAST, strict=True))[batch.picks[0].site_id]
    hold(session, context, clock, lat=at[0], lon=at[1])
    assert show_batch(session, context, OFFICER, batch.code).seed is None
    skip_pick(session, context, OFFICER, batch.code, 2, "roadworks")

    told = show_batch(session, context, OFFICER, batch.code)
    assert told.seed == "a secret"
    assert seal(told.seed, told.salt) == told.seal == batch.seal
    assert told.picks[0].held_at is not None


def test_the_same_seed_draws_the_same(session, context, sites):
    one, other = made(session, context, seed="7"), made(session, context, seed="7")

    assert [(p.site_id, p.window) for p in one.picks] == [(p.site_id, p.window) for p in other.picks]
    assert one.code != other.code


def test_only_places_where_a_check_may_be_held_are_recommended(session, context, clock, sites):
    decline_site(session, context, OFFICER, sites[0], "limit_kept", "")
    hold(session, context, clock, lat=WEST[1][0], lon=WEST[1][1])
    lonely = site_of(session, ask(session, context, (60.02, 15.05)))
    ask_site(session, context, (60.03, 15.06), kind="unsafe_place")
    chosen = site_of(session, ask(session, context, (60.02, 15.15)))
    choose_site(session, context, OFFICER, chosen.id)

    batch = made(session, context, count=99)

    assert {pick.site_id for pick in batch.picks} == set(sites[2:]) | {chosen.id}
    assert lonely.id not in {pick.site_id for pick in batch.picks}


def test_what_a_district_got_this_year_is_taken_off_on_wish(session, context, clock, sites):
    hold(session, context, clock, lat=EAST[0][0], lon=EAST[0][1])

    assert made(session, context, year_so_far=True).floors["Östra"]["needed"] == 0
    assert made(session, context).floors["Östra"]["needed"] == 1


def test_a_shift_and_a_district_narrow_what_is_drawn(session, context, sites):
    batch = made(session, context, count=3, area="ostra", shift=("tue-15", "tue-18"))

    assert {pick.area for pick in batch.picks} == {"Östra"}
    assert {pick.window for pick in batch.picks} <= {"tue-15", "tue-18"}


def test_a_skipped_pick_keeps_its_reason_and_the_next_best_takes_its_place(session, context, sites):
    batch = made(session, context)

    position = skip_pick(session, context, OFFICER, batch.code, 1, "no_safe_place", replace=True)

    after = show_batch(session, context, OFFICER, batch.code)
    new = after.picks[position - 1]
    assert after.picks[0].skip_reason == "no_safe_place"
    assert new.replaces == 1
    assert new.reason == "replacement"
    assert new.site_id not in {pick.site_id for pick in batch.picks}
    assert len(after.standing) == 4
    logged = session.scalars(select(AuditEntry.object).where(AuditEntry.action == "recommendation.skipped")).all()
    assert logged == [f"{batch.code}:1:no_safe_place"]
    with pytest.raises(WrongState):
        skip_pick(session, context, OFFICER, batch.code, 1, "other")


def test_faulty_wishes_are_refused_and_leave_nothing(session, context, sites):
    for wish in (
        BatchWish(0),
        BatchWish(501),
        BatchWish(1, area="nowhere"),
        BatchWish(1, shift=("xx",)),
        BatchWish(1, ""),
    ):
        with pytest.raises(Invalid):
            recommend(session, context, OFFICER, wish)
    batch = made(session, context)
    with pytest.raises(Invalid):
        skip_pick(session, context, OFFICER, batch.code, 1, "because")
    for code, position in (("nothing", 1), (batch.code, 99)):
        with pytest.raises(NotFound):
            skip_pick(session, context, OFFICER, code, position, "other")
    with pytest.raises(NotFound):
        show_batch(session, context, OFFICER, "nothing")
    assert session.scalar(select(func.count()).select_from(Recommendation)) == 1


def test_only_the_police_recommend_skip_and_see(session, context, sites):
    code = recommend(session, context, OFFICER, BatchWish(2))
    for deed in (
        lambda: recommend(session, context, PLANNER, BatchWish(2)),
        lambda: show_batch(session, context, PLANNER, code),
        lambda: skip_pick(session, context, PLANNER, code, 1, "other"),
        lambda: audit(session, context, PLANNER, BatchWish(2), 1.0),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_the_exact_solver_agrees_on_a_small_town(session, context, sites):
    found = audit(session, context, OFFICER, BatchWish(4), 10.0)

    assert found.finished
    assert found.best == pytest.approx(made(session, context).coverage)


def test_nothing_to_recommend_is_an_answer(session, context):
    batch = made(session, context)

    assert batch.picks == ()
    assert (batch.coverage, batch.bound) == (0, 0)
    assert ask(session, context, HOME)
