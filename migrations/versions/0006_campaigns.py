"""Questions with a first and a last day.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name_sv", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("question_sv", sa.Text(), nullable=False),
        sa.Column("question_en", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_campaign_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
    )
    with op.batch_alter_table("campaign") as table:
        table.create_index(op.f("ix_campaign_starts_on"), ["starts_on"], unique=False)
    with op.batch_alter_table("suggestion") as table:
        table.add_column(sa.Column("campaign_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_suggestion_campaign_id"), ["campaign_id"], unique=False)
        table.create_foreign_key(op.f("fk_suggestion_campaign_id"), "campaign", ["campaign_id"], ["id"])


def downgrade():
    with op.batch_alter_table("suggestion") as table:
        table.drop_constraint(op.f("fk_suggestion_campaign_id"), type_="foreignkey")
        table.drop_index(op.f("ix_suggestion_campaign_id"))
        table.drop_column("campaign_id")
    op.drop_table("campaign")
