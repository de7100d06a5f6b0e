"""The bench, made small: it runs to its end and says which of its rows pass."""

import json
import sys

import pytest

from bench import __main__ as bench
from bench import (
    chance,
    choosing,
    clustering,
    crowd,
    honesty,
    imports,
    measures,
    places,
    proving,
    ranking,
    serving,
    startup,
    surfaces,
)
from bench.rows import Row

SMALL = {
    clustering: {"SIZES": (300, 600), "MANY": 900},
    surfaces: {"SURFACE": 500, "MANY": 900, "CELL_M": 500.0, "BANDWIDTH_M": 1000.0, "BAND_M": 1500.0},
    measures: {"STORED": 600, "MORE": 5, "HOT": 100, "VOICES": 5},
    serving: {"READS": 20, "SENDS": 4},
    crowd: {"SECONDS": 1, "SLOW": 5},
    startup: {"TIMES": 1},
    proving: {"SEEDS": 1, "YEARS": 20},
    honesty: {"YEARS": 20, "WORLDS": 2},
    chance: {"NULL_WORLDS": 2, "WORLDS": 1},
    choosing: {"COUNT": 5, "STORED": 4_000, "CANDIDATES": (40, 80)},
    places: {"COUNT": 900, "STREETS": 400, "ROADS": 400, "CORNERS": 50, "ASKED": 20},
    imports: {"CENTRE": 60, "TOWN": 100, "WAYS": 200, "PINS": 600},
}


def one_of_each(child):
    """Return what does the first import and the first plain read, each in a process of its own, and no more."""
    known = {}

    def once(*what):
        if len(what) not in known:
            known[len(what)] = child(*what)
        return known[len(what)]

    return once


def test_it_runs_to_its_end_and_every_row_has_a_figure(monkeypatch, tmp_path, capsys):
    for module, sizes in SMALL.items():
        for name, value in sizes.items():
            monkeypatch.setattr(module, name, value)
    for peer in ("dbscan", "esda", "KDEpy", "spopt"):  # no test needs them
        monkeypatch.setitem(sys.modules, peer, None)
    monkeypatch.setattr(clustering, "HAS_DBSCAN", False)
    monkeypatch.setattr(ranking, "FILE", tmp_path / "no reports")
    monkeypatch.setattr(imports, "_child", one_of_each(imports._child))
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results.json")
    bench.main()
    table, result = capsys.readouterr().out, json.loads((tmp_path / "results.json").read_text())
    whats = [row["what"] for row in result["rows"]]

    assert all(row["ours"] >= 0 and row["what"] in table for row in result["rows"])
    assert len(whats) > 25
    assert any("most memory" in what for what in whats)
    assert "rows pass" in table.splitlines()[-1] or "falls short" in table.splitlines()[-1]


@pytest.mark.parametrize(
    ("row", "passes"),
    [
        (Row("a", 2.0, "s"), None),
        (Row("a", 2.0, "s", at_most=2.0), True),
        (Row("a", 2.1, "s", at_most=2.0), False),
        (Row("a", 97.0, "%", at_least=95.0), True),
        (Row("a", 94.0, "%", at_least=95.0), False),
        (Row("a", 1.0, "s", 4.0, ratio_at_most=0.25), True),
        (Row("a", 1.1, "s", 4.0, at_most=2.0, ratio_at_most=0.25), False),
        (Row("a", 1.0, "s", None, "a peer that is not installed", ratio_at_most=0.25), None),
    ],
)
def test_a_row_passes_when_it_is_within_every_bound_that_can_be_judged(row, passes):
    assert row.passes is passes


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([Row("E1 forgeries caught", 100.0, "%", at_least=100.0), Row("grouping", 9.0, "s", at_most=1.0)], 0),
        ([Row("E1 forgeries caught", 99.9, "%", at_least=100.0)], 1),
        ([Row("F1 effects claimed", 8.0, "%", at_most=7.0), Row("grouping", 0.1, "s", at_most=1.0)], 1),
    ],
)
def test_it_ends_with_a_fault_when_something_is_wrong_rather_than_slow(rows, code):
    assert bench.exit_code(rows) == code
