"""Plays the year of a demo site through the same use cases as a real one, by a clock that is set."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cli import demo_measures
from webapp.cli.demo_comments import bring_comments
from webapp.cli.demo_plan import (
    PAST_CHECKS,
    PAST_SUGGESTIONS,
    Act,
    Answer,
    Occasion,
    Position,
    Size,
    UnsafeStep,
    Voice,
    choose_spots,
    nudge,
    plan,
)
from webapp.cli.demo_pledges import party_of, report_a_year
from webapp.cli.demo_reports import publish_reports
from webapp.cli.demo_unsafe import Workers, take_step
from webapp.cli.demo_words import ACCOUNTS, PASSWORD, REPLIES, in_language
from webapp.domain.calendar import local_date
from webapp.domain.checks import RecordCheck
from webapp.domain.context import Context
from webapp.domain.errors import Invalid
from webapp.domain.moderation import Decision, Step
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import Kind
from webapp.storage.gazetteer import placed_landmarks
from webapp.storage.places import distances_outside_m
from webapp.storage.pledges import read_agreements
from webapp.storage.roads import has_roads, nearest_on_roads
from webapp.storage.sites import Site
from webapp.usecases import checks, moderation, suggestions
from webapp.usecases.accounts import create_account

SEED = 2020
LEFT_TO_READ = 12
TO_STREET_M = 150.0  # cars that go too fast are not in the middle of a school


class Player:
    """Plays the plan, act by act."""

    def __init__(self, session: Session, ctx: Context) -> None:
        self.session, self.ctx = session, ctx
        self.police = self._make_accounts()
        self.suggestions = self.checks = 0
        self.last: tuple[str, datetime] | None = None  # site and end of the check before

    def play(self, year: int | None = None) -> None:
        """Let the year so far pass, or the whole of an earlier one, which leaves nothing to do."""
        real = self.ctx
        if year is not None:
            self.ctx = replace(real, now=lambda: _last_evening(real, year))
        self.rng = Random(SEED if year is None else SEED * year)  # noqa: S311  nothing secret is drawn
        spots = choose_spots(self.rng, self._positions())
        size = None if year is None else Size(PAST_SUGGESTIONS, PAST_CHECKS)
        for act in plan(self.rng, self.ctx.place, spots, self.ctx.now(), size):
            self._do(act)
        report_a_year(self.session, self.ctx, Random(SEED))  # noqa: S311
        workers = self.unsafe.planner, self.police
        demo_measures.build(self.session, self.ctx, *workers, only_built=year is not None)
        self.ctx = real
        publish_reports(self.session, self.ctx, self.communicator, self.admin, year)
        if year is None:
            self._leave_to_do()

    def _leave_to_do(self) -> None:
        """Leave something to whoever tries the pages of those who work here."""
        self._plan_ahead()
        self._read_texts()
        bring_comments(self.session, self.ctx, self.moderator)

    def _make_accounts(self) -> Actor:
        agreements, today = read_agreements(self.session), local_date(self.ctx.now(), self.ctx.place.tz)
        made = {
            a.role: create_account(
                self.session,
                self.ctx,
                OPERATOR,
                a.email,
                a.role,
                party=party_of(agreements, a.role, today),
                password=PASSWORD,
                totp_secret=a.totp_secret,
            )
            for a in ACCOUNTS
        }
        self.moderator = Actor(Role.MODERATOR, made[Role.MODERATOR].account_id)
        party = party_of(agreements, Role.COMMUNICATOR, today)
        self.communicator = Actor(Role.COMMUNICATOR, made[Role.COMMUNICATOR].account_id, party)
        self.admin = Actor(Role.ADMIN, made[Role.ADMIN].account_id)
        self.unsafe = Workers(*(Actor(r, made[r].account_id) for r in (Role.POLICE, Role.PLANNER, Role.MODERATOR)))
        return Actor(Role.POLICE, made[Role.POLICE].account_id)

    def _positions(self) -> list[Position]:
        """Return places that people know, or where few are known, some strewn over the box; on the street beside it."""
        known = placed_landmarks(self.session)
        west, south, east, north = self.ctx.place.bbox
        strewn = [(self.rng.uniform(south, north), self.rng.uniform(west, east)) for _ in range(400)]
        positions = known if len(known) >= 20 else known + strewn
        if has_roads(self.session):
            positions = nearest_on_roads(self.session, self.ctx, positions, TO_STREET_M) or positions
        outside = distances_outside_m(self.session, self.ctx, [p[1] for p in positions], [p[0] for p in positions])
        return [position for position, metres in zip(positions, outside, strict=True) if metres == 0]

    def _at(self, at: datetime) -> Context:
        return replace(self.ctx, now=lambda: at)

    def _do(self, act: Act) -> None:
        if isinstance(act, Voice):
            self._send(act)
        elif isinstance(act, Occasion):
            self._hold(act)
        elif isinstance(act, UnsafeStep):
            take_step(self.session, self._at(act.at), self.unsafe, act)
        else:
            self._answer(act)

    def _send(self, voice: Voice) -> None:
        try:
            receipt = suggestions.suggest(self.session, self._at(voice.at), RESIDENT, voice.wish)
        except Invalid:
            return  # a pin that was nudged over the border
        self.suggestions += 1
        later = self._at(voice.at + timedelta(days=1))
        if voice.change == "withdrawn":
            suggestions.withdraw(self.session, later, receipt.token)
        elif voice.change == "erased":
            suggestions.erase(self.session, later, receipt.token)

    def _hold(self, occasion: Occasion) -> None:
        started_at, site_id, position = occasion.at, None, None
        if occasion.oddity == "elsewhere":
            lon, lat = self.ctx.place.center
            position = nudge(self.rng, (lat, lon), 100.0)
        elif occasion.oddity == "again" and self.last is not None:
            site_id, started_at = self.last[0], self.last[1] + timedelta(minutes=20)
        else:
            site_id = self._pick(started_at)
        if site_id is None and position is None:
            return
        ended_at = started_at + timedelta(minutes=occasion.minutes)
        facts = self._measured(RecordCheck(started_at, ended_at, site_id, *(position or (None, None))))
        later = self._at(max(ended_at, occasion.at) + timedelta(hours=self.rng.choice([1, 3, 18])))
        receipt = checks.record_check(self.session, later, self.police, facts)
        self.checks += 1
        if occasion.oddity == "withdrawn":
            checks.withdraw_check(self.session, later, self.police, receipt.check_id, "Skriven på fel dag")
        if site_id is not None:
            self.last = site_id, ended_at

    def _measured(self, facts: RecordCheck) -> RecordCheck:
        """Return a check with what was measured; the numbers are optional."""
        if self.rng.random() < 0.3:
            return facts
        limit_kmh, vehicles = self.rng.choice([30, 30, 40, 50]), self.rng.randrange(30, 180)
        mean_kmh = round(limit_kmh * self.rng.uniform(0.85, 1.15), 1)
        return replace(
            facts,
            vehicles=vehicles,
            over_limit=round(vehicles * self.rng.uniform(0.05, 0.5)),
            mean_kmh=mean_kmh,
            v85_kmh=round(mean_kmh * 1.15, 1),
            limit_kmh=limit_kmh,
        )

    def _pick(self, at: datetime) -> str | None:
        """Return a site for a check: those that more ask for come oftener, those checked before less often."""
        sites = [s for s in self._sites() if s.status in {SiteStatus.OPEN, SiteStatus.CHECKED}]
        if not sites:
            return None
        return str(self.rng.choices(sites, [s.residents**1.5 / (1 + s.checks) for s in sites])[0].id)

    def _sites(self) -> list[Site]:
        rows = select(Site).where(Site.kind == Kind.SPEED, Site.published_at.is_not(None))
        return list(self.session.scalars(rows.order_by(Site.lon, Site.lat)))

    def _answer(self, answer: Answer) -> None:
        ctx = self._at(answer.at)
        if answer.step == "reopen":
            answered = [s for s in self._sites() if s.status == SiteStatus.DECLINED]
            if answered:
                checks.reopen_site(self.session, ctx, self.police, answered[0].id)
            return
        wanted = SiteStatus.CHECKED if answer.step == "close" else SiteStatus.OPEN
        sites = [s for s in self._sites() if s.status == wanted]
        if not sites:
            return
        site = min(sites, key=lambda s: s.residents)
        reply = in_language(REPLIES, self.ctx.place.languages[0])[answer.reason]
        do = checks.close_site if answer.step == "close" else checks.decline_site
        do(self.session, ctx, self.police, site.id, answer.reason, reply)

    def _plan_ahead(self) -> None:
        """Choose three sites for the next two weeks; nobody but the police sees it."""
        today = self.ctx.now().astimezone(self.ctx.place.tz).date()
        open_sites = [s.id for s in self._sites() if s.status == SiteStatus.OPEN][:3]
        for days, site_id in zip((2, 6, None), open_sites, strict=False):
            planned_on = None if days is None else today + timedelta(days=days)
            checks.choose_site(self.session, self.ctx, self.police, site_id, planned_on)

    def _read_texts(self) -> None:
        """Show what residents wrote, and leave the newest texts to whoever tries the moderator's page."""
        while (queue := moderation.queue(self.session, self.moderator)).waiting > LEFT_TO_READ:
            for line in queue.oldest[: queue.waiting - LEFT_TO_READ]:
                version = moderation.look_at(self.session, self.moderator, line.number).version
                shown = Decision(Step.AS_WRITTEN)
                moderation.decide(self.session, self.ctx, self.moderator, line.number, version, shown)


def _last_evening(ctx: Context, year: int) -> datetime:
    return datetime.combine(date(year, 12, 31), time(21), ctx.place.tz).astimezone(UTC)
