"""Planners: which places residents name most, and the files to work on. A file is computed when asked for."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Invalid
from webapp.domain.planner_views import View
from webapp.usecases.exports import SITE_FORMATS, export_hotspots, export_sites, planning_overview
from webapp.usecases.handing_over import with_the_planner
from webapp.usecases.planner_views import export_view
from webapp.web.current import context, database
from webapp.web.forms.faults import show_faults
from webapp.web.forms.planner import HotspotForm, SitesForm, dates_readable, wish_of
from webapp.web.language import language
from webapp.web.pages.candidates import bp as candidates
from webapp.web.pages.figures import bp as figures
from webapp.web.pages.measures import bp as measures
from webapp.web.pages.planner_map import bp as hotspot_map
from webapp.web.pages.pledge_desk import bp as pledge_desk
from webapp.web.pages.unsafe_places import bp as unsafe_places
from webapp.web.planner_files import file_of
from webapp.web.session import current_actor
from webapp.web.words import suitability as fit_words

bp = Blueprint("planner", __name__, url_prefix="/planner")
bp.register_blueprint(unsafe_places, url_prefix="/unsafe")
bp.register_blueprint(candidates, url_prefix="/candidates")
bp.register_blueprint(figures, url_prefix="/figures")
bp.register_blueprint(measures, url_prefix="/measures")
bp.register_blueprint(pledge_desk, url_prefix="/pledges")
bp.register_blueprint(hotspot_map)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show the published sites and offer the files."""
    return _page(HotspotForm())


@bp.post("/exports")
def hotspots() -> ResponseReturnValue:
    """Give a file of hotspots to take away."""
    form = HotspotForm(request.form)
    if not dates_readable(form):
        return _page(form, 422)
    wish = wish_of(form, language())
    try:
        if wish.format == "html" and form.view.data and form.view.data != View.HOTSPOTS:
            data = export_view(database(), context(), current_actor(), form.view.data, wish)
        else:
            data = export_hotspots(database(), context(), current_actor(), wish)
    except Invalid as error:
        show_faults(form, error.faults)
        return _page(form, 422)
    return file_of("hotspots", wish.format, data)


@bp.post("/exports/sites")
def sites() -> ResponseReturnValue:
    """Give a file of the published sites to take away."""
    asked = request.form.get("format", "")
    format_ = "csv" if asked == "excel" else asked
    if format_ not in SITE_FORMATS:
        return _page(HotspotForm(), 422)
    return file_of(
        "sites", format_, export_sites(database(), context(), current_actor(), format_, excel=asked == "excel")
    )


def _page(form: HotspotForm, status: int = 200) -> ResponseReturnValue:
    found = planning_overview(database(), context(), current_actor())
    handed = with_the_planner(database(), context(), current_actor())
    page = render_template(
        "planner/index.html", form=form, sites_form=SitesForm(), found=found, handed=handed, fit_words=fit_words
    )
    return page, status
