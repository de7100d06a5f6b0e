"""Which list of its year a batch is: what its seed comes from.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("recommendation", sa.Column("year", sa.Integer(), nullable=True))
    op.add_column("recommendation", sa.Column("number", sa.Integer(), nullable=True))
    op.create_index("ix_recommendation_year_number", "recommendation", ["year", "number"], unique=True)


def downgrade():
    op.drop_index("ix_recommendation_year_number", "recommendation")
    op.drop_column("recommendation", "number")
    op.drop_column("recommendation", "year")
