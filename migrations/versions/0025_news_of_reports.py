"""News may be a published follow-up, which is about no site.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("news") as table:
        table.alter_column("site_id", existing_type=sa.String(), nullable=True)
        table.add_column(sa.Column("report", sa.String(), nullable=True))


def downgrade():
    op.execute("DELETE FROM news WHERE site_id IS NULL")
    with op.batch_alter_table("news") as table:
        table.drop_column("report")
        table.alter_column("site_id", existing_type=sa.String(), nullable=False)
