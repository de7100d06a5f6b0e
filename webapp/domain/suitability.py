"""Whether police can hold a check at a place: four questions on the spot, and a verdict that a person gives.

Sources: the public forms of Canberra (200 m from a change of limit, no obstruction, clear of merging lanes) and of
British partnerships (accessible, visible, legal, safe). No Swedish figure for a sight line was found: none is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from webapp.domain.errors import Fault
from webapp.domain.sites import REASONS
from webapp.domain.suggestions import MAX_TEXT

POINTS = ("room_to_stop", "sight_line", "limit_change", "power_safety")
"""What is looked at on the spot: a yes is always in favour of a check."""


class Answer(StrEnum):
    """What somebody found."""

    YES = "yes"
    NO = "no"
    NOT_LOOKED = "not_looked"


class Suitability(StrEnum):
    """What a person made of it. A site that nobody has judged has none, and may be recommended."""

    SUITABLE = "suitable"
    CONDITIONAL = "conditional"
    UNSUITABLE = "unsuitable"


FITS: Mapping[Suitability, frozenset[Answer]] = {
    Suitability.SUITABLE: frozenset({Answer.YES, Answer.NOT_LOOKED}),
    Suitability.CONDITIONAL: frozenset(Answer),
    Suitability.UNSUITABLE: frozenset(Answer),
}
"""Which answers a verdict can stand beside: who said no to a question cannot call the place suitable as it is."""


@dataclass(frozen=True)
class Assessment:
    """A judgement as a person sends it, codes as text. Police alone read ``note``, everyone ``public_reply``."""

    verdict: str
    answers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    note: str = ""
    public_reply: str = ""


def assessment_faults(told: Assessment) -> list[Fault]:
    """Return everything that is wrong with a judgement; an empty list when nothing is."""
    faults = [
        Fault(point, "unknown") for point in POINTS if told.answers.get(point, Answer.NOT_LOOKED) not in set(Answer)
    ]
    if told.verdict not in set(Suitability):
        faults.append(Fault("verdict", "unknown" if told.verdict else "missing"))
    elif not faults and not {Answer(a) for a in told.answers.values()} <= FITS[Suitability(told.verdict)]:
        faults.append(Fault("verdict", "said_no"))
    if told.verdict == Suitability.UNSUITABLE and told.reason not in REASONS:
        faults.append(Fault("reason", "unknown" if told.reason else "missing"))
    texts = {"note": told.note, "public_reply": told.public_reply}
    faults += [Fault(name, "too_long", {"max": MAX_TEXT}) for name, text in texts.items() if len(text) > MAX_TEXT]
    return faults
