from tests.residents import ask_site
from webapp.storage.db import db
from webapp.storage.progress import count

HEADER = "site,started_at,ended_at,vehicles,over_limit,mean_kmh,v85_kmh,limit_kmh,note\n"


def run(app, *args):
    result = app.test_cli_runner().invoke(args=["checks", *args])
    return result.exit_code, result.stdout, result.stderr


def test_checks_held_earlier_are_recorded_and_counted_once(app, session, context, clock, tmp_path):
    site = ask_site(session, context)
    clock.move(days=7)
    file = tmp_path / "checks.csv"
    file.write_text(
        HEADER
        + f"{site.id},2026-05-14T10:00,2026-05-14T10:20,120,31,41.5,48,40,lugnt\n"
        + f"{site.id},2026-05-14T10:40,2026-05-14T11:00,,,,,,\n"
    )

    first = run(app, "import", str(file))
    second = run(app, "import", str(file))

    assert first[0] == second[0] == 0
    assert "2 recorded, 0 known before" in first[1]
    assert "1 of the recorded ones count" in first[1]
    assert "0 recorded, 2 known before" in second[1]
    assert count(db.session(), context, 2026) == (1, 5)


def test_every_fault_is_named_by_line_and_nothing_is_stored(app, session, context, clock, tmp_path):
    site = ask_site(session, context)
    clock.move(days=7)
    file = tmp_path / "checks.csv"
    file.write_text(
        HEADER
        + f"{site.id},2026-05-14T10:00,2026-05-14T10:20,,,,,,\n"
        + "nowhere,2026-05-14T10:00,2026-05-14T10:20,,,,,,\n"
        + f"{site.id},2026-05-14T10:00,soon,many,,,,,\n"
    )

    code, out, err = run(app, "import", str(file))

    assert (code, out) == (1, "")
    assert "checks.csv, line 4: ended_at: 'soon' is no time" in err
    assert "checks.csv, line 4: vehicles: is no number" in err
    assert "Nothing is stored" in err
    assert "Traceback" not in err
    assert count(db.session(), context, 2026) == (0, 5)

    file.write_text(HEADER + "nowhere,2026-05-14T10:00,2026-05-14T10:20,,,,,,\n")
    assert "line 2: site: there is no place with the id 'nowhere'" in run(app, "import", str(file))[2]


def test_a_file_that_is_not_there_is_wrong_usage(app):
    assert run(app, "import", "nowhere.csv")[0] == 2


def test_a_picture_is_no_list_of_checks(app, tmp_path):
    file = tmp_path / "checks.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff")

    code, _, err = run(app, "import", str(file))

    assert code == 1
    assert "line 1: the file is not UTF-8 text" in err
