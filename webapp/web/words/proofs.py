"""The words of proofs: each clause of the rule when it holds, and how far a check can be proved."""

from typing import Any

from flask_babel import lazy_gettext as _l

from webapp.domain.counting import CountingRule
from webapp.web.language import number

CLAUSE: dict[str, Any] = {
    "not_held": _l("It was over when it was recorded."),
    "wrong_year": _l("An agreement covered that day."),
    "wrong_kind": _l("The place was suggested for speed."),
    "too_short": _l("It lasted at least %(minutes)s minutes."),
    "too_far": _l(
        "It was held at most %(metres)s m from the middle of the place, on the same road or at the same junction."
    ),
    "no_suggestion_before": _l("A resident had suggested the place before it began."),
    "same_occasion": _l("At least %(hours)s hours had passed since the last counted check at the place."),
    "withdrawn": _l("It has not been taken back."),
}
"""Each clause as it reads when it holds, by the code of the reason when it does not."""

STATE: dict[str, Any] = {
    "proved": _l("Proved: the suggestion was in the ledger before the day of the check."),
    "same_day": _l(
        "Suggested and checked on the same day. It counts, but the order within a day cannot be proved from outside."
    ),
    "place_withheld": _l(
        "The suggestion is in the ledger. It is not opened while the place is not public, "
        "for that would show the place."
    ),
    "pending": _l("The day of the suggestion is not in the ledger yet. It gets its line once the day is over."),
    "erased": _l("The suggestion has been erased by its sender. What is left of it in the ledger says nothing more."),
    "not_provable": _l("It counts, but cannot be proved from outside."),
}
"""How far a counted check can be proved, by the state of its proof."""

WHY: dict[str, Any] = {
    "comment": _l(
        "The place was asked for in a comment elsewhere, which came to us after the check. "
        "That it was written before is told by the time of the post, which we did not set ourselves."
    ),
    "moved": _l("The place of the suggestion was put right after it was received."),
    "late": _l("The suggestion came into the ledger after the day of the check."),
    "uncommitted": _l("The suggestion is older than the ledger."),
}
"""Why a check that counts cannot be proved."""


def clause_text(code: str, rule: CountingRule) -> str:
    """Return a clause as it reads when it holds."""
    return str(CLAUSE[code]) % {
        "minutes": number(rule.min_minutes),
        "metres": number(rule.max_distance_m),
        "hours": number(rule.gap_hours),
    }
