"""Follow-ups and evaluations: frozen, approved by every party, published, put right, and computed again by anyone."""

import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.reports import ADMIN, WRITER, approve_all, mark_of, publish
from tests.residents import ask, ask_site, facts, hold
from webapp.domain.errors import Invalid, NotAllowed, NotFound, Overtaken, WrongState
from webapp.domain.reports import ReportKind
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.settings import ROOT
from webapp.storage.reports import find_report, published
from webapp.usecases import reports as use
from webapp.usecases.accounts import create_account
from webapp.usecases.checks import close_site, record_check, withdraw_check

TZ = ZoneInfo("Europe/Stockholm")
POLICE = Actor(Role.POLICE)
APRIL = date(2026, 4, 30)


def at(month, day, hour=12):
    return datetime(2026, month, day, hour, tzinfo=TZ)


@pytest.fixture
def spring(session, context, clock):
    """A place that residents asked for in February, checked in March and in May; one check too short."""
    clock.at = at(2, 1)
    site = ask_site(session, context)
    checks = []
    for month, day, minutes in ((3, 3, 20), (3, 20, 5), (5, 4, 20)):
        clock.at = at(month, day)
        checks.append(hold(session, context, clock, site.id, minutes, vehicles=100, over_limit=20))
    clock.at = at(5, 12)
    return site, checks


def rows_of(session, slug, number=None):
    return published(session, slug, number).version


def test_a_draft_holds_what_was_public_on_its_day_and_no_later(session, context, spring):
    slug = use.start(session, context, WRITER, ReportKind.FOLLOW_UP, APRIL)

    version = use.look(session, WRITER, slug).version
    assert slug == "2026-1"
    assert version.figures["counted"] == 1
    assert version.figures["not_counted"] == {"too_short": 1}
    assert version.figures["target"] == 5
    assert (version.figures["vehicles"], version.figures["over_limit"]) == (100, 20)
    assert [c["on"] for c in version.rows["checks"]] == ["2026-03-03", "2026-03-20"]
    assert version.figures["answered"] == version.figures["asked"] == 3
    assert version.figures["median_days"] == 30
    assert "1 av 5" in version.texts.lead_sv
    assert "1 of 5" in version.texts.lead_en
    assert len(version.texts.short_sv) <= 280
    assert published(session, slug) is None


def test_the_second_one_tells_what_came_since_the_first(session, context, clock, spring):
    first = publish(session, context)
    clock.at = at(9, 1)
    hold(session, context, clock, spring[0].id)
    second = publish(session, context, through=date(2026, 9, 1))

    assert (first, second) == ("2026-1", "2026-2")
    version = rows_of(session, second)
    assert version.figures["new"] == {"counted": 2, "places": 0}
    assert version.rows["previous"] == {"slug": "2026-1", "through": "2026-04-30"}


def test_what_is_published_does_not_move_when_the_count_does(session, context, clock, spring):
    slug = publish(session, context)
    before = json.dumps(rows_of(session, slug).rows, sort_keys=True), rows_of(session, slug).fingerprint

    withdraw_check(session, context, POLICE, spring[1][0].check_id, "fel dag")
    for _ in range(5):
        ask(session, context)

    assert (json.dumps(rows_of(session, slug).rows, sort_keys=True), rows_of(session, slug).fingerprint) == before


def test_a_correction_is_a_new_version_with_a_note_and_the_first_one_stays(session, context, clock, spring):
    slug = publish(session, context)
    withdraw_check(session, context, POLICE, spring[1][0].check_id, "fel dag")
    use.correct(session, context, WRITER, slug)
    texts = use.look(session, WRITER, slug).version.texts

    with pytest.raises(Invalid, match="note_sv: missing"):
        use.save(session, context, WRITER, slug, texts)
    assert published(session, slug).number == 1
    use.save(session, context, WRITER, slug, replace(texts, note_sv="Här stod först 1 kontroll."))
    approve_all(session, context, slug)

    now, first = published(session, slug), published(session, slug, 1)
    assert (now.number, first.number) == (2, 1)
    assert (now.version.figures["counted"], first.version.figures["counted"]) == (0, 1)
    assert now.version.texts.note_sv == "Här stod först 1 kontroll."


def test_a_correction_cannot_be_published_without_saying_what_it_puts_right(session, context, spring):
    slug = publish(session, context)
    use.correct(session, context, WRITER, slug)

    with pytest.raises(Invalid, match="note_sv"):
        use.approve(session, context, ADMIN, slug, "police", mark_of(session, slug))


def account(session, context, email, party):
    made = create_account(
        session, context, OPERATOR, email, Role.COMMUNICATOR, party=party, password="fyra gröna ekorrar i maj"
    )
    return Actor(Role.COMMUNICATOR, made.account_id, party)


@pytest.fixture
def two_parties(session, context):
    """The agreement is made by two: the police, who have an account here, and the municipality."""
    from webapp.domain.pledges import Party
    from webapp.storage.pledges import read_agreements, replace_pledges

    agreements = read_agreements(session)
    (agreement,) = agreements.agreements
    pledge = replace(agreement.pledges[0], parties=("police", "municipality"))
    parties = (*agreements.parties, Party("municipality", "Testviks kommun"))
    replace_pledges(session, replace(agreements, parties=parties, agreements=(replace(agreement, pledges=(pledge,)),)))
    session.commit()
    return account(session, context, "polis@testvik.example", "police")


def test_it_is_public_once_every_party_has_approved_the_same_version(session, context, spring, two_parties):
    slug = use.start(session, context, WRITER, ReportKind.FOLLOW_UP, APRIL)

    assert not use.approve(session, context, two_parties, slug, "police", mark_of(session, slug))
    assert published(session, slug) is None
    assert use.approve(session, context, ADMIN, slug, "municipality", mark_of(session, slug))
    assert published(session, slug).version.published_on == date(2026, 5, 12)


def test_a_change_after_an_approval_needs_every_approval_anew(session, context, spring, two_parties):
    slug = use.start(session, context, WRITER, ReportKind.FOLLOW_UP, APRIL)
    use.approve(session, context, two_parties, slug, "police", mark_of(session, slug))
    texts = use.look(session, WRITER, slug).version.texts
    use.save(session, context, WRITER, slug, replace(texts, well_sv="Allt gick bra."))

    view = use.look(session, WRITER, slug)
    assert (view.version.number, len(view.earlier)) == (2, 1)
    assert not any(voice.approved for voice in view.voices)
    use.approve(session, context, ADMIN, slug, "municipality", mark_of(session, slug))
    assert published(session, slug) is None
    use.approve(session, context, two_parties, slug, "police", mark_of(session, slug))
    assert published(session, slug).number == 1  # the version that nobody saw is not the first public one


def test_the_same_words_saved_again_keep_the_approval(session, context, spring, two_parties):
    slug = use.start(session, context, WRITER, ReportKind.FOLLOW_UP, APRIL)
    use.approve(session, context, two_parties, slug, "police", mark_of(session, slug))

    use.save(session, context, WRITER, slug, use.look(session, WRITER, slug).version.texts)

    assert use.look(session, WRITER, slug).voices[0].approved or use.look(session, WRITER, slug).voices[1].approved


def test_nobody_speaks_for_another_party(session, context, spring, two_parties):
    slug = use.start(session, context, WRITER, ReportKind.FOLLOW_UP, APRIL)
    mark = mark_of(session, slug)

    for actor, party in (
        (two_parties, "municipality"),
        (WRITER, "municipality"),  # a communicator of no party writes and does not approve
        (ADMIN, "police"),  # the police have an account of their own
        (ADMIN, "somebody"),
        (POLICE, "police"),
        (RESIDENT, "police"),
    ):
        with pytest.raises(NotAllowed):
            use.approve(session, context, actor, slug, party, mark)


def test_an_approval_is_of_what_was_read(session, context, spring):
    slug = use.start(session, context, WRITER, ReportKind.FOLLOW_UP, APRIL)
    read = mark_of(session, slug)
    texts = use.look(session, WRITER, slug).version.texts
    use.save(session, context, WRITER, slug, replace(texts, well_sv="Något annat."))

    with pytest.raises(Overtaken):
        use.approve(session, context, ADMIN, slug, "police", read)
    with pytest.raises(Overtaken):
        use.save(session, context, WRITER, slug, texts, read)


def test_what_is_public_cannot_be_changed_in_place(session, context, spring):
    slug = publish(session, context)
    texts = rows_of(session, slug).texts

    for change in (
        lambda: use.save(session, context, WRITER, slug, replace(texts, well_sv="Ny text.")),
        lambda: use.freeze_again(session, context, WRITER, slug),
        lambda: use.discard(session, context, WRITER, slug),
        lambda: use.approve(session, context, ADMIN, slug, "police", ""),
    ):
        with pytest.raises(WrongState):
            change()


def test_a_draft_that_is_thrown_away_leaves_its_number_to_the_next_and_nothing_public(session, context, spring):
    slug = use.start(session, context, WRITER, ReportKind.FOLLOW_UP, APRIL)
    use.discard(session, context, WRITER, slug)

    assert find_report(session, slug) is None
    with pytest.raises(NotFound):
        use.look(session, WRITER, slug)
    assert use.start(session, context, WRITER, ReportKind.FOLLOW_UP, APRIL) == slug

    approve_all(session, context, slug)
    use.correct(session, context, WRITER, slug)
    use.discard(session, context, WRITER, slug)
    assert published(session, slug).number == 1


@pytest.mark.parametrize(
    ("kind", "through", "fault"),
    [
        (ReportKind.FOLLOW_UP, None, "missing"),
        (ReportKind.FOLLOW_UP, date(2026, 5, 13), "too_late"),
        (ReportKind.FOLLOW_UP, date(2019, 5, 13), "no_agreement"),
        (ReportKind.EVALUATION, APRIL, "not_the_last_day"),
    ],
)
def test_a_day_that_cannot_be_frozen_is_refused(session, context, spring, kind, through, fault):
    with pytest.raises(Invalid, match=f"through: {fault}"):
        use.start(session, context, WRITER, kind, through)


def test_a_year_is_evaluated_once(session, context, clock, spring):
    clock.at = datetime(2027, 1, 8, 12, tzinfo=TZ)
    slug = publish(session, context, date(2026, 12, 31), ReportKind.EVALUATION)

    assert slug == "evaluation-2026"
    assert rows_of(session, slug).rows["pledges"][0]["state"] == "not_kept"
    with pytest.raises(Invalid, match="evaluated"):
        use.start(session, context, WRITER, ReportKind.EVALUATION, date(2026, 12, 31))


@pytest.mark.parametrize(
    "claim",
    ["Kontrollerna gav effekt.", "Färre olyckor på våra vägar.", "Speeds have fallen since then."],
)
def test_words_that_the_numbers_do_not_bear_are_refused_and_named(session, context, spring, claim):
    slug = use.start(session, context, WRITER, ReportKind.FOLLOW_UP, APRIL)
    texts = use.look(session, WRITER, slug).version.texts

    with pytest.raises(Invalid, match="well_sv: claim"):
        use.save(session, context, WRITER, slug, replace(texts, well_sv=claim))


def test_texts_for_social_media_have_their_lengths(session, context, spring):
    slug = use.start(session, context, WRITER, ReportKind.FOLLOW_UP, APRIL)
    texts = use.look(session, WRITER, slug).version.texts

    with pytest.raises(Invalid, match="short_sv: too_long"):
        use.save(session, context, WRITER, slug, replace(texts, short_sv="å" * 281))
    with pytest.raises(Invalid, match="long_en: too_long"):
        use.save(session, context, WRITER, slug, replace(texts, long_en="å" * 1001))
    use.save(session, context, WRITER, slug, replace(texts, short_sv="å" * 280, long_en="å" * 1000))


def test_the_desk_reminds_when_a_third_of_the_year_is_at_risk(session, context, clock, spring):
    def missing():
        return use.desk(session, context, WRITER).missing_by

    assert missing() == date(2026, 4, 30)  # the first one is late
    publish(session, context)
    assert missing() is None
    clock.at = at(8, 9)
    assert missing() is None
    clock.at = at(8, 10)
    assert missing() == date(2026, 8, 31)


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location("recompute", ROOT / "static" / "recompute.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_computes_every_published_number_again_from_either_file(
    client, session, context, spring, tmp_path, script
):
    close_site(session, context, POLICE, spring[0].id, "rebuilt")
    slug = publish(session, context, through=date(2026, 5, 12))
    files = {}
    for suffix in ("json", "csv"):
        files[suffix] = tmp_path / f"{slug}.{suffix}"
        files[suffix].write_bytes(client.get(f"/follow-ups/{slug}.{suffix}").data)

    told = subprocess.run(
        [sys.executable, "-I", ROOT / "static" / "recompute.py", files["json"]], capture_output=True, text=True
    )

    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "Every published number follows from the rows.")
    whole = json.loads(files["json"].read_text())
    published_figures = {k: v for k, v in whole["figures"].items() if k != "speeds"}
    assert script.compute(script.read(str(files["csv"]))[0]) == published_figures
    assert published_figures["counted"] == 2


@pytest.mark.parametrize(
    "forge",
    [
        lambda whole: whole["figures"].update(counted=9),
        lambda whole: whole["figures"]["not_counted"].clear(),
        lambda whole: whole["rows"]["checks"].pop(),
        lambda whole: whole["rows"]["pledges"][0].update(done=60),
        lambda whole: whole["rows"]["pledges"][0].update(state="kept"),
        lambda whole: whole["texts"].update(well_sv="Allt gick bra."),
    ],
)
def test_a_forged_file_is_found_out(client, session, context, spring, script, forge):
    slug = publish(session, context)
    whole = client.get(f"/follow-ups/{slug}.json").get_json()
    assert list(script.differences(whole)) == []

    forge(whole)

    assert list(script.differences(whole))


def test_a_check_at_a_place_that_is_not_public_tells_no_place(client, session, context, clock):
    clock.at = at(2, 1)
    site = ask_site(session, context, residents=1)
    clock.at = at(3, 1)
    record_check(session, context, POLICE, facts(at(2, 28), site_id=site.id))
    slug = publish(session, context, through=date(2026, 3, 1))

    answer = client.get(f"/follow-ups/{slug}.json")
    assert answer.get_json()["figures"]["counted"] == 1
    assert answer.get_json()["rows"]["sites"] == []
    assert site.id not in answer.text
    assert f"{site.lat:.4f}" not in answer.text
