"""Copies of the SQLite file by its own backup interface: whole at one moment, however busy the site is."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from webapp.domain.errors import Refused

SECRET_TABLE = "backup_secret"  # noqa: S105 (a name): in a copy only: the data folder's own secret, without which no key fits again
FREE_TABLES = frozenset({"alembic_version"})
INDEX_TABLES = "gazetteer_words_%"  # what FTS5 keeps for itself; never without rows


def database_file(database_url: str) -> Path:
    """Return the file of a SQLite database.

    :raises Refused: it is another database, which has its own tools
    """
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Refused("This site's database is not a SQLite file: copy it with its own tool, such as pg_dump.")
    return Path(url.database)


def copy_out(source: Path, target: Path, secret: str | None) -> None:
    """Copy a live database into one file that stands alone, and prove it whole; nothing stays when it is not.

    :raises Refused: the source or the copy is damaged, or the disk is full
    """
    part = target.with_name(f".{target.name}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
            live.execute("PRAGMA busy_timeout=5000")
            live.backup(copy)
            _stand_alone(copy)
            if secret is not None:
                copy.execute(f"CREATE TABLE {SECRET_TABLE} (content TEXT NOT NULL)")
                copy.execute(f"INSERT INTO {SECRET_TABLE} VALUES (?)", (secret,))  # nosec B608 # noqa: S608
                copy.commit()
        _sync(part)
        os.link(part, target)  # unlike a rename this never replaces an earlier copy
    except (sqlite3.Error, OSError) as error:
        raise Refused(f"No copy was made of {source}: {error}.") from None
    finally:
        part.unlink(missing_ok=True)


def copy_in(source: Path, target: Path) -> str | None:
    """Put a copy where a site keeps its database; return the secret that came with it.

    :raises Refused: the copy is damaged or none of ours
    """
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            if not {"suggestion", "site", "site_event"} <= _tables(copy):
                raise Refused(f"{source} is no backup of this site.")
            with closing(sqlite3.connect(part)) as database:
                copy.backup(database)
                _stand_alone(database)
                secret = _taken_secret(database)
        _sync(part)
        for leftover in (target.with_name(f"{target.name}-wal"), target.with_name(f"{target.name}-shm")):
            leftover.unlink(missing_ok=True)
        part.replace(target)
    except (sqlite3.Error, OSError) as error:
        raise Refused(f"{source} cannot be restored: {error}.") from None
    finally:
        part.unlink(missing_ok=True)
    return secret


def holds_data(file: Path) -> bool:
    """Whether a file is anything but an empty database."""
    if not file.exists() or file.stat().st_size == 0:
        return False
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
            tables = _tables(database) - FREE_TABLES
            return any(database.execute(f'SELECT 1 FROM "{t}" LIMIT 1').fetchone() for t in tables)  # nosec B608 # noqa: S608
    except sqlite3.Error:
        return True


def _stand_alone(database: sqlite3.Connection) -> None:
    """Make a copy one file without a log beside it, and check it.

    :raises sqlite3.DatabaseError: it is damaged
    """
    database.execute("PRAGMA journal_mode=DELETE")
    database.execute("PRAGMA secure_delete=ON")
    found = database.execute("PRAGMA integrity_check").fetchall()
    if found != [("ok",)]:
        raise sqlite3.DatabaseError(f"integrity check: {found[0][0]}")
    if database.execute("PRAGMA foreign_key_check").fetchone():
        raise sqlite3.DatabaseError("a row names another that is not there")


def _taken_secret(database: sqlite3.Connection) -> str | None:
    if SECRET_TABLE not in _tables(database):
        return None
    (secret,) = database.execute(f"SELECT content FROM {SECRET_TABLE}").fetchone()  # nosec B608 # noqa: S608
    database.execute(f"DROP TABLE {SECRET_TABLE}")
    database.commit()
    return str(secret)


def _tables(database: sqlite3.Connection) -> set[str]:
    names = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE ?",
        (INDEX_TABLES,),
    )
    return {row[0] for row in names}


def _sync(file: Path) -> None:
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())
