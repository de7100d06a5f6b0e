import pytest

from tests.staff import staff_client
from webapp.storage import append_only
from webapp.storage.db import db, transaction


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["audit", "verify", *arguments])


def test_a_whole_log_prints_its_length_and_its_last_seal(app, session):
    empty = run(app)
    staff_client(app, "police")

    done = run(app)

    assert empty.stdout == "0 " + "0" * 64 + "\n"
    assert done.exit_code == 0
    assert done.stdout == f"2 {session.scalar(db.text('select hash from audit where id = 2'))}\n"


@pytest.mark.parametrize(
    ("deed", "broken"),
    [
        ("update audit set action = 'login.done' where id = 2", 2),
        ("update audit set at = '2026-05-12 10:00:01' where id = 1", 1),
        ("delete from audit where id = 1", 2),
    ],
)
def test_a_changed_or_removed_entry_is_named(app, session, deed, broken):
    staff_client(app, "police")
    staff_client(app, "planner")
    with transaction(session):
        append_only.drop(session.connection())
        session.execute(db.text(deed.replace("'login.done' where id = 2", "'site.chosen' where id = 2")))

    refused = run(app)

    assert refused.exit_code == 1
    assert f"entry {broken} " in refused.stderr
    assert refused.stdout == ""


def test_a_log_whose_tail_was_cut_off_lacks_the_seal_that_it_had(app, session):
    staff_client(app, "police")
    seal = run(app).stdout.split()[1]
    assert run(app, "--seal", seal).exit_code == 0
    with transaction(session):
        append_only.drop(session.connection())
        session.execute(db.text("delete from audit where id = 2"))

    assert run(app).exit_code == 0
    cut = run(app, "--seal", seal)
    assert cut.exit_code == 1
    assert "cut off" in cut.stderr
