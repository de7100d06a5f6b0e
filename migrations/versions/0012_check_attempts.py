"""Visits that led to no check.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "check_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("external_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_check_attempt_site_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_check_attempt_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_attempt")),
        sa.UniqueConstraint("external_key", name=op.f("uq_check_attempt_external_key")),
    )
    op.create_index(op.f("ix_check_attempt_site_id"), "check_attempt", ["site_id"])


def downgrade():
    op.drop_table("check_attempt")
