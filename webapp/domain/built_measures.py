"""The municipality's built measures as events of a pledge: computed from the register, never typed."""

from datetime import date

from webapp.domain.pledge_events import EventKind, PledgeEvent
from webapp.domain.pledges import Pledge
from webapp.domain.privacy import PublicMeasure

OF_A_MEASURE = "m"
"""How the name of an event begins that is the building of a measure; those that were told begin otherwise."""


def counts_measures(pledge: Pledge) -> bool:
    """Whether the measures that are built count toward the pledge, as the register tells of them."""
    return pledge.rule.get("measures") is True


def event_of_measure(pledge: Pledge, one: PublicMeasure, on: date) -> PledgeEvent:
    """Return the building of a measure as an event of a pledge."""
    words = f"{one.street}: {one.note}" if one.street and one.note else one.street or one.note
    return PledgeEvent(
        id=OF_A_MEASURE + one.id,
        pledge=pledge.slug,
        on=on,
        kind=EventKind.MEASURE,
        area=one.area,
        note=words or None,
        evidence=one.link or None,
    )
