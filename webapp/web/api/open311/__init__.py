"""Open311 GeoReport v2: other programs read published sites as requests, and send suggestions in with a key."""

from typing import Any, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from webapp.domain.calendar import start_of_day
from webapp.domain.errors import Fault, Invalid, NotAllowed, NotFound
from webapp.domain.privacy import PublicSite
from webapp.domain.roles import RESIDENT
from webapp.domain.suggestions import Kind, post_token
from webapp.formats.open311 import JSON, XML, write_json, write_xml
from webapp.storage.grouping import resolve_site
from webapp.storage.public import SiteFilter, count_published, find_published, published_sites
from webapp.usecases.open311 import key_id, site_of_token
from webapp.usecases.suggestions import suggest
from webapp.web.api.answers import refuse
from webapp.web.api.open311 import documents
from webapp.web.api.open311.parameters import (
    MOST_IDS,
    Days,
    check_jurisdiction,
    days_arguments,
    kind_argument,
    listed,
    page_arguments,
    sent,
    statuses_argument,
    wish_of,
)
from webapp.web.current import context, database
from webapp.web.errors import fault_text
from webapp.web.language import language
from webapp.web.limits import limit_key
from webapp.web.words.suggest_faults import SUGGEST_OWN

bp = Blueprint("open311", __name__, url_prefix="/open311/v2")

FORM, TOLD = "lofte.open311_form", "lofte.open311_told"
"""Where a request keeps which form it asks for, and that its errors are in that form already."""

FIELDS = {"kind": "service_code", "lon": "long", "text": "description", "place_text": "address_string"}
"""Our names of fields, and GeoReport's, where they differ."""


@bp.url_value_preprocessor
def _form(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Keep which form the end of the address asks for; without one the Accept header says, and JSON is the usual."""
    accepts = request.accept_mimetypes
    xml = max(accepts["text/xml"], accepts["application/xml"]) > accepts["application/json"]
    request.environ[FORM] = "xml" if xml else "json"
    for form in ("json", "xml"):
        if request.path.endswith(f".{form}"):
            request.environ[FORM] = form
            for name, value in (values or {}).items():
                cast(dict[str, Any], values)[name] = str(value).removesuffix(f".{form}")


@bp.before_request
def _jurisdiction() -> None:
    check_jurisdiction()


@bp.get("/discovery")
@bp.get("/discovery.json")
@bp.get("/discovery.xml")
def discovery() -> Response:
    """Say where the endpoint is."""
    return _answer("discovery", documents.discovery())


@bp.get("/services")
@bp.get("/services.json")
@bp.get("/services.xml")
def services() -> Response:
    """List both kinds of suggestions."""
    return _answer("services", documents.services())


@bp.get("/services/<code>")
def service(code: str) -> Response:
    """Say what may be told about one kind."""
    if code not in list(Kind):
        abort(404, description=_("There is no service_code %(name)s.", name=code[:60]))
    return _answer("service_definition", documents.definition(Kind(code)))


@bp.get("/requests")
@bp.get("/requests.json")
@bp.get("/requests.xml")
def requests() -> Response:
    """List published sites as requests, some at a time."""
    ids = listed("service_request_id")
    if ids:
        if len(ids) > MOST_IDS:
            refuse(str(_("Ask for at most %(most)s at a time.", most=MOST_IDS)))
        found = [site for site in map(_standing, ids) if site is not None]
        if not found:
            abort(404, description=_("There is no service_request_id %(name)s.", name=ids[0][:60]))
        return _answer("service_requests", [documents.request_of(site) for site in dict.fromkeys(found)])
    wanted, (offset, size) = _wanted(days_arguments()), page_arguments()
    sites = published_sites(database(), context(), wanted, size, offset)
    response = _answer("service_requests", [documents.request_of(site) for site in sites])
    return _with_pages(response, offset, size, count_published(database(), context(), wanted))


@bp.get("/requests/<site_id>")
def one_request(site_id: str) -> Response:
    """Answer one published site, by any id it ever had."""
    site = _standing(site_id)
    if site is None:
        abort(404, description=_("There is no service_request_id %(name)s.", name=site_id[:60]))
    return _answer("service_requests", [documents.request_of(site)])


@bp.post("/requests")
@bp.post("/requests.json")
@bp.post("/requests.xml")
def send() -> Response:
    """Take a suggestion in, and answer the token that tells its site once that is public."""
    posted = sent()
    key = key_id(database(), next(iter(posted.get("api_key", ())), ""))
    limit_key(key)
    wish = wish_of(posted, key)
    faults = [] if wish.text.strip() else [Fault("text", "missing")]
    try:
        if faults:
            raise Invalid(faults)
        receipt = suggest(database(), context(), RESIDENT, wish)
    except Invalid as error:
        return _refused(error.faults)
    notice = _("It is read by those who work here, and shown once enough residents have named the place.")
    token = post_token(context().secret_key, receipt.token)
    return _answer("service_requests", [{"token": token, "service_notice": str(notice), "account_id": None}])


@bp.get("/tokens/<token>")
def token(token: str) -> Response:
    """Answer the site that a suggestion became part of, once it is public; before that an empty list."""
    site_id = site_of_token(database(), token)
    found = [] if site_id is None else [{"service_request_id": site_id, "token": token}]
    return _answer("service_requests", found)


@bp.get("/servicerequestupdates")
@bp.get("/servicerequestupdates.json")
@bp.get("/servicerequestupdates.xml")
def updates() -> Response:
    """List what came of published sites: checks that were held and answers, the newest first."""
    ids, days, (offset, size) = set(listed("service_request_id")), days_arguments(), page_arguments()
    fitting = [
        update
        for on, update in documents.updates()
        if days.hold(on) and (not ids or update["service_request_id"] in ids)
    ]
    response = _answer("service_request_updates", fitting[offset : offset + size])
    return _with_pages(response, offset, size, len(fitting))


@bp.errorhandler(NotFound)
def _not_found(_error: NotFound) -> Response:
    return _errors(404, [str(_("Nothing was ever sent with that token."))])


@bp.errorhandler(NotAllowed)
def _not_allowed(_error: NotAllowed) -> Response:
    return _errors(403, [str(_("Send a valid api_key along. Those who run the site give one."))])


@bp.after_request
def _as_errors(response: Response) -> Response:
    """Turn whatever went wrong, also before us, into a list of codes and descriptions."""
    if response.status_code >= 400 and TOLD not in request.environ:
        said = cast(dict[str, Any], response.get_json(silent=True) or {})
        told = _errors(response.status_code, [str(said.get("error") or response.status)])
        response.set_data(told.get_data())
        response.headers["Content-Type"] = told.headers["Content-Type"]
    return response


def _refused(faults: list[Fault]) -> Response:
    return _errors(
        400, [f"{FIELDS.get(fault.field, fault.field)}: {fault_text(fault, SUGGEST_OWN)}" for fault in faults]
    )


def _errors(status: int, sentences: list[str]) -> Response:
    request.environ[TOLD] = True
    response = _answer("errors", [{"code": status, "description": sentence} for sentence in sentences])
    response.status_code = status
    return response


def _answer(root: str, body: Any) -> Response:
    """Return an answer in the form that was asked for, its type exactly as clients compare it."""
    xml = request.environ[FORM] == "xml"
    response = Response(write_xml(root, body) if xml else write_json(body))
    response.headers["Content-Type"] = XML if xml else JSON
    response.vary.update(["Accept", "Accept-Language"])
    response.content_language.add(language())
    return response


def _with_pages(response: Response, offset: int, size: int, matched: int) -> Response:
    """Say in the headers how many there are in all, and where the next ones are."""
    response.headers["X-Total-Count"] = str(matched)
    if offset + size < matched:
        query = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
        here = documents.root() + request.path.removeprefix(f"{bp.url_prefix}/")
        response.headers["Link"] = f'<{here}?{urlencode([*query, ("page", offset // size + 2)])}>; rel="next"'
    return response


def _standing(site_id: str) -> PublicSite | None:
    site = resolve_site(database(), site_id)
    return None if site is None else find_published(database(), context(), site.id)


def _wanted(days: Days) -> SiteFilter:
    kind, tz = kind_argument(), context().place.tz
    return SiteFilter(
        kind=kind,
        statuses=statuses_argument(),
        since=start_of_day(days.first, tz) if days.first else None,
        before=start_of_day(days.day_after, tz) if days.day_after else None,
    )
