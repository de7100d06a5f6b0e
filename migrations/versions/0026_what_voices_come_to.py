"""What the voices of each site come to, kept for the score and the police's list.

Revision ID: 0026
Revises: 0025
"""

from collections import defaultdict
from datetime import datetime
from math import fsum

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SINCE = datetime(2020, 1, 1)  # noqa: DTZ001  times are kept as UTC without a zone
HALF_LIFE_S = 180 * 86_400
RISKS = ("crossing", "no_pavement", "school")
AT_ONCE = 1000

suggestion = sa.table(
    "suggestion",
    *(sa.column(name) for name in ("site_id", "reporter_key", "state", "causes", "channel", "campaign_id")),
    *(sa.column(name, sa.DateTime()) for name in ("created_at", "received_at", "email_confirmed_at")),
)
site = sa.table(
    "site",
    sa.column("id"),
    sa.column("voices", sa.Double()),
    sa.column("risk_counts", sa.JSON()),
    sa.column("channels"),
    sa.column("campaigns"),
)


def upgrade():
    op.add_column("site", sa.Column("voices", sa.Double(), nullable=False, server_default="0"))
    op.add_column("site", sa.Column("risk_counts", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("site", sa.Column("channels", sa.String(), nullable=False, server_default=""))
    op.add_column("site", sa.Column("campaigns", sa.String(), nullable=False, server_default=""))
    _fill(op.get_bind())


def downgrade():
    for name in ("campaigns", "channels", "risk_counts", "voices"):
        op.drop_column("site", name)


def _fill(connection):
    members = defaultdict(list)
    for row in connection.execute(sa.select(suggestion).where(suggestion.c.site_id.is_not(None))):
        members[row.site_id].append(row)
    change = site.update().where(site.c.id == sa.bindparam("this"))
    change = change.values({name: sa.bindparam(f"its_{name}") for name in _columns(())})
    rows = [{"this": i} | {f"its_{n}": v for n, v in _columns(those).items()} for i, those in members.items()]
    for start in range(0, len(rows), AT_ONCE):
        connection.execute(change, rows[start : start + AT_ONCE])


def _columns(members):
    """Return what ``sites rebuild`` would keep for these members."""
    latest, confirmed, named = {}, set(), defaultdict(set)
    for row in members:
        key, at = row.reporter_key, min(row.created_at, row.received_at)
        latest[key] = max(at, latest.get(key, at))
        if row.email_confirmed_at is not None:
            confirmed.add(key)
        for risk in set(row.causes.split()) & set(RISKS) if row.state == "live" else ():
            named[risk].add(key)
    strengths = (
        (1.0 if key in confirmed else 0.5) * 2 ** ((at - SINCE).total_seconds() / HALF_LIFE_S)
        for key, at in latest.items()
    )
    return {
        "voices": fsum(strengths),
        "risk_counts": {risk: len(named[risk]) for risk in RISKS if named[risk]},
        "channels": " ".join(sorted({row.channel for row in members})),
        "campaigns": " ".join(map(str, sorted({row.campaign_id for row in members} - {None}))),
    }
