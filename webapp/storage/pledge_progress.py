"""Every pledge of a year with its events, as the public may see it: counted anew from the events each time."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from webapp.domain.built_measures import counts_measures, event_of_measure
from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.moderation import Reported
from webapp.domain.pace import Pace
from webapp.domain.pledge_counting import Part, Period, Tally, WhyNot, tally
from webapp.domain.pledge_events import PledgeEvent
from webapp.domain.pledge_pace import held_back_by, missed_weeks, pledge_pace, pledge_state
from webapp.domain.pledges import Agreements, Pledge, PledgeType
from webapp.domain.privacy import public_event
from webapp.domain.progress import PledgeState, Progress
from webapp.language.public_words import mask_for_public
from webapp.storage.holdback import public_before
from webapp.storage.measures import any_told, built_between
from webapp.storage.pledge_events import PledgeEventRow, area_names, events_between, newest_row, reported_between
from webapp.storage.pledges import read_agreements
from webapp.storage.text_reports import hidden_words


@dataclass(frozen=True)
class EventLine:
    """An event, and why it does not count; None when it does."""

    event: PledgeEvent
    reason: WhyNot | None


@dataclass(frozen=True)
class PledgeProgress:
    """A pledge and how it stands. ``done`` and ``state`` are None while nobody has told this site: never zero."""

    position: int
    pledge: Pledge
    party_names: tuple[str, ...]
    year: int
    done: int | None
    state: PledgeState | None
    parts: tuple[Part, ...]
    pace: Pace | None = None
    events: tuple[EventLine, ...] = ()  # the latest first
    asked: tuple[PledgeEvent, ...] = ()  # posts that asked residents, the latest first
    held_back_by: str | None = None  # the condition that stands worse than the number itself
    missed: dict[str, tuple[int, ...]] = field(default_factory=dict)  # weeks without a patrol, by district

    @property
    def counted(self) -> tuple[EventLine, ...]:
        """The events that count."""
        return tuple(line for line in self.events if line.reason is None)

    @property
    def not_counted(self) -> tuple[EventLine, ...]:
        """The events that do not."""
        return tuple(line for line in self.events if line.reason is not None)


def pledges(session: Session, ctx: Context, known: Progress) -> list[PledgeProgress]:
    """Return every pledge of the agreement of a year, in its order; only what this site was told has a number.

    :param known: the year of the pledge of speed checks, which has a rule of its own
    """
    if known.agreement is None:
        return []
    agreements = read_agreements(session)
    last = date(known.year, 12, 31)
    events = public_events(session, ctx, known.year)
    through = min(last, _through(ctx))
    # Who reported last year is at it still while this one runs; of a year that is over only its own reports tell.
    told = reported_between(session, date(known.year - (through < last), 1, 1), through)
    period = Period(*agreements.days_of_year(known.agreement, known.year))
    lines = []
    for position, pledge in enumerate(known.agreement.pledges, 1):
        own = [event for event in events if event.pledge == pledge.slug]
        if counts_measures(pledge) and any_told(session):
            own, told = _with_measures(session, ctx, pledge, known.year, own), told | {pledge.slug}
        line = PledgeProgress(position, pledge, agreements.party_names(pledge), known.year, None, None, ())
        counted = tally(pledge, own, period)
        if pledge == known.pledge:
            done = None if known.state is None else known.counted
            line = replace(line, done=done, state=known.state, pace=known.pace)
        elif pledge.slug in told:
            through = min(_through(ctx), period.last_on)
            line = _counted(line, counted, period, through)
            line = replace(line, missed=missed_weeks(pledge, own, period, through))
        elif pledge.type == PledgeType.ONGOING:
            line = replace(line, state=PledgeState.ONGOING)
        parts = counted.parts if pledge.slug in told else tuple(replace(p, done=None) for p in counted.parts)
        lines.append(_with_events(replace(line, parts=parts), own, counted))
    return lines


def _with_measures(
    session: Session, ctx: Context, pledge: Pledge, year: int, own: Iterable[PledgeEvent]
) -> list[PledgeEvent]:
    """Return the events of a pledge with the measures that were built in a year, the latest first."""
    built = built_between(session, date(year, 1, 1), min(date(year, 12, 31), _through(ctx)))
    events = [*own, *(event_of_measure(pledge, measure, on) for on, measure in built)]
    return sorted(events, key=lambda event: event.on, reverse=True)


def _counted(line: PledgeProgress, counted: Tally, period: Period, through: date) -> PledgeProgress:
    pace = pledge_pace(line.pledge, counted, period, through)
    state = pledge_state(line.pledge, counted, period, through, pace)
    held = held_back_by(line.pledge, counted, period, through, pace)
    return replace(line, done=counted.done, state=state, pace=pace, held_back_by=held)


def _with_events(line: PledgeProgress, own: Iterable[PledgeEvent], counted: Tally) -> PledgeProgress:
    """Add the events as lines; those of the pledge of checks are the posts that asked."""
    lines = tuple(EventLine(event, counted.not_counted.get(event.id)) for event in own)
    if line.pledge.type == PledgeType.CHECKS:
        return replace(line, asked=tuple(one.event for one in lines if one.reason is None))
    return replace(line, events=lines)


def public_events(session: Session, ctx: Context, year: int) -> list[PledgeEvent]:
    """Return every standing event of a year that may be told of yet, the latest first."""
    agreements = read_agreements(session)
    last = min(date(year, 12, 31), _through(ctx))
    rows = events_between(session, date(year, 1, 1), last)
    return in_public(session, agreements, rows)


def find_public_event(session: Session, ctx: Context, public_id: str) -> PledgeEvent | None:
    """Return one standing event as everyone may read it, or None."""
    row = newest_row(session, public_id)
    if row is None or row.withdrawn or row.on_day > _through(ctx):
        return None
    return in_public(session, read_agreements(session), [row])[0]


def in_public(session: Session, agreements: Agreements, rows: Iterable[PledgeEventRow]) -> list[PledgeEvent]:
    """Return events as everyone may read them."""
    areas, parties = area_names(session, agreements), {p.slug: p.name for p in agreements.parties}
    hidden = hidden_words(session, Reported.EVENT)
    return [public_event(row, areas, parties, _note(row, hidden)) for row in rows]


def _note(row: PledgeEventRow, hidden: Collection[tuple[str, str]]) -> str | None:
    """Return the masked words of an event that everyone may read; none where a person has hidden them."""
    words = mask_for_public(row.note) if row.note_public and row.note else None
    return None if (row.public_id, words) in hidden else words


def _through(ctx: Context) -> date:
    """Return the last local day of which anything is told; where checks are held back, events are as well."""
    return local_date(public_before(ctx), ctx.place.tz)
