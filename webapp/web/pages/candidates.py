"""The planner's list of candidates for measures, with the criteria of a plan as columns, and the same as a file."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.usecases.candidates import candidates, candidates_file
from webapp.web.current import context, database
from webapp.web.planner_files import file_of
from webapp.web.session import current_actor
from webapp.web.words import candidates as candidate_words
from webapp.web.words.measures import STATUS

bp = Blueprint("candidates", __name__)


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the candidates."""
    found = candidates(database(), context(), current_actor())
    return render_template("measures/candidates.html", found=found, words_of=candidate_words, statuses=STATUS)


@bp.post("/exports")
def take() -> Response:
    """Give the list as CSV to take away, as open data has it or as a Swedish Excel opens it."""
    excel = request.form.get("format") == "excel"
    return file_of("candidates", "csv", candidates_file(database(), context(), current_actor(), excel))
