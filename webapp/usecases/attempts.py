"""Writing down that a check could not be done: private, counted nowhere, so that the next patrol knows."""

from datetime import date

from sqlalchemy.orm import Session

from webapp.domain.attempts import attempt_faults
from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.errors import Invalid, NotFound
from webapp.domain.roles import Actor, Permission, require
from webapp.storage.attempts import Attempt, find_attempt
from webapp.storage.audit import log
from webapp.storage.checks import end_choices
from webapp.storage.db import transaction
from webapp.storage.grouping import pin_privately, resolve_site


def record_attempt(
    session: Session,
    ctx: Context,
    actor: Actor,
    site_id: str,
    reason: str,
    *,
    keep_choice: bool = True,
    tried_on: date | None = None,
    submission_key: str | None = None,
) -> None:
    """Write down that no check could be done at a site. One submission key is one visit.

    :param keep_choice: whether the site stays chosen, to be tried again
    :param tried_on: today unless told
    :raises Invalid: the reason is no code of the list, or the day cannot be
    :raises NotFound: there is no such site
    """
    require(actor, Permission.RECORD_CHECK)
    today = local_date(ctx.now(), ctx.place.tz)
    faults = attempt_faults(reason, tried_on or today, today)
    if faults:
        raise Invalid(faults)
    key = f"form:{submission_key}" if submission_key else None
    with transaction(session):
        if key and find_attempt(session, key) is not None:
            return
        site = resolve_site(session, site_id)
        if site is None:
            raise NotFound(f"site {site_id}")
        if site.pinned_at is None:
            pin_privately(session, ctx, site, actor.account_id)
        session.add(
            Attempt(
                site_id=site.id,
                tried_on=tried_on or today,
                reason=reason,
                recorded_at=ctx.now(),
                recorded_by=actor.account_id,
                external_key=key,
            )
        )
        if not keep_choice:
            end_choices(session, site.id, ctx.now())
        log(session, ctx, actor, "check.not_done", site.id)
