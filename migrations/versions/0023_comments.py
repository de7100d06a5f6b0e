"""Batches of comments, the comments themselves, names that staff taught, and how a suggestion came to staff.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "comment_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("post_url", sa.Text(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("doubles", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_comment_batch_campaign_id")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_comment_batch_created_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_comment_batch_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_batch")),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("own_key", sa.String(), nullable=True),
        sa.Column("words_key", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("posted_at", sa.DateTime(), nullable=True),
        sa.Column("author_key", sa.String(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("streets", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("locked_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["comment_batch.id"], name=op.f("fk_comment_batch_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_comment_decided_by")),
        sa.ForeignKeyConstraint(["locked_by"], ["account.id"], name=op.f("fk_comment_locked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_batch_state", "comment", ["batch_id", "state"])
    op.create_index(op.f("ix_comment_words_key"), "comment", ["words_key"])
    op.create_table(
        "learned_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spelling", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("learned_at", sa.DateTime(), nullable=False),
        sa.Column("learned_by", sa.Integer(), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["learned_by"], ["account.id"], name=op.f("fk_learned_name_learned_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_name")),
    )
    with op.batch_alter_table("suggestion") as table:
        table.add_column(sa.Column("posted_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("via", sa.String(), nullable=True))
        table.add_column(sa.Column("comment_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_suggestion_comment_id"), ["comment_id"], unique=False)
        table.create_foreign_key(op.f("fk_suggestion_comment_id"), "comment", ["comment_id"], ["id"])


def downgrade():
    with op.batch_alter_table("suggestion") as table:
        table.drop_constraint(op.f("fk_suggestion_comment_id"), type_="foreignkey")
        table.drop_index(op.f("ix_suggestion_comment_id"))
        table.drop_column("comment_id")
        table.drop_column("via")
        table.drop_column("posted_at")
    op.drop_table("learned_name")
    op.drop_table("comment")
    op.drop_table("comment_batch")
