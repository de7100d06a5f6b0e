"""Batches of recommended sites, with every probability.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("score_version", sa.String(), nullable=False),
        sa.Column("radius_m", sa.Double(), nullable=False),
        sa.Column("floors", sa.JSON(), nullable=False),
        sa.Column("floors_basis", sa.String(), nullable=False),
        sa.Column("coverage", sa.Double(), nullable=False),
        sa.Column("coverage_drawn", sa.Double(), nullable=False),
        sa.Column("bound", sa.Double(), nullable=False),
        sa.Column("chances", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_recommendation_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("code", name=op.f("uq_recommendation_code")),
    )
    op.create_index(op.f("ix_recommendation_made_at"), "recommendation", ["made_at"])
    op.create_table(
        "recommended_site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("gain", sa.Double(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("window", sa.String(), nullable=False),
        sa.Column("window_probability", sa.Double(), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("skipped_at", sa.DateTime(), nullable=True),
        sa.Column("skipped_by", sa.Integer(), nullable=True),
        sa.Column("skip_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_recommended_site_recommendation_id")
        ),
        sa.ForeignKeyConstraint(["skipped_by"], ["account.id"], name=op.f("fk_recommended_site_skipped_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommended_site")),
    )
    op.create_index(op.f("ix_recommended_site_recommendation_id"), "recommended_site", ["recommendation_id"])


def downgrade():
    op.drop_table("recommended_site")
    op.drop_table("recommendation")
