"""What is kept, for how long: words, addresses and keys go; counts stay; no file holds what is gone."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import date
from itertools import count as count_up

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.comments import SCHOOL, SQUARE, comments, picks, take_in
from tests.postgresql import sqlite_only
from tests.residents import HOME, ask, hold, reword, site_of, suggestion_of
from webapp.domain.errors import NotAllowed
from webapp.domain.retention import Expired, months_before
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.settings import Settings
from webapp.storage import grouping
from webapp.storage.accounts import AuditEntry
from webapp.storage.clearing import clear_database
from webapp.storage.copies import copy_out
from webapp.storage.db import db, transaction
from webapp.storage.progress import count
from webapp.storage.suggestions import Suggestion
from webapp.usecases.checks import close_site
from webapp.usecases.comment_review import accept
from webapp.usecases.retention import run_daily, run_retention
from webapp.usecases.suggestions import SuggestionWish, erase, suggest, withdraw

NOTHING = Expired(0, 0, 0, 0)
SECRET_WORD = "Xylofonvägen"


@pytest.fixture
def decided(context):
    """The place with a decision to dispose of records: addresses after 3 months, words after 12."""
    return replace(context, place=replace(context.place, retention_decision="KS 2026/17"))


_numbers = count_up(1)


def tell(session, ctx, text, email="", place_text=""):
    n = next(_numbers)
    wish = SuggestionWish(
        kind="speed", lat=str(HOME[0]), lon=str(HOME[1]), place_text=place_text, text=text, email=email,
        submission_key=f"words {n}", reporter_secret=f"teller {n}",
    )  # fmt: skip
    return suggest(session, ctx, RESIDENT, wish).token


def files_with(folder, word):
    """Return the files of a folder that hold a word anywhere in their bytes."""
    return [p.name for p in sorted(folder.rglob("*")) if p.is_file() and word.encode() in p.read_bytes()]


def run(session, ctx, folder, dry_run=False):
    return run_retention(session, ctx, OPERATOR, dry_run, folder)


def test_words_go_after_their_months_and_everything_else_stays(session, decided, clock, data_dir):
    token = tell(session, decided, SECRET_WORD, place_text=f"Vid {SECRET_WORD}")
    ask(session, decided)
    ask(session, decided)
    clock.move(hours=2)
    hold(session, decided, clock, site_of(session, token).id)
    before = counts(session, decided, token)
    clock.move(days=364)
    assert run(session, decided, data_dir).expired == NOTHING

    clock.move(days=3)
    report = run(session, decided, data_dir)

    assert report.expired.texts == 1
    suggestion = suggestion_of(session, token)
    assert (suggestion.text, suggestion.place_text, suggestion.state) == (None, None, "live")
    assert counts(session, decided, token) == before
    assert files_with(data_dir, SECRET_WORD) == []
    assert run(session, decided, data_dir).expired == NOTHING


def counts(session, ctx, token):
    site = site_of(session, token)
    return (
        site.id,
        site.residents,
        site.members,
        list(site.when_counts),
        count(session, ctx, 2026),
        grouping.verify(session, ctx),
    )


def test_an_address_goes_three_months_after_the_matter_was_closed(session, decided, clock, data_dir):
    open_one = tell(session, decided, "Ett", "kvar@testvik.example")
    taken_back = ask_with_mail(session, decided, "borta@testvik.example", (60.01, 15.12))
    withdraw(session, decided, taken_back)
    closed = ask_with_mail(session, decided, "stangd@testvik.example", (59.98, 15.07))
    close_site(session, decided, OPERATOR, site_of(session, closed).id, "rebuilt", "Ombyggt.")
    clock.move(days=91)
    run(session, decided, data_dir)
    assert suggestion_of(session, closed).email == "stangd@testvik.example"

    clock.move(days=3)
    report = run(session, decided, data_dir)

    assert report.expired.contacts == 1
    assert suggestion_of(session, closed).email is None
    assert suggestion_of(session, open_one).email == "kvar@testvik.example"
    assert files_with(data_dir, "stangd@") == files_with(data_dir, "borta@") == []


def ask_with_mail(session, ctx, email, at):
    token = ask(session, ctx, at)
    with transaction(session):
        suggestion_of(session, token).email = email
    return token


def test_without_a_decision_nothing_expired_goes_but_what_was_erased_does(session, context, clock, data_dir):
    kept, gone = tell(session, context, "Kvarvarandeord"), tell(session, context, SECRET_WORD)
    erase(session, context, gone)
    clock.move(days=800)

    report = run(session, context, data_dir)

    assert (report.removed, report.cleared, report.expired.texts) == (False, True, 1)
    assert suggestion_of(session, kept).text == "Kvarvarandeord"
    assert files_with(data_dir, SECRET_WORD) == []


def test_a_dry_run_tells_the_same_and_changes_nothing(session, decided, clock, data_dir):
    token = tell(session, decided, SECRET_WORD)
    clock.move(days=400)

    dry = run(session, decided, data_dir, dry_run=True)

    assert (dry.removed, dry.cleared, dry.expired.texts) == (False, False, 1)
    assert suggestion_of(session, token).text == SECRET_WORD
    assert run(session, decided, data_dir).expired == dry.expired


def test_keys_of_an_evaluated_year_are_made_random_and_tell_residents_apart_as_before(
    session, decided, clock, data_dir
):
    tokens = [ask(session, decided, resident="anna"), ask(session, decided, resident="anna"), ask(session, decided)]
    old = [suggestion_of(session, t).reporter_key for t in tokens]
    residents = site_of(session, tokens[0]).residents
    clock.move(days=233)  # 31 December
    assert run(session, decided, data_dir).expired.keys == 0
    clock.move(days=366)  # the year after next has begun: 2026 is evaluated

    report = run(session, decided, data_dir)

    new = [suggestion_of(session, t).reporter_key for t in tokens]
    assert report.expired.keys == 3
    assert set(new).isdisjoint(old)
    assert (new[0] == new[1], new[0] == new[2]) == (True, False)
    assert site_of(session, tokens[0]).residents == residents
    assert grouping.verify(session, decided) == []
    assert run(session, decided, data_dir).expired == NOTHING


@sqlite_only
def test_an_erased_or_changed_word_is_in_no_file_while_others_read_and_write(session, context, data_dir):
    many = [tell(session, context, f"{SECRET_WORD} {n} " + "ord " * 200) for n in range(60)]
    others = [tell(session, context, f"kvar {n} " * 40) for n in range(60)]
    for n, token in enumerate(many):
        if n % 2:
            erase(session, context, token)
        else:
            reword(session, context, token, "Nya ord.")
    file, stop = data_dir / "lofte.sqlite3", threading.Event()
    trouble = []

    def work(statement):
        with closing(sqlite3.connect(file, timeout=20, isolation_level=None)) as database:
            while not stop.is_set():
                try:
                    database.execute(statement).fetchall()
                except sqlite3.Error as error:
                    trouble.append(str(error))

    idle = sqlite3.connect(file)
    idle.execute("SELECT count(*) FROM suggestion").fetchone()
    threads = [
        threading.Thread(target=work, args=(statement,))
        for statement in (
            "SELECT text FROM suggestion",
            "UPDATE fact SET value = value",
        )
    ]
    for thread in threads:
        thread.start()
    assert files_with(data_dir, SECRET_WORD) != []  # in the log, at least: else this test proves nothing
    try:
        run(session, context, data_dir)
        found = files_with(data_dir, SECRET_WORD)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        idle.close()

    assert found == []
    assert trouble == []
    assert suggestion_of(session, others[0]).text.startswith("kvar 0")


@sqlite_only
def test_copies_in_the_data_folder_lose_what_is_gone_and_keep_the_rest(session, context, data_dir):
    kept, gone, changed = (tell(session, context, word) for word in ("Kvarord", SECRET_WORD, "Förstaversionen"))
    (data_dir / "backups").mkdir()
    copy = data_dir / "backups" / "testvik.sqlite3"
    copy_out(data_dir / "lofte.sqlite3", copy, None)
    untouched = data_dir / "backups" / "other.sqlite3"
    sqlite3.connect(untouched).execute("CREATE TABLE notes (words)").connection.close()
    erase(session, context, gone)
    reword(session, context, changed, "Andraversionen")
    before = untouched.read_bytes()

    report = run(session, context, data_dir)

    assert report.copies == ("testvik.sqlite3",)
    assert files_with(data_dir, SECRET_WORD) == files_with(data_dir, "Förstaversionen") == []
    with closing(sqlite3.connect(copy)) as database:
        words = {row[0] for row in database.execute("SELECT text FROM suggestion")}
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert words == {"Kvarord", None, "Andraversionen"}
    assert untouched.read_bytes() == before
    assert run(session, context, data_dir).copies == ()
    assert kept


@sqlite_only
def test_somebody_who_reads_an_old_version_all_the_time_is_told_of(session, context, data_dir):
    from webapp.domain.errors import Refused

    tell(session, context, SECRET_WORD)
    session.rollback()
    file = data_dir / "lofte.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM suggestion").fetchone()
        with pytest.raises(Refused, match="Run it again"):
            clear_database(file, wait_s=0.2)
        reader.execute("COMMIT")

    clear_database(file, wait_s=5)


def test_a_worker_runs_it_once_a_night(session, decided, clock, data_dir):
    token = tell(session, decided, SECRET_WORD)
    clock.move(days=400, hours=-11)  # one in the morning
    assert run_daily(session, decided, OPERATOR, data_dir) == 0
    assert suggestion_of(session, token).text == SECRET_WORD

    clock.move(hours=3)
    assert run_daily(session, decided, OPERATOR, data_dir) == 1
    assert run_daily(session, decided, OPERATOR, data_dir) == 0
    assert suggestion_of(session, token).text is None


def test_the_log_of_what_went_names_nobody(session, decided, clock, data_dir):
    tell(session, decided, SECRET_WORD, "anna@testvik.example")
    clock.move(days=400)
    run(session, decided, data_dir)
    run(session, decided, data_dir)

    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "retention.run")).all()
    assert entry.object == "texts=1 contacts=0 keys=0 reports=0 comments=0"
    assert entry.role == "operator"


@pytest.mark.parametrize("actor", [RESIDENT, *(Actor(role) for role in (Role.ADMIN, Role.MODERATOR, Role.POLICE))])
def test_nobody_but_the_operator_runs_it(session, context, actor):
    with pytest.raises(NotAllowed):
        run_retention(session, context, actor)


def test_the_command_says_what_went_and_why_not(app, session, context, clock):
    token = tell(session, context, SECRET_WORD)
    clock.move(days=400)
    runner = app.test_cli_runner()

    dry = runner.invoke(args=["retention", "run", "--dry-run"])
    real = runner.invoke(args=["retention", "run"])

    assert dry.exit_code == real.exit_code == 0, real.output
    assert "Expired: 1 texts" in dry.output
    assert "Dry run: nothing is changed." in dry.output
    assert "place.toml names no decision" in real.output
    session.rollback()
    assert session.scalars(select(Suggestion.text)).all() == [SECRET_WORD]
    assert token
    assert isinstance(app.extensions["lofte_settings"], Settings)
    assert db.engine


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(0, 60))
def test_months_are_whole_months_of_the_calendar(day, months):
    earlier = months_before(day, months)

    assert (day.year * 12 + day.month) - (earlier.year * 12 + earlier.month) == months
    assert earlier.day <= day.day
    assert months_before(date(2027, 2, 28), 12) == date(2026, 2, 28)


def test_comments_lose_their_words_after_the_same_time_and_what_became_of_them_stays(
    session, decided, clock, data_dir, context
):
    take_in(session, context, f"{SCHOOL} {SECRET_WORD}\n{SQUARE} {SECRET_WORD}")
    accept(session, context, OPERATOR, comments(session)[0].id, picks("0"))
    clock.move(days=366)

    assert run(session, decided, data_dir).expired.comments == 2
    assert [(c.text, c.findings, c.state) for c in comments(session)] == [(None, {}, "accepted"), (None, {}, "aside")]
    assert run(session, decided, data_dir).expired.comments == 0
    session.rollback()
    assert files_with(data_dir, SECRET_WORD) == []
