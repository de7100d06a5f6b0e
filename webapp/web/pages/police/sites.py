"""The ranked list of sites, and one site with everything that can be done there."""

from dataclasses import dataclass
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.domain.errors import NotFound
from webapp.domain.score import SCORE_VERSION, Score, points
from webapp.domain.sites import NEXT, REASONS
from webapp.domain.suggestions import WHEN, Kind
from webapp.storage.ranking import RankedSite
from webapp.usecases.checks import CheckReceipt
from webapp.usecases.choosing import (
    CheckLine,
    ListWish,
    area_choices,
    held_check,
    rank_sites,
    site_for_police,
)
from webapp.usecases.handing_over import view_for_police
from webapp.usecases.message_preview import MessagePreview
from webapp.usecases.suitability import SuitabilityView, suitability_for_police
from webapp.web import staff
from webapp.web.basemap import drawn_base, place_view
from webapp.web.current import context, database
from webapp.web.forms.staff import AnswerForm, CheckForm, ChooseForm, HandOverForm, new_check_form
from webapp.web.forms.suitability import AssessForm, assess_form_like
from webapp.web.pages.police.blueprint import bp
from webapp.web.pages.police.versions import editing
from webapp.web.session import current_actor
from webapp.web.words import suggestions as words
from webapp.web.words import suitability as fit_words

PAGE_SIZE = 20


@dataclass(frozen=True)
class Bar:
    """One part of a score as it is drawn: where it begins and how wide it is, in whole points of a hundred."""

    name: str
    start: int
    width: int


@dataclass(frozen=True)
class Mark:
    """A site on the map."""

    n: int
    kind: str
    checked: bool
    x: float
    y: float
    url: str
    label: str


@bp.get("/")
def index() -> ResponseReturnValue:
    """Lead to the list of sites."""
    return redirect(url_for("police.sites"), code=303)


@bp.get("/sites")
def sites() -> ResponseReturnValue:
    """List the sites, the most urgent first; as JSON all of them at once."""
    wish = _wish()
    ranking = rank_sites(database(), context(), current_actor(), wish)
    if request.args.get("format") == "json":
        return jsonify([_as_json(site) for site in ranking.sites])
    pages = max(1, -(-len(ranking.sites) // PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = ranking.sites[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    view = place_view()
    return render_template(
        "police/sites.html",
        ranking=ranking,
        shown=shown,
        page=page,
        pages=pages,
        wish=wish,
        areas=area_choices(database()),
        kinds=list(Kind),
        statuses=list(NEXT),
        view=view,
        base=drawn_base(view),
        marks=[_mark(site) for site in shown],
        query={k: v for k, v in request.args.items() if k != "page"},
        **score_words(),
    )


@bp.get("/sites/<site_id>")
def site(site_id: str) -> ResponseReturnValue:
    """Show one site; an old id leads to the one that it became."""
    found = site_for_police(database(), context(), current_actor(), site_id)
    if found.site.kind == Kind.UNSAFE_PLACE:
        return redirect(url_for("police.unsafe.show", site_id=found.site.id), code=303)
    if found.site.id != site_id:
        return redirect(url_for("police.site", site_id=found.site.id), code=301)
    return site_page(site_id)


def site_page(
    site_id: str,
    status: int = 200,
    *,
    check_form: CheckForm | None = None,
    choose_form: ChooseForm | None = None,
    answer_form: AnswerForm | None = None,
    hand_over_form: HandOverForm | None = None,
    assess_form: AssessForm | None = None,
    answering: str = "decline",
    preview: CheckReceipt | None = None,
    message: MessagePreview | None = None,
) -> ResponseReturnValue:
    """Return the page of a site, with the form that was sent and what is wrong with it."""
    found = site_for_police(database(), context(), current_actor(), site_id)
    fit = suitability_for_police(database(), current_actor(), site_id)
    return (
        render_template(
            "police/site.html",
            found=found,
            check_form=check_form or new_check_form(limit_kmh=str(found.site.limit_kmh or "")),
            choose_form=choose_form or ChooseForm(),
            answer_form=answer_form or AnswerForm(),
            hand_over_form=hand_over_form or HandOverForm(),
            fit=fit,
            fit_words=fit_words,
            assess_form=assess_form or _assess_form(fit),
            handing=view_for_police(database(), current_actor(), site_id),
            answering=answering,
            faulty=next(
                (
                    form
                    for form in (check_form, choose_form, answer_form, hand_over_form, assess_form)
                    if form is not None
                ),
                None,
            ),
            preview=preview,
            message=message,
            **editing(site_id),
            recorded=just_recorded(),
            done=staff.DONE.get(request.args.get("done", "")),
            reasons_list=REASONS,
            when_cells=[cell for cell, strength in zip(WHEN, found.when_strengths, strict=True) if strength >= 3],
            **score_words(),
        ),
        status,
    )


def score_words() -> dict[str, Any]:
    """Return what a template needs to put a score into words."""
    return {"bars": bars, "score_reasons": score_reasons, "part_words": staff.PARTS, "verdict_words": staff.VERDICTS}


def bars(score: Score) -> list[Bar]:
    """Return the parts of a score one after the other."""
    drawn, start = [], 0
    for name, width in points(score.parts).items():
        drawn.append(Bar(name, start, width))
        start += width
    return drawn


def score_reasons(score: Score) -> list[tuple[str, str]]:
    """Return for each part of a score its name and a sentence that says what it rests on."""
    return [
        ("demand", ngettext("%(num)d resident asks for it.", "%(num)d residents ask for it.", score.residents)),
        ("waiting", _waiting(score)),
        ("context", _context(score)),
        ("speed", _speed(score)),
    ]


def _waiting(score: Score) -> str:
    days = int(score.waited_d)
    if score.ever_checked:
        return str(
            ngettext("%(num)d day since the last counted check.", "%(num)d days since the last counted check.", days)
        )
    return str(ngettext("Never checked; waiting for %(num)d day.", "Never checked; waiting for %(num)d days.", days))


def _context(score: Score) -> str:
    if not score.risks:
        return str(_("No special risk is known."))
    return str(_("Risks: %(risks)s.", risks=", ".join(str(staff.RISKS[risk]) for risk in score.risks)))


def _speed(score: Score) -> str:
    if score.measured is None:
        return str(_("Not measured, so taken for 5 km/h above the limit."))
    return str(
        _(
            "85 per cent drove at most %(v85)d km/h where %(limit)d is allowed (%(vehicles)d vehicles).",
            v85=round(score.measured.v85_kmh),
            limit=round(score.measured.limit_kmh),
            vehicles=score.measured.vehicles,
        )
    )


def _wish() -> ListWish:
    asked = request.args
    kind = asked.get("kind", Kind.SPEED)
    return ListWish(
        kind=kind if kind in set(Kind) else "",
        area=asked.get("area", ""),
        status=asked.get("status", ""),
        text=asked.get("text", "")[:100],
        min_score=min(100, max(0, asked.get("min_score", 0, type=int))) / 100,
        chosen=asked.get("chosen") == "1",
    )


def _as_json(site: RankedSite) -> dict[str, Any]:
    parts = {name: round(value, 6) for name, value in site.score.parts.items()}
    return {
        "id": site.id,
        "rank": site.rank,
        "name": site.name,
        "kind": site.kind,
        "area": site.area,
        "lat": site.lat,
        "lon": site.lon,
        "status": site.status,
        "score": round(sum(parts.values()), 6),
        "parts": parts,
        "score_version": SCORE_VERSION,
        "residents": site.residents,
        "checks": site.checks,
        "last_check_on": site.last_check_on.isoformat() if site.last_check_on else None,
        "published": site.published,
        "eligible": site.eligible,
        "chosen": site.choice is not None,
        "planned_on": site.choice.planned_on.isoformat() if site.choice and site.choice.planned_on else None,
        "url": url_for("police.site", site_id=site.id),
    }


def _mark(site: RankedSite) -> Mark:
    x, y = place_view().to_xy(site.lon, site.lat)
    label = ngettext(
        "%(rank)d. %(name)s, %(kind)s, %(num)d resident",
        "%(rank)d. %(name)s, %(kind)s, %(num)d residents",
        site.residents,
        rank=site.rank,
        name=site.name,
        kind=words.KIND[site.kind],
    )
    url = url_for("police.site", site_id=site.id)
    return Mark(site.rank, site.kind, site.checks > 0, round(x, 1), round(y, 1), url, label)


def _assess_form(fit: SuitabilityView) -> AssessForm:
    last = fit.standing
    return assess_form_like(last.answers, last.note) if last else AssessForm()


def just_recorded() -> CheckLine | None:
    """Return the check that was just recorded, when the address names one."""
    public_id = request.args.get("recorded", "")
    try:
        return held_check(database(), current_actor(), public_id) if public_id else None
    except NotFound:
        return None
