"""The district of a check as it was when the check was recorded.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("speed_check", sa.Column("area", sa.String(), nullable=True))
    op.execute(
        "UPDATE speed_check SET area = (SELECT area.name FROM check_verdict JOIN area ON area.id = check_verdict.area_id "
        "WHERE check_verdict.check_id = speed_check.id)"
    )
    op.execute("UPDATE speed_check SET area = '' WHERE area IS NULL AND EXISTS (SELECT 1 FROM area)")


def downgrade():
    op.drop_column("speed_check", "area")
