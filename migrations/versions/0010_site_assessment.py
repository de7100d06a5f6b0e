"""Whether police found that a place suits a check.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "site_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("room_to_stop", sa.String(), nullable=False),
        sa.Column("sight_line", sa.String(), nullable=False),
        sa.Column("limit_change", sa.String(), nullable=False),
        sa.Column("power_safety", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_site_assessment_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_assessment")),
    )
    op.create_index(op.f("ix_site_assessment_site_id"), "site_assessment", ["site_id"])


def downgrade():
    op.drop_table("site_assessment")
