"""Police judge on the spot whether a place suits a check; one that does not goes on to the planner, once."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Invalid, NotFound
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.suitability import POINTS, Answer, Assessment, Suitability, assessment_faults
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.grouping import pin_privately, resolve_site
from webapp.storage.sites import Site
from webapp.storage.suitability import AssessmentRow, SiteAssessment, assessments_at
from webapp.storage.versions import must_be_seen
from webapp.usecases.handing_over import can_be_handed_over, pass_on


@dataclass(frozen=True)
class SuitabilityView:
    """The judgement that stands, if any, and the earlier ones, the newest first."""

    standing: AssessmentRow | None
    earlier: tuple[AssessmentRow, ...]


def assess_site(
    session: Session, ctx: Context, actor: Actor, site_id: str, told: Assessment, version: str = ""
) -> bool:
    """Write down whether a site suits a check; return whether that handed it over to the planner.

    An unsuitable public site is handed over with its reason, and everyone who asked is told; one that lies with
    the planner already stays there and nobody is told twice. One that is not public yet is handed over when it
    becomes so, see ``storage.handing_on``. The site keeps its id from now on.

    :param version: of the site as the actor saw it; empty: whatever it is at
    :raises Invalid: an answer, the verdict or the reason is no code of its list, or they contradict each other
    :raises NotFound: there is no such site
    :raises Overtaken: somebody else has changed the site since
    """
    require(actor, Permission.ANSWER_SITE)
    faults = assessment_faults(told)
    if faults:
        raise Invalid(faults)
    with transaction(session):
        site = _site(session, site_id)
        must_be_seen(session, site, version)
        pin_privately(session, ctx, site, actor.account_id)
        unsuitable = told.verdict == Suitability.UNSUITABLE
        session.add(
            SiteAssessment(
                site_id=site.id,
                at=ctx.now(),
                account_id=actor.account_id,
                verdict=told.verdict,
                reason=told.reason if unsuitable else None,
                note=told.note.strip(),
                **{point: str(told.answers.get(point, Answer.NOT_LOOKED)) for point in POINTS},
            )
        )
        handed = unsuitable and can_be_handed_over(session, site)
        if handed:
            pass_on(session, ctx, actor, site, told.public_reply, told.reason)
        log(session, ctx, actor, "site.assessed", site.id)
        return handed


def suitability_for_police(session: Session, actor: Actor, site_id: str) -> SuitabilityView:
    """Return what police have found about a site, by any id that it ever had.

    :raises NotAllowed: the actor may not see the police's list
    :raises NotFound: there never was such a site
    """
    require(actor, Permission.SEE_POLICE_LIST)
    rows = assessments_at(session, _site(session, site_id).id)
    return SuitabilityView(rows[0] if rows else None, tuple(rows[1:]))


def _site(session: Session, site_id: str) -> Site:
    site = resolve_site(session, site_id)
    if site is None:
        raise NotFound(f"site {site_id}")
    return site
