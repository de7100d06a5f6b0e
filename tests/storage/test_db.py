"""Who may write when: threads in turn, other processes waited for, and nobody for ever."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from webapp.storage import db as store
from webapp.storage.db import transaction, writing
from webapp.storage.turns import Turns


@pytest.fixture
def engine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'turns.sqlite3'}", pool_size=20)
    with Session(engine) as session, transaction(session):
        session.execute(text("CREATE TABLE word (word TEXT)"))
    yield engine
    engine.dispose()


def write(engine, work_s=0.0, word="x"):
    """Return how long one writer waited for the lock, in seconds."""
    asked = time.monotonic()
    with Session(engine) as session, transaction(session):
        waited = time.monotonic() - asked
        session.execute(text("INSERT INTO word VALUES (:word)"), {"word": word})
        time.sleep(work_s)
    return waited


def write_badly(engine):
    with Session(engine) as session, transaction(session):
        session.execute(text("INSERT INTO word VALUES ('half')"))
        session.execute(text("INSRT"))


def words(engine):
    with Session(engine) as session:
        return session.scalar(text("SELECT count(*) FROM word"))


def test_writers_are_served_in_the_order_in_which_they_came():
    turns, served = Turns(), []

    def one(number):
        assert turns.acquire(30)
        served.append(number)
        turns.release()

    assert turns.acquire(30)
    threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
    for place, thread in enumerate(threads, 1):
        thread.start()
        while turns.waiting < place:  # the next comes once this one stands in the queue
            time.sleep(0.0005)
    turns.release()
    for thread in threads:
        thread.join()

    assert served == [*range(12)]
    assert turns.acquire(0)  # and nobody holds it any more


def test_whoever_gives_up_leaves_the_queue_and_the_turn_goes_to_the_next():
    turns, served = Turns(), []
    assert turns.acquire(30)

    assert not turns.acquire(0.01)
    other = threading.Thread(target=lambda: served.append(turns.acquire(30)))
    other.start()
    while not turns.waiting:
        time.sleep(0.0005)
    turns.release()
    other.join()

    assert served == [True]
    assert turns.waiting == 0


def test_a_crowd_of_writers_all_write_and_most_are_passed_by_no_more_than_the_crowd(engine):
    served, passed_by = [], []

    def one(number):
        before = len(served)
        with Session(engine) as session, transaction(session):
            passed_by.append(len(served) - before)
            served.append(number)
            session.execute(text("INSERT INTO word VALUES ('x')"))
            time.sleep(0.01)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(one, range(72)))

    assert words(engine) == 72
    assert sorted(passed_by)[36] <= 2 * 12  # counted in turns; a busy machine may halt some threads before they ask


def test_a_writer_goes_on_soon_after_another_process_lets_go(engine, tmp_path):
    late_s = []
    for held_s in (0.26, 0.36, 0.46, 0.56):  # each just after SQLite's own waiter went to sleep for 100 ms
        with closing(sqlite3.connect(tmp_path / "turns.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with ThreadPoolExecutor(1) as pool:
                waiting = pool.submit(write, engine)
                time.sleep(held_s)
                let_go = time.monotonic()
                other.execute("ROLLBACK")
                waiting.result()
                late_s.append(time.monotonic() - let_go)
    assert min(late_s) < 0.03


def test_writers_who_wait_in_vain_are_all_told_so_after_one_wait_not_one_after_another(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "BUSY_TIMEOUT_MS", 300)
    failed = threading.Barrier(5)

    def try_to_write(_):
        with pytest.raises(OperationalError, match="locked"):
            write(engine)
        failed.wait(5)

    with closing(sqlite3.connect(tmp_path / "turns.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        with ThreadPoolExecutor(5) as pool:
            list(pool.map(try_to_write, range(5)))
        assert 0.3 <= time.monotonic() - begun < 0.9
        other.execute("ROLLBACK")
    assert write(engine) < 0.3, "and the turn is free again"


def test_what_fails_in_the_block_leaves_nothing_and_the_turn_to_the_next(engine):
    with pytest.raises(OperationalError, match="syntax"):
        write_badly(engine)
    assert words(engine) == 0
    assert write(engine) < 1


def test_the_lock_can_be_held_without_keeping_anything(engine):
    with Session(engine) as session, writing(session):
        session.execute(text("INSERT INTO word VALUES ('probe')"))
    assert words(engine) == 0
