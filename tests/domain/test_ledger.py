"""Whoever changes the ledger or a proof is found out, with nothing but the files."""

import ast
import hashlib
import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledgers import encoded, make, tampered_checks, tampered_ledgers
from webapp.domain import ledger
from webapp.domain.ledger import Tampered, count_checks, main, read_ledger, report, root_from, tree_paths, tree_root

leaves = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=40, unique=True)


def rfc_6962(data):
    """The tree as RFC 6962 section 2.1 defines it, word by word."""
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    k = 1
    while k * 2 < len(data):
        k *= 2
    return hashlib.sha256(b"\x01" + rfc_6962(data[:k]) + rfc_6962(data[k:])).digest()


@given(leaves)
def test_the_tree_is_that_of_rfc_6962(found):
    assert tree_root(found) == rfc_6962([bytes.fromhex(leaf) for leaf in found]).hex()


@given(leaves)
def test_every_leaf_leads_to_the_root_and_no_other_leaf_does(found):
    root = tree_root(found)
    paths = tree_paths(found, found)

    assert all(root_from(leaf, path) == root for leaf, path in zip(found, paths, strict=True))
    assert all(root_from(other, paths[0]) != root for other in found[1:])


@given(leaves)
def test_a_copied_last_leaf_gives_another_root(found):
    assert tree_root([*found, found[-1]]) != tree_root(found)


@pytest.mark.parametrize("seed", range(6))
def test_every_change_of_a_line_is_caught_but_the_cut_off_tail(seed):
    data, _ = make(seed)
    whole = data.splitlines(keepends=True)

    assert len(read_ledger(data)) == len(whole)
    missed = []
    for what, forged in tampered_ledgers(data, Random(seed)):
        try:
            read_ledger(forged)
        except Tampered as error:
            if re.search(r"Line \d+ ", str(error)):  # the sentence names the line
                continue
        missed.append(what)
    assert missed == []
    assert len(read_ledger(b"".join(whole[:-1]))) == len(whole) - 1


@given(st.data())
def test_any_other_bytes_are_no_ledger(data):
    whole, _ = make(3, days=4)
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != whole[at]))

    with pytest.raises(Tampered):
        read_ledger(whole[:at] + bytes([byte]) + whole[at + 1 :])


@given(st.binary(max_size=80))
def test_what_is_no_ledger_is_refused_with_a_sentence(data):
    if data:
        with pytest.raises(Tampered, match="Line"):
            read_ledger(data)


@pytest.mark.parametrize("seed", range(6))
def test_every_change_of_a_proof_is_caught(seed):
    data, checks = make(seed)
    lines = read_ledger(data)

    tally = count_checks(lines, encoded(checks))
    assert sum(tally.values()) == len(checks) - 1
    missed = []
    for what, forged in tampered_checks(checks, Random(seed)):
        try:
            count_checks(lines, encoded(forged))
        except Tampered:
            continue
        missed.append(what)
    assert missed == []


def test_a_root_that_was_published_after_the_check_proves_nothing():
    data, checks = make(1)
    checks[0]["held_on"] = "2026-01-01"

    with pytest.raises(Tampered, match="after the check"):
        report(data, encoded(checks))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b"null",
        b'[{"counts":true}]',
        b"\xff",
        b'[{"counts":true,"id":[],"number":1,"held_on":1,"proof":{}}]',
    ],
)
def test_what_are_no_checks_is_refused_with_a_sentence(data):
    lines = read_ledger(make(1)[0])

    with pytest.raises(Tampered, match=r"cannot be read|does not hold"):
        count_checks(lines, data)


def test_one_suggestion_is_not_opened_for_two_places():
    data, checks = make(2)
    again = {**checks[0], "id": "again", "number": 2, "site": "elsewhere"}
    for check in checks[1:-1]:
        check["number"] += 1

    with pytest.raises(Tampered, match="another place"):
        report(data, encoded([checks[0], again, *checks[1:]]))


def test_the_program_runs_by_itself_with_nothing_but_python(tmp_path):
    data, checks = make(4)
    script = tmp_path / "verify.py"
    script.write_bytes(Path(ledger.__file__).read_bytes())
    (tmp_path / "ledger.jsonl").write_bytes(data)
    (tmp_path / "checks.json").write_bytes(encoded(checks))

    args = [sys.executable, "-I", str(script), "ledger.jsonl", "--checks", "checks.json"]
    good = subprocess.run(args, cwd=tmp_path, capture_output=True, text=True)
    (tmp_path / "ledger.jsonl").write_bytes(data.replace(b'"leaves":', b'"leaves":1', 1))
    bad = subprocess.run(args, cwd=tmp_path, capture_output=True, text=True)

    assert (good.returncode, bad.returncode) == (0, 1)
    assert f"{len(checks) - 1} checks count" in good.stdout
    assert bad.stderr.startswith("Line 1 was changed")
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(script.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert imported <= sys.stdlib_module_names


def test_an_empty_ledger_says_so_and_a_missing_file_too(tmp_path, capsys):
    (tmp_path / "empty").write_bytes(b"")

    assert main([str(tmp_path / "empty")]) == 0
    assert "empty" in capsys.readouterr().out
    assert main([str(tmp_path / "nowhere")]) == 1
