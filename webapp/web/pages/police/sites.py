"""One site with everything that can be done there, and the words of its score."""

from dataclasses import dataclass
from math import ceil, floor
from typing import Any, TypedDict, Unpack

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.domain.after_effects import Yield
from webapp.domain.errors import NotFound
from webapp.domain.score import Score, points
from webapp.domain.sites import REASONS
from webapp.domain.suggestions import WHEN, Kind
from webapp.usecases.checks import CheckReceipt
from webapp.usecases.choosing import CheckLine, PoliceSite, held_check, site_for_police
from webapp.usecases.handing_over import view_for_police
from webapp.usecases.message_preview import MessagePreview
from webapp.usecases.site_list import after_checks
from webapp.usecases.suitability import SuitabilityView, suitability_for_police
from webapp.web import staff
from webapp.web.current import context, database
from webapp.web.forms.staff import AnswerForm, CheckForm, ChooseForm, HandOverForm, new_check_form
from webapp.web.forms.suitability import AssessForm, assess_form_like
from webapp.web.pages.police.blueprint import bp
from webapp.web.pages.police.versions import editing
from webapp.web.session import current_actor
from webapp.web.words import rank as rank_words
from webapp.web.words import site_list as list_words
from webapp.web.words import suitability as fit_words


@dataclass(frozen=True)
class Bar:
    """One part of a score as it is drawn: where it begins and how wide it is, in whole points of a hundred."""

    name: str
    start: int
    width: int


@bp.get("/")
def index() -> ResponseReturnValue:
    """Lead to the list of sites."""
    return redirect(url_for("police.sites"), code=303)


@bp.get("/sites/<site_id>")
def site(site_id: str) -> ResponseReturnValue:
    """Show one site; an old id leads to the one that it became."""
    found = site_for_police(database(), context(), current_actor(), site_id)
    if found.site.kind == Kind.UNSAFE_PLACE:
        return redirect(url_for("police.unsafe.show", site_id=found.site.id), code=303)
    if found.site.id != site_id:
        return redirect(url_for("police.site", site_id=found.site.id), code=301)
    return site_page(site_id)


class SentForms(TypedDict, total=False):
    """The form that was sent, under its name in the template; the others are shown empty."""

    check_form: CheckForm
    choose_form: ChooseForm
    answer_form: AnswerForm
    hand_over_form: HandOverForm
    assess_form: AssessForm


def site_page(
    site_id: str,
    status: int = 200,
    *,
    answering: str = "decline",
    preview: CheckReceipt | None = None,
    message: MessagePreview | None = None,
    **sent: Unpack[SentForms],
) -> ResponseReturnValue:
    """Return the page of a site, with the form that was sent and what is wrong with it."""
    found = site_for_police(database(), context(), current_actor(), site_id)
    fit = suitability_for_police(database(), current_actor(), site_id)
    after = after_checks(database(), context(), current_actor(), found.site)
    page = render_template(
        "police/site.html",
        found=found,
        fit=fit,
        visits=after.visits,
        hints=after.suggested,
        suggested_words=list_words.SUGGESTED,
        fit_words=fit_words,
        judging="assess_form" in sent,
        handing=view_for_police(database(), current_actor(), site_id),
        answering=answering,
        **(_empty_forms(found, fit) | sent),
        faulty=next(iter(sent.values()), None),
        preview=preview,
        message=message,
        **editing(site_id),
        recorded=just_recorded(),
        done=staff.DONE.get(request.args.get("done", "")),
        reasons_list=REASONS,
        when_cells=[cell for cell, strength in zip(WHEN, found.when_strengths, strict=True) if strength >= 3],
        **score_words(),
    )
    return page, status


def _empty_forms(found: PoliceSite, fit: SuitabilityView) -> SentForms:
    last = fit.standing
    return {
        "check_form": new_check_form(limit_kmh=str(found.site.limit_kmh or "")),
        "choose_form": ChooseForm(),
        "answer_form": AnswerForm(),
        "hand_over_form": HandOverForm(),
        "assess_form": assess_form_like(last.answers, last.note) if last else AssessForm(),
    }


def score_words() -> dict[str, Any]:
    """Return what a template needs to put a score into words."""
    return {
        "bars": bars,
        "score_reasons": score_reasons,
        "part_words": staff.PARTS,
        "verdict_words": staff.VERDICTS,
        "share_words": share_words,
        "sum_words": rank_words.sum_words,
        "lift_words": rank_words.lift_words,
        "alike_words": rank_words.alike_words,
    }


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


def share_words(seen: Yield) -> str:
    """Return the share over the limit at the checks of a site, with its interval and how many passed."""
    low, high = seen.interval
    return str(
        ngettext(
            "%(share)d of 100 over the limit (%(low)d–%(high)d with chance allowed for): "
            "%(over)d of %(vehicles)d vehicles at %(num)d check.",
            "%(share)d of 100 over the limit (%(low)d–%(high)d with chance allowed for): "
            "%(over)d of %(vehicles)d vehicles at %(num)d checks.",
            seen.checks,
            share=round(100 * seen.share),
            low=floor(100 * low),
            high=ceil(100 * high),
            over=seen.over,
            vehicles=seen.vehicles,
        )
    )


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


def just_recorded() -> CheckLine | None:
    """Return the check that was just recorded, when the address names one."""
    public_id = request.args.get("recorded", "")
    try:
        return held_check(database(), current_actor(), public_id) if public_id else None
    except NotFound:
        return None
