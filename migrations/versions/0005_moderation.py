"""Texts that wait for a person, and reports of texts that should not stand.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TO_READ = "text_state = 'waiting' AND text IS NOT NULL"


def upgrade():
    op.create_table(
        "text_review",
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=True),
        sa.Column("public_text", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_text_review_decided_by")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_text_review_suggestion_id")),
        sa.PrimaryKeyConstraint("suggestion_id", name=op.f("pk_text_review")),
        sa.UniqueConstraint("public_id", name=op.f("uq_text_review_public_id")),
    )
    op.create_index(op.f("ix_text_review_decided_at"), "text_review", ["decided_at"])
    op.create_table(
        "text_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_text_report_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_report")),
    )
    op.create_index("ix_text_report_target", "text_report", ["what", "target", "state"])
    op.create_index(op.f("ix_text_report_state"), "text_report", ["state"])
    op.create_index(
        "ix_suggestion_to_read",
        "suggestion",
        ["received_at"],
        sqlite_where=sa.text(TO_READ),
        postgresql_where=sa.text(TO_READ),
    )


def downgrade():
    op.drop_index("ix_suggestion_to_read", "suggestion")
    op.drop_table("text_report")
    op.drop_table("text_review")
