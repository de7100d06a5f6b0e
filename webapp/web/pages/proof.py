"""The proof of one check, clause by clause, and how anyone proves the whole count."""

from datetime import date

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from webapp.domain.counting import REASONS
from webapp.domain.progress import CheckLine, Progress
from webapp.storage.checks import find_by_public_id
from webapp.storage.ledger import last_line
from webapp.storage.progress import progress
from webapp.storage.proofs import proof_of
from webapp.web.api.answers import base_url
from webapp.web.current import context, database
from webapp.web.pages.progress import asked_year, rule_of
from webapp.web.words import checks as check_words
from webapp.web.words import proofs as words

bp = Blueprint("proof", __name__)


@bp.get("/progress/checks/<public_id>")
def check(public_id: str) -> ResponseReturnValue:
    """Show one check: where and when, the rule clause by clause, and what the ledger proves of it."""
    row = find_by_public_id(database(), public_id)
    if row is None:
        abort(404)
    shown = progress(database(), context(), row.held_on.year)
    line = _line_of(shown, public_id)
    if line is None:  # held back, or it never was the id of a check
        abort(404)
    proof = proof_of(database(), context(), public_id) if line.check.number else None
    return render_template(
        "progress/check.html",
        line=line,
        progress=shown,
        proof=proof,
        waited=(line.check.held_on - proof.first_on).days if proof and proof.first_on else None,
        clauses=_clauses(line),
        rule=rule_of(shown),
        words=words,
        words_of=check_words,
    )


@bp.get("/progress/proof")
def explained() -> ResponseReturnValue:
    """Tell what the ledger proves and what not, and let anyone check it: here, or with a program of their own."""
    last = last_line(database())
    return render_template(
        "progress/proof.html",
        year=asked_year(),
        last=last,
        last_on=date.fromisoformat(last.day) if last else None,
        threshold=context().place.publish_threshold,
        base_url=base_url(),
        words=words,
    )


def _line_of(shown: Progress, public_id: str) -> CheckLine | None:
    return next((line for line in (*shown.checks, *shown.not_counted) if line.check.id == public_id), None)


def _clauses(line: CheckLine) -> list[tuple[str, bool | None]]:
    """Return each clause of the rule and whether it holds; None: not tried, for an earlier one does not hold."""
    failed = REASONS.index(line.check.reason) if line.check.reason in REASONS else len(REASONS)
    return [(code, True if n < failed else False if n == failed else None) for n, code in enumerate(REASONS)]
