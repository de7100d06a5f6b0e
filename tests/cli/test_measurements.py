from sqlalchemy import func, select

from tests.residents import HOME, ask_site, hold
from webapp.domain.roles import Actor, Role
from webapp.storage.check_history import check_histories
from webapp.storage.measurements import MeasurementRow, measured_places

HEADER = "site,lat,lon,started_at,ended_at,n,mean_kmh,v85_kmh,limit_kmh,over_limit,source\n"


def run(app, file):
    result = app.test_cli_runner().invoke(args=["measurements", "import", str(file)])
    return result.exit_code, result.stdout, result.stderr


def stored(session):
    return session.scalar(select(func.count()).select_from(MeasurementRow))


def test_measurements_are_stored_once_at_their_site_or_as_a_place_of_their_own(app, session, context, tmp_path):
    site = ask_site(session, context)
    file = tmp_path / "speeds.csv"
    file.write_text(
        HEADER
        + f"{site.id},,,2026-03-03T07:00,2026-03-04T07:00,812,46.1,53,40,402,tube\n"
        + f',{HOME[0]},{HOME[1]},2026-04-03T07:00,2026-04-04T07:00,790,"45,2",52,40,380,tube\n'
        + ",60.03,15.15,2026-04-03T07:00+02:00,2026-04-04T07:00+02:00,300,38,,,,radar\n"
    )

    first, second = run(app, file), run(app, file)

    assert (first[0], second[0]) == (0, 0), first
    assert "3 stored, 0 stored already" in first[1]
    assert "2 of the stored ones lie at a place" in first[1]
    assert "0 stored, 3 stored already" in second[1]
    places = {place.key: [m.mean_kmh for m in place.measurements] for place in measured_places(session)}
    assert places == {site.id: [46.1, 45.2], "60.03000,15.15000": [38]}


def test_the_newest_measurement_feeds_the_speed_part_of_the_score(app, session, context, clock, tmp_path):
    site = ask_site(session, context)
    clock.move(days=3)
    hold(session, context, clock, site.id, vehicles=90, v85_kmh=44, limit_kmh=40)
    file = tmp_path / "speeds.csv"
    file.write_text(HEADER + f"{site.id},,,2026-05-01T07:00,2026-05-02T07:00,812,46.1,53,40,402,tube\n")
    run(app, file)
    older = check_histories(session)[site.id].measured
    clock.move(days=9)
    file.write_text(HEADER + f"{site.id},,,2026-05-18T07:00,2026-05-19T07:00,500,41,47,40,90,tube\n")
    run(app, file)

    newer = check_histories(session)[site.id].measured

    assert (older.vehicles, older.v85_kmh) == (90, 44)  # the check was later than that measurement
    assert (newer.vehicles, newer.v85_kmh) == (500, 47)


def test_what_was_measured_before_two_places_were_joined_belongs_to_the_one_that_stands(
    app, session, context, clock, tmp_path
):
    from webapp.usecases.editing import merge

    near = ask_site(session, context)
    far = ask_site(session, context, at=(HOME[0] + 0.003, HOME[1]))
    file = tmp_path / "speeds.csv"
    file.write_text(HEADER + f"{far.id},,,2026-03-03T07:00,2026-03-04T07:00,812,46.1,53,40,402,tube\n")
    assert run(app, file)[0] == 0
    survivor = merge(session, context, Actor(Role.POLICE), near.id, far.id)

    assert set(check_histories(session)) == {survivor}
    assert [place.key for place in measured_places(session)] == [survivor]


def test_every_fault_is_named_by_line_and_nothing_is_stored(app, session, context, tmp_path):
    site = ask_site(session, context)
    file = tmp_path / "speeds.csv"
    file.write_text(
        HEADER
        + f"{site.id},,,2026-03-03T07:00,2026-03-04T07:00,812,46.1,53,40,402,tube\n"
        + "nowhere,,,2026-03-03T07:00,2026-03-04T07:00,812,46.1,53,40,402,tube\n"
        + ",,,soon,2026-03-04T07:00,many,,53,40,402,tube\n"
        + ",15.05,60.01,2026-03-05T07:00,2026-03-04T07:00,10,46,53,40,402,tube\n"
        + ",10.0,10.0,2027-03-03T07:00,2027-03-04T07:00,10,46,53,40,2,tube\n"
    )

    code, out, err = run(app, file)

    assert (code, out) == (1, "")
    assert "Line 3: there is no place with the id 'nowhere'" in err
    assert "Line 4: started_at 'soon' is no time" in err
    assert "Line 4: n 'many' is no whole number" in err
    assert "Line 4: mean_kmh is missing" in err
    assert "Line 4: where it was measured is missing" in err
    assert "Line 5: over_limit is more than n" in err
    assert "Line 5: ended_at is not after started_at" in err
    assert "Line 6: it ends in the future" in err
    assert "Line 6: 10.0 10.0 lies outside" in err
    assert "Line 2" not in err
    assert stored(session) == 0


def test_equal_rows_are_two_measurements_and_a_file_without_columns_is_refused(app, session, tmp_path):
    file = tmp_path / "speeds.csv"
    row = ",60.03,15.15,2026-03-03T07:00,2026-03-04T07:00,300,38,,,,radar\n"
    file.write_text(HEADER + row + row)
    assert run(app, file)[0] == run(app, file)[0] == 0
    assert stored(session) == 2

    file.write_text("site,started_at\n")
    assert "the column ended_at is missing" in run(app, file)[2]
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff")
    code, _, err = run(app, file)
    assert (code, "Traceback" in err) == (1, False)
