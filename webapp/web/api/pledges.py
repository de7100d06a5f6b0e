"""What programs read of the events of pledges: every number on the pages can be computed anew from them."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from webapp.formats.csv_tables import write_csv
from webapp.storage.pledge_progress import EventLine, PledgeProgress, pledges
from webapp.storage.progress import progress
from webapp.web.api.answers import answer, choice_argument, whole_number_argument
from webapp.web.current import context, database
from webapp.web.pages.progress import current_year

bp = Blueprint("api_pledges", __name__, url_prefix="/api/v1")

YEARS = (1900, 2999)
COLUMNS = (
    "id", "pledge", "on", "count", "joint", "kind", "area", "parties", "number", "note", "evidence", "corrected",
    "counts", "reason",
)  # fmt: skip


@bp.get("/pledge-events.json")
def events_json() -> ResponseReturnValue:
    """Tell of every event of a year with its verdict, and of the rules by which the numbers follow from them."""
    year, shown, through = _asked()
    return answer(
        {
            "year": year,
            "through": through,
            "pledges": [
                {
                    "slug": one.pledge.slug,
                    "type": one.pledge.type,
                    "target": one.pledge.target,
                    "rule": one.pledge.rule,
                    "done": one.done,
                    "parts": [asdict(part) for part in one.parts],
                }
                for one in shown
            ],
            "events": [_event(line) for line in _lines(shown)],
        }
    )


@bp.get("/pledge-events.csv")
def events_csv() -> ResponseReturnValue:
    """Give the events of a year as a table."""
    year, shown, _through = _asked()
    rows = []
    for line in _lines(shown):
        cells = _event(line)
        cells["parties"] = "|".join(cells["parties"])
        rows.append([cells[name] for name in COLUMNS])
    response = Response(write_csv(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"pledge-events-{year}.csv")
    return response


def _asked() -> tuple[int, list[PledgeProgress], str]:
    year = whole_number_argument("year", *YEARS, current_year())
    of_year = progress(database(), context(), year)
    everything = pledges(database(), context(), of_year)
    slug = choice_argument("pledge", [one.pledge.slug for one in everything]) if "pledge" in request.args else None
    return year, [one for one in everything if slug in {None, one.pledge.slug}], of_year.through.isoformat()


def _lines(shown: list[PledgeProgress]) -> list[EventLine]:
    """Return the events of the pledges, the earliest first."""
    lines = [line for one in shown for line in (*one.events, *(EventLine(post, None) for post in one.asked))]
    return sorted(lines, key=lambda line: (line.event.on, line.event.pledge, line.event.id))


def _event(line: EventLine) -> dict[str, Any]:
    told = asdict(line.event) | {"counts": line.reason is None, "reason": line.reason}
    told["on"] = line.event.on.isoformat()
    return {name: told[name] for name in COLUMNS}
