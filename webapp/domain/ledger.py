"""Checks the count of speed checks with the open files alone, and nothing but Python itself.

The site that offers the files uses this very file, and serves it for anyone to read and run:

    python3 verify.py ledger.jsonl --checks checks.json

What the files hold, byte by byte, stands in docs/ledger.md of the project. In short: a suggestion that is accepted
leaves a commitment, SHA-256 of a secret salt and of three lines (kind, place, hour in UTC). A day's commitments are
the leaves of an RFC 6962 tree; its root stands in the day's line, and each line holds the hash of the one before.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

NOTHING_BEFORE = "0" * 64
"""What the first line follows."""

_HEX = re.compile(r"[0-9a-f]{64}")
_HOUR = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}Z")
_SALT = re.compile(r"[0-9a-f]{32,}")


class Tampered(ValueError):
    """Something does not fit; the sentence says what and where."""


# Leaves and trees


def opening_text(kind: str, place: str, hour: str) -> str:
    """Return the three lines that a commitment is made of; a place holds no line feed."""
    return f"{kind}\n{place}\n{hour}"


def commitment(salt: str, opening: str) -> str:
    """Return what stands in the ledger for a suggestion: SHA-256 of the salt's bytes and the text in UTF-8.

    >>> commitment("00" * 16, opening_text("speed", "road Storgatan", "2026-05-12T10Z"))[:16]
    '9e8a496c8deeaaae'
    """
    return hashlib.sha256(bytes.fromhex(salt) + opening.encode()).hexdigest()


def tree_root(leaves: Sequence[str]) -> str:
    """Return the root of the RFC 6962 tree of some commitments; an odd one is carried up, never doubled."""
    return _levels(leaves)[-1][0].hex()


def tree_paths(leaves: Sequence[str], wanted: Iterable[str]) -> list[list[dict[str, str]]]:
    """Return for each leaf that is wanted what leads to the root: at each step the neighbour, and on which side."""
    levels = _levels(leaves)
    position = {leaf: index for index, leaf in enumerate(leaves)}
    return [_path(levels, position[leaf]) for leaf in wanted]


def root_from(leaf: str, path: Iterable[Mapping[str, str]]) -> str:
    """Return the root that a leaf and its path lead to."""
    node = _leaf(leaf)
    for step in path:
        ((side, neighbour),) = step.items()
        other = bytes.fromhex(neighbour)
        node = {"left": lambda n, o: _node(o, n), "right": _node}[side](node, other)
    return node.hex()


def _path(levels: Sequence[Sequence[bytes]], index: int) -> list[dict[str, str]]:
    path = []
    for level in levels[:-1]:
        neighbour = index ^ 1
        if neighbour < len(level):
            path.append({"left" if neighbour < index else "right": level[neighbour].hex()})
        index //= 2
    return path


def _levels(leaves: Sequence[str]) -> list[list[bytes]]:
    levels = [[_leaf(leaf) for leaf in leaves]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [_node(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        levels.append(above + below[len(above) * 2 :])
    return levels


def _leaf(leaf: str) -> bytes:
    return hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


# Lines


@dataclass(frozen=True)
class Line:
    """One closed day."""

    day: str  # of the place's calendar
    leaves: int
    root: str
    previous: str

    @property
    def hash(self) -> str:
        """SHA-256 of the line without its hash."""
        return hashlib.sha256(f"{self._beginning()}}}".encode()).hexdigest()

    @property
    def text(self) -> str:
        """The line as the ledger writes it, and no other way: without its line feed."""
        return f'{self._beginning()},"hash":"{self.hash}"}}'

    def _beginning(self) -> str:
        return f'{{"day":"{self.day}","leaves":{self.leaves},"root":"{self.root}","previous":"{self.previous}"'


def read_ledger(data: bytes) -> list[Line]:
    """Return the lines of a ledger in which nothing was changed.

    :raises Tampered: a line was changed, added, moved, copied or removed; a cut-off tail alone cannot be seen
    """
    if data and not data.endswith(b"\n"):
        raise Tampered(f"Line {data.count(10) + 1} does not end with a line feed: it was cut or added to.")
    lines: list[Line] = []
    for number, raw in enumerate(data.split(b"\n")[:-1], 1):
        line = _read_line(number, raw)
        before = lines[-1] if lines else None
        if line.previous != (before.hash if before else NOTHING_BEFORE):
            raise Tampered(
                f"Line {number} does not follow what stands before it: a line was changed, moved or removed."
            )
        if before and line.day <= before.day:
            raise Tampered(f"Line {number} is of {line.day}, which does not come after {before.day}.")
        lines.append(line)
    return lines


def _read_line(number: int, raw: bytes) -> Line:
    try:
        fields = json.loads(raw)
        line = Line(fields["day"], fields["leaves"], fields["root"], fields["previous"])
        well_formed = (
            date.fromisoformat(line.day).isoformat() == line.day
            and type(line.leaves) is int
            and line.leaves > 0
            and _HEX.fullmatch(line.root)
            and _HEX.fullmatch(line.previous)
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        well_formed = None
    if not well_formed:
        raise Tampered(f"Line {number} is no line of a ledger.")
    if raw != line.text.encode():
        raise Tampered(f"Line {number} was changed: its content and its hash do not fit.")
    return line


# Checks

KEYS = {
    "proved": {"state", "leaf", "salt", "opening", "path", "day", "same_day"},
    "same_day": {"state", "leaf", "salt", "opening", "path", "day", "same_day"},
    "place_withheld": {"state", "leaf", "path", "day", "same_day"},
    "pending": {"state", "leaf"},
    "erased": {"state", "erased", "leaf", "path", "day", "same_day"},
    "not_provable": {"state", "why"},
}
"""What the proof of a counted check holds, by its state. An erased one whose day is not closed has no path yet."""

SAID = {
    "proved": "proved by an opened suggestion",
    "same_day": "suggested on the day of the check itself: not provable from outside",
    "place_withheld": "at a place that is not public yet: the suggestion is committed to, not opened",
    "pending": "suggested on a day that is not in the ledger yet",
    "erased": "whose suggestion was erased",
    "not_provable": "not provable from outside",
}


def count_checks(lines: Sequence[Line], data: bytes) -> dict[str, int]:
    """Return how many checks count, by the state of their proof.

    :raises Tampered: a proof does not hold, or a counted check is missing or stands twice
    """
    try:
        checks = json.loads(data)
        if not isinstance(checks, list):
            raise TypeError(checks)
        counted = [check for check in checks if check["counts"] is True]
        ids = [check["id"] for check in checks]
        order = sorted((check["number"], check["held_on"]) for check in counted)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Tampered("The checks cannot be read: this is not what /api/v1/checks.json answers.") from None
    for id_ in ids:
        if ids.count(id_) > 1:
            raise Tampered(f"Check {id_} stands twice.")
    if [number for number, _ in order] != list(range(1, len(order) + 1)):
        raise Tampered(
            f"{len(order)} checks count, but they are not numbered 1 to {len(order)}: one is missing or added."
        )
    if [held_on for _, held_on in order] != sorted(held_on for _, held_on in order):
        raise Tampered("The counted checks are not numbered in the order in which they were held.")
    known = {line.day: line for line in lines}
    tally = dict.fromkeys(KEYS, 0)
    site_of: dict[str, Any] = {}
    for check in counted:
        try:
            state = _prove(known, check, check["proof"])
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            why = str(error) if isinstance(error, Tampered) else "its proof cannot be read."
            raise Tampered(f"Check {check['id']}: {why}") from None
        if "salt" in check["proof"] and site_of.setdefault(check["proof"]["leaf"], check.get("site")) != check.get(
            "site"
        ):
            raise Tampered(f"Check {check['id']}: its suggestion is opened for another place as well.")
        tally[state] += 1
    return tally


def _prove(lines: Mapping[str, Line], check: Mapping[str, Any], proof: Mapping[str, Any]) -> str:
    state, held_on = str(proof["state"]), str(check["held_on"])
    if state not in KEYS:
        raise Tampered(f"it is said to be {state!r}, which is no state of a proof.")
    unpublished = state == "erased" and proof["day"] is None
    if set(proof) != KEYS[state]:
        raise Tampered(f"its proof does not hold what one that is {state!r} holds.")
    if state == "pending" and lines and held_on < max(lines):
        raise Tampered("its suggestion is said to wait for the ledger, which is past that day: fetch both files anew.")
    if "path" in proof and not unpublished:
        _prove_day(lines, proof, held_on)
        if state in {"proved", "same_day"} and proof["same_day"] is not (state == "same_day"):
            raise Tampered("it is labelled otherwise than the days say.")
    if "salt" in proof:
        _prove_opening(proof)
    return state


def _prove_day(lines: Mapping[str, Line], proof: Mapping[str, Any], held_on: str) -> None:
    day = proof["day"]
    if day not in lines:
        raise Tampered(f"its suggestion is said to be of {day}, a day that the ledger does not hold.")
    if root_from(proof["leaf"], proof["path"]) != lines[day].root:
        raise Tampered(f"its suggestion does not lead to the root of {day}.")
    if day > held_on:
        raise Tampered(f"its suggestion came into the ledger on {day}, after the check on {held_on}.")
    if proof["same_day"] is not (day == held_on):
        raise Tampered("it is not labelled rightly as suggested on the day of the check.")


def _prove_opening(proof: Mapping[str, Any]) -> None:
    kind, place, hour = (str(proof["opening"][name]) for name in ("kind", "place", "hour"))
    if set(proof["opening"]) != {"kind", "place", "hour"} or not _SALT.fullmatch(proof["salt"]):
        raise Tampered("its opening holds more or less than kind, place and hour, or its salt is too short.")
    if commitment(proof["salt"], opening_text(kind, place, hour)) != proof["leaf"]:
        raise Tampered("what is told of its suggestion is not what was committed to.")
    if kind != "speed":
        raise Tampered(f"its suggestion is of the kind {kind!r}, not speed.")
    latest = (date.fromisoformat(proof["day"]) + timedelta(days=1)).isoformat()
    if not _HOUR.fullmatch(hour) or hour[:10] > latest:
        raise Tampered(f"its suggestion of {hour} cannot stand in the line of {proof['day']}.")


# The whole


def report(ledger: bytes, checks: bytes | None = None) -> str:
    """Return in words what the files prove.

    :raises Tampered: with a sentence that says what does not fit, and where
    """
    lines = read_ledger(ledger)
    if lines:
        said = [f"The ledger is whole: {len(lines)} days from {lines[0].day} to {lines[-1].day},"]
        said[0] += f" {sum(line.leaves for line in lines)} suggestions. Its last hash: {lines[-1].hash}"
        said.append(
            "Compare that hash with the one on the site and in earlier follow-ups: a cut-off end shows only so."
        )
    else:
        said = ["The ledger is empty: no day with suggestions is closed yet."]
    if checks is not None:
        tally = count_checks(lines, checks)
        said.append(f"{sum(tally.values())} checks count:")
        said += [f"  {number} {SAID[state]}" for state, number in tally.items() if number]
    return "\n".join(said)


def main(arguments: Sequence[str]) -> int:
    """Verify the files that are named; return 1 when something does not fit."""
    parser = argparse.ArgumentParser(description="Check a ledger, and the count of checks, with nothing but the files.")
    parser.add_argument("ledger", type=Path, help="what /api/v1/ledger.jsonl answers")
    parser.add_argument("--checks", type=Path, help="what /api/v1/checks.json answers")
    given = parser.parse_args(arguments)
    try:
        print(report(given.ledger.read_bytes(), given.checks.read_bytes() if given.checks else None))
    except (Tampered, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
