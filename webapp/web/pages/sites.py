"""Published sites: the list, one site, and the voice that anyone can add to it."""

from datetime import date
from typing import cast

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.calendar import local_date
from webapp.domain.counting import CountingRule, rule_from
from webapp.domain.errors import Fault, Invalid
from webapp.domain.pledges import Agreements, PledgeType
from webapp.domain.privacy import PublicSite
from webapp.domain.reporters import new_secret
from webapp.domain.roles import Permission, may
from webapp.domain.sites import HANDED_OVER_FROM
from webapp.formats.qr import qr_code
from webapp.language.public_words import find_all, mask_for_public
from webapp.storage.answers import answers_in_public
from webapp.storage.campaigns import is_open
from webapp.storage.edits import edits_in_public
from webapp.storage.handing_over import handing_over_in_public
from webapp.storage.measures import MeasureFilter, public_measures
from webapp.storage.moderation import public_texts
from webapp.storage.pledges import read_agreements
from webapp.storage.public import find_published
from webapp.storage.public_checks import checks_at
from webapp.storage.resolving import resolve_site
from webapp.storage.unsafe_places import activities_in_public
from webapp.usecases.suggestions import look_through, suggest
from webapp.web.basemap import drawn_still, map_made, view_around
from webapp.web.current import context, database
from webapp.web.forms.suggest import show_faults
from webapp.web.forms.support import SupportForm, fresh_form, sent_form, wish_for
from webapp.web.session import current_actor, when_form_is_foreign
from webapp.web.site_lists import listing
from webapp.web.site_words import history, reason_words, summary, verdict_words
from webapp.web.warned import keep_warned, must_warn
from webapp.web.words import measures as measure_words
from webapp.web.words.messages import opinions_after

bp = Blueprint("sites", __name__, url_prefix="/sites")
bp.record_once(lambda state: when_form_is_foreign(cast(Flask, state.app), "sites.support", _foreign))

STILL_WIDTH_M = {False: 6000.0, True: 1600.0}
"""How much ground the small map of a site shows from west to east: less where it can show streets."""


@bp.get("")
def index() -> ResponseReturnValue:
    """List the published sites: the same as on the map, with the same filters."""
    found = listing()
    return render_template("sites/index.html", found=found, numbered=found.numbered())


@bp.get("/<site_id>")
def show(site_id: str) -> ResponseReturnValue:
    """Show a site; an id that a merge retired leads to where it is now."""
    site = _find(site_id)
    if site.id != site_id:
        return redirect(url_for("sites.show", site_id=site.id), code=301)
    return _page(site, fresh_form())


@bp.get("/<site_id>/qr.svg")
def qr(site_id: str) -> ResponseReturnValue:
    """Show the site's address as a QR code, to print and put up."""
    code = qr_code(_address(_find(site_id)))
    return Response(render_template("sites/qr.svg", code=code), mimetype="image/svg+xml")


@bp.post("/<site_id>/support")
def support(site_id: str) -> ResponseReturnValue:
    """Add a voice to the site and go to its receipt; show a faulty form again with every word kept."""
    site = _find(site_id)
    form = sent_form(request.form)
    wish = wish_for(site.id, form, _reporter_secret())
    try:
        if must_warn(form, request.form):
            look_through(database(), context(), current_actor(), wish)
            return _page(site, keep_warned(form), warn=True), 422
        receipt = suggest(database(), context(), current_actor(), wish)
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        return _page(site, form), 422
    return redirect(url_for("receipts.show", token=receipt.token), code=303)


def _find(site_id: str) -> PublicSite:
    """Return the published site that an id leads to, or answer 404: an unpublished one is nobody's business."""
    site = find_published(database(), context(), site_id)
    if site is None:
        canonical = resolve_site(database(), site_id)
        site = find_published(database(), context(), canonical.id) if canonical is not None else None
    return site or abort(404)


def _foreign() -> ResponseReturnValue:
    """Show the site's form again after a token that was missing, expired or foreign."""
    form = sent_form(request.form)
    show_faults(form, [Fault("form", "foreign")])
    return _page(_find((request.view_args or {})["site_id"]), form)


def _page(site: PublicSite, form: SupportForm, *, warn: bool = False) -> str:
    view = view_around(site.lon, site.lat, STILL_WIDTH_M[map_made().streets])
    checks = checks_at(database(), context(), site.id)
    handed = handing_over_in_public(database(), context(), site.id) if site.status in HANDED_OVER_FROM else None
    edits = edits_in_public(database(), context(), site.id)
    agreements = read_agreements(database())
    done = activities_in_public(database(), site.id)
    voices = may(current_actor(), Permission.SUGGEST) and is_open(database(), context())
    if voices:
        _reporter_secret()
    return render_template(
        "sites/show.html",
        site=site,
        form=form if voices else None,
        warn=warn,
        findings=find_all(form.text.data or ""),
        masked=mask_for_public(form.text.data or "").strip(),
        sentences=summary(site),
        checks=[(check, verdict_words(check, _rule_on(agreements, check.held_on))) for check in checks],
        history=history(site, checks, handed, answers_in_public(database(), context(), site.id), done, edits),
        handed=handed,
        activities=done,
        measures=public_measures(database(), MeasureFilter(site_id=site.id)),
        measure_words=measure_words,
        today=local_date(context().now(), context().place.tz),
        texts=public_texts(database(), context(), site.id),
        reason=reason_words(site),
        opinions=opinions_after(database(), checks),
        view=view,
        base=drawn_still(view),
        address=_address(site),
    )


def _rule_on(agreements: Agreements, day: date) -> CountingRule:
    """Return the rule that held on a day, for the sentence that says why a check does not count."""
    agreement = agreements.in_force(day)
    pledge = agreement.pledge_of_type(PledgeType.CHECKS) if agreement else None
    return rule_from(pledge.rule) if pledge else CountingRule()


def _address(site: PublicSite) -> str:
    return (context().base_url or request.host_url.rstrip("/")) + f"/sites/{site.id}"


def _reporter_secret() -> str:
    """Return the random value in the form's cookie: the same cookie is the same resident."""
    if "reporter" not in session:
        session["reporter"] = new_secret()
    return cast(str, session["reporter"])
