"""Published follow-ups and evaluations: the page, its open files, its pictures and its PDF. Frozen for ever."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.calendar import local_date
from webapp.domain.reports import ReportKind, next_due
from webapp.formats.pdf_report import Document, report_pdf
from webapp.formats.report_files import PublishedFile, report_csv, report_json
from webapp.formats.svg_map import names_beside
from webapp.storage.pledge_progress import pledges
from webapp.storage.progress import progress
from webapp.storage.reports import Published, all_published, how_many_published, published
from webapp.web.api.answers import answer, base_url, whole_number_argument
from webapp.web.basemap import PICTURE_BYTES, PICTURE_FONTS, drawn_base, map_credits, place_view
from webapp.web.current import context, database
from webapp.web.language import language
from webapp.web.language import local_date as in_words
from webapp.web.report_sections import facts, sections
from webapp.web.share import png
from webapp.web.words import checks as check_words
from webapp.web.words import reports as words

bp = Blueprint("follow_ups", __name__)

MOST_VERSIONS = 1_000
MARK_SIZE = 19.0  # half of what a mark of the map picture takes


def index_page() -> ResponseReturnValue:
    """List the published follow-ups, the latest first, and say when the next one is due."""
    now = context().now()
    today = local_date(now, context().place.tz)
    shown = all_published(database(), ReportKind.FOLLOW_UP)
    promised = progress(database(), context(), today.year).agreement is not None
    done = how_many_published(database(), ReportKind.FOLLOW_UP, today.year)
    due = next_due(today, done) if promised else None
    evaluated = all_published(database(), ReportKind.EVALUATION)
    return render_template("pledges/follow_ups.html", shown=shown, due=due, year=today.year, evaluated=evaluated)


def evaluation_page(year: int) -> ResponseReturnValue:
    """Show the evaluation of a year, or how its pledges stand and that none is published."""
    slug = f"evaluation-{year}"
    if published(database(), slug) is not None:
        return _page(_wanted(slug))
    of_year = progress(database(), context(), year)
    so_far = pledges(database(), context(), of_year)
    return render_template("pledges/evaluation.html", year=year, pledges=so_far, progress=of_year, words_of=check_words)


@bp.get("/follow-ups/<report>")
def show(report: str) -> ResponseReturnValue:
    """Show one follow-up."""
    shown = _wanted(report)
    if shown.report.kind == ReportKind.EVALUATION:
        return redirect(url_for("pledges.evaluation", year=shown.report.year), code=301)
    return _page(shown)


@bp.get("/follow-ups/<report>.json")
def as_json(report: str) -> Response:
    """Answer a follow-up with every row that its numbers come from."""
    return _json(_wanted(report))


@bp.get("/follow-ups/<report>.csv")
def as_csv(report: str) -> Response:
    """Answer the rows of a follow-up as a table."""
    return _csv(_wanted(report))


@bp.get("/evaluation/<int:year>.json")
def evaluation_json(year: int) -> Response:
    """Answer an evaluation with every row that its numbers come from."""
    return _json(_wanted(f"evaluation-{year}"))


@bp.get("/evaluation/<int:year>.csv")
def evaluation_csv(year: int) -> Response:
    """Answer the rows of an evaluation as a table."""
    return _csv(_wanted(f"evaluation-{year}"))


@bp.get("/evaluation/<int:year>.pdf")
def evaluation_pdf(year: int) -> Response:
    """Answer an evaluation as a tagged PDF, in the language that is asked for."""
    shown = _wanted(f"evaluation-{year}")
    response = Response(report_pdf(document_of(shown)), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="evaluation-{year}-{language()}.pdf"'
    response.content_language.add(language())
    return response


@bp.get("/follow-ups/<report>/share.png")
def picture(report: str) -> Response:
    """Draw the count of a follow-up or evaluation, 1200 x 630."""
    return png(_drawn(_wanted(report), "share/report.svg"))


@bp.get("/follow-ups/<report>/square.png")
def square(report: str) -> Response:
    """Draw the same, 1080 x 1080."""
    return png(_drawn(_wanted(report), "share/report_square.svg"))


@bp.get("/follow-ups/<report>/map.svg")
def map_picture(report: str) -> Response:
    """Draw the public places where checks were counted."""
    shown = _wanted(report)
    view = place_view()
    marks = [(*view.to_xy(s["lon"], s["lat"]), s["checks"], s["name"]) for s in shown.version.rows["sites"]]
    svg = render_template(
        "reports/map.svg",
        base=(base := drawn_base(view, PICTURE_BYTES, PICTURE_FONTS)),
        names=names_beside(base.names, [(x, y) for x, y, _, _ in marks], MARK_SIZE, PICTURE_FONTS[0]),
        credits=map_credits(),
        marks=marks,
        shown=shown,
    )
    return Response(svg, mimetype="image/svg+xml")


def page_of(shown: Published, preview: bool = False) -> str:
    """Return the page of a version, public or not yet."""
    newest = shown.versions[-1]
    notes = [v for v in shown.versions[1:] if v.number <= shown.version.number]
    return render_template(
        "reports/show.html",
        shown=shown,
        texts=shown.version.texts,
        facts=facts(shown),
        sections=sections(shown),
        notes=notes,
        newest=newest,
        preview=preview,
        others=[] if preview else all_published(database(), ReportKind.FOLLOW_UP, shown.report.year),
        address=base_url() + _address(shown),
        is_evaluation=shown.report.kind == ReportKind.EVALUATION,
        words_of=words,
    )


def document_of(shown: Published) -> Document:
    """Return what the PDF of a version holds."""
    texts, lang = shown.version.texts, language()
    on = shown.version.published_on or shown.version.through
    own = sections(shown)
    told = words.told_sections(texts, lang)
    colophon = words.colophon(shown, base_url() + _address(shown), in_words(on))
    return Document(
        lang, texts.get("title", lang), context().place.authority or context().place.name, on,
        texts.get("lead", lang), (*told, *own), colophon,
    )  # fmt: skip


def _page(shown: Published) -> str:
    return page_of(shown)


def _wanted(slug: str) -> Published:
    """Return the version that ``?version=`` asks for, else the newest public one."""
    number = whole_number_argument("version", 1, MOST_VERSIONS, 0) if request.args.get("version") else None
    return published(database(), slug, number) or abort(404)


def _address(shown: Published) -> str:
    if shown.report.kind == ReportKind.EVALUATION:
        return f"/evaluation/{shown.report.year}"
    return f"/follow-ups/{shown.report.slug}"


def _json(shown: Published) -> Response:
    version = shown.version
    of = PublishedFile(shown.report.slug, shown.number, version.published_on, version.fingerprint)
    return answer(report_json(of, version.rows, version.figures, version.texts))


def _csv(shown: Published) -> Response:
    response = Response(report_csv(shown.version.rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{shown.report.slug}.csv"'
    return response


def _drawn(shown: Published, template: str) -> str:
    view = place_view()
    marks = [("speed", *(round(v, 1) for v in view.to_xy(s["lon"], s["lat"]))) for s in shown.version.rows["sites"]]
    return render_template(
        template,
        base=drawn_base(view),
        marks=marks,
        figures=shown.version.figures,
        through=shown.version.through,
        title=shown.version.texts.get("title", language()),
        host=base_url().partition("://")[2],
        path=_address(shown),
    )
