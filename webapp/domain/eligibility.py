"""Where a check may be recommended: one rule, asked by the list, the recommending and the tests."""

from datetime import date, timedelta

from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import Kind

COOL_DOWN = timedelta(days=14)
"""So long a place that was just checked is left alone."""

OPEN_TO_CHECKS = frozenset({SiteStatus.OPEN, SiteStatus.CHECKED})


def may_be_recommended(kind: str, status: str, *, pinned: bool, last_check_on: date | None, today: date) -> bool:
    """Whether a check may be recommended at a site: speed, an id that stays, not answered, not just checked.

    :param pinned: the site is public, or its id was frozen in private when somebody chose it
    :param last_check_on: the local date of the last held check; None: there was none
    """
    return (
        kind == Kind.SPEED
        and pinned
        and status in OPEN_TO_CHECKS
        and (last_check_on is None or today - last_check_on >= COOL_DOWN)
    )
