"""Which district things lay in before borders moved.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "district_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.CheckConstraint("(suggestion_id IS NULL) <> (site_id IS NULL)", name=op.f("ck_district_move_one_thing")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_district_move_suggestion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district_move")),
    )
    op.create_index(op.f("ix_district_move_suggestion_id"), "district_move", ["suggestion_id"])
    op.create_index(op.f("ix_district_move_site_id"), "district_move", ["site_id"])


def downgrade():
    op.drop_table("district_move")
