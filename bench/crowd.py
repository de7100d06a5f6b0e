"""V8: a crowd after a police post: 20 visitors a second, one of ten sends, while 100 slow clients hold on."""

import http.client
import itertools
import socket
import sqlite3
import threading
import time

from bench.loading import processor_s, serving
from bench.rows import Row
from bench.serving import _spots, form_opened, form_sent

SECONDS, EACH_SECOND, SENDING, SLOW = 30, 20, 10, 100
MOST_OF_A_CORE = 0.7
ROOM = f"{MOST_OF_A_CORE:.0%} of one core at {EACH_SECOND} a second, also on a machine with other work"
READS = ("/", "/api/v1/map?zoom=12", "/api/v1/progress.json")


def crowd(folder):
    """Yield waits by the clock, what went wrong, and what was acknowledged and is not stored."""
    with serving("ours", folder) as (port, process):
        before, spent_s = _stored(folder), processor_s(process)
        slow = [_hang_on(port) for _ in range(SLOW)]
        reads, sends, wrong = _visits(port)
        spent_s = processor_s(process) - spent_s
        for one in slow:
            one.close()
    lost = len(sends) - (_stored(folder) - before)
    beside = f"{SECONDS * EACH_SECOND} visitors, {SLOW} slow clients"
    each = spent_s / (SECONDS * EACH_SECOND)
    yield Row(
        "V8 processor time for a visitor", each * 1000, "ms", beside=ROOM, at_most=MOST_OF_A_CORE / EACH_SECOND * 1000
    )
    yield Row("V8 read p95 in a crowd", _p95(reads), "ms", beside=beside, at_most=300.0)
    yield Row("V8 send p95 in a crowd", _p95(sends), "ms", beside=beside, at_most=600.0)
    yield Row("V8 errors in a crowd", float(len(wrong)), "", beside=" ".join(wrong[:2]) or beside, at_most=0.0)
    yield Row("V8 acknowledged and lost", float(lost), "", beside=f"{len(sends)} acknowledged", at_most=0.0)


def _visits(port):
    reads, sends, wrong, spots = [], [], [], itertools.cycle(_spots())

    def timed(waits, status, *request):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        started = time.monotonic()
        try:
            connection.request(*request)
            answer = connection.getresponse()
            answer.read()
        except OSError as error:
            wrong.append(f"{request[1]}: {error}")
            return
        finally:
            connection.close()
        if answer.status == status:
            waits.append((time.monotonic() - started) * 1000)
        else:
            wrong.append(f"{request[1]}: {answer.status}")

    def visit(number, spot):
        for path in READS:
            timed(reads, 200, "GET", path)
        if number % SENDING == 0:
            try:
                token, cookie = form_opened(port)
            except OSError as error:
                wrong.append(f"/suggest: {error}")
                return
            method, path, body, headers, status = form_sent(f"{token} {number}", *spot, token, cookie)
            timed(sends, status, method, path, body, headers)

    visitors, started = [], time.monotonic()
    for number in range(SECONDS * EACH_SECOND):
        time.sleep(max(0.0, started + number / EACH_SECOND - time.monotonic()))
        visitors.append(threading.Thread(target=visit, args=(number, next(spots))))
        visitors[-1].start()
    for visitor in visitors:
        visitor.join()
    return reads, sends, wrong


def _hang_on(port):
    """Open a connection and never finish the request."""
    slow = socket.create_connection(("127.0.0.1", port))
    slow.sendall(b"POST /suggest HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900\r\n\r\nkind=")
    return slow


def _stored(folder):
    with sqlite3.connect(next((folder / "data").glob("*.sqlite3"))) as connection:
        return connection.execute("SELECT count(*) FROM suggestion WHERE channel = 'form'").fetchone()[0]


def _p95(waits):
    return sorted(waits)[int(len(waits) * 0.95)] if waits else float("inf")
