"""The ledger: a commitment for every accepted suggestion, a line for every closed day; who qualified a check.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from webapp.storage import append_only
from webapp.storage.ledger import commit

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "ledger_leaf",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=True),
        sa.Column("leaf", sa.String(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_ledger_leaf_suggestion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_leaf")),
        sa.UniqueConstraint("leaf", name=op.f("uq_ledger_leaf_leaf")),
        sa.UniqueConstraint("suggestion_id", name=op.f("uq_ledger_leaf_suggestion_id")),
    )
    op.create_index(op.f("ix_ledger_leaf_day"), "ledger_leaf", ["day"])
    op.create_table(
        "ledger_line",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("leaves", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_ledger_line")),
    )
    append_only.create(op.get_bind(), "ledger_line")
    # None: not known before the next count of all checks, which a publication makes.
    op.add_column("check_verdict", sa.Column("asked", sa.JSON(none_as_null=True), nullable=True))
    commit(Session(op.get_bind()))  # who stands already; an erased one has nothing left to commit to


def downgrade():
    op.drop_column("check_verdict", "asked")
    append_only.drop(op.get_bind(), "ledger_line")
    op.drop_table("ledger_line")
    op.drop_table("ledger_leaf")
