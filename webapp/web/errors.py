"""What people read when something went wrong, and the status that programs get."""

import errno
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from webapp.domain.errors import Fault, Invalid, LofteError, NotAllowed, NotFound, Overtaken, Refused, WrongState
from webapp.usecases.audit_log import note_refusal
from webapp.web.current import context, database
from webapp.web.faults import FAULTS
from webapp.web.session import current_actor

log = logging.getLogger(__name__)

STATUS_OF: dict[type[LofteError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    WrongState: 409,
    Overtaken: 409,
    Invalid: 422,
    Refused: 400,
}

STATUS_OF_SQLSTATE = {
    "53100": 507,  # disk_full
    "58030": 507,  # io_error
    "25006": 507,  # read_only_sql_transaction
    "55P03": 503,  # lock_not_available: another writer took too long
    "57014": 503,  # query_canceled: the statement took too long
    "40001": 503,  # serialization_failure
    "40P01": 503,  # deadlock_detected
    "53300": 503,  # too_many_connections
    "57P01": 503,  # admin_shutdown
    "57P02": 503,  # crash_shutdown
    "57P03": 503,  # cannot_connect_now
}
"""What PostgreSQL says of itself, by the codes of its manual (appendix A)."""

RETRY_AFTER_S = {429: 600, 503: 10, 507: 300}


@dataclass(frozen=True)
class ErrorPage:
    """The words of one error page: what happened, whether words were kept, what to do."""

    title: Any
    lead: Any


PAGES: dict[int, ErrorPage] = {
    400: ErrorPage(
        _l("We could not read that"),
        _l(
            "The address or the form was not whole. Nothing is saved. "
            "Go back and try again: what you wrote is still there."
        ),
    ),
    403: ErrorPage(
        _l("This page is not open to you"),
        _l("Your account may not do this. Nothing has changed."),
    ),
    404: ErrorPage(
        _l("There is no such page"),
        _l("The address may be wrong, or the page has been removed. A place that was once shown is always here."),
    ),
    405: ErrorPage(
        _l("That cannot be done here"),
        _l("The page is there, but it does not take what was sent. Nothing has changed."),
    ),
    409: ErrorPage(
        _l("Somebody was there before you"),
        _l("The place has changed since you opened the page, so this step is no longer possible. Nothing has changed."),
    ),
    413: ErrorPage(
        _l("What you sent was too big"),
        _l("A text may be at most 1,000 characters. Go back in your browser: what you wrote is still there."),
    ),
    422: ErrorPage(
        _l("Something needs to be put right"),
        _l("We could not read what you sent. Nothing is saved yet."),
    ),
    429: ErrorPage(
        _l("That went a little fast"),
        _l(
            "Many things came from your connection in a short time. "
            "Wait ten minutes and try again. This one was not saved."
        ),
    ),
    500: ErrorPage(
        _l("Something broke here"),
        _l(
            "The fault is ours, not yours, and it has been noted. This was not saved. "
            "What you sent before is still there."
        ),
    ),
    503: ErrorPage(
        _l("We will be back shortly"),
        _l(
            "The pledge map is being updated or is very busy, so this was not saved. "
            "Try again in a minute. Nothing you sent before is lost."
        ),
    ),
    507: ErrorPage(
        _l("We cannot save anything right now"),
        _l(
            "What you sent was not saved: our storage is full. "
            "Everything sent before is still there and can be read. Try again later."
        ),
    ),
}

SENT_AGAIN = frozenset({409, 429, 500, 503, 507})
"""After these the same form can be sent once more, so the page holds every word of it."""

SECRET_FIELDS = frozenset({"password", "old_password", "code"})


def init_app(app: Flask) -> None:
    """Answer every error with a calm page, or with JSON where programs ask."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(LofteError, _lofte_error)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(OSError, _system_error)


def fault_text(fault: Fault, own: Mapping[str, Any] = MappingProxyType({})) -> str:
    """Return the sentence for a fault: first the field's own (``email.missing``), else the code's.

    :param own: a form's own sentences, for fields that other forms have too
    """
    words = (
        own.get(f"{fault.field}.{fault.code}")
        or FAULTS.get(f"{fault.field}.{fault.code}")
        or FAULTS.get(fault.code)
        or FAULTS["invalid"]
    )
    try:
        return str(words) % fault.details
    except (KeyError, TypeError, ValueError):
        return str(words)


def wants_json() -> bool:
    """Whether a program asks, by the address or by what it accepts."""
    if (
        request.path.startswith(("/api/", "/ogc/", "/open311/"))
        or request.path.endswith(".json")
        or request.path == "/healthz"
        or request.args.get("format") == "json"
    ):
        return True
    accepts = request.accept_mimetypes
    return accepts["application/json"] > accepts["text/html"]


def error_answer(
    status: int,
    sentence: str = "",
    faults: list[str] | None = None,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> Response:
    """Return the page or the JSON body for a status.

    :param sentence: what exactly is wrong, where there is more to say than the status says
    :param more: what else a program is told
    """
    reference = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}"
    log.log(logging.ERROR if status == 500 else logging.INFO, "answer %s, reference %s", status, reference)
    page = PAGES.get(status) or (PAGES[500] if status >= 500 else PAGES[400])
    if wants_json():
        body = {"status": status, "error": sentence or str(page.title), "reference": reference, **more}
        response = jsonify(body)
    else:
        response = make_response(
            render_template(
                "errors/page.html",
                status=status,
                page=page,
                sentence=sentence,
                faults=faults or [],
                again=_sent_fields() if status in SENT_AGAIN else [],
                reference=reference,
            )
        )
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if status in RETRY_AFTER_S:
        response.headers["Retry-After"] = str(RETRY_AFTER_S[status])
    return response


def _sent_fields() -> list[tuple[str, str]]:
    """Return every field of the form that was sent, so that it can be sent again; secrets are typed anew."""
    if request.method != "POST" or SECRET_FIELDS.intersection(request.form):
        return []
    return list(request.form.items(multi=True))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    if error.code == 403:
        _note_refusal()
    said = vars(error).get("description")  # only what one of our pages said, never the library's English
    answer = error_answer(error.code, str(said or ""))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "WWW-Authenticate"}:
            answer.headers[name] = value
    return answer


def _lofte_error(error: LofteError) -> ResponseReturnValue:
    _roll_back()
    if isinstance(error, NotAllowed):
        _note_refusal()
    status = next((code for kind, code in STATUS_OF.items() if isinstance(error, kind)), 400)
    faults = [fault_text(fault) for fault in error.faults] if isinstance(error, Invalid) else []
    return error_answer(status, faults=faults, sentence=" ".join(faults) if wants_json() else "")


def _database_error(error: DBAPIError) -> ResponseReturnValue:
    """Tell a busy database, a matter of seconds, from a full disk, which takes a person."""
    _roll_back()
    words = str(error.orig).lower()
    known = STATUS_OF_SQLSTATE.get(str(getattr(error.orig, "sqlstate", "")))
    if known is not None or error.connection_invalidated or "connection failed" in words:
        log.warning("the database cannot: %s", words)
        return error_answer(known or 503)
    if "disk" in words or "readonly" in words or "unable to open" in words:
        log.error("the database cannot write: %s", words)
        return error_answer(507)
    if "locked" in words or "busy" in words or "timeout" in words:
        log.warning("the database is busy: %s", words)
        return error_answer(503)
    raise error


def _system_error(error: OSError) -> ResponseReturnValue:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS}:
        log.error("the disk cannot write: %s", error)
        return error_answer(507)
    raise error


def _note_refusal() -> None:
    """Log that somebody who works here was turned away; visitors are too many to write down."""
    actor = current_actor()
    if actor.account_id is not None:
        note_refusal(database(), context(), actor, request.endpoint or "")


def _roll_back() -> None:
    """Leave the session usable for the page that follows."""
    try:
        database().rollback()
    except SQLAlchemyError:
        log.warning("the session could not be rolled back")
