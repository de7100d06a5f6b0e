"""The small extract, also as PBF, and everything that an import stores."""

from sqlalchemy import select

from tests.conftest import DATA
from webapp.storage.db import Base

SMALL = DATA / "small.osm"


def as_pbf(folder, source=SMALL, name="small.osm.pbf"):
    """Return the same data as PBF, written by osmium."""
    import osmium

    target = folder / name
    with osmium.SimpleWriter(str(target)) as writer:
        for thing in osmium.FileProcessor(str(source)):
            writer.add(thing)
    return target


def changed(folder, *pairs, name="changed.osm"):
    """Return the small extract with words replaced."""
    text = SMALL.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    target = folder / name
    target.write_text(text, encoding="utf-8")
    return target


def everything(session):
    """Return every row of every table, to compare before and after."""
    session.expire_all()
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
        for table in Base.metadata.sorted_tables
    }
