"""The index that finds a name by the beginning of any of its words, and despite slips of the pen.

SQLite: an FTS5 table of trigrams beside the gazetteer, kept current by triggers, so that whatever writes a name
writes the index in the same transaction. PostgreSQL: a pg_trgm index on the gazetteer itself. A PostgreSQL without
pg_trgm is searched without an index: the same answers, more slowly.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    event,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.language.place_keys import RULES, key
from webapp.storage.places import DOOR, GazetteerName, fact, set_fact

WORDS = "gazetteer_words"
FIRST_DOOR = 1 << 40
"""Rows of somebody's door are numbered from here, so that the index can leave them out, or read them last."""
KEYED_BY = "names_keyed_by"
"""Key of a fact: the rules that the stored keys follow."""
MOST_TRIGRAMS = 24
LEAST_SHARED = 0.15  # of the trigrams of two names, for pg_trgm to look closer

_TRIGGERS = {
    f"{WORDS}_added": "AFTER INSERT ON gazetteer BEGIN {add} END",
    f"{WORDS}_removed": "AFTER DELETE ON gazetteer BEGIN {remove} END",
    f"{WORDS}_changed": "AFTER UPDATE OF id, folded, kind ON gazetteer BEGIN {remove} {add} END",
}
_ROWID = f"{{row}}.id + ({{row}}.kind = '{DOOR}') * {FIRST_DOOR}"
_ADD = f"INSERT INTO {WORDS} (rowid, words) VALUES ({_ROWID.format(row='new')}, ' ' || new.folded || ' ');"  # nosec B608 # noqa: S608  our own constants
_REMOVE = f"DELETE FROM {WORDS} WHERE rowid = {_ROWID.format(row='old')};"  # nosec B608 # noqa: S608

SQLITE_DDL = (
    f"CREATE VIRTUAL TABLE {WORDS} USING fts5(words, tokenize = 'trigram', detail = full)",
    f"INSERT INTO {WORDS} (rowid, words) "  # nosec B608 # noqa: S608  our own constants
    f"SELECT {_ROWID.format(row='gazetteer')}, ' ' || folded || ' ' FROM gazetteer ORDER BY 1",
    *(f"CREATE TRIGGER {name} {body.format(add=_ADD, remove=_REMOVE)}" for name, body in _TRIGGERS.items()),
)
POSTGRESQL_DDL = (
    # Whoever may not make the extension gets no index, and slower searches; nothing else depends on it.
    "DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; EXCEPTION WHEN OTHERS THEN "
    "RAISE NOTICE 'pg_trgm is not at hand: names are searched without an index'; END $$",
    "DO $$ BEGIN IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN "
    f"CREATE INDEX ix_{WORDS} ON gazetteer USING gin ((' ' || folded || ' ') gin_trgm_ops); END IF; END $$",  # nosec B608
)


def create(connection: Connection) -> None:
    """Make the index of a gazetteer that is there, with whatever names it holds."""
    for statement in {"sqlite": SQLITE_DDL, "postgresql": POSTGRESQL_DDL}.get(connection.dialect.name, ()):
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Remove the index; the gazetteer stays."""
    if connection.dialect.name == "sqlite":
        for name in _TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {WORDS}")
    elif connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS ix_{WORDS}")


def is_ours(name: str | None, kind: str, _parents: Any = None) -> bool:
    """Whether a migration should compare a table: those that FTS5 keeps are no tables of the model."""
    return not (kind == "table" and name is not None and name.startswith(WORDS))


def keep_keys(session: Session) -> None:
    """Make every key anew when the rules that they follow are others than when they were stored."""
    if fact(session, KEYED_BY) != RULES:
        rekey(session)
        set_fact(session, KEYED_BY, RULES)


def rekey(session: Session) -> bool:
    """Bring stored keys in line with the rules of this version; whether any changed."""
    rows = session.execute(select(GazetteerName.id, GazetteerName.spelling, GazetteerName.key))
    changes = [{"id": i, "key": now} for i, spelling, stored in rows if (now := key(spelling)) != stored]
    if changes:
        session.execute(update(GazetteerName), changes)
    return bool(changes)


def beginning(session: Session, typed: str, limit: int, doors: bool) -> Sequence[int]:
    """Return the ids of names with a word that begins as typed (folded), doors or the others, first come first."""
    if session.get_bind().dialect.name != "sqlite":
        has = _padded().contains(f" {typed}", autoescape=True)
        return session.scalars(_by_kind(doors).where(has).order_by(GazetteerName.id).limit(limit)).all()
    return _matching(session, _phrase(f" {typed}"), limit, doors, "rowid")


def keyed(session: Session, prefix: str, limit: int, doors: bool) -> Sequence[int]:
    """Return the ids of names whose key begins with a text, doors or the others, first come first."""
    if session.get_bind().dialect.name == "sqlite":  # whose LIKE uses no plain index
        begins: ColumnElement[bool] = and_(GazetteerName.key >= prefix, GazetteerName.key < prefix + "\U0010ffff")
    else:
        begins = GazetteerName.key.startswith(prefix, autoescape=True)
    return session.scalars(_by_kind(doors).where(begins).order_by(GazetteerName.id).limit(limit)).all()


def alike(session: Session, letters: str, telling: str, limit: int, house: str = "") -> Sequence[int]:
    """Return the ids of the names that share most trigrams with a name.

    :param letters: the name, folded, without spaces
    :param telling: those of its letters that tell it from others
    :param house: doors of this number, rather than names of places
    """
    grams = trigrams(telling)
    if not grams:
        return ()
    dialect = session.get_bind().dialect.name
    if dialect == "sqlite":
        match = " OR ".join(map(_phrase, grams))
        match = f"{_phrase(f' {house} ')} AND ({match})" if house else match
        return _matching(session, match, limit, bool(house), "rank")
    among = _by_kind(bool(house)).where(GazetteerName.folded.endswith(f" {house}") if house else true())
    if dialect == "postgresql" and has_pg_trgm(session):
        session.execute(select(func.set_config("pg_trgm.similarity_threshold", str(LEAST_SHARED), True)))
        near = literal(f" {letters} ")
        rows = among.where(_padded().op("%")(near))
        return session.scalars(rows.order_by(func.similarity(_padded(), near).desc()).limit(limit)).all()
    return session.scalars(_by_shared(among, grams).limit(limit)).all()


def has_pg_trgm(session: Session) -> bool:
    """Whether this PostgreSQL compares by trigrams."""
    return session.scalar(text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")) is not None


def trigrams(letters: str) -> list[str]:
    """Return the different runs of three letters in a name, the space before it among them."""
    padded = f" {letters}"
    return list(dict.fromkeys(padded[i : i + 3] for i in range(len(padded) - 2)))[:MOST_TRIGRAMS]


def _matching(session: Session, match: str, limit: int, doors: bool, order: str) -> list[int]:
    side = ">=" if doors else "<"
    query = text(
        f"SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH :match AND rowid {side} {FIRST_DOOR} "  # nosec B608 # noqa: S608  our own
        f"ORDER BY {order} LIMIT :most"
    )
    rows = session.execute(query, {"match": match, "most": limit})
    return [row[0] % FIRST_DOOR for row in rows]


def _phrase(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _padded() -> ColumnElement[str]:
    space: ColumnElement[str] = literal_column("' '")  # no parameter: the index is on this very expression
    return space.op("||")(GazetteerName.folded).op("||")(space)


def _by_kind(doors: bool) -> Select[int]:
    among = GazetteerName.kind == DOOR if doors else GazetteerName.kind != DOOR
    return select(GazetteerName.id).where(among)


def _by_shared(among: Select[int], grams: Iterable[str]) -> Select[int]:
    """Return the names in the order of how many trigrams they share, counted without an index."""
    holds = [_padded().contains(gram, autoescape=True) for gram in grams]
    shared = sum((case((one, 1), else_=0) for one in holds), literal(0))
    return among.where(or_(*holds)).order_by(shared.desc(), GazetteerName.id)


def _make_index(_table: Any, connection: Connection, **_: Any) -> None:
    create(connection)


event.listen(GazetteerName.__table__, "after_create", _make_index)
event.listen(GazetteerName.__table__, "before_drop", lambda _table, connection, **_: drop(connection))
