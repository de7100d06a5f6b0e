"""Answers that everybody reads, kept as they are until anything in the database changes.

After a post to thousands of people most of them ask for the same few pages. Only addresses that are the same for
everyone are kept, only for whoever carries no cookie, and for ten seconds at most, because time changes a page too.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, current_app, g, request

from webapp.storage.changes import change_number
from webapp.storage.db import db
from webapp.web.current import context

SAME_FOR_EVERYONE = frozenset(
    {
        "api_progress.checks_json",
        "api_progress.pledges_json",
        "api_progress.progress_json",
        "api_v1.areas",
        "api_v1.map_view",
        "api_v1.sites",
        "home.index",
        "progress.index",
        "sites.index",
    }
)
MOST_ANSWERS, MOST_BYTES = 256, 100_000
KEPT_S = 10
ANSWERS = "lofte_kept_answers"


@dataclass
class Answers:
    """The answers of one state of the database."""

    state: Any = None
    by_request: OrderedDict[Any, tuple[bytes, list[tuple[str, str]]]] = field(default_factory=OrderedDict)
    turn: threading.Lock = field(default_factory=threading.Lock)


def init_app(app: Flask) -> None:
    """Look for a kept answer before everything else, and keep one after everything else."""
    app.extensions[ANSWERS] = Answers()
    app.before_request(kept_answer)
    app.after_request(keep_answer)


def kept_answer() -> Response | None:
    """Answer as the same question was answered, if nothing has changed since."""
    g.question = None
    if request.method != "GET" or request.endpoint not in SAME_FOR_EVERYONE or request.headers.get("Cookie"):
        return None
    state = change_number(db.engine)
    if state is None:
        return None
    answers: Answers = current_app.extensions[ANSWERS]
    asked = (request.url, request.headers.get("Accept-Language", ""))
    g.question = now, asked = (state, int(context().now().timestamp()) // KEPT_S), asked
    with answers.turn:
        if answers.state != now:
            answers.state = now
            answers.by_request.clear()
        found = answers.by_request.get(asked)
    if found is None:
        return None
    g.question = None
    response = Response(found[0], headers=found[1])
    response.make_conditional(request)
    return response


def keep_answer(response: Response) -> Response:
    """Keep an answer that is whole, the same for everyone, and not about a fault."""
    now, asked = g.get("question") or (None, None)
    if asked is None or response.status_code not in {200, 304} or response.is_streamed or response.direct_passthrough:
        return response
    if "Set-Cookie" in response.headers or response.cache_control.no_store:
        return response
    body = response.get_data()  # of a 304 too: it was made before anybody saw that the reader has it
    answers: Answers = current_app.extensions[ANSWERS]
    if len(body) <= MOST_BYTES:
        with answers.turn:
            if answers.state == now:  # else it was changed while it was made
                answers.by_request[asked] = body, list(response.headers)
                while len(answers.by_request) > MOST_ANSWERS:
                    answers.by_request.popitem(last=False)
    return response
