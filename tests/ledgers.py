"""A ledger and the checks that it proves, made from a seed, as the site would write them; how to tamper with both."""

import copy
import json
from datetime import date, timedelta
from random import Random

from webapp.domain.ledger import NOTHING_BEFORE, Line, commitment, opening_text, tree_paths, tree_root

FIRST_DAY = date(2026, 1, 2)


def make(seed, days=12, most=7, checks=10):
    """Return the bytes of a ledger and the list of checks; every tree shape up to ``most`` leaves may be in it."""
    rng = Random(seed)
    lines, opened, previous = [], [], NOTHING_BEFORE
    for number in range(days):
        day = (FIRST_DAY + timedelta(days=number)).isoformat()
        leaves = {}
        for _ in range(rng.randint(1, most)):
            salt = f"{rng.getrandbits(128):032x}"
            opening = {
                "kind": "speed",
                "place": f"road Väg {rng.randint(1, 9)}",
                "hour": f"{day}T{rng.randint(0, 23):02}Z",
            }
            leaves[commitment(salt, opening_text(**opening))] = salt, opening
        order = sorted(leaves)
        line = Line(day, len(order), tree_root(order), previous)
        leaf = rng.choice(order)
        salt, opening = leaves[leaf]
        (path,) = tree_paths(order, [leaf])
        opened.append({"leaf": leaf, "salt": salt, "opening": opening, "path": path, "day": day})
        lines.append(line.text)
        previous = line.hash
    found, held_on = [], None
    for number, proof in enumerate(sorted(rng.sample(opened, min(checks, days)), key=lambda p: p["day"]), 1):
        same_day = rng.random() < 0.3
        held_on = max(
            held_on or "", (date.fromisoformat(proof["day"]) + timedelta(days=0 if same_day else 1)).isoformat()
        )
        same_day = held_on == proof["day"]
        state = {"state": "same_day" if same_day else "proved", "same_day": same_day}
        found.append({"id": f"c{number}", "held_on": held_on, "site": f"s{number}", "counts": True, "number": number})
        found[-1]["proof"] = proof | state
    found.append({"id": "not", "held_on": held_on, "site": None, "counts": False, "number": None, "proof": None})
    return "".join(f"{line}\n" for line in lines).encode(), found


def encoded(checks):
    """Return checks as the address answers them."""
    return json.dumps(checks, ensure_ascii=False).encode()


def tampered_ledgers(data, rng):
    """Yield (what was done, a forged ledger) for every kind of change at every line, but the cut-off tail."""
    lines = data.splitlines(keepends=True)
    last = len(lines) - 1
    for at, line in enumerate(lines):
        byte = rng.randrange(len(line))
        flipped = line[:byte] + bytes([line[byte] ^ (1 << rng.randrange(8))]) + line[byte + 1 :]
        yield f"flip {at}", b"".join([*lines[:at], flipped, *lines[at + 1 :]])
        yield f"copy {at}", b"".join([*lines[: at + 1], line, *lines[at + 1 :]])
        yield f"copy to the end {at}", data + line
        yield f"blank after {at}", b"".join([*lines[: at + 1], b"\n", *lines[at + 1 :]])
        yield f"space in {at}", b"".join([*lines[:at], line.replace(b",", b", ", 1), *lines[at + 1 :]])
        if at < last:
            yield f"remove {at}", b"".join([*lines[:at], *lines[at + 1 :]])
            yield f"swap {at}", b"".join([*lines[:at], lines[at + 1], line, *lines[at + 2 :]])
            # A forger who knows the format writes a line that is right in itself.
            fields = json.loads(line)
            forged = Line(fields["day"], fields["leaves"] + 1, fields["root"], fields["previous"]).text.encode() + b"\n"
            yield f"forge {at}", b"".join([*lines[:at], forged, *lines[at + 1 :]])
            next_day = (date.fromisoformat(fields["day"]) + timedelta(days=0)).isoformat()
            extra = Line(next_day, 1, "0" * 64, fields["hash"]).text.encode() + b"\n"
            yield f"insert after {at}", b"".join([*lines[: at + 1], extra, *lines[at + 1 :]])


def tampered_checks(checks, rng):
    """Yield (what was done, forged checks) for every counted check: each field of its proof, its day, its place."""
    counted = [n for n, check in enumerate(checks) if check["counts"]]

    def forged(at, change):
        copied = copy.deepcopy(checks)
        change(copied[at], copied[at]["proof"])
        return copied

    def other_digit(text):
        at = rng.randrange(len(text))
        return text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :]

    for at in counted:
        proof = checks[at]["proof"]
        yield f"leaf {at}", forged(at, lambda c, p: p.update(leaf=other_digit(p["leaf"])))
        yield f"salt {at}", forged(at, lambda c, p: p.update(salt=other_digit(p["salt"])))
        yield f"place {at}", forged(at, lambda c, p: p["opening"].update(place="road En annan väg"))
        yield f"hour {at}", forged(at, lambda c, p: p["opening"].update(hour="2025-12-24T15Z"))
        yield f"kind {at}", forged(at, lambda c, p: p["opening"].update(kind="unsafe_place"))
        yield f"day {at}", forged(at, lambda c, p: p.update(day="2025-12-24"))
        yield f"label {at}", forged(at, lambda c, p: p.update(same_day=not p["same_day"]))
        other = "proved" if proof["state"] == "same_day" else "same_day"
        yield f"state {at}", forged(at, lambda c, p, other=other: p.update(state=other))
        yield f"a weaker state {at}", forged(at, lambda c, p: p.update(state="erased"))
        yield f"held before {at}", forged(at, lambda c, p: c.update(held_on="2025-12-31"))
        yield f"no proof {at}", forged(at, lambda c, p: c.update(proof=None))
        yield f"twice {at}", [*checks, checks[at]]
        if at != counted[-1]:
            yield f"gone {at}", [*checks[:at], *checks[at + 1 :]]
            yield f"counts no more {at}", forged(at, lambda c, p: c.update(counts=False))
            yield f"proof of the next {at}", forged(at, lambda c, p, at=at: c.update(proof=checks[at + 1]["proof"]))
        for step in range(len(proof["path"])):
            yield f"path {at} {step}", forged(at, lambda c, p, step=step: p["path"].pop(step))
            yield f"turned {at} {step}", forged(at, lambda c, p, step=step: _turn(p["path"], step))
    yield "one that does not count counts", forged(len(checks) - 1, lambda c, p: c.update(counts=True))


def _turn(path, step):
    ((side, neighbour),) = path[step].items()
    path[step] = {"right" if side == "left" else "left": neighbour}
