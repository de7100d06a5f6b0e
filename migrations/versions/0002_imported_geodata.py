"""What holds along a road, and where a name or a thing on the map came from.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("road") as table:
        table.add_column(sa.Column("parts", sa.JSON(), server_default="[]", nullable=False))
    for name in ("base_map", "gazetteer"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("origin", sa.String(), server_default="folder", nullable=False))


def downgrade():
    for name in ("gazetteer", "base_map"):
        with op.batch_alter_table(name) as table:
            table.drop_column("origin")
    with op.batch_alter_table("road") as table:
        table.drop_column("parts")
