"""Whether anything in the database has changed since somebody looked: exactly, by any process, in microseconds."""

import sqlite3
import threading
from typing import Any
from weakref import WeakKeyDictionary, finalize

from sqlalchemy import Engine


class _Watch:
    """A connection that only watches: SQLite's own number changes for it with every commit of any other connection."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._turn = threading.Lock()
        finalize(self, self._connection.close)

    def number(self) -> int:
        with self._turn:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


_watches: WeakKeyDictionary[Any, _Watch] = WeakKeyDictionary()  # by database: a site has one, tests have several
_turn = threading.Lock()


def change_number(engine: Engine) -> int | None:
    """Return a number that is another one after every commit of anybody; None where the database tells no such thing.

    Only a SQLite file does. Numbers of two processes have nothing to do with each other.
    """
    if engine.dialect.name != "sqlite" or engine.url.database in {None, "", ":memory:"}:
        return None
    watch = _watches.get(engine)
    if watch is None:
        with _turn:
            watch = _watches.setdefault(engine, _watches.get(engine) or _Watch(str(engine.url.database)))
    return watch.number()
