"""The whole life of sites and checks, in any order: what is counted is what a slow, plain replay counts.

The oracle knows nothing of how sites are kept. It remembers who asked when and for which place, what people did to
the places, and which checks were held; from that it says which of them count.

``LIFE_EXAMPLES`` lengthens the run: ``LIFE_EXAMPLES=300 pytest tests/usecases/test_life_of_sites.py``.
"""

import os
import random
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select, text, update

from tests.conftest import NOON, app_settings
from tests.postgresql import SERVER
from tests.residents import OFFICER, ask, facts, suggestion_of
from webapp import create_app
from webapp.domain.errors import WrongState
from webapp.domain.roles import OPERATOR
from webapp.gateways.clock import SetClock
from webapp.storage.checks import CheckVerdict
from webapp.storage.db import Base, db, transaction
from webapp.storage.grouping import publish_site, resolve_site
from webapp.storage.sites import Site, SiteAlias
from webapp.storage.suggestions import Suggestion
from webapp.usecases import checks as police
from webapp.usecases import editing
from webapp.usecases.sites import rebuild_sites, verify_sites
from webapp.usecases.suggestions import erase, withdraw

EXAMPLES = int(os.environ.get("LIFE_EXAMPLES", "10"))
STEPS = 25
SPOTS = [(60.01, 15.03), (60.01, 15.05), (60.01, 15.07)]  # more than a kilometre apart
EAST_50_M = 0.0009
BACK = st.sampled_from([0, 0, 0, 5, 20, 90, 400])  # minutes between the end of a check and its record
GAP = timedelta(hours=2)
LONG_ENOUGH = timedelta(minutes=15)


@dataclass
class Asked:
    """What the oracle knows of a suggestion: which place it was for, from when on."""

    at: datetime
    spot: int
    token: str
    places: list[tuple[datetime, str]] = field(default_factory=list)
    withdrawn_at: datetime | None = None
    erased: bool = False

    def place(self, at):
        """The place it was for at a moment; before it was ever moved, its first."""
        earlier = [name for since, name in self.places if since < at]
        return earlier[-1] if earlier else self.places[0][1]


@dataclass
class Held:
    """What the oracle knows of a check: where it was said to be held, by the name of the place at that time."""

    row: int
    place: str
    start: datetime
    end: datetime
    withdrawn: bool = False


class Oracle:
    """Places by names of our own, and what became of them."""

    def __init__(self):
        self.asked: dict[int, Asked] = {}
        self.held: dict[str, Held] = {}
        self.joined: list[tuple[datetime, str, str]] = []  # when, which went, which stayed
        self.parted: dict[str, tuple[datetime, str]] = {}  # a half: when, and of what
        self.names: dict[str, str] = {}  # by id of a pinned site
        self.loose: dict[int, str] = {}  # by spot: what its unpinned group is called
        self.spot: dict[str, int] = {}  # by name: at which spot it lies

    def stays(self, name, at):
        """What a place had become part of by a moment."""
        for when, gone, stayed in self.joined:
            if when < at and gone == name:
                name = stayed
        return name

    def whole(self, name, at):
        """What a place still was a part of at a moment."""
        while name in self.parted and self.parted[name][0] >= at:
            name = self.parted[name][1]
        return name

    def of_then(self, name, at):
        """Every name that meant the same place at a moment."""
        stays = self.stays(name, at)
        return {stays, *(gone for _, gone, _ in self.joined if self.stays(gone, at) == stays)}

    def counted(self):
        """Return the public ids of the checks that count."""
        counted, found = [], set()
        for public_id, check in sorted(
            self.held.items(), key=lambda one: (one[1].start, one[1].end, not one[1].withdrawn, one[1].row)
        ):
            place = self.whole(check.place, check.start)
            names = self.of_then(place, check.start)
            if self.spot[place] != self.spot[check.place]:  # a half of what was joined later lies too far from it
                continue
            if check.end - check.start < LONG_ENOUGH or not self.somebody_asked(names, check.start):
                continue
            if any(self.one_occasion(names, check, other) for other in counted) or check.withdrawn:
                continue
            counted.append((names, check))
            found.add(public_id)
        return found

    def somebody_asked(self, names, at):
        return any(
            one.at < at and (one.withdrawn_at is None or one.withdrawn_at >= at) and one.place(at) in names
            for one in self.asked.values()
        )

    def one_occasion(self, names, check, other):
        there, before = other
        same = bool(names & there) or any(self.was_part(name, there, check.start, before.start) for name in names)
        return same and check.start - before.end < GAP

    def was_part(self, name, there, at, before):
        """Whether a place, parted by now, was still a part of those when the earlier check began."""
        while name in self.parted and self.parted[name][0] < at:
            when, name = self.parted[name]
            if name in there and before < when:
                return True
        return False


class LifeOfSites(RuleBasedStateMachine):
    """Residents, officers and an operator, one step after another."""

    world = None  # the app, its clock, and the tables that are empty at first

    def __init__(self):
        super().__init__()
        self.app, self.clock, tables = self.world
        self.session, self.ctx = db.session(), self.app.extensions["lofte_context"]
        self.session.rollback()
        with self.session.begin():
            if SERVER:  # a new life begins: the log of the one before goes too
                self.session.execute(text("SET LOCAL session_replication_role = replica"))
            self.session.execute(update(Suggestion).values(site_id=None))
            for table in tables:
                self.session.execute(delete(table))
        self.session.expunge_all()
        self.clock.at = NOON
        self.oracle, self.public, self.number = Oracle(), set(), 0
        self.luck = random.Random(7)
        self.patched = patch("webapp.domain.suggestions.secrets.randbits", self.luck.getrandbits)
        self.patched.start()

    def teardown(self):
        self.patched.stop()
        client = self.app.test_client()
        assert {client.get(f"/sites/{site_id}").status_code for site_id in self.public} <= {200, 301}

    # What there is

    def sites(self, pinned=False):
        found = select(Site).order_by(Site.founder_id, Site.pinned_at, Site.easting)
        return self.session.scalars(found.where(Site.pinned_at.is_not(None)) if pinned else found).all()

    def one(self, things, number):
        return things[number % len(things)]

    def name_of(self, site):
        """Return our own name of a site: of a pinned one by its id, else by the spot where its group lies."""
        if site.id in self.oracle.names:
            return self.oracle.names[site.id]
        founder = self.oracle.asked[site.founder_id]
        name = founder.places[-1][1]
        if site.pinned_at is not None:
            self.oracle.names[site.id] = name
            self.oracle.loose.pop(founder.spot, None)
        return name

    def learn(self):
        """Name what has been pinned meanwhile, and remember what is public."""
        self.session.expire_all()
        for site in self.sites():
            self.name_of(site)
            if site.published_at is not None:
                self.public.add(site.id)

    def edit(self, deed):
        """Do something that must not change what any check counts as."""
        before = self.verdicts()
        try:
            done = deed()
        except WrongState:
            self.session.rollback()
            done = None
        self.learn()
        assert self.verdicts() == before
        return done

    def verdicts(self):
        self.session.expire_all()
        rows = self.session.execute(select(CheckVerdict.check_id, CheckVerdict.counts, CheckVerdict.reason))
        return {number: (counts, reason) for number, counts, reason in rows}

    # Residents

    @initialize()
    def some_have_asked(self):
        for spot in (0, 1):
            for resident in range(4):
                self.suggest(spot, resident % 2 == 1, resident, resident)

    @rule(minutes=st.sampled_from([1, 10, 30, 130, 400]))
    def time_goes_by(self, minutes):
        self.clock.move(minutes=minutes)

    @rule(spot=st.integers(0, 2), beside=st.booleans(), resident=st.integers(0, 4), jitter=st.integers(0, 9))
    def somebody_asks(self, spot, beside, resident, jitter):
        self.suggest(spot, beside, resident, jitter)

    def suggest(self, spot, beside, resident, jitter):
        lat, lon = SPOTS[spot]
        at = (lat, lon + beside * EAST_50_M + jitter * 0.00001)
        token = ask(self.session, self.ctx, at, resident=f"resident {resident}")
        row = suggestion_of(self.session, token)
        site = self.session.get_one(Site, row.site_id)
        name = self.oracle.names.get(site.id)
        if name is None:
            self.number += 1
            name = self.oracle.loose.setdefault(spot, f"place {self.number}")
            self.oracle.spot[name] = spot
        self.oracle.asked[row.id] = Asked(self.clock(), spot, token, [(self.clock(), name)])
        self.clock.move(minutes=1)
        self.learn()

    def standing(self):
        return [n for n, one in sorted(self.oracle.asked.items()) if not one.erased and one.withdrawn_at is None]

    @precondition(lambda self: self.standing())
    @rule(number=st.integers(0, 50))
    def withdraw(self, number):
        one = self.oracle.asked[self.one(self.standing(), number)]
        one.withdrawn_at = self.clock()
        self.edit(lambda: withdraw(self.session, self.ctx, one.token))
        self.clock.move(minutes=1)

    @precondition(lambda self: self.standing())
    @rule(number=st.integers(0, 50))
    def erase(self, number):
        one = self.oracle.asked[self.one(self.standing(), number)]
        one.erased = True
        self.edit(lambda: erase(self.session, self.ctx, one.token))
        self.clock.move(minutes=1)

    # Police

    @precondition(lambda self: self.sites())
    @rule(number=st.integers(0, 50), unchoose=st.booleans())
    def choose(self, number, unchoose):
        deed = police.unchoose_site if unchoose else police.choose_site
        site_id = self.one(self.sites(), number).id
        self.edit(lambda: deed(self.session, self.ctx, OFFICER, site_id))

    @precondition(lambda self: self.sites())
    @rule(number=st.integers(0, 50))
    def publish(self, number):
        site_id = self.one(self.sites(), number).id

        def deed():
            with transaction(self.session):
                publish_site(self.session, self.ctx, self.session.get_one(Site, site_id), None)

        self.edit(deed)

    @precondition(lambda self: self.sites())
    @rule(number=st.integers(0, 50), what=st.sampled_from(["close", "decline", "reopen"]))
    def answer(self, number, what):
        site_id = self.one(self.sites(), number).id
        words = () if what == "reopen" else ("rebuilt", "Ombyggt.")
        self.edit(lambda: getattr(police, f"{what}_site")(self.session, self.ctx, OFFICER, site_id, *words))

    def held_at(self, number, back, minutes):
        site = self.one(self.sites(), number)
        start = self.clock() - timedelta(minutes=back + minutes)
        return site.id, self.name_of(site), start

    def remember(self, receipt, place, start, minutes):
        self.oracle.held[receipt.public_id] = Held(receipt.check_id, place, start, start + timedelta(minutes=minutes))
        self.clock.move(minutes=1)
        self.learn()

    @precondition(lambda self: self.sites())
    @rule(number=st.integers(0, 50), back=BACK, minutes=st.sampled_from([10, 20, 20, 40]))
    def record(self, number, back, minutes):
        site_id, place, start = self.held_at(number, back, minutes)
        told = facts(start, minutes, site_id=site_id)
        self.remember(police.record_check(self.session, self.ctx, OFFICER, told), place, start, minutes)

    @precondition(lambda self: self.sites())
    @rule(number=st.integers(0, 50), back=BACK)
    def import_one(self, number, back):
        site_id, place, start = self.held_at(number, back, 20)
        end = start + timedelta(minutes=20)
        text = f"site,started_at,ended_at\n{site_id},{start.isoformat()},{end.isoformat()}\n"
        known = set(self.session.scalars(select(police.Check.id)))
        report = police.import_checks(self.session, self.ctx, OPERATOR, text.encode())
        if report.added:
            row = self.session.scalars(select(police.Check).where(police.Check.id.not_in(known))).one()
            self.oracle.held[row.public_id] = Held(row.id, place, start, end)
        self.clock.move(minutes=1)
        self.learn()

    @precondition(lambda self: any(not one.withdrawn for one in self.oracle.held.values()))
    @rule(number=st.integers(0, 50), at=st.integers(0, 50), back=BACK, minutes=st.sampled_from([10, 20]))
    def correct(self, number, at, back, minutes):
        public_id, old = self.one([h for h in self.oracle.held.items() if not h[1].withdrawn], number)
        site_id, place, start = self.held_at(at, back, minutes)
        told = facts(start, minutes, site_id=site_id)
        receipt = police.correct_check(self.session, self.ctx, OFFICER, old.row, told, "fel tid")
        assert receipt.public_id == public_id
        self.remember(receipt, place, start, minutes)

    @precondition(lambda self: any(not one.withdrawn for one in self.oracle.held.values()))
    @rule(number=st.integers(0, 50))
    def withdraw_check(self, number):
        _, old = self.one([h for h in self.oracle.held.items() if not h[1].withdrawn], number)
        old.row = police.withdraw_check(self.session, self.ctx, OFFICER, old.row, "fel plats").check_id
        old.withdrawn = True
        self.learn()

    # The shape of places

    @precondition(lambda self: len(self.sites(pinned=True)) > 1)
    @rule(number=st.integers(0, 50), other=st.integers(0, 50))
    def merge(self, number, other):
        one, two = (self.one(self.sites(pinned=True), n) for n in (number, other))
        names, at = {site.id: self.name_of(site) for site in (one, two)}, self.clock()
        survivor = self.edit(lambda: editing.merge(self.session, self.ctx, OFFICER, one.id, two.id))
        if survivor is not None:
            (gone,) = names.keys() - {survivor}
            self.oracle.joined.append((at, names[gone], names[survivor]))
        self.clock.move(minutes=1)

    @precondition(lambda self: any(site.members > 1 for site in self.sites(pinned=True)))
    @rule(number=st.integers(0, 50), chosen=st.sets(st.integers(0, 7), min_size=1, max_size=4))
    def split(self, number, chosen):
        site = self.one([site for site in self.sites(pinned=True) if site.members > 1], number)
        whole, site_id, at = self.name_of(site), site.id, self.clock()
        members = self.members(site_id)
        leaving = {members[n % len(members)] for n in chosen}
        if len(leaving) == len(members):
            return
        self.number += 1
        name = f"place {self.number}"
        new = self.edit(lambda: editing.split(self.session, self.ctx, OFFICER, site_id, leaving))
        self.oracle.names[new], self.oracle.parted[name] = name, (at, whole)
        lon = self.session.get_one(Site, new).lon
        self.oracle.spot[name] = min((0, 1, 2), key=lambda spot: abs(SPOTS[spot][1] - lon))
        for member in self.members(new):
            self.oracle.asked[member].places.append((at, name))
        self.clock.move(minutes=1)

    def members(self, site_id):
        self.session.expire_all()
        found = select(Suggestion.id).where(Suggestion.site_id == site_id).order_by(Suggestion.id)
        return list(self.session.scalars(found))

    @precondition(lambda self: len(self.sites(pinned=True)) > 1 and any(s.members for s in self.sites(pinned=True)))
    @rule(number=st.integers(0, 50), member=st.integers(0, 50), other=st.integers(0, 50))
    def move(self, number, member, other):
        source = self.one([site for site in self.sites(pinned=True) if site.members], number)
        goal = self.one([site for site in self.sites(pinned=True) if site.id != source.id], other)
        who, name, at = self.one(self.members(source.id), member), self.name_of(goal), self.clock()
        ids = source.id, goal.id
        self.edit(lambda: editing.move(self.session, self.ctx, OFFICER, ids[0], who, ids[1], "wrong_place"))
        self.oracle.asked[who].places.append((at, name))
        self.clock.move(minutes=1)

    @precondition(lambda self: any(site.members > 1 for site in self.sites(pinned=True)))
    @rule(number=st.integers(0, 50), chosen=st.sets(st.integers(0, 7), min_size=1, max_size=4), later=BACK)
    def check_part_and_check_again(self, number, chosen, later):
        whole = self.one([site for site in self.sites(pinned=True) if site.members > 1], number)
        self.record(self.sites().index(whole), 0, 20)
        before = set(self.oracle.names)
        self.split(number, chosen)
        self.clock.move(minutes=later + 30)
        for half in [n for n, site in enumerate(self.sites()) if site.id not in before and site.pinned_at is not None]:
            self.record(half, 0, 20)

    @precondition(lambda self: len(self.sites(pinned=True)) > 1)
    @rule(number=st.integers(0, 50), other=st.integers(0, 50), later=BACK)
    def check_join_and_check_again(self, number, other, later):
        for n in (number, other):
            self.record(self.sites().index(self.one(self.sites(pinned=True), n)), 0, 20)
        self.merge(number, other)
        self.clock.move(minutes=later + 30)
        self.record(self.sites().index(self.one(self.sites(pinned=True), number)), later, 20)

    @rule()
    def rebuild(self):
        self.edit(lambda: rebuild_sites(self.session, self.ctx, OPERATOR))

    # What always holds

    @invariant()
    def what_is_kept_is_what_a_rebuild_makes(self):
        assert verify_sites(self.session, self.ctx, OPERATOR) == []

    @invariant()
    def what_is_counted_is_what_the_oracle_counts(self):
        self.session.expire_all()
        ids = {held.row: public_id for public_id, held in self.oracle.held.items()}
        rows = self.session.execute(select(CheckVerdict.check_id, CheckVerdict.counts)).all()
        assert {number for number, _ in rows} == set(ids)
        counted = {ids[number] for number, counts in rows if counts}
        assert counted == self.oracle.counted()
        assert len(counted) <= len(self.oracle.held)

    @invariant()
    def every_public_id_leads_to_a_public_site_in_one_step(self):
        for site_id in self.public:
            site = resolve_site(self.session, site_id)
            assert site is not None
            assert site.published_at is not None
        aliases = dict(self.session.execute(select(SiteAlias.id, SiteAlias.site_id)).all())
        assert aliases.keys() & set(aliases.values()) == set()


@pytest.fixture(scope="module")
def world(template_dir, tmp_path_factory):
    folder = tmp_path_factory.mktemp("life") / "instance"
    shutil.copytree(template_dir, folder)
    clock = SetClock(NOON)
    app = create_app(app_settings(folder), clock)
    app.testing = True
    with app.app_context():
        tables = [
            table
            for table in reversed(Base.metadata.sorted_tables)
            if not table.name.startswith("audit") and not db.session.scalar(select(func.count()).select_from(table))
        ]
        db.session.rollback()
        yield app, clock, tables
        db.session.remove()
        db.engine.dispose()


def test_what_is_counted_is_what_a_plain_replay_counts_whatever_people_do(world):
    LifeOfSites.world = world
    run_state_machine_as_test(
        LifeOfSites,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="LIFE_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
