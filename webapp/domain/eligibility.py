"""Where a check may be recommended: one rule, asked by the list, the recommending and the tests."""

from datetime import date, timedelta

from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import Kind
from webapp.domain.suitability import Suitability

COOL_DOWN = timedelta(days=14)
"""So long a place that was just checked is left alone."""

OPEN_TO_CHECKS = frozenset({SiteStatus.OPEN, SiteStatus.CHECKED})


def may_be_recommended(
    kind: str, status: str, *, pinned: bool, last_check_on: date | None, today: date, suitability: str = ""
) -> bool:
    """Whether a check may be recommended at a site: speed, an id that stays, open, not just checked, not unsuitable.

    :param pinned: the site is public, or its id was frozen in private when somebody chose it
    :param suitability: what police found on the spot; empty: nobody has looked, and that is no hindrance
    :param last_check_on: the local date of the last held check; None: there was none
    """
    return (
        kind == Kind.SPEED
        and pinned
        and status in OPEN_TO_CHECKS
        and suitability != Suitability.UNSUITABLE
        and (last_check_on is None or today - last_check_on >= COOL_DOWN)
    )
