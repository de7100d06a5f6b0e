"""Messages to residents: what is to be sent, what was, and who does not want any.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("suggestion") as table:
        table.add_column(sa.Column("scope", sa.String(), nullable=True))
        table.add_column(sa.Column("language", sa.String(), nullable=True))
    _alerts()
    _messages()
    op.create_table(
        "reporter_alias",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("leads_to", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_reporter_alias")),
    )
    op.create_index(op.f("ix_reporter_alias_leads_to"), "reporter_alias", ["leads_to"])
    op.create_table(
        "check_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("opinion", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["speed_check.id"], name=op.f("fk_check_opinion_check_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_opinion")),
        sa.UniqueConstraint("person_key", name=op.f("uq_check_opinion_person_key")),
    )
    op.create_index(op.f("ix_check_opinion_check_id"), "check_opinion", ["check_id"])


def _alerts():
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("pace", sa.String(), nullable=False),
        sa.Column("kinds", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("radius_m", sa.Integer(), nullable=True),
        sa.Column("place_name", sa.String(), nullable=True),
        sa.Column("corners", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("told_to", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index(op.f("ix_alert_due_at"), "alert", ["due_at"])
    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("check_id", sa.String(), nullable=True),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
        sa.UniqueConstraint("key", name=op.f("uq_news_key")),
    )
    op.create_index(op.f("ix_news_site_id"), "news", ["site_id"])


def _messages():
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("once_key", sa.String(), nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("address_key", sa.String(), nullable=True),
        sa.Column("suggestion_id", sa.Integer(), nullable=True),
        sa.Column("alert_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_message_alert_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_message_suggestion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
        sa.UniqueConstraint("once_key", name=op.f("uq_message_once_key")),
    )
    for column in ("event", "address_key", "suggestion_id", "alert_id"):
        op.create_index(op.f(f"ix_message_{column}"), "message", [column])
    op.create_index("ix_message_due", "message", ["state", "due_at"])
    op.create_table(
        "mail_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=True),
        sa.Column("alert_id", sa.Integer(), nullable=True),
        sa.Column("check_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_mail_link_alert_id")),
        sa.ForeignKeyConstraint(["check_id"], ["speed_check.id"], name=op.f("fk_mail_link_check_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_mail_link_suggestion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mail_link_token_hash")),
    )
    for column in ("suggestion_id", "alert_id", "check_id"):
        op.create_index(op.f(f"ix_mail_link_{column}"), "mail_link", [column])


def downgrade():
    for table in ("check_opinion", "reporter_alias", "mail_link", "message", "news", "alert"):
        op.drop_table(table)
    with op.batch_alter_table("suggestion") as table:
        table.drop_column("language")
        table.drop_column("scope")
