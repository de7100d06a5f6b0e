"""A day of life in minutes: only with ``make soak``."""

import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.dying import Served, eventually
from tests.residents import ask_site

pytestmark = pytest.mark.soak
PATHS = (
    "/",
    "/sites",
    "/progress",
    "/pledges",
    "/suggest",
    "/api/v1/sites.geojson",
    "/api/v1/progress.json",
    "/healthz",
)


@pytest.fixture
def served(data_dir, session, context):
    for n in range(8):
        ask_site(session, context, (60.0 + n / 500, 15.05))
    session.rollback()
    site = Served(data_dir)
    yield site
    site.kill()


def memory_kb(site):
    lines = Path(f"/proc/{site.process.pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS")))


def open_files(site):
    return sum(1 for _ in Path(f"/proc/{site.process.pid}/fd").iterdir())


def ask_many(site, requests):
    def some(share):
        visitor = site.visitor()
        for n in range(share):
            assert visitor.get(PATHS[n % len(PATHS)])[0] == 200

    visitors = [threading.Thread(target=some, args=(requests // 4,)) for _ in range(4)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()


def test_twenty_thousand_requests_leave_memory_and_open_files_as_they_were(served):
    ask_many(served, 2_000)
    before, files = memory_kb(served), open_files(served)

    ask_many(served, 18_000)

    grown = memory_kb(served) / before - 1
    print(f"memory grew {grown:.1%} from {before} kB")
    assert grown < 0.10
    assert eventually(lambda: open_files(served) <= files + 8)


def test_a_hundred_slow_clients_keep_nobody_waiting(served):
    slow = []
    for n in range(100):
        line = socket.create_connection(("127.0.0.1", served.port))
        line.sendall(b"POST /suggest HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n" + b"X-Slow: y\r\n" * (n % 3))
        slow.append(line)
    stop = threading.Event()

    def drip():
        while not stop.wait(1):
            for line in slow:
                with suppress(OSError):
                    line.sendall(b"X")

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        took = []
        for n in range(200):
            begun = time.monotonic()
            assert served.visitor().get(PATHS[n % len(PATHS)])[0] == 200
            took.append(time.monotonic() - begun)
    finally:
        stop.set()
        dripping.join()
        for line in slow:
            line.close()

    p95 = sorted(took)[int(len(took) * 0.95)]
    print(f"p95 beside 100 slow clients: {p95 * 1000:.0f} ms")
    assert p95 < 1.5


def at(times, share):
    """Return a quantile in milliseconds."""
    return times[int(len(times) * share)] * 1000


def test_a_crowd_after_a_post_of_the_police_gets_its_answers_and_loses_nothing(served, session):
    """Twenty visitors a second at the start, half as many every twenty seconds; one in ten sends."""
    from sqlalchemy import func, select

    from webapp.storage.suggestions import Suggestion

    read_s, sent_s, faults, acknowledged = [], [], [], []
    before = session.scalar(select(func.count()).select_from(Suggestion))
    session.rollback()

    def visit(number):
        visitor = served.visitor()
        try:
            for path in ("/", "/api/v1/sites.geojson", "/suggest", "/sites", "/progress"):
                begun = time.monotonic()
                if visitor.get(path)[0] != 200:
                    faults.append(path)
                read_s.append(time.monotonic() - begun)
            if number % 10 == 0:
                begun = time.monotonic()
                status, receipt, _ = visitor.suggest(f"crowd {number}", lat=60.0 + number % 50 / 1000)
                sent_s.append(time.monotonic() - begun)
                acknowledged.append(receipt) if status == 303 else faults.append(status)
        except OSError as error:
            faults.append(repr(error))
        finally:
            visitor.line.close()

    crowd, begun, number = [], time.monotonic(), 0
    while (passed := time.monotonic() - begun) < 60:
        one = threading.Thread(target=visit, args=(number,))
        one.start()
        crowd.append(one)
        number += 1
        time.sleep(1 / (20 * 0.5 ** (passed / 20)))
    for one in crowd:
        one.join()

    read_s.sort()
    sent_s.sort()
    print(f"{number} visitors: read p95 {at(read_s, 0.95):.0f} ms, p99 {at(read_s, 0.99):.0f} ms")
    print(f"sent p95 {at(sent_s, 0.95):.0f} ms")
    assert faults == []
    assert session.scalar(select(func.count()).select_from(Suggestion)) == before + len(acknowledged)
    assert at(read_s, 0.95) <= 300
    assert at(read_s, 0.99) <= 1000
    assert at(sent_s, 0.95) <= 600
