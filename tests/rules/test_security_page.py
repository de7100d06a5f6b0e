"""docs/security.md names a test for each item that we mean to hold, each of those tests exists, and bandit is calm."""

import ast
import re
import subprocess
import sys
from functools import cache

import pytest

from webapp.settings import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))
LISTED = """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.2.10 1.3.6 1.3.7 1.3.11 2.2.2 2.2.3 2.3.3 2.3.4 2.4.1
3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.3 3.7.2
5.2.1 5.2.2 5.2.3 5.3.1 5.3.2 5.4.1 5.4.2 5.4.3
6.2.1 6.2.4 6.2.5 6.2.7 6.2.9 6.2.10 6.2.11 6.2.12 6.3.1 6.3.2 6.3.3 6.4.1 6.4.3 6.5.1 6.5.5
7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.4 7.4.5 8.1.1 8.2.1 8.2.2 8.2.3
13.4.1 13.4.2 13.4.3 13.4.4 13.4.5 14.2.1 14.2.3 14.3.2 15.3.1 15.3.2 15.3.3 15.3.4
16.2.1 16.2.2 16.3.1 16.3.2 16.4.1 16.5.1 16.5.2 16.5.3
"""
ITEMS = LISTED.split()


@cache
def names_in(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_test_that_the_page_names_exists(path, name):
    assert (ROOT / path).exists()
    assert name in names_in(path)


def test_every_item_has_a_row_with_a_test():
    rows = {row.split("|")[1].strip(): row for row in TEXT.splitlines() if re.match(r"\| \d+\.\d+\.\d+ \|", row)}

    assert sorted(rows) == sorted(ITEMS)
    assert [item for item, row in rows.items() if "::" not in row] == []


def test_bandit_finds_nothing_of_medium_or_high_severity():
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-ll", "-r", "webapp", "app.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout


def test_every_line_that_bandit_passes_over_says_which_rule():
    bare = [
        f"{path.relative_to(ROOT)}:{n}"
        for path in (ROOT / "webapp").rglob("*.py")
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "# nosec" in line and not re.search(r"# nosec B\d{3}", line)
    ]
    assert bare == []
