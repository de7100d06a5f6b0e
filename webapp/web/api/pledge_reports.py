"""A party's own system reports an event of a pledge: JSON in, with a token; one idempotency key is one event."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.domain.errors import Fault, Invalid
from webapp.domain.pledge_events import Channel, EventWish
from webapp.domain.roles import Actor
from webapp.usecases.pledge_events import report_event
from webapp.usecases.tokens import actor_of_token
from webapp.web.api.answers import answer, refuse
from webapp.web.current import context, database
from webapp.web.errors import error_answer, fault_text

bp = Blueprint("api_pledge_reports", __name__, url_prefix="/api/v1")

LONGEST_KEY = 100


@bp.post("/pledge-events")
def report() -> ResponseReturnValue:
    """Store an event: 201 when it is new, 200 when the same key has reported it before."""
    actor, token_id = _sender()
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        refuse(str(_("The body must be a JSON object, sent as application/json.")))
    try:
        wish, key = _read(body)
        receipt = report_event(
            database(), context(), actor, wish, channel=Channel.API, key=key or None, token_id=token_id
        )
    except Invalid as error:
        return _faulty(error.faults)
    told = {
        "id": receipt.id,
        "pledge": receipt.pledge,
        "year": receipt.year,
        "counts": receipt.counts,
        "reason": receipt.reason,
        "done": receipt.done,
    }
    response = answer(told)
    response.status_code = 200 if receipt.known else 201
    response.headers["Cache-Control"] = "no-store"
    return response


def _sender() -> tuple[Actor, int]:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    found = actor_of_token(database(), token.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        response = error_answer(401, str(_("A token is needed, and this one is none that works.")))
        response.headers["WWW-Authenticate"] = "Bearer"
        abort(response)
    return found


def _read(body: dict[str, Any]) -> tuple[EventWish, str]:
    """Return the event and the idempotency key of a body; a value of the wrong type is a fault, so is an unknown name.

    :raises Invalid: every fault
    """
    faults: list[Fault] = []
    values: dict[str, Any] = {"pledge": "", "on": None}
    for name, value in body.items():
        reader = READERS.get(name)
        if reader is None:
            faults.append(Fault(str(name)[:40], "unknown_field"))
        elif value is not None:
            try:
                values[name] = reader(value)
            except (TypeError, ValueError):
                faults.append(Fault(name, "not_a_date" if name == "on" else "wrong_type"))
    key = values.pop("idempotency_key", "") or request.headers.get("Idempotency-Key", "").strip()
    if len(key) > LONGEST_KEY:
        faults.append(Fault("idempotency_key", "too_long", {"max": LONGEST_KEY}))
    if faults:
        raise Invalid(faults)
    return EventWish(**values), key


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value.strip()


def _day(value: object) -> date:
    text = _text(value)
    if len(text) != 10:
        raise ValueError(text)
    return date.fromisoformat(text)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _names(value: object) -> str:
    return ", ".join(_text(name) for name in value) if isinstance(value, list) else _text(value)


READERS: dict[str, Callable[[object], Any]] = {
    "pledge": _text,
    "on": _day,
    "count": _whole,
    "joint": _flag,
    "kind": _text,
    "area": _text,
    "parties": _names,
    "number": _whole,
    "note": _text,
    "note_public": _flag,
    "evidence": _text,
    "idempotency_key": _text,
}
"""How each field of a body is read."""


def _faulty(faults: list[Fault]) -> ResponseReturnValue:
    told = [{"field": fault.field, "code": fault.code, "error": fault_text(fault)} for fault in faults]
    return error_answer(422, " ".join(one["error"] for one in told), more={"faults": told})
