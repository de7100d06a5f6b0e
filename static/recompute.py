#!/usr/bin/env python3
"""Compute every number of a published follow-up or evaluation again, from its own file and nothing else.

    python3 recompute.py FILE.json     prints each number; exit 1 if one differs from what was published
    python3 recompute.py FILE.csv      prints each number that the rows give

Standard library only. It shares no line with the site: it was written to disagree.
"""

import csv
import datetime
import hashlib
import json
import math
import sys


def read(path):
    """Return (rows, published) of a file; published is None for a CSV, which holds rows and no totals."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        if path.lower().endswith(".csv"):
            return from_csv(csv.DictReader(file)), None
        whole = json.load(file)
    return whole["rows"], whole


def from_csv(lines):
    rows = {"pledges": [], "checks": [], "events": [], "answers": [], "sites": [], "opinions": None, "previous": None}
    rows["measured"], rows["follow_ups"], rows["mailed"], rows["asked"] = {"pairs": []}, [], 0, 0
    for line in lines:
        kind = line["row"]
        value = {key: number(text) for key, text in line.items()}
        if kind == "pledge":
            value["rule"] = json.loads(line["rule"] or "{}")
            value["slug"] = line["id"]
            rows["pledges"].append(value)
        elif kind == "check":
            value["counts"], value["verified"] = line["counts"] == "true", line["verified"] == "true"
            rows["checks"].append({**value, "id": line["id"], "area": line["area"] or None})
        elif kind == "event":
            value["joint"] = line["joint"] == "true"
            rows["events"].append({**value, "area": line["area"] or None, "kind": line["kind"]})
        elif kind == "answer":
            rows["answers"].append({"days": int(line["days"]), "people": int(line["count"])})
        elif kind == "opinion":
            rows["opinions"] = {**(rows["opinions"] or {}), line["id"]: int(line["count"])}
        elif kind == "pair":
            for name in ("checked", "same_hours"):
                value[name] = line[name] == "true"
            rows["measured"]["pairs"].append(value)
        elif kind in ("asked", "mailed"):
            rows[kind] = int(line["count"])
        elif kind == "previous":
            rows["previous"] = {"slug": line["id"], "through": line["on"]}
        elif kind == "follow_up":
            rows["follow_ups"].append({"slug": line["id"]})
    return rows


def number(text):
    if text in (None, ""):
        return None
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text


def compute(rows):
    """Return every number by name."""
    counted, refused, places, areas = 0, {}, set(), set()
    vehicles = over = 0
    since = rows["previous"]["through"] if rows["previous"] else None
    new, places_before, places_new = 0, set(), set()
    for check in rows["checks"]:
        if not check["counts"]:
            refused[check["reason"]] = refused.get(check["reason"], 0) + 1
            continue
        counted += 1
        places.add(check["place"])
        if check["area"]:
            areas.add(check["area"])
        if check["vehicles"] and check["over_limit"] is not None:
            vehicles, over = vehicles + check["vehicles"], over + check["over_limit"]
        if since is not None and check["on"] > since:
            new += 1
            places_new.add(check["place"])
        else:
            places_before.add(check["place"])
    delays = []
    for answer in rows["answers"]:
        delays += [answer["days"]] * answer["people"]
    delays.sort()
    middle = len(delays) // 2
    promised = [p["target"] for p in rows["pledges"] if p["type"] == "checks"]
    return {
        "counted": counted,
        "target": promised[0] if promised else None,
        "not_counted": refused,
        "places": len(places),
        "areas": len(areas),
        "vehicles": vehicles,
        "over_limit": over,
        "asked": rows["asked"],
        "answered": len(delays),
        "median_days": (delays[middle] + delays[~middle]) / 2 if delays else None,
        "mailed": rows["mailed"],
        "opinions": rows["opinions"],
        "follow_ups": len(rows["follow_ups"]),
        "new": None if since is None else {"counted": new, "places": len(places_new - places_before)},
    }


# -- the pledges ------------------------------------------------------------------------------------------------------

FRIDAY, SATURDAY = 4, 5


def events_of(pledge, rows):
    return [event for event in rows["events"] if event["pledge"] == pledge["slug"]]


def done(pledge, rows):
    """Return how much of a pledge is done, by its own rule."""
    if pledge["type"] == "checks":
        return sum(check["counts"] for check in rows["checks"])
    events = events_of(pledge, rows)
    days = {datetime.date.fromisoformat(event["on"]) for event in events}
    if pledge["type"] == "weekends":
        return sum(d.weekday() == FRIDAY and d + datetime.timedelta(1) in days for d in days)
    if pledge["type"] == "fridays":
        return sum(d.weekday() == FRIDAY for d in days)
    if pledge["type"] == "weeks_in_areas":
        weeks = weeks_by_area(pledge, events)
        return len(set.intersection(*weeks.values())) if weeks else 0
    return sum(event["count"] for event in of_its_kinds(pledge, events))


def of_its_kinds(pledge, events):
    kinds = pledge["rule"].get("kinds")
    return [event for event in events if not kinds or not event["kind"] or event["kind"] in kinds]


def weeks_by_area(pledge, events):
    """Return the ISO weeks in which each district of the rule had an event; a weekend effort is no foot patrol."""
    weeks = {area.casefold(): set() for area in pledge["rule"]["areas"]}
    for event in events:
        area = (event["area"] or "").casefold()
        if area in weeks and event["kind"] != "weekend_effort":
            weeks[area].add(datetime.date.fromisoformat(event["on"]).isocalendar()[:2])
    return weeks


def part(pledge, name, rows):
    """Return how much of a condition inside a pledge is done."""
    events = events_of(pledge, rows)
    if name == "asked":
        return sum(event["count"] for event in events if event["kind"] == "asked")
    if name == "joint":
        return sum(event["count"] for event in of_its_kinds(pledge, events) if event["joint"])
    if name == "areas":
        return len({event["area"] for event in of_its_kinds(pledge, events) if event["area"]})
    return len(weeks_by_area(pledge, events)[name.casefold()])


# -- measured speeds --------------------------------------------------------------------------------------------------


def effect(pairs):
    """Return Welch's comparison of how checked and other places changed, or None with fewer than eight a side."""
    change = [[p["after_kmh"] - p["before_kmh"] for p in pairs if p["checked"] is side] for side in (True, False)]
    if min(map(len, change)) < 8:
        return None
    means = [sum(side) / len(side) for side in change]
    share = [sum((x - mean) ** 2 for x in side) / (len(side) - 1) / len(side) for side, mean in zip(change, means)]
    error = math.sqrt(sum(share))
    if error == 0:
        return None
    freedom = sum(share) ** 2 / sum(v**2 / (len(side) - 1) for v, side in zip(share, change))
    kmh = means[0] - means[1]
    half = t_quantile(0.975, freedom) * error
    p = 2 * (1 - t_below(abs(kmh) / error, freedom))
    sizes = {"checked": len(change[0]), "compared": len(change[1])}
    return {"kmh": kmh, "low": kmh - half, "high": kmh + half, "p": p, **sizes}


def t_below(t, freedom, steps=20_000):
    """Return P(T <= t) of Student's t for t >= 0, by Simpson's rule."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)
    width = t / steps
    total = 0.0
    for step in range(steps + 1):
        weight = 1 if step in (0, steps) else 4 if step % 2 else 2
        total += weight * (1 + (step * width) ** 2 / freedom) ** (-(freedom + 1) / 2)
    return 0.5 + scale * total * width / 3


def t_quantile(share, freedom):
    low, high = 0.0, 200.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if t_below(middle, freedom, 2_000) < share else (low, middle)
    return (low + high) / 2


# -- comparing --------------------------------------------------------------------------------------------------------


def fingerprint(whole):
    """Return the SHA-256 that the page shows: of rows and texts, keys sorted, no blanks, ASCII."""
    told = {"rows": whole["rows"], "texts": whole["texts"]}
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def differences(whole):
    """Yield a sentence for each published number that does not follow from the rows."""
    found, told, rows = compute(whole["rows"]), whole["figures"], whole["rows"]
    for name, value in found.items():
        if told.get(name) != value:
            yield f"{name}: published {told.get(name)}, the rows give {value}"
    for pledge in rows["pledges"]:
        counted = done(pledge, rows)
        if pledge["done"] is not None and counted != pledge["done"]:
            yield f"{pledge['slug']}: published {pledge['done']}, the rows give {counted}"
        for condition in pledge["parts"]:
            counted = part(pledge, condition["name"], rows)
            if condition["done"] is not None and counted != condition["done"]:
                yield f"{pledge['slug']}, {condition['name']}: published {condition['done']}, the rows give {counted}"
        kept = all(
            c["done"] is not None and c["done"] >= c["target"] for c in [pledge, *pledge["parts"]] if c["target"]
        )
        if pledge["state"] in ("kept", "not_kept") and kept != (pledge["state"] == "kept"):
            yield f"{pledge['slug']}: published as {pledge['state']}, but its numbers say otherwise"
    if "measured" in rows:
        yield from effect_differences(rows["measured"]["pairs"], told["speeds"])
    if fingerprint(whole) != whole["fingerprint"]:
        yield f"fingerprint: published {whole['fingerprint']}, the file gives {fingerprint(whole)}"


def effect_differences(pairs, told):
    found, published = effect(pairs), told.get("effect")
    if (found is None) != (published is None):
        yield f"effect: published {published}, the rows give {found}"
    elif found:
        for name, value in found.items():
            if abs(value - published[name]) > 0.001:
                yield f"effect {name}: published {published[name]}, the rows give {value:.4f}"
    if told["shown"] != bool(found and (found["low"] > 0 or found["high"] < 0)):
        yield f"effect: published as {'shown' if told['shown'] else 'not shown'}, the rows say otherwise"


def main(path):
    rows, published = read(path)
    for name, value in compute(rows).items():
        print(f"{name}: {value}")
    for pledge in rows["pledges"]:
        print(f"{pledge['slug']}: {done(pledge, rows)} of {pledge['target']}")
    found = effect(rows.get("measured", {}).get("pairs", []))
    if found:
        print("difference in differences, km/h:", {name: round(value, 3) for name, value in found.items()})
    if published is None:
        return 0
    wrong = list(differences(published))
    print(*wrong, sep="\n") if wrong else print("Every published number follows from the rows.")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
