"""The database refuses to change or remove an entry of the log.

Revision ID: 0013
Revises: 0012
"""

from alembic import op

from webapp.storage import append_only

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    append_only.create(op.get_bind())


def downgrade():
    append_only.drop(op.get_bind())
