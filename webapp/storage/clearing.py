"""Clears the files of a data folder of what its database no longer holds: pages, write-ahead log, earlier copies.

Removing a row removes it for every reader, but its bytes may stay in a page that SQLite has moved, in the log
beside the file, and in copies made before.
"""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from webapp.domain.errors import Refused

SQLITE = b"SQLite format 3\x00"
WAIT_S = 30.0
POLL_S = 0.05

WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "suggestion": (
        "public_number",
        (
            *("text", "place_text", "email", "lat", "lon", "easting", "northing", "measure_m", "cell_col", "cell_row"),
            *("when_cells", "causes", "token_hash", "submission_key", "salt", "reporter_key", "scope", "state"),
        ),
    ),
    "comment": ("id", ("text", "findings", "streets", "own_key", "words_key", "author_key")),
    "text_review": ("suggestion_id", ("public_text",)),
    "text_report": ("id", ("words",)),
    "ledger_leaf": ("leaf", ("opening",)),
    "movement": ("id", ("lat", "lon", "place_text", "reporter_key")),
    "message": ("message_id", ("address", "address_key")),
    "mail_link": ("token_hash", ("nonce",)),
    "reporter_alias": ("key", ("leads_to",)),
    "alert": ("id", ("address", "lat", "lon", "place_name", "corners")),
}
"""What belongs to a person, table by table: the column that names a row for ever, and those that hold the words."""


def clear_database(file: Path, wait_s: float = WAIT_S) -> None:
    """Write every page anew and empty the log, while others read and write.

    :raises Refused: somebody kept the database busy all the time
    """
    try:
        with closing(sqlite3.connect(file, timeout=wait_s, isolation_level=None)) as database:
            database.execute("PRAGMA secure_delete=ON")
            database.execute("PRAGMA temp_store=MEMORY")  # no copy of the words in a folder for temporary files
            database.execute("VACUUM")
            _empty_log(database, wait_s)
    except sqlite3.OperationalError as error:
        raise Refused(f"{file} could not be cleared: {error}. Run it again.") from None


def clear_copies(folder: Path, live: Path) -> list[Path]:
    """Take out of the copies in a folder what the live database no longer holds; return those that were changed."""
    changed = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.samefile(live) and _is_sqlite(path) and _clear_copy(path, live):
            changed.append(path)
    return changed


def _empty_log(database: sqlite3.Connection, wait_s: float) -> None:
    """Move the log into the file and cut it to nothing; wait for those who still read an earlier version."""
    until = time.monotonic() + wait_s
    database.execute("PRAGMA busy_timeout=0")
    while True:
        busy, *_ = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return
        if time.monotonic() > until:
            raise sqlite3.OperationalError("somebody is reading an earlier version of it")
        time.sleep(POLL_S)


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE


def _clear_copy(copy: Path, live: Path) -> bool:
    with closing(sqlite3.connect(copy.resolve().as_uri(), uri=True, isolation_level=None)) as database:
        database.execute("PRAGMA secure_delete=ON")
        database.execute("PRAGMA temp_store=MEMORY")
        database.execute("ATTACH ? AS live", (f"{live.resolve().as_uri()}?mode=ro",))
        database.execute("BEGIN IMMEDIATE")
        changed = sum(_clear_table(database, table, *WORDS[table]) for table in WORDS)
        database.execute("COMMIT")
        database.execute("DETACH live")
        if changed:
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return changed > 0


def _clear_table(database: sqlite3.Connection, table: str, key: str, columns: tuple[str, ...]) -> int:
    """Make the words of a copy's rows those of the live ones, and remove rows that the live table lacks."""
    here, there = (_columns(database, schema, table) for schema in ("main", "live"))
    shared = [column for column in columns if column in here & there]
    if key not in here & there or not shared:
        return 0
    same = f"FROM live.{table} l WHERE l.{key} = c.{key}"
    values = ", ".join(f"{column} = (SELECT l.{column} {same})" for column in shared)
    differs = " OR ".join(f"l.{column} IS NOT c.{column}" for column in shared)
    gone = f"DELETE FROM main.{table} WHERE {key} NOT IN (SELECT {key} FROM live.{table})"  # nosec B608 # noqa: S608  our own names
    other = f"UPDATE main.{table} AS c SET {values} WHERE EXISTS (SELECT 1 {same} AND ({differs}))"  # nosec B608 # noqa: S608
    return database.execute(gone).rowcount + database.execute(other).rowcount


def _columns(database: sqlite3.Connection, schema: str, table: str) -> set[str]:
    return {row[1] for row in database.execute(f"PRAGMA {schema}.table_info({table})")}
