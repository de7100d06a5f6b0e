"""Measured speeds.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "speed_measurement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("external_key", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=False),
        sa.Column("vehicles", sa.Integer(), nullable=False),
        sa.Column("mean_kmh", sa.Double(), nullable=False),
        sa.Column("v85_kmh", sa.Double(), nullable=True),
        sa.Column("limit_kmh", sa.Integer(), nullable=True),
        sa.Column("over_limit", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["imported_by"], ["account.id"], name=op.f("fk_speed_measurement_imported_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speed_measurement")),
        sa.UniqueConstraint("external_key", name=op.f("uq_speed_measurement_external_key")),
    )
    op.create_index(op.f("ix_speed_measurement_site_id"), "speed_measurement", ["site_id"])
    op.create_index(op.f("ix_speed_measurement_started_at"), "speed_measurement", ["started_at"])


def downgrade():
    op.drop_table("speed_measurement")
