"""A verdict on the spot: what it may stand beside, and what it needs."""

from itertools import product

import pytest

from webapp.domain.sites import REASONS
from webapp.domain.suitability import POINTS, Answer, Assessment, Suitability, assessment_faults


def faults(**told):
    return [(fault.field, fault.code) for fault in assessment_faults(Assessment(**told))]


@pytest.mark.parametrize("verdict", list(Suitability))
def test_every_verdict_stands_beside_what_was_found_and_only_suitable_minds_a_no(verdict):
    for answers in product(Answer, repeat=len(POINTS)):
        found = faults(verdict=verdict, answers=dict(zip(POINTS, answers, strict=True)), reason=REASONS[0])
        refused = verdict == Suitability.SUITABLE and Answer.NO in answers
        assert found == ([("verdict", "said_no")] if refused else [])


def test_an_unsuitable_place_needs_a_reason_that_residents_can_read():
    assert faults(verdict="unsuitable") == [("reason", "missing")]
    assert faults(verdict="unsuitable", reason="mood") == [("reason", "unknown")]
    assert faults(verdict="conditional") == []


def test_what_is_no_code_of_the_list_is_named_field_by_field():
    assert faults(verdict="") == [("verdict", "missing")]
    assert faults(verdict="so-so", answers={"sight_line": "maybe"}) == [
        ("sight_line", "unknown"),
        ("verdict", "unknown"),
    ]
    assert faults(verdict="suitable", note="x" * 1001, public_reply="y" * 1001) == [
        ("note", "too_long"),
        ("public_reply", "too_long"),
    ]
