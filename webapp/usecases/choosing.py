"""What police look at before they choose: the ranked list of sites, one site with its reasons, a held check."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.coordinates import Unreadable, read_degrees
from webapp.domain.errors import Fault, Invalid, NotFound
from webapp.domain.privacy import strengths
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.score import Score
from webapp.domain.sites import SiteStatus, statuses_of
from webapp.language.personal_data import mask
from webapp.storage import checks as check_store
from webapp.storage import choosing as store
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.grouping import resolve_site
from webapp.storage.place_search import search_places
from webapp.storage.ranking import RankedSite, orders_of, ranked_sites

SHOWN_SUGGESTIONS = 50


@dataclass(frozen=True)
class SuggestionLine:
    """What one resident wrote, personal data masked. Not moderated: police only."""

    created_at: datetime
    when: tuple[str, ...]
    causes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class CheckLine:
    """A held check and what the counting rule says of it."""

    row_id: int
    public_id: str
    site_id: str | None
    started_at: datetime
    ended_at: datetime
    held_on: date
    vehicles: int | None
    over_limit: int | None
    mean_kmh: float | None
    v85_kmh: float | None
    limit_kmh: int | None
    public_note: str | None
    counts: bool
    reason: str | None
    number: int | None
    withdrawn: bool


@dataclass(frozen=True)
class PoliceSite:
    """One site with everything that police may see of it."""

    site: RankedSite
    order: Sequence[Score]  # of all sites of its kind, rank 1 first
    when_strengths: tuple[int, ...]
    status_reason: str | None
    status_reply: str | None
    steps: frozenset[str]
    suggestions: tuple[SuggestionLine, ...]
    members: int
    checks: tuple[CheckLine, ...]


def site_for_police(session: Session, ctx: Context, actor: Actor, site_id: str) -> PoliceSite:
    """Return one site, published or not, by any id that it ever had.

    :raises NotAllowed: the actor may not see the police's list
    :raises NotFound: there never was such a site
    """
    require(actor, Permission.SEE_POLICE_LIST)
    site = resolve_site(session, site_id)
    if site is None:
        raise NotFound(f"site {site_id}")
    ranked = ranked_sites(session, ctx, always=site.id)
    mine = next(one for one in ranked if one.id == site.id)
    return PoliceSite(
        site=mine,
        order=orders_of(ranked)[mine.kind],
        when_strengths=strengths(mine.when_counts),
        status_reason=site.status_reason,
        status_reply=site.status_reply,
        steps=frozenset(str(step) for step in statuses_of(site.kind)[SiteStatus(site.status)]),
        suggestions=tuple(
            SuggestionLine(s.created_at, tuple(s.when_cells.split()), tuple(s.causes.split()), mask(s.text or ""))
            for s in store.suggestions_at(session, site.id, SHOWN_SUGGESTIONS)
        ),
        members=site.members,
        checks=tuple(_check_line(session, check, verdict) for check, verdict in store.checks_at(session, site.id)),
    )


def held_check(session: Session, actor: Actor, public_id: str) -> CheckLine:
    """Return a held check as it stands now.

    :raises NotAllowed: the actor may not record checks
    :raises NotFound: there is no such check
    """
    require(actor, Permission.RECORD_CHECK)
    check = check_store.find_by_public_id(session, public_id)
    verdict = session.get(CheckVerdict, check.id) if check else None
    if check is None or verdict is None:
        raise NotFound(f"check {public_id}")
    return _check_line(session, check, verdict)


def check_position(session: Session, ctx: Context, lat: str, lon: str, words: str) -> tuple[float, float]:
    """Return where a check was held: the degrees typed, else the one place that the words mean.

    :raises Invalid: neither tells a place
    """
    faults, degrees = [], []
    for name, text in (("lat", lat), ("lon", lon)):
        try:
            degrees.append(read_degrees(text))
        except Unreadable as error:
            faults.append(Fault(name, str(error.args[0])))
    if faults:
        raise Invalid(faults)
    if degrees[0] is not None and degrees[1] is not None:
        return degrees[0], degrees[1]
    if degrees != [None, None]:
        raise Invalid([Fault("lat" if degrees[0] is None else "lon", "missing")])
    if not words.strip():
        raise Invalid([Fault("place_text", "missing")])
    places = search_places(session, ctx, words)
    if len(places) != 1:
        raise Invalid([Fault("place_text", "several_places" if places else "unknown_place")])
    return places[0].lat, places[0].lon


def area_choices(session: Session) -> list[tuple[str, str]]:
    """Return slug and name of every district, for a filter."""
    return [(slug, name) for slug, name in store.areas(session)]


def _check_line(session: Session, check: Check, verdict: CheckVerdict) -> CheckLine:
    return CheckLine(
        row_id=check.id,
        public_id=check_store.public_id_of(session, check),
        site_id=verdict.site_id or check.site_id,
        started_at=check.started_at,
        ended_at=check.ended_at,
        held_on=check.held_on,
        vehicles=check.vehicles,
        over_limit=check.over_limit,
        mean_kmh=check.mean_kmh,
        v85_kmh=check.v85_kmh,
        limit_kmh=check.limit_kmh,
        public_note=check.public_note,
        counts=verdict.counts,
        reason=verdict.reason,
        number=check_store.number_of(session, check) if verdict.counts else None,
        withdrawn=check.withdrawn,
    )
