"""An index of place names that finds them by their beginnings and despite slips.

The gazetteer gets a column with the key of each spelling. The index is made, and kept current by triggers on SQLite, by
storage/name_index.py; a later migration that rebuilds the gazetteer drops and makes it again (``drop``, ``create``).

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from webapp.language.place_keys import key
from webapp.storage import name_index

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

gazetteer = sa.table("gazetteer", sa.column("id"), sa.column("spelling"), sa.column("key"))


def upgrade():
    with op.batch_alter_table("gazetteer") as table:
        table.add_column(sa.Column("key", sa.String(), server_default="", nullable=False))
        table.create_index("ix_gazetteer_key", ["key"], postgresql_ops={"key": "text_pattern_ops"})
    connection = op.get_bind()
    rows = connection.execute(sa.select(gazetteer.c.id, gazetteer.c.spelling)).all()
    if rows:
        keyed = [{"row": row.id, "now": key(row.spelling)} for row in rows]
        change = gazetteer.update().where(gazetteer.c.id == sa.bindparam("row")).values(key=sa.bindparam("now"))
        connection.execute(change, keyed)
    name_index.create(connection)


def downgrade():
    name_index.drop(op.get_bind())
    with op.batch_alter_table("gazetteer") as table:
        table.drop_index("ix_gazetteer_key")
        table.drop_column("key")
