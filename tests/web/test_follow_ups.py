"""What the public gets of follow-ups and evaluations: pages, files, pictures, PDF; and the communicator's pages."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests.reports import ADMIN, WRITER, approve_all, mark_of, publish
from tests.residents import ask_site, hold
from tests.staff import send, staff_client
from webapp.domain.claims import claims_in
from webapp.domain.reports import ReportKind
from webapp.domain.roles import OPERATOR
from webapp.storage.db import db
from webapp.storage.reports import published
from webapp.usecases import reports as use
from webapp.usecases.measurements import import_measurements

TZ = ZoneInfo("Europe/Stockholm")
NEW_YEAR = datetime(2027, 1, 8, 12, tzinfo=TZ)
HEADER = "site,lat,lon,started_at,ended_at,n,mean_kmh,over_limit\n"


@pytest.fixture
def checked(session, context, clock):
    """A place that is public, with a check in March."""
    clock.at = datetime(2026, 2, 1, 12, tzinfo=TZ)
    site = ask_site(session, context)
    clock.at = datetime(2026, 3, 3, 12, tzinfo=TZ)
    hold(session, context, clock, site.id, vehicles=100, over_limit=20)
    clock.at = datetime(2026, 5, 12, 12, tzinfo=TZ)
    return site


def evaluate(session, context, clock, **words):
    clock.at = NEW_YEAR
    return publish(session, context, date(2026, 12, 31), ReportKind.EVALUATION, **words)


def measure(session, context, clock, checked, change):
    """Hand in speeds at ten places with a check and ten without; ``change`` is what the first ten changed by."""
    rng = np.random.default_rng(1)
    rows = []
    for n in range(20):
        treated = n < 10
        where = f"{checked[n].id},," if treated else f",{59.96 + n * 0.003:.3f},15.15"
        before = 45 + rng.normal(0, 2)
        after = before + (change if treated else 0) + rng.normal(0, 0.5)
        rows.append(f"{where},2026-02-02T07:00,2026-02-03T07:00,500,{before:.2f},200")
        rows.append(f"{where},2026-10-05T07:00,2026-10-06T07:00,500,{after:.2f},180")
    import_measurements(session, context, OPERATOR, (HEADER + "\n".join(rows)).encode())


@pytest.fixture
def ten_checked(session, context, clock):
    clock.at = datetime(2026, 2, 1, 12, tzinfo=TZ)
    sites = [ask_site(session, context, at=(59.96 + n * 0.004, 15.03)) for n in range(10)]
    clock.at = datetime(2026, 3, 3, 8, tzinfo=TZ)
    for site in sites:
        hold(session, context, clock, site.id)
        clock.move(minutes=10)
    clock.at = datetime(2026, 12, 1, 12, tzinfo=TZ)
    return sites


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.split("<main")[1].split("</main>")[0]))


def test_before_anything_is_published_the_pages_say_so(client, session, checked):
    assert "Ingen uppföljning är publicerad" in client.get("/follow-ups").text
    page = client.get("/evaluation/2026").text
    assert "Ingen utvärdering av 2026" in page
    assert client.get("/follow-ups/2026-1").status_code == 404
    for suffix in ("json", "csv", "pdf"):
        assert client.get(f"/evaluation/2026.{suffix}").status_code == 404


def test_a_draft_is_nowhere_to_be_read(client, session, context, checked):
    use.start(session, context, WRITER, ReportKind.FOLLOW_UP, date(2026, 4, 30))

    for path in ("", ".json", ".csv", "/share.png", "/square.png", "/map.svg"):
        assert client.get(f"/follow-ups/2026-1{path}").status_code == 404
    assert "2026-1" not in client.get("/follow-ups").text + client.get("/feeds/follow-ups.atom").text


def test_a_follow_up_has_its_page_its_place_in_the_list_and_in_the_feed(client, session, context, checked):
    slug = publish(session, context, well_sv="Segeltorp fick flest kontroller.")

    page = client.get(f"/follow-ups/{slug}").text
    assert "Siffrorna är låsta" in page
    assert "Publicerad 12 maj 2026" in page
    assert "Segeltorp fick flest kontroller." in page
    assert checked.name in page
    assert published(session, slug).version.fingerprint in page
    assert "recompute.py" in page
    assert f"/follow-ups/{slug}" in client.get("/follow-ups").text
    feed = client.get("/feeds/follow-ups.atom").text
    assert f"/follow-ups/{slug}</id>" in feed
    assert "Uppföljning 1 av 2026" in feed
    told = {row["slug"]: row for row in client.get("/api/v1/pledges.json?with=agreement").get_json()}
    assert (told["follow_ups"]["done"], told["follow_ups"]["target"]) == (1, 3)
    assert (told["evaluation"]["done"], told["evaluation"]["state"]) == (0, None)
    assert "The numbers are frozen" in client.get(f"/follow-ups/{slug}?lang=en").text


def test_pictures_have_their_sizes(client, session, context, checked):
    slug = publish(session, context)

    for name, width, height in (("share", 1200, 630), ("square", 1080, 1080)):
        png = client.get(f"/follow-ups/{slug}/{name}.png").data
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (width, height)
    assert "<circle" in client.get(f"/follow-ups/{slug}/map.svg").text


def test_a_corrected_page_says_so_and_links_to_the_first_version(client, session, context, checked):
    slug = publish(session, context)
    use.correct(session, context, WRITER, slug)
    texts = use.look(session, WRITER, slug).version.texts
    use.save(session, context, WRITER, slug, replace(texts, note_sv="Här stod först fel.", well_sv="Nu rätt."))
    approve_all(session, context, slug)

    page, first = client.get(f"/follow-ups/{slug}").text, client.get(f"/follow-ups/{slug}?version=1").text
    assert "Rättelse den 12 maj 2026" in page
    assert "Här stod först fel." in page
    assert f"/follow-ups/{slug}?version=1" in page
    assert "tidigare version" in first
    assert "Nu rätt." not in first
    assert client.get(f"/follow-ups/{slug}?version=3").status_code == 404
    assert client.get(f"/follow-ups/{slug}.json?version=1").get_json()["version"] == 1


def test_an_evaluation_without_measurements_says_not_measured_and_claims_nothing(
    client, session, context, clock, checked
):
    evaluate(session, context, clock)

    for language in ("sv", "en"):
        text = text_of(client.get(f"/evaluation/2026?lang={language}").text)
        assert ("Inte mätt" if language == "sv" else "Not measured") in text
        assert claims_in(text, effect_shown=False) == []
        assert "354" in text
    assert client.get("/follow-ups/evaluation-2026").status_code == 301


def test_with_too_few_places_there_is_a_table_and_no_estimate(client, session, context, clock, checked):
    days = (("2026-02-02", "2026-02-03", 45), ("2026-04-02", "2026-04-03", 40))
    rows = "\n".join(f"{checked.id},,,{begin}T07:00,{end}T07:00,500,{kmh}," for begin, end, kmh in days)
    import_measurements(session, context, OPERATOR, (HEADER + rows).encode())
    evaluate(session, context, clock)

    text = text_of(client.get("/evaluation/2026?lang=en").text)
    assert "Too few places to compare: 1 with checks and 0 without" in text
    assert "−5.0" in text
    assert claims_in(text, effect_shown=False) == []


@pytest.mark.parametrize(("change", "shown"), [(-2.0, True), (0.0, False)])
def test_a_measured_comparison_says_what_it_bears_and_no_more(
    client, session, context, clock, ten_checked, change, shown
):
    measure(session, context, clock, ten_checked, change)
    slug = evaluate(session, context, clock)

    speeds = published(session, slug).version.figures["speeds"]
    text = text_of(client.get("/evaluation/2026?lang=en").text)
    assert (speeds["checked"], speeds["compared"], speeds["shown"]) == (10, 10, shown)
    assert ("km/h lower, compared with 10 places without" in text) is shown
    assert ("No difference can be told" in text) is not shown
    assert claims_in(text, effect_shown=shown) == []
    texts = replace(use.look(session, ADMIN, slug).version.texts, note_sv="Ny", well_sv="Kontrollerna gav effekt.")
    use.correct(session, context, WRITER, slug)
    if shown:
        use.save(session, context, WRITER, slug, texts)
    else:
        with pytest.raises(use.Invalid, match="claim"):
            use.save(session, context, WRITER, slug, texts)


def test_an_evaluation_is_computed_again_from_its_file(client, session, context, clock, ten_checked, tmp_path):
    measure(session, context, clock, ten_checked, -2.0)
    evaluate(session, context, clock)
    file = tmp_path / "evaluation.json"
    file.write_bytes(client.get("/evaluation/2026.json").data)

    told = subprocess.run(["python3", "-I", "static/recompute.py", file], capture_output=True, text=True)

    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "Every published number follows from the rows.")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_pdf_is_tagged_and_says_what_the_page_says(client, session, context, clock, checked, tmp_path, language):
    evaluate(session, context, clock, less_well_sv="*Inte* allt #gick [bra] $.", less_well_en="Not *all* went #well.")
    file = tmp_path / "evaluation.pdf"
    file.write_bytes(client.get(f"/evaluation/2026.pdf?lang={language}").data)

    assert file.read_bytes() == client.get(f"/evaluation/2026.pdf?lang={language}").data
    if shutil.which("pdfinfo") is None:
        pytest.skip("poppler-utils is not here")
    facts = subprocess.run(["pdfinfo", file], capture_output=True, text=True).stdout
    tree = subprocess.run(["pdfinfo", "-struct-text", file], capture_output=True, text=True, errors="replace").stdout
    assert re.search(r"Tagged:\s+yes", facts)
    assert ("Utvärdering av 2026" if language == "sv" else "Evaluation of 2026") in facts
    assert {"H1", "H2", "Table", "TH", "TD", "Caption"} <= set(re.findall(r"^\s+(\w+)", tree, re.MULTILINE))
    assert ("*Inte* allt #gick [bra] $." if language == "sv" else "Not *all* went #well.") in tree
    words = " ".join(re.findall(r'"([^"]*)"', tree))
    assert claims_in(words, effect_shown=False) == []


def test_a_communicator_begins_edits_previews_and_an_administrator_publishes(app, session, context, clock, checked):
    db.session.remove()
    writer = staff_client(app, "communicator")
    answer = send(writer, "/communicator/follow-ups", {"kind": "follow_up", "through": "2026-04-30"})
    assert (answer.status_code, answer.location) == (303, "/communicator/follow-ups/2026-1")
    page = writer.get(answer.location).text
    fields = {f"{n}_{c}": "Text" for n in ("title", "lead", "well", "less_well", "short", "long") for c in ("sv", "en")}
    mark = re.search(r'name="mark" value="(\w+)"', page)[1]

    long = send(writer, answer.location, {**fields, "short_sv": "å" * 281, "mark": mark})
    assert long.status_code == 422
    assert "å" * 281 in long.text
    assert 'role="alert"' in long.text
    saved = send(writer, answer.location, {**fields, "well_sv": "Allt gick väl.", "mark": mark})
    assert saved.status_code == 303
    assert send(writer, answer.location, {**fields, "mark": mark}).status_code == 409
    assert "Allt gick väl." in writer.get(f"{answer.location}/preview").text
    assert "Godkänn för" not in writer.get(answer.location).text

    admin = staff_client(app, "admin")
    page = admin.get(answer.location).text
    assert "Godkänn för Lokalpolisområde Testvik och publicera" in page
    mark = re.search(r'name="mark" value="(\w+)"', page)[1]
    done = send(admin, f"{answer.location}/approve", {"party": "police", "mark": mark}, page=answer.location)
    assert done.status_code == 303
    assert "Allt gick väl." in app.test_client().get("/follow-ups/2026-1").text


def test_an_empty_day_is_a_fault_with_a_sentence(app, session, checked):
    db.session.remove()
    answer = send(staff_client(app, "communicator"), "/communicator/follow-ups", {"through": ""})

    assert answer.status_code == 422
    assert "Välj den sista dagen som är med" in answer.text


@pytest.mark.parametrize("text", ["Accidents were not tested.", "Vi påstår inte att kontrollerna gav effekt."])
def test_saying_no_is_no_claim(text):
    assert claims_in(text, effect_shown=False) == []


def test_one_check_within_a_day_of_the_end_is_in_the_day(client, session, context, clock, checked):
    """The day is the place's: half past eleven in the evening of 30 April is in it, past midnight is not."""
    for day, hour in ((30, 23), (1, 1)):
        clock.at = datetime(2026, 4 if day == 30 else 5, day, hour, tzinfo=TZ)
        hold(session, context, clock, checked.id)
    clock.at = datetime(2026, 5, 12, 12, tzinfo=TZ) + timedelta(hours=1)

    slug = publish(session, context)

    assert published(session, slug).version.figures["counted"] == 2
    assert mark_of(session, slug) == published(session, slug).version.fingerprint
