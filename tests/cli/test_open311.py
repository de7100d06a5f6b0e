"""``open311 key``: an operator gives keys, sees what came by them, and takes them back."""

from webapp.domain.suggestions import fingerprint
from webapp.storage.open311 import ApiKey


def run(app, *words):
    return app.test_cli_runner().invoke(args=["open311", "key", *words])


def test_a_key_is_printed_last_and_only_its_fingerprint_is_kept(app, session):
    made = run(app, "create", "Appen")

    key = made.stdout.splitlines()[-1]
    kept = session.query(ApiKey).one()
    assert made.exit_code == 0
    assert len(key) >= 32
    assert kept.key_hash == fingerprint(key)
    assert key not in run(app, "list").stdout


def test_a_name_works_once_at_a_time(app):
    run(app, "create", "Appen")

    again = run(app, "create", "Appen")
    assert again.exit_code == 1
    assert "revoke that one first" in again.stderr
    assert run(app, "revoke", "Appen").exit_code == 0
    assert run(app, "create", "Appen").exit_code == 0
    assert [line.split("\t")[2][:7] for line in run(app, "list").stdout.splitlines()] == ["revoked", "works"]


def test_what_does_not_exist_is_not_revoked_and_a_key_needs_a_name(app):
    assert run(app, "revoke", "Nobody").exit_code == 1
    assert run(app, "create", " ").exit_code == 1
