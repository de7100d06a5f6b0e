"""Whole worlds: whatever happens in whatever order, kept state equals a rebuild and no published id breaks."""

import time
from collections import Counter
from random import Random

import numpy as np
import pytest
from sqlalchemy import func, insert, select

from tests.worlds import (
    add_junction,
    add_road,
    lay_roads,
    open_world,
    road_world,
    rows_of,
    store_world,
    suggest_at,
)
from webapp.domain.errors import WrongState
from webapp.domain.sites import SiteEvent
from webapp.storage import grouping
from webapp.storage.site_events import fold
from webapp.storage.sites import Site, SiteAlias, SiteEventRow
from webapp.storage.suggestions import Suggestion


class Life:
    """Residents, moderators and police doing things at random in a small town with and without roads."""

    def __init__(self, session, context, clock, seed):
        self.session, self.context, self.clock, self.random = session, context, clock, Random(seed)
        a = add_road(session, "A", [(0, 0), (1500, 0)])
        b = add_road(session, "B", [(300, -300), (300, 900)])
        c = add_road(session, "C", [(0, 15), (900, 300)])
        add_junction(session, 300, 0, [a, b])
        add_junction(session, 300, 120, [b, c])
        self.acts = [self.suggest] * 11 + [self.withdraw] * 2 + [self.spam, self.no_spam, self.erase, self.erase]
        self.acts += [self.choose, self.answer, self.check, self.publish, self.merge, self.move, self.rebuild]

    def step(self):
        self.clock.move(minutes=self.random.choice([0, 0, 7]))
        act = self.random.choice(self.acts)
        act()
        return act.__name__

    def some(self, table, *conditions):
        found = self.session.scalars(select(table).where(*conditions).order_by(table.id)).all()
        return self.random.choice(found) if found else None

    def suggest(self):
        across = self.random.choice([0, 3, self.random.uniform(400, 1100), self.random.uniform(400, 600)])
        spot = self.random.choice([(self.random.uniform(0, 900), across)] * 4 + [(50, 500), (110, 500), (300, 10)])
        grouping.place_suggestion(
            self.session,
            self.context,
            suggest_at(
                self.session,
                self.context,
                *spot,
                key=f"resident-{self.random.randrange(30)}",
                kind=self.random.choice(["speed", "speed", "speed", "unsafe_place"]),
                when_cells=self.random.choice(["", "mon-06 tue-09"]),
                causes=self.random.choice(["", "dark"]),
            ),
        )

    def leave(self, how, *states):
        suggestion = self.some(Suggestion, Suggestion.state.in_(states))
        if suggestion is None:
            return
        suggestion.state = how
        setattr(suggestion, f"{how}_at", self.context.now())
        if how == "erased":
            suggestion.lat = suggestion.lon = None
            suggestion.when_cells = suggestion.causes = ""
            suggestion.reporter_key = f"random-{suggestion.id}"
        grouping.remove_suggestion(self.session, self.context, suggestion)

    def withdraw(self):
        self.leave("withdrawn", "live")

    def spam(self):
        self.leave("spam", "live")

    def erase(self):
        self.leave("erased", "live", "withdrawn", "spam")

    def no_spam(self):
        suggestion = self.some(Suggestion, Suggestion.state == "spam")
        if suggestion is not None:
            suggestion.state, suggestion.spam_at = "live", None
            grouping.place_suggestion(self.session, self.context, suggestion)

    def choose(self):
        site = self.some(Site)
        if site is not None:
            grouping.pin_privately(self.session, self.context, site, None)

    def answer(self):
        self.tell(SiteEvent.CLOSED)

    def check(self):
        self.tell(SiteEvent.CHECKED)

    def tell(self, kind):
        site = self.some(Site)
        if site is not None:
            try:
                grouping.record_site_event(self.session, self.context, site, kind, data={"reason": "other"})
            except WrongState:
                no_step_there = site.kind == "unsafe_place" and kind is SiteEvent.CHECKED
                assert no_step_there or site.status in {"closed", "declined"}

    def publish(self):
        site = self.some(Site, Site.kind == "unsafe_place")
        if site is not None:
            grouping.publish_site(self.session, self.context, site, None)

    def merge(self):
        one, other = (self.some(Site, Site.pinned_at.is_not(None)) for _ in range(2))
        if one and other and one.id != other.id and one.kind == other.kind:
            grouping.merge_sites(self.session, self.context, one, other, None)

    def move(self):
        member = self.some(Suggestion, Suggestion.sticky, Suggestion.site_id.is_not(None))
        target = self.some(Site, Site.pinned_at.is_not(None))
        if member and target and member.kind == target.kind:
            grouping.move_member(self.session, self.context, member, target, None)

    def rebuild(self):
        grouping.rebuild(self.session, self.context)


@pytest.mark.parametrize("seed", range(6))
def test_after_anything_that_happens_what_is_kept_equals_a_rebuild(session, context, clock, seed):
    life = Life(session, context, clock, seed)
    history = []

    for _ in range(90):
        history.append(life.step())
        assert grouping.verify(session, context) == [], history

    assert fold(session) == fold(session)
    ever_pinned = session.scalars(
        select(SiteEventRow.site_id).where(SiteEventRow.type.in_(("pinned", "pinned_private")))
    ).all()
    retired = dict(session.execute(select(SiteAlias.id, SiteAlias.site_id)).all())
    assert all(grouping.resolve_site(session, site_id).pinned_at for site_id in ever_pinned)
    assert retired.keys().isdisjoint(retired.values())  # one step, so no cycle


@pytest.mark.parametrize("seed", range(3))
def test_every_wrong_turn_of_the_kept_state_is_named(session, context, clock, seed):
    life = Life(session, context, clock, seed)
    for _ in range(30):
        life.step()
    site = life.some(Site)

    for column, wrong in {
        "members": 99,
        "residents": 99,
        "status": "gone",
        "easting": 1.0,
        "person_edited": None,
    }.items():
        kept = getattr(site, column)
        setattr(site, column, (not kept) if wrong is None else wrong)
        session.flush()
        assert any(site.id in sentence and column in sentence for sentence in grouping.verify(session, context))
        setattr(site, column, kept)
    session.flush()
    assert grouping.verify(session, context) == []


class Watch:
    """Counts published ids that break: most of an earlier site's members now under another id."""

    def __init__(self, session):
        self.session, self.seen, self.broken, self.looked = session, {}, 0, 0

    def look(self):
        rows = self.session.execute(select(Suggestion.id, Suggestion.site_id)).all()
        now = dict(rows)
        for site_id, members in self.seen.items():
            self.looked += 1
            today = Counter(now[m] for m in members).most_common(1)[0][0]
            self.broken += grouping.resolve_site(self.session, today).id != site_id
        published = set(self.session.scalars(select(Site.id).where(Site.published_at.is_not(None))))
        self.seen = {}
        for suggestion_id, site_id in rows:
            if site_id in published:
                self.seen.setdefault(site_id, []).append(suggestion_id)


@pytest.mark.parametrize(
    ("make", "sites", "count"),
    [(road_world, 120, 1000), (road_world, 200, 8000), (open_world, 100, 1000), (open_world, 160, 8000)],
    ids=["sparse roads", "dense roads", "sparse open", "dense open"],
)
def test_no_published_id_breaks_while_a_world_grows(session, context, clock, make, sites, count):
    world = make(7, count, sites=sites)
    road_ids = lay_roads(session, 60) if make is road_world else None
    watch = Watch(session)

    for step in np.array_split(np.arange(count), 20):
        clock.move(days=7)
        new = store_world(session, context, world, step, road_ids)
        grouping.place_many(session, context, new)
        watch.look()

    assert watch.looked > 100
    assert watch.broken == 0
    assert grouping.verify(session, context) == []
    _no_site_is_too_long(session)


def test_no_published_id_breaks_while_residents_come_one_by_one(session, context, clock):
    world = road_world(8, 400, sites=40, roads=20)
    road_ids = lay_roads(session, 20)
    watch = Watch(session)

    for step in np.array_split(np.arange(400), 20):
        clock.move(days=7)
        for suggestion in store_world(session, context, world, step, road_ids):
            grouping.place_suggestion(session, context, suggestion)
        watch.look()

    assert watch.looked > 50
    assert watch.broken == 0
    assert grouping.verify(session, context) == []
    _no_site_is_too_long(session)


def test_a_bridge_between_two_published_sites_leaves_both_their_members(session, context, clock):
    add_road(session, "Bro", [(0, 0), (500, 0)])
    ends = [suggest_at(session, context, x + i, 0) for x in (0, 230) for i in range(5)]
    for suggestion in ends:
        grouping.place_suggestion(session, context, suggestion)
    before = [s.site_id for s in ends]

    for x in range(10, 230, 18):
        clock.move(minutes=1)
        grouping.place_suggestion(session, context, suggest_at(session, context, x, 0))

    assert [s.site_id for s in ends] == before
    assert len(set(before)) == 2


def test_the_order_of_an_imports_rows_means_nothing(session, context):
    world = open_world(3, 600, sites=30, side_m=2000.0)
    outcomes = []
    for seed in (1, 2):
        nested = session.begin_nested()
        order = np.random.default_rng(seed).permutation(600)
        session.execute(insert(Suggestion), rows_of(context, world, order))
        grouping.place_many(session, context, session.scalars(select(Suggestion)).all())
        rows = session.execute(select(Suggestion.external_id, Suggestion.site_id, Suggestion.sticky))
        outcomes.append({row[0]: tuple(row[1:]) for row in rows})
        nested.rollback()
        session.expire_all()

    assert outcomes[0] == outcomes[1]


def test_one_more_suggestion_among_twenty_thousand_takes_a_moment_and_asks_only_its_neighbours(session, context):
    world = open_world(5, 20_000, sites=160)
    session.execute(insert(Suggestion), rows_of(context, world, np.arange(20_000)))
    rebuilt = grouping.rebuild(session, context)
    popular = session.scalars(select(Site).order_by(Site.members.desc())).first()
    took = []

    for number in range(40):
        spot = (2000 + 37 * number, 1500) if number % 2 else (popular.easting - 500_000, popular.northing - 6_650_000)
        suggestion = suggest_at(session, context, *spot)
        started = time.process_time()
        grouping.place_suggestion(session, context, suggestion)
        took.append(time.process_time() - started)

    assert rebuilt.suggestions == 20_000
    assert rebuilt.group_s < 1.0
    assert popular.members > 100
    assert np.median(took) < 0.020


def _no_site_is_too_long(session):
    """Of what no person touched, on each axis or along the road; and never on two roads."""
    members = {}
    for row in session.execute(select(Suggestion).where(Suggestion.site_id.is_not(None))).scalars():
        members.setdefault(row.site_id, []).append(row)
    assert len(members) == session.scalar(select(func.count()).select_from(Site))
    for those in members.values():
        axes = [[m.measure_m for m in those]] if those[0].unit == "road" else _axes(those)
        assert max(np.ptp(axis) for axis in axes) <= 200.001
        assert len({(m.unit, m.road_id) for m in those}) == 1


def _axes(members):
    return [m.easting for m in members], [m.northing for m in members]
