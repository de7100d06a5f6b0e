"""What was done at unsafe places.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "unsafe_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("public_reply", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("submission_key", sa.String(), nullable=True),
        sa.Column("pledge_event_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_unsafe_activity_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsafe_activity")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_unsafe_activity_submission_key")),
    )
    op.create_index(op.f("ix_unsafe_activity_site_id"), "unsafe_activity", ["site_id"])


def downgrade():
    op.drop_table("unsafe_activity")
