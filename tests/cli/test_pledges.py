"""`flask pledges import`."""

from tests.pledge_world import csv_of, nine_pledges


def test_a_file_of_events_is_stored_and_told_of(app, session, tmp_path):
    nine_pledges(session)
    file = tmp_path / "events.csv"
    file.write_bytes(csv_of("home-visits,2026-03-02,2,,,Skogås,,", "home-visits,2026-03-03,,,,,,"))

    first = app.test_cli_runner().invoke(args=["pledges", "import", str(file)])
    second = app.test_cli_runner().invoke(args=["pledges", "import", str(file)])

    assert (first.exit_code, first.output) == (0, "2 events in the file: 2 stored, 0 known before.\n")
    assert "0 stored, 2 known" in second.output


def test_every_fault_is_named_by_its_line_in_words_and_nothing_is_stored(app, session, tmp_path):
    nine_pledges(session)
    file = tmp_path / "events.csv"
    file.write_bytes(
        csv_of("nothing,2026-03-02,,,,,,", "speed-checks,2026-03-02,,,,,,", "dialogues,2026-03-02,,,fest,,,")
    )

    answer = app.test_cli_runner().invoke(args=["pledges", "import", str(file)])

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "events.csv, line 2: pledge: 'nothing' is not known here" in answer.stderr
    assert "line 3: pledge: speed-checks is counted from held checks" in answer.stderr
    assert "line 4: kind: 'fest' is not known here" in answer.stderr
    assert "Nothing is stored: 3 fault(s)" in answer.stderr
