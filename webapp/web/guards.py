"""Who gets in where. Closed by default: an endpoint is public by name, or it stands in a staff area."""

import unicodedata
from urllib.parse import urljoin, urlsplit

from flask import Flask, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.roles import AREA_OF_ROLE, STAFF, Role
from webapp.web.session import UNSAFE_METHODS, current_actor, typed_words
from webapp.web.staff import staff_menu

PUBLIC: frozenset[str] = frozenset(
    {
        "about.accessibility",
        "about.how_we_choose",
        "about.privacy",
        "about.robots_txt",
        "about.security_txt",
        "alerts.change",
        "alerts.confirm",
        "alerts.confirmed",
        "alerts.end",
        "alerts.ended",
        "alerts.send",
        "alerts.sent",
        "alerts.show",
        "alerts.start",
        "api_ledger.ledger_jsonl",
        "api_ledger.verify_py",
        "api_pledge_reports.report",
        "api_pledges.events_csv",
        "api_pledges.events_json",
        "api_hotspots.hotspots",
        "api_progress.checks_json",
        "api_progress.pledges_json",
        "api_progress.progress_json",
        "api_v1.areas",
        "api_v1.figures",
        "api_v1.map_view",
        "api_v1.measures",
        "api_v1.openapi",
        "api_v1.sites",
        "campaigns.poster",
        "campaigns.show",
        "catalog.turtle",
        "embed.show",
        "feeds.checks",
        "feeds.follow_ups",
        "feeds.sites",
        "follow_ups.as_csv",
        "follow_ups.as_json",
        "follow_ups.evaluation_csv",
        "follow_ups.evaluation_json",
        "follow_ups.evaluation_pdf",
        "follow_ups.map_picture",
        "follow_ups.picture",
        "follow_ups.show",
        "follow_ups.square",
        "health.healthz",
        "home.index",
        "login.accept",
        "login.check",
        "login.check_second",
        "login.code",
        "login.end",
        "login.invitation",
        "login.show",
        "login_provider.back",
        "login_provider.start",
        "mail_links.answer",
        "mail_links.ask_again",
        "mail_links.confirm",
        "mail_links.confirmed",
        "mail_links.find_again",
        "mail_links.lost",
        "mail_links.no_more",
        "mail_links.on_its_way",
        "mail_links.question",
        "mail_links.stop",
        "mail_links.stopped",
        "mail_links.tell",
        "maps.layers",
        "maps.picture",
        "moved_pins.send",
        "moved_pins.show",
        "offline.worker",
        "ogc.collection",
        "ogc.collections",
        "ogc.conformance",
        "ogc.description",
        "ogc.item",
        "ogc.items",
        "ogc.landing",
        "open_data.index",
        "open311.discovery",
        "open311.one_request",
        "open311.requests",
        "open311.send",
        "open311.service",
        "open311.services",
        "open311.token",
        "open311.updates",
        "pledges.evaluation",
        "pledges.follow_ups",
        "pledges.index",
        "pledges.show",
        "progress.index",
        "proof.check",
        "proof.explained",
        "public_measures.index",
        "receipts.data",
        "receipts.edit",
        "receipts.follow_site",
        "receipts.forget",
        "receipts.gone",
        "receipts.qr",
        "receipts.show",
        "receipts.take_back",
        "report.received",
        "report.send",
        "report.show",
        "share.campaign",
        "share.home",
        "share.site",
        "sites.index",
        "sites.qr",
        "sites.show",
        "sites.support",
        "static",
        "suggest.name",
        "suggest.near",
        "suggest.offline",
        "suggest.places",
        "suggest.send",
        "suggest.show",
    }
)
"""Every endpoint that anyone may open. A staff area is no part of it: its address guards it."""

AREAS: dict[str, Role] = {area: role for role, area in AREA_OF_ROLE.items()}

OWN_ACCOUNT = "account"
"""The area where everybody who works here finds the own account."""


def init_app(app: Flask) -> None:
    """Stand before every page; give staff pages their menu."""
    app.jinja_env.globals["staff_menu"] = staff_menu
    app.before_request(guard)


def guard() -> ResponseReturnValue | None:
    """Let a request through if its endpoint is public, or if its staff area is the actor's own."""
    if request.endpoint is None:
        return None  # no such page: the 404 or 405 that follows tells nothing
    roles = roles_let_in(request.path)
    if not roles:
        return None if request.endpoint in PUBLIC else abort(404)
    actor = current_actor()
    if actor.role in roles:
        return None
    if actor.account_id is not None:
        abort(403)
    if request.method in UNSAFE_METHODS:  # the login ran out while somebody typed: give the words back
        return render_template("login/ran_out.html", words=typed_words()), 403
    return redirect(url_for("login.show", next=request.full_path.rstrip("?")))


def roles_let_in(path: str) -> frozenset[Role]:
    """Return who may open a path of a staff area; nobody stands for a path that lies in none."""
    role = area_role(path)
    if role is not None:
        return frozenset({role, Role.ADMIN})
    return frozenset(STAFF) if path.startswith(f"/{OWN_ACCOUNT}/") else frozenset()


def area_role(path: str) -> Role | None:
    """Return whose staff area a path lies in, or None."""
    return AREAS.get(path.split("/")[1]) if path.startswith("/") else None


def safe_next(target: str | None) -> str | None:
    r"""Return ``target`` if it is a path of this site and nothing else, else None.

    Browsers drop tabs and line feeds and read a backslash as a slash, so ``/\t/evil`` would lead away.
    """
    if not target or not target.startswith("/") or "\\" in target or len(target) > 2000:
        return None
    if any(unicodedata.category(c).startswith(("C", "Z")) for c in target):
        return None
    own = "http://own.invalid"
    landed = urlsplit(urljoin(own + "/", target))
    return target if landed.netloc == "own.invalid" and not target.startswith("//") else None
