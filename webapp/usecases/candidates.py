"""Candidates for measures: places where police cannot check, have handed over, or checked often and still fast."""

from dataclasses import replace

from sqlalchemy.orm import Session

from webapp.domain.candidates import HANDED_OVER, NO, SAID, SCHOOL_M, YES, Candidate, order_of, reasons_of
from webapp.domain.context import Context
from webapp.domain.privacy import PublicSite, band_level
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.sites import HANDED_OVER_FROM
from webapp.domain.suggestions import Kind
from webapp.formats.candidates_csv import candidates_csv
from webapp.storage import candidates as store
from webapp.storage.audit import log
from webapp.storage.check_history import NO_CHECKS, check_histories
from webapp.storage.db import transaction
from webapp.storage.handing_over import HandingOver, handed_over, to_the_public
from webapp.storage.public import SiteFilter, published_sites
from webapp.storage.suitability import verdicts


def candidates(session: Session, ctx: Context, actor: Actor) -> list[Candidate]:
    """Return the published speed sites that are candidates, most reasons first; what is not known is None.

    :raises NotAllowed: the actor does not plan
    """
    require(actor, Permission.SEE_PLANNING)
    handed, judged, seen = handed_over(session), verdicts(session), check_histories(session)
    sites = published_sites(session, ctx, SiteFilter(kind=Kind.SPEED, statuses=frozenset(map(str, HANDED_OVER_FROM))))
    found: list[Candidate] = []
    for site in sites:
        why = reasons_of(
            handed=site.id in handed, verdict=judged.get(site.id, ""), visits=seen.get(site.id, NO_CHECKS).visits
        )
        if why:
            found.append(_bare(session, ctx, site, why, handed.get(site.id)))
    told = _with_criteria(session, ctx, found)
    levels = {one.site.residents: band_level(one.site.residents) for one in told}
    return sorted(told, key=lambda one: order_of(one, levels))


def candidates_file(session: Session, ctx: Context, actor: Actor, excel: bool) -> bytes:
    """Return the list as CSV, for the planner's own use.

    :param excel: as a Swedish Excel opens it
    :raises NotAllowed: the actor may not export
    """
    require(actor, Permission.EXPORT)
    found = candidates(session, ctx, actor)
    with transaction(session):
        log(session, ctx, actor, "candidates.exported", str(len(found)))
    return candidates_csv(found, ctx.base_url, excel)


def _bare(
    session: Session, ctx: Context, site: PublicSite, why: tuple[str, ...], handed: HandingOver | None
) -> Candidate:
    on = to_the_public(session, ctx, site.id, handed).on if handed is not None and HANDED_OVER in why else None
    return Candidate(
        site=site,
        why=why,
        handed_on=on,
        speeds=None,
        limit_kmh=None,
        road_owner=None,
        no_pavement=SAID if "no_pavement" in site.causes else None,
        through_traffic=SAID if "through" in site.causes else None,
        school=None,
        measure=None,
    )


def _with_criteria(session: Session, ctx: Context, found: list[Candidate]) -> list[Candidate]:
    speeds, schools = store.newest_speeds(session, ctx.place.tz), store.schools(session)
    roads = store.roads_of(session, [one.site.id for one in found])
    measures = store.measures_at(session)
    told = []
    for one in found:
        at, measured = one.site, speeds.get(one.site.id)
        limit, owner = roads.get(at.id, (None, None))
        near = store.is_within(at.lat, at.lon, schools, SCHOOL_M)
        told.append(
            replace(
                one,
                speeds=measured,
                limit_kmh=(measured.limit_kmh if measured else None) or limit,
                road_owner=owner,
                school=None if not schools else YES if near else NO,
                measure=measures.get(at.id),
            )
        )
    return told
