"""What programs read about the pledges: progress, checks, pledges. A date and never an hour."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from webapp.domain.pace import Pace
from webapp.domain.privacy import PublicOpinions
from webapp.domain.progress import CheckLine, PledgeState, Progress, state_of
from webapp.domain.reports import FOLLOW_UPS_A_YEAR, ReportKind
from webapp.storage.opinions import opinions_of
from webapp.storage.pledge_progress import PledgeProgress, pledges
from webapp.storage.progress import progress
from webapp.storage.proofs import proofs_of_year
from webapp.storage.reports import how_many_published
from webapp.web.api.answers import whole_number_argument
from webapp.web.current import context, database
from webapp.web.language import language
from webapp.web.pages.progress import current_year

bp = Blueprint("api_progress", __name__, url_prefix="/api/v1")

YEARS = (1900, 2999)


@bp.get("/progress.json")
def progress_json() -> ResponseReturnValue:
    """Tell how many checks count in a year, and which do not and why."""
    shown = progress(database(), context(), _asked_year())
    return jsonify(
        {
            "pledge": shown.pledge.slug if shown.pledge else None,
            "agreement": shown.agreement.slug if shown.agreement else None,
            "continued": shown.continued,
            "year": shown.year,
            "through": shown.through.isoformat(),
            "target": shown.target,
            "counted": shown.counted,
            "state": shown.state,
            "not_counted": [_fields(line, "id", "held_on", "reason", "site", "area") for line in shown.not_counted],
            "sites": shown.sites,
            "areas": shown.areas,
            "verified": shown.verified,
            "threshold": shown.threshold,
            "checks": [_fields(line, "id", "site", "area", "held_on", "number") for line in shown.checks],
            "districts": [
                {
                    "name": d.name,
                    "population": d.population,
                    "sites": d.sites,
                    "counted": d.counted,
                    "floor": d.floor,
                    "former": d.former,
                }
                for d in shown.districts
            ],
            "pace": _pace(shown.pace),
        }
    )


@bp.get("/checks.json")
def checks_json() -> ResponseReturnValue:
    """Tell of every check of a year that was held, counted or not, in the order of the dates."""
    shown = progress(database(), context(), _asked_year())
    proofs = proofs_of_year(database(), context(), shown.year)
    lines = sorted([*shown.checks, *shown.not_counted], key=lambda line: (line.check.held_on, line.check.id))
    say = opinions_of(database(), [line.check.id for line in lines if line.check.site])
    return jsonify(
        [
            {
                **_check(line),
                "residents_say": _opinions(say.get(line.check.id)),
                "proof": known.public if (known := proofs.get(line.check.id)) and line.check.number else None,
            }
            for line in lines
        ]
    )


@bp.get("/pledges.json")
def pledges_json() -> ResponseReturnValue:
    """Tell of every pledge of a year; ``done`` and ``state`` are null where this site does not know."""
    of_year = progress(database(), context(), _asked_year())
    shown = pledges(database(), context(), of_year)
    everything: list[dict[str, Any]] = [_pledge(p) for p in shown]
    if request.args.get("with") == "agreement" and everything:
        year, party = shown[0].year, ", ".join(dict.fromkeys(name for p in shown for name in p.party_names))
        for slug, target, done, state in _told_of(year, of_year):
            everything.append(
                {
                    "slug": slug, "title": slug.replace("_", " ").capitalize(), "party": party, "year": year,
                    "target": target, "done": done, "parts": [], "state": state,
                }
            )  # fmt: skip
    response = jsonify(everything)
    response.vary.add("Accept-Language")
    return response


def _told_of(year: int, of_year: Progress) -> list[tuple[str, int, int, PledgeState | None]]:
    """Return what the agreement promises to tell: name, how often, how often it was done, how that stands."""
    told = how_many_published(database(), ReportKind.FOLLOW_UP, year)
    evaluated = how_many_published(database(), ReportKind.EVALUATION, year)
    state = state_of(told, FOLLOW_UPS_A_YEAR, of_year.first_on, of_year.through, of_year.last_on, None)
    return [
        ("follow_ups", FOLLOW_UPS_A_YEAR, told, state),
        ("evaluation", 1, evaluated, PledgeState.KEPT if evaluated else None),
    ]


def _asked_year() -> int:
    return whole_number_argument("year", *YEARS, current_year())


def _fields(line: CheckLine, *names: str) -> dict[str, Any]:
    """Return some of what ``checks.json`` tells of a check."""
    whole = _check(line)
    return {name: whole[name] for name in names}


def _pace(pace: Pace | None) -> dict[str, Any] | None:
    if pace is None:
        return None
    return {
        "low": pace.low,
        "high": pace.high,
        "chance": round(pace.chance, 3),
        "needed_per_week": round(pace.needed_per_week, 2),
    }


def _check(line: CheckLine) -> dict[str, Any]:
    check = line.check
    return {
        "id": check.id,
        "held_on": check.held_on.isoformat(),
        "site": check.site,
        "site_name": check.site_name,
        "area": check.area,
        "counts": check.counts,
        "reason": check.reason,
        "number": check.number,
        "verified": line.verified,
        "corrected": line.corrected,
        "vehicles": check.vehicles,
        "over_limit": check.over_limit,
        "mean_kmh": check.mean_kmh,
        "v85_kmh": check.v85_kmh,
        "limit_kmh": check.limit_kmh,
        "note": check.note,
    }


def _opinions(opinions: PublicOpinions | None) -> dict[str, str] | None:
    """Return what residents say four weeks after a check, in spans; null of fewer than three."""
    return None if opinions is None else asdict(opinions)


def _pledge(shown: PledgeProgress) -> dict[str, Any]:
    return {
        "slug": shown.pledge.slug,
        "title": shown.pledge.title.in_language(language()),
        "party": ", ".join(shown.party_names),
        "parties": list(shown.pledge.parties),
        "type": shown.pledge.type,
        "year": shown.year,
        "target": shown.pledge.target,
        "done": shown.done,
        "parts": [{"name": p.name, "target": p.target, "done": p.done} for p in shown.parts],
        "state": shown.state,
        "pace": _pace(shown.pace),
        "events": len(shown.events),
        "not_counted": [
            {"id": line.event.id, "on": line.event.on.isoformat(), "reason": line.reason} for line in shown.not_counted
        ],
        "missed_weeks": {area: list(weeks) for area, weeks in shown.missed.items()},
        "asked": [{"on": post.on.isoformat(), "url": post.evidence} for post in shown.asked],
    }
