"""Comments that had asked for a held check before it began, by their posts' own time.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "post_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["speed_check.id"], name=op.f("fk_post_evidence_check_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_post_evidence_suggestion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_evidence")),
        sa.UniqueConstraint("check_id", "suggestion_id", name=op.f("uq_post_evidence_check_id_suggestion_id")),
    )
    op.create_index(op.f("ix_post_evidence_check_id"), "post_evidence", ["check_id"])


def downgrade():
    op.drop_table("post_evidence")
