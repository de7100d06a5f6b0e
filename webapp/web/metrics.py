"""What whoever watches over the site reads, on a port of this machine alone: numbers for Prometheus, and a deep look.

No route of the site leads here: a proxy on the same machine makes every visitor look like one of this machine, so an
address alone could not keep them out. ``serve --metrics-port`` opens the port.
"""

import json
import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from webapp.storage.db import db
from webapp.storage.health import Depth, look_deep

WITHIN_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""The steps in which times are counted, in seconds."""
METRICS, WATCHERS = "lofte_metrics", "lofte_watchers"
"""What the app keeps: its counts, and what answers on the port of its own."""
TEXT = "text/plain; version=0.0.4; charset=utf-8"


@dataclass
class Counts:
    """What this process has answered since it started."""

    answers: Counter[tuple[str, str]] = field(default_factory=Counter)  # by method and kind of status
    within: Counter[float] = field(default_factory=Counter)
    seconds: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        with self.lock:
            self.answers[method, f"{status // 100}xx" if status < 500 else str(status)] += 1
            self.seconds += seconds
            self.within.update(step for step in WITHIN_S if seconds <= step)


def init_app(app: Flask) -> None:
    """Count every answer: its method, its status and its time; nothing of who asked, or for what."""
    counts = app.extensions[METRICS] = Counts()
    app.extensions[WATCHERS] = watchers_app(app)

    @app.before_request
    def begin() -> None:
        g.lofte_begun = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        method = request.method if request.method in {"GET", "HEAD", "POST"} else "other"
        counts.add(method, response.status_code, time.perf_counter() - g.get("lofte_begun", time.perf_counter()))
        return response


def watchers_app(app: Flask) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """Return what answers on the port of its own: ``/metrics`` and ``/healthz``, nothing else."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        status, kind, body = "404 Not Found", TEXT, "There is /metrics and /healthz.\n"
        if environ["PATH_INFO"] == "/metrics":
            status, body = "200 OK", metrics_text(app)
        elif environ["PATH_INFO"] == "/healthz":
            found, wrong = health(app)
            status, kind = ("503 Service Unavailable" if wrong else "200 OK"), "application/json"
            body = json.dumps({"status": "faulty" if wrong else "ok", "wrong": wrong, **found})
        content = body.encode()
        start(status, [("Content-Type", kind), ("Content-Length", str(len(content))), ("Cache-Control", "no-store")])
        return [content]

    return answer


def health(app: Flask) -> tuple[dict[str, Any], list[str]]:
    """Return what a deep look found, and a sentence for each thing that somebody should see to."""
    try:
        depth = _look(app)
    except SQLAlchemyError as error:
        return {}, [f"the database cannot be read or written: {type(error).__name__}"]
    free = _free_bytes(app)
    wrong = [*depth.wrong(), *(["the disk is nearly full"] if free < ROOM_BYTES else [])]
    return {**vars(depth), "disk_free_bytes": free}, wrong


ROOM_BYTES = 200_000_000
"""With less free disk than this somebody should come before a post is refused."""


def _look(app: Flask) -> Depth:
    with app.app_context(), Session(db.engine) as session:
        return look_deep(session, app.extensions["lofte_context"])


def metrics_text(app: Flask) -> str:
    """Return every number in the text form of Prometheus."""
    lines = _of_answers(app.extensions[METRICS])
    try:
        depth = vars(_look(app))
    except SQLAlchemyError:
        depth = {}
    numbers = {"database_up": int(bool(depth)), **depth, "disk_free_bytes": _free_bytes(app), **_process()}
    for name, value in numbers.items():
        lines += _family(name, "gauge", name.replace("_", " ").capitalize() + ".", [("", value)])
    return "\n".join(lines) + "\n"


def _of_answers(counts: Counts) -> list[str]:
    with counts.lock:
        answers, within, seconds = dict(counts.answers), dict(counts.within), counts.seconds
    total = sum(answers.values())
    by_kind = [(f'{{method="{m}",status="{s}"}}', float(n)) for (m, s), n in sorted(answers.items())]
    steps = [(f'_bucket{{le="{step:g}"}}', float(within.get(step, 0))) for step in WITHIN_S]
    whole = [('_bucket{le="+Inf"}', float(total)), ("_sum", seconds), ("_count", float(total))]
    return [
        *_family("answers_total", "counter", "Answers by method and status.", by_kind),
        *_family("answer_seconds", "histogram", "How long answers took.", steps + whole),
    ]


def _family(name: str, kind: str, what: str, values: Iterable[tuple[str, float]]) -> list[str]:
    """Return the lines of one metric; each value has what follows its name."""
    head = [f"# HELP lofte_{name} {what}", f"# TYPE lofte_{name} {kind}"]
    return [*head, *(f"lofte_{name}{labels} {value:.12g}" for labels, value in values)]


def _free_bytes(app: Flask) -> int:
    return shutil.disk_usage(app.extensions["lofte_settings"].data_dir).free


def _process() -> dict[str, int]:
    """Return what the system knows of this process; nothing where it does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return {
            "process_resident_bytes": pages * os.sysconf("SC_PAGE_SIZE"),
            "process_open_files": len(os.listdir("/proc/self/fd")),  # noqa: PTH208
        }
    except OSError:
        return {}
