"""Keys of programs that send suggestions in by Open311, and the tokens that they get.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_key_key_hash")),
    )
    op.create_table(
        "open311_post",
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("api_key_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_key.id"], name=op.f("fk_open311_post_api_key_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_open311_post_suggestion_id")),
        sa.PrimaryKeyConstraint("suggestion_id", name=op.f("pk_open311_post")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_open311_post_token_hash")),
    )
    op.create_index(op.f("ix_open311_post_api_key_id"), "open311_post", ["api_key_id"])


def downgrade():
    op.drop_table("open311_post")
    op.drop_table("api_key")
