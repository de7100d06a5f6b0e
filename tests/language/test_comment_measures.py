"""How well comments are read: names, spots, times and kinds, with bounds, beside a plain gazetteer."""

import csv
import json
from dataclasses import dataclass

import pytest

from tests.comment_world import (
    TOWN,
    counted,
    fresh_comments,
    own_comments,
    place_app,
    plain_names,
    told,
    wilson,
)
from tests.conftest import NOON, shared
from webapp.language.comment_names import metres
from webapp.settings import ROOT
from webapp.storage.comment_reading import comment_finder
from webapp.usecases.comment_intake import without_people_but_places
from webapp.usecases.comments import comment_reader

WITHIN_M = 200.0


@dataclass(frozen=True)
class Read:
    """Each comment as labelled and as read, by its id; and how it is kept, without names of people."""

    found: dict
    kept_as: dict

    def __getitem__(self, id_):
        return self.found[id_]

    def values(self):
        return self.found.values()


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    """A reader for each place that our own comments are about."""
    from webapp.storage.db import db

    found, kept_as = {}, {}
    for world, place, streets in (("lovhamn", TOWN, True), ("huddinge", ROOT / "geodata" / "huddinge", False)):
        app = place_app(tmp_path_factory.mktemp(world), place, NOON, streets)
        with app.app_context():
            read = comment_reader(db.session(), app.extensions["lofte_context"])
            find = comment_finder(db.session(), app.extensions["lofte_context"])
            rows = [row for row in own_comments() + fresh_comments() if row["world"] == world]
            found |= {row["id"]: (row, read(row["text"])) for row in rows}
            kept_as |= {row["id"]: without_people_but_places(row["text"], find)[0] for row in rows}
            db.session.remove()
            db.engine.dispose()
    return Read(found, kept_as)


def gazetteer(path):
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    aliases = {alias: r["name"] for r in rows for alias in (r["alias"] or "").split("|") if alias}
    return aliases | {r["name"]: r["name"] for r in rows}


PLAIN = {"lovhamn": TOWN / "gazetteer.csv", "huddinge": ROOT / "geodata" / "huddinge" / "gazetteer.csv"}


@pytest.mark.parametrize("half", ["dev", "held"])
def test_names_in_our_own_comments_are_found_and_little_else_is(readers, half, capsys):
    rows = own_comments(half)
    names = {world: gazetteer(path) for world, path in PLAIN.items()}

    ours = counted(rows, lambda row: readers[row["id"]][1].places)
    plain = counted(rows, lambda row: plain_names(row["text"], names[row["world"]]))

    with capsys.disabled():
        print(f"\n  own comments, {half}, n={len(rows)}\n   ", told("read ", ours), "\n   ", told("plain", plain))
    found, wrong, missed = ours
    assert found / (found + wrong) >= 0.95
    assert found / (found + missed) >= 0.85
    assert found > plain[0]


def test_names_in_comments_that_were_written_after_the_rules_are_found_too(readers, capsys):
    rows = fresh_comments()
    ours = counted(rows, lambda row: readers[row["id"]][1].places)
    plain = counted(rows, lambda row: plain_names(row["text"], gazetteer(PLAIN["huddinge"])))
    kinds = sum(readers[row["id"]][1].category == row["category"] for row in rows)

    with capsys.disabled():
        print(f"\n  fresh comments, n={len(rows)}\n   ", told("read ", ours), "\n   ", told("plain", plain))
        print(f"    kinds {kinds / len(rows):.3f}")
    found, wrong, missed = ours
    assert found / (found + wrong) >= 0.95
    assert found / (found + missed) >= 0.85


def test_names_of_people_are_not_kept_and_names_of_places_are(readers, capsys):
    named = [row for row, _ in readers.values() if row["mentions"]]
    touched = [
        row["id"] for row in named if any(m["surface"] not in readers.kept_as[row["id"]] for m in row["mentions"])
    ]
    people = [readers.kept_as[row["id"]] for row in fresh_comments() if "personal" in row["tags"]]

    with capsys.disabled():
        print(f"\n  {len(touched)} of {len(named)} comments with places are touched: {touched}")
    assert len(touched) <= 0.02 * len(named)
    assert len(people) == 5
    assert all("[…]" in kept for kept in people)


def test_spots_are_within_200_metres_of_where_they_are(readers, capsys):
    offs = []
    for row, reading in readers.values():
        for label in row.get("points", ()):
            spots = [p.spot for p in reading.points if p.spot and len(p.of) > 1]
            offs.append((min((metres(s, (label["lat"], label["lon"])) for s in spots), default=None), row["text"]))
    known = sorted(off for off, _ in offs if off is not None)
    near = sum(off <= WITHIN_M for off in known)

    low, high = wilson(near, len(known))
    with capsys.disabled():
        print(
            f"\n  spots: {len(known)} of {len(offs)} resolved, {near / len(known):.3f} ({low:.3f}-{high:.3f}) within"
            f" 200 m, median {known[len(known) // 2]:.0f} m; missed: {[text for off, text in offs if off is None]}"
        )
    assert len(known) >= 0.8 * len(offs)
    assert near / len(known) >= 0.90


def test_one_of_two_streets_of_one_name_is_told_by_the_district(readers):
    told_apart = [
        (mention["area"], [m.choices[0].area for m in reading.mentions if m.place == mention["place"]])
        for row, reading in readers.values()
        for mention in row["mentions"]
        if "area" in mention
    ]

    assert len(told_apart) == 3
    assert all(found == [area] for area, found in told_apart)


def test_times_kinds_and_hands_are_counted(readers, capsys):
    for half in ("dev", "held"):
        rows = [readers[row["id"]] for row in own_comments(half)]
        times = sum(list(reading.times) == row["times"] for row, reading in rows) / len(rows)
        kinds = sum(reading.category == row["category"] for row, reading in rows) / len(rows)
        hands = sum(reading.needs_human for _, reading in rows) / len(rows)

        with capsys.disabled():
            print(f"\n  {half}: times {times:.3f}  kinds {kinds:.3f}  needs a person {hands:.3f}")
        assert times >= 0.9
        assert kinds >= 0.85
        assert hands <= 0.25


def test_names_in_comments_of_another_writer_are_found(tmp_path, capsys):
    from webapp.storage.db import db

    names = shared("huddinge/gazetteer.csv")
    rows = [json.loads(line) for line in shared("comments/comments.jsonl").read_text(encoding="utf-8").splitlines()]
    folder = tmp_path / "place"
    folder.mkdir()
    (folder / "place.toml").write_text((ROOT / "geodata/huddinge/place.toml").read_text(encoding="utf-8"))
    (folder / "gazetteer.csv").write_text(names.read_text(encoding="utf-8"))
    app = place_app(tmp_path / "data", folder, NOON)
    with app.app_context():
        read = comment_reader(db.session(), app.extensions["lofte_context"])
        ours = counted(rows, lambda row: read(row["text"]).places)
        kinds = sum(read(row["text"]).category == row["category"] for row in rows)
        times = sum(list(read(row["text"]).times) == row["times"] for row in rows)
        db.session.remove()
        db.engine.dispose()

    plain = counted(rows, lambda row: plain_names(row["text"], gazetteer(names)))
    with capsys.disabled():
        print(f"\n  shared comments, n={len(rows)}\n   ", told("read ", ours), "\n   ", told("plain", plain))
        print(f"    kinds {kinds / len(rows):.3f}  times {times / len(rows):.3f}")
    found, wrong, missed = ours
    assert found / (found + wrong) >= 0.95
    assert found / (found + missed) >= 0.85
