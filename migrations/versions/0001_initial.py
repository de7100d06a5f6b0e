"""Every table of the first version.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("totp_secret", sa.String(), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("recovery_hashes", sa.JSON(), nullable=False),
        sa.Column("invitation_hash", sa.String(), nullable=True),
        sa.Column("invitation_ends_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("invitation_hash", name=op.f("uq_account_invitation_hash")),
    )
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("geometry", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("name", name=op.f("uq_area_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_area_slug")),
    )
    op.create_table(
        "base_map",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("layer", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("geometry", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_map")),
    )
    with op.batch_alter_table("base_map", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_base_map_layer"), ["layer"], unique=False)

    op.create_table(
        "fact",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_fact")),
    )
    op.create_table(
        "gazetteer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("spelling", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gazetteer")),
    )
    with op.batch_alter_table("gazetteer", schema=None) as batch_op:
        batch_op.create_index("ix_gazetteer_folded", ["folded"], unique=False)

    op.create_table(
        "junction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("easting", sa.Double(), nullable=False),
        sa.Column("northing", sa.Double(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("road_ids", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_junction")),
    )
    with op.batch_alter_table("junction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_junction_easting"), ["easting"], unique=False)

    op.create_table(
        "login_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failure")),
    )
    with op.batch_alter_table("login_failure", schema=None) as batch_op:
        batch_op.create_index("ix_login_failure_address", ["address_hash", "at"], unique=False)
        batch_op.create_index("ix_login_failure_email", ["email", "at"], unique=False)

    op.create_table(
        "map_cell",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size_m", sa.Integer(), nullable=False),
        sa.Column("col", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("suggestions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "size_m", "col", "row", name=op.f("pk_map_cell")),
    )
    with op.batch_alter_table("map_cell", schema=None) as batch_op:
        batch_op.create_index("ix_map_cell_place", ["kind", "size_m", "lat", "lon", "suggestions"], unique=False)

    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("continues", sa.Boolean(), nullable=False),
        sa.Column("title_sv", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
    )
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pledge_agreement"), ["agreement"], unique=False)

    op.create_table(
        "road",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("alt_names", sa.JSON(), nullable=False),
        sa.Column("speed_limit_kmh", sa.Integer(), nullable=True),
        sa.Column("oneway", sa.Boolean(), nullable=False),
        sa.Column("highway", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("length_m", sa.Double(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_road")),
        sa.UniqueConstraint("source_id", name=op.f("uq_road_source_id")),
    )
    with op.batch_alter_table("road", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_road_name"), ["name"], unique=False)

    op.create_table(
        "site_alias",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_alias")),
    )
    with op.batch_alter_table("site_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_alias_site_id"), ["site_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_audit_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_previous_hash")),
    )
    op.create_table(
        "staff_session",
        sa.Column("id_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("second_factor_at", sa.DateTime(), nullable=True),
        sa.Column("pending_totp_secret", sa.String(), nullable=True),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_staff_session_account_id")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_staff_session")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_number", sa.String(), nullable=False),
        sa.Column("founding_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("submission_key", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.Column("spam_at", sa.DateTime(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("easting", sa.Double(), nullable=False),
        sa.Column("northing", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("road_id", sa.Integer(), nullable=True),
        sa.Column("measure_m", sa.Double(), nullable=True),
        sa.Column("junction_id", sa.Integer(), nullable=True),
        sa.Column("cell_col", sa.Integer(), nullable=False),
        sa.Column("cell_row", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("place_text", sa.Text(), nullable=True),
        sa.Column("outside_note", sa.Boolean(), nullable=False),
        sa.Column("when_cells", sa.Text(), nullable=False),
        sa.Column("causes", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("text_state", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("email_confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("follow", sa.Boolean(), nullable=False),
        sa.Column("reporter_key", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("saw_site", sa.Boolean(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("sticky", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_suggestion_area_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["junction_id"], ["junction.id"], name=op.f("fk_suggestion_junction_id")),
        sa.ForeignKeyConstraint(["road_id"], ["road.id"], name=op.f("fk_suggestion_road_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_suggestion_site_id"), use_alter=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint("channel", "external_id", name=op.f("uq_suggestion_channel_external_id")),
        sa.UniqueConstraint("founding_id", name=op.f("uq_suggestion_founding_id")),
        sa.UniqueConstraint("public_number", name=op.f("uq_suggestion_public_number")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_suggestion_submission_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_suggestion_token_hash")),
    )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.create_index("ix_suggestion_cell", ["cell_col", "cell_row", "sticky", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_junction_id"), ["junction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_received_at"), ["received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_reporter_key"), ["reporter_key"], unique=False)
        batch_op.create_index("ix_suggestion_road", ["road_id", "sticky", "kind", "measure_m"], unique=False)
        batch_op.create_index("ix_suggestion_site", ["site_id", "reporter_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_state"), ["state"], unique=False)

    op.create_table(
        "site",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("founder_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("road_id", sa.Integer(), nullable=True),
        sa.Column("junction_id", sa.Integer(), nullable=True),
        sa.Column("measure_m", sa.Double(), nullable=True),
        sa.Column("length_m", sa.Double(), nullable=False),
        sa.Column("easting", sa.Double(), nullable=False),
        sa.Column("northing", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("public_lat", sa.Double(), nullable=False),
        sa.Column("public_lon", sa.Double(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("pinned_at", sa.DateTime(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_reason", sa.String(), nullable=True),
        sa.Column("status_reply", sa.String(), nullable=True),
        sa.Column("status_at", sa.DateTime(), nullable=True),
        sa.Column("residents", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("when_counts", sa.JSON(), nullable=False),
        sa.Column("cause_counts", sa.JSON(), nullable=False),
        sa.Column("first_received_at", sa.DateTime(), nullable=False),
        sa.Column("last_received_at", sa.DateTime(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("last_check_on", sa.Date(), nullable=True),
        sa.Column("person_edited", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_site_area_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["founder_id"], ["suggestion.id"], name=op.f("fk_site_founder_id")),
        sa.ForeignKeyConstraint(["junction_id"], ["junction.id"], name=op.f("fk_site_junction_id")),
        sa.ForeignKeyConstraint(["road_id"], ["road.id"], name=op.f("fk_site_road_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index("ix_site_anchor", ["kind", "unit", "easting"], unique=False)
        batch_op.create_index(batch_op.f("ix_site_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_site_junction_id"), ["junction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_site_lat"), ["lat"], unique=False)
        batch_op.create_index("ix_site_place", ["public_lat", "public_lon", "published_at", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_site_published_at"), ["published_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_site_road_id"), ["road_id"], unique=False)

    op.create_table(
        "site_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_site_event_account_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_site_event_suggestion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_event")),
    )
    with op.batch_alter_table("site_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_event_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_site_event_suggestion_id"), ["suggestion_id"], unique=False)

    op.create_table(
        "choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        sa.Column("chosen_by", sa.Integer(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["chosen_by"], ["account.id"], name=op.f("fk_choice_chosen_by")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_choice_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
    )
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_choice_site_id"), ["site_id"], unique=False)

    op.create_table(
        "speed_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("named_id", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("external_key", sa.String(), nullable=True),
        sa.Column("easting", sa.Double(), nullable=False),
        sa.Column("northing", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("road_id", sa.Integer(), nullable=True),
        sa.Column("junction_id", sa.Integer(), nullable=True),
        sa.Column("vehicles", sa.Integer(), nullable=True),
        sa.Column("over_limit", sa.Integer(), nullable=True),
        sa.Column("mean_kmh", sa.Double(), nullable=True),
        sa.Column("v85_kmh", sa.Double(), nullable=True),
        sa.Column("limit_kmh", sa.Integer(), nullable=True),
        sa.Column("public_note", sa.Text(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("origin_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("correction_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["junction_id"], ["junction.id"], name=op.f("fk_speed_check_junction_id")),
        sa.ForeignKeyConstraint(["origin_id"], ["speed_check.id"], name=op.f("fk_speed_check_origin_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_speed_check_recorded_by")),
        sa.ForeignKeyConstraint(["replaces_id"], ["speed_check.id"], name=op.f("fk_speed_check_replaces_id")),
        sa.ForeignKeyConstraint(["road_id"], ["road.id"], name=op.f("fk_speed_check_road_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_speed_check_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speed_check")),
        sa.UniqueConstraint("external_key", name=op.f("uq_speed_check_external_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_speed_check_public_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_speed_check_replaces_id")),
    )
    with op.batch_alter_table("speed_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speed_check_held_on"), ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_speed_check_origin_id"), ["origin_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_speed_check_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_speed_check_started_at"), ["started_at"], unique=False)

    op.create_table(
        "check_verdict",
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("suggestion_id", sa.Integer(), nullable=True),
        sa.Column("residents_before", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_check_verdict_area_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["check_id"], ["speed_check.id"], name=op.f("fk_check_verdict_check_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_check_verdict_site_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_check_verdict_suggestion_id")),
        sa.PrimaryKeyConstraint("check_id", name=op.f("pk_check_verdict")),
    )
    with op.batch_alter_table("check_verdict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_verdict_site_id"), ["site_id"], unique=False)
        batch_op.create_index("ix_check_verdict_year", ["year", "counts"], unique=False)
    # suggestion and site point at each other; SQLite took both inside the tables, others take the second here.
    if op.get_bind().dialect.name != "sqlite":
        op.create_foreign_key("fk_suggestion_site_id", "suggestion", "site", ["site_id"], ["id"])


def downgrade():
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_suggestion_site_id", "suggestion", type_="foreignkey")
    with op.batch_alter_table("check_verdict", schema=None) as batch_op:
        batch_op.drop_index("ix_check_verdict_year")
        batch_op.drop_index(batch_op.f("ix_check_verdict_site_id"))

    op.drop_table("check_verdict")
    with op.batch_alter_table("speed_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speed_check_started_at"))
        batch_op.drop_index(batch_op.f("ix_speed_check_site_id"))
        batch_op.drop_index(batch_op.f("ix_speed_check_origin_id"))
        batch_op.drop_index(batch_op.f("ix_speed_check_held_on"))

    op.drop_table("speed_check")
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_choice_site_id"))

    op.drop_table("choice")
    with op.batch_alter_table("site_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_event_suggestion_id"))
        batch_op.drop_index(batch_op.f("ix_site_event_site_id"))

    op.drop_table("site_event")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_road_id"))
        batch_op.drop_index(batch_op.f("ix_site_published_at"))
        batch_op.drop_index("ix_site_place")
        batch_op.drop_index(batch_op.f("ix_site_lat"))
        batch_op.drop_index(batch_op.f("ix_site_junction_id"))
        batch_op.drop_index(batch_op.f("ix_site_area_id"))
        batch_op.drop_index("ix_site_anchor")

    op.drop_table("site")
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suggestion_state"))
        batch_op.drop_index("ix_suggestion_site")
        batch_op.drop_index("ix_suggestion_road")
        batch_op.drop_index(batch_op.f("ix_suggestion_reporter_key"))
        batch_op.drop_index(batch_op.f("ix_suggestion_received_at"))
        batch_op.drop_index(batch_op.f("ix_suggestion_junction_id"))
        batch_op.drop_index("ix_suggestion_cell")

    op.drop_table("suggestion")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_account_id"))

    op.drop_table("staff_session")
    op.drop_table("audit")
    with op.batch_alter_table("site_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_alias_site_id"))

    op.drop_table("site_alias")
    with op.batch_alter_table("road", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_road_name"))

    op.drop_table("road")
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pledge_agreement"))

    op.drop_table("pledge")
    with op.batch_alter_table("map_cell", schema=None) as batch_op:
        batch_op.drop_index("ix_map_cell_place")

    op.drop_table("map_cell")
    with op.batch_alter_table("login_failure", schema=None) as batch_op:
        batch_op.drop_index("ix_login_failure_email")
        batch_op.drop_index("ix_login_failure_address")

    op.drop_table("login_failure")
    with op.batch_alter_table("junction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_junction_easting"))

    op.drop_table("junction")
    with op.batch_alter_table("gazetteer", schema=None) as batch_op:
        batch_op.drop_index("ix_gazetteer_folded")

    op.drop_table("gazetteer")
    op.drop_table("fact")
    with op.batch_alter_table("base_map", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_base_map_layer"))

    op.drop_table("base_map")
    op.drop_table("area")
    op.drop_table("account")
