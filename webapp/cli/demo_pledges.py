"""What the parties of a demo site did for their pledges: made up, and read in as one file like a real one."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from webapp.domain.built_measures import counts_measures
from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.pledges import Agreements, Pledge, PledgeType
from webapp.domain.roles import OPERATOR, Role
from webapp.storage.pledge_events import district_names
from webapp.storage.pledges import read_agreements
from webapp.usecases.pledge_import import import_events

COLUMNS = ("pledge", "on", "count", "joint", "kind", "area", "parties", "evidence")
DAY = timedelta(days=1)
WEEKEND_KEPT, FRIDAY_KEPT, PATROL_KEPT = 0.7, 0.82, 0.97
MEASURES = 4
ASKED = 3

Row = dict[str, str | int]


def party_of(agreements: Agreements, role: Role, on: date) -> str | None:
    """Return for which party somebody of this role reports: police for that of the checks, the others for another."""
    agreement = agreements.in_force(on)
    checks = agreement.pledge_of_type(PledgeType.CHECKS) if agreement else None
    if agreement is None or role not in {Role.POLICE, Role.PLANNER, Role.COMMUNICATOR}:
        return None
    police = checks.parties[0] if checks else None
    alone = [pledge.parties[0] for pledge in agreement.pledges if len(pledge.parties) == 1]
    others = sorted((slug for slug in alone if slug != police), key=lambda slug: (-alone.count(slug), slug))
    return police if role == Role.POLICE else next(iter(others), police)


def report_a_year(session: Session, ctx: Context, rng: Random) -> int:
    """Report what was done this year up to yesterday for each pledge in force; return how many events."""
    through = local_date(ctx.now(), ctx.place.tz) - DAY
    agreements = read_agreements(session)
    agreement = agreements.in_force(through)
    if agreement is None:
        return 0
    first = max(agreements.days_of_year(agreement, through.year)[0], date(through.year, 1, 1))
    days = [first + DAY * n for n in range((through - first).days + 1)]
    districts = district_names(session) or ("",)
    rows = [row for pledge in agreement.pledges for row in _events(rng, pledge, days, districts)]
    return import_events(session, ctx, OPERATOR, _file(rows)).added


def _events(rng: Random, pledge: Pledge, days: list[date], districts: tuple[str, ...]) -> Iterator[Row]:
    if counts_measures(pledge):
        return  # they are registered one by one, see demo_measures
    if pledge.type == PledgeType.WEEKENDS:
        yield from _weekends(rng, pledge, days)
    elif pledge.type == PledgeType.FRIDAYS:
        for on in days:
            if on.isoweekday() == 5 and rng.random() < FRIDAY_KEPT:
                yield _row(pledge, on, area=rng.choice(districts))
    elif pledge.type == PledgeType.WEEKS_IN_AREAS:
        yield from _patrols(rng, pledge, days)
    elif pledge.type == PledgeType.COUNT:
        yield from _occasions(rng, pledge, days, districts)
    else:
        yield from _few(rng, pledge, days, districts)


def _weekends(rng: Random, pledge: Pledge, days: list[date]) -> Iterator[Row]:
    """Yield both evenings of most weekends, one evening of a few, and one Thursday that does not count."""
    for on in days:
        if on.isoweekday() == 5 and rng.random() < WEEKEND_KEPT:
            yield _row(pledge, on)
            if on + DAY in days and rng.random() < 0.95:
                yield _row(pledge, on + DAY)
    thursdays = [on for on in days if on.isoweekday() == 4]
    if thursdays:
        yield _row(pledge, rng.choice(thursdays))


def _patrols(rng: Random, pledge: Pledge, days: list[date]) -> Iterator[Row]:
    mondays = [on for on in days if on.isoweekday() == 1]
    for monday in mondays:
        for area in pledge.rule.get("areas", ()):
            on = monday + DAY * rng.randrange(7)
            if on in days and rng.random() < PATROL_KEPT:
                yield _row(pledge, on, area=str(area))


def _occasions(rng: Random, pledge: Pledge, days: list[date], districts: tuple[str, ...]) -> Iterator[Row]:
    """Yield visits or meetings on working days, about as many as the target asks for by now."""
    working = [on for on in days if on.isoweekday() <= 5]
    wanted = round((pledge.target or 0) * len(days) / 365 * rng.uniform(0.92, 1.1))
    kinds, joint = pledge.rule.get("kinds", [""]), pledge.rule.get("joint", 0) / (pledge.target or 1)
    while wanted > 0 and working:
        count = 1 if pledge.rule.get("kinds") else min(wanted, rng.choice([1, 1, 2, 3]))
        wanted -= count
        together = rng.random() < joint * 1.1
        yield _row(
            pledge,
            rng.choice(working),
            count=count,
            joint=int(together),
            kind=rng.choice(kinds),
            area=rng.choice(districts),
            parties="|".join(pledge.parties),
        )


def _few(rng: Random, pledge: Pledge, days: list[date], districts: tuple[str, ...]) -> Iterator[Row]:
    """Yield the posts that asked residents, or what was built without any number promised."""
    asked = pledge.type == PledgeType.CHECKS
    for number in range(ASKED if asked else MEASURES):
        if not days:
            return
        on = days[min(len(days) - 1, (2 * number + 1) * len(days) // (2 * (ASKED if asked else MEASURES)))]
        page = f"https://example.org/{'post' if asked else 'measure'}/{number + 1}"
        kind, area = ("asked", "") if asked else ("measure", rng.choice(districts))
        yield _row(pledge, on, kind=kind, area=area, evidence=page)


def _row(pledge: Pledge, on: date, **more: str | int) -> Row:
    return {"pledge": pledge.slug, "on": on.isoformat(), **more}


def _file(rows: list[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
