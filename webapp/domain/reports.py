"""Follow-ups and evaluations: what each holds, the numbers that follow from its rows, and when one is due.

A report is frozen rows and the words about them. Every number is computed from the rows by ``figures``, and anybody
can do the same from the published file (``static/recompute.py`` does, and knows nothing of this code).
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Any

from webapp.domain.claims import claims_in
from webapp.domain.errors import Fault

FORMAT = 1
FOLLOW_UPS_A_YEAR = 3
MAX_TITLE, MAX_LEAD, MAX_BODY, MAX_SHORT, MAX_LONG, MAX_NOTE = 120, 600, 4000, 280, 1000, 500
WARN_DAYS = 21
"""So many days before a third of the year is over staff are reminded that its follow-up is missing."""

Rows = Mapping[str, Any]


class ReportKind(StrEnum):
    """What a report is."""

    FOLLOW_UP = "follow_up"
    EVALUATION = "evaluation"


LONGEST = {
    "title": MAX_TITLE,
    "lead": MAX_LEAD,
    "well": MAX_BODY,
    "less_well": MAX_BODY,
    "short": MAX_SHORT,
    "long": MAX_LONG,
}


@dataclass(frozen=True)
class Texts:
    """The words of a report in Swedish and English. ``short`` and ``long`` are for social media."""

    title_sv: str = ""
    title_en: str = ""
    lead_sv: str = ""
    lead_en: str = ""
    well_sv: str = ""
    well_en: str = ""
    less_well_sv: str = ""
    less_well_en: str = ""
    short_sv: str = ""
    short_en: str = ""
    long_sv: str = ""
    long_en: str = ""
    note_sv: str = ""  # what a correction puts right
    note_en: str = ""

    def get(self, name: str, language: str) -> str:
        """Return a text in a language; a missing one is the other's."""
        sv, en = getattr(self, f"{name}_sv"), getattr(self, f"{name}_en")
        return str((sv or en) if language == "sv" else (en or sv))

    def stripped(self) -> "Texts":
        """Return the texts without blanks around them, with one kind of line break."""
        return Texts(**{name: text.replace("\r\n", "\n").strip() for name, text in asdict(self).items()})


def texts_from(stored: Mapping[str, str]) -> Texts:
    """Return the texts that were stored; a field of a later version of this code is left out."""
    known = {field.name for field in fields(Texts)}
    return Texts(**{name: text for name, text in stored.items() if name in known})


def text_faults(texts: Texts, figures: Rows, correction: bool) -> list[Fault]:
    """Return everything that is wrong with the words, claims that the numbers do not bear among it.

    :param correction: an earlier version is public, so what is put right must be said
    """
    effect = figures.get("speeds") or {}
    shown = bool(effect.get("shown"))
    faults = []
    for name, text in asdict(texts).items():
        stem, language = name.rsplit("_", 1)
        longest = LONGEST.get(stem, MAX_NOTE)
        if len(text) > longest:
            faults.append(Fault(name, "too_long", {"max": longest}))
        elif language == "sv" and not text and (stem != "note" or correction):
            faults.append(Fault(name, "missing"))
        for claim in claims_in(text, shown)[:1]:
            faults.append(Fault(name, "claim", {"claim": claim}))
    return faults


def fingerprint(rows: Rows, texts: Texts) -> str:
    """Return the SHA-256 of a version: its rows and words in one form, so that any change shows."""
    return hashlib.sha256(canonical({"rows": rows, "texts": asdict(texts)}).encode()).hexdigest()


def canonical(value: Any) -> str:
    """Return JSON in one form: keys sorted, no blanks, no sign above ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def figures(rows: Rows) -> dict[str, Any]:
    """Return every number of a report, from its rows alone."""
    checks = rows["checks"]
    counted = [c for c in checks if c["counts"]]
    measured = [c for c in counted if c["vehicles"] and c["over_limit"] is not None]
    delays = sorted(d["days"] for d in rows["answers"] for _ in range(d["people"]))
    promised = next((p for p in rows["pledges"] if p["type"] == "checks"), None)
    found = {
        "counted": len(counted),
        "target": promised["target"] if promised else None,
        "not_counted": dict(sorted(Counter(c["reason"] for c in checks if not c["counts"]).items())),
        "places": len({c["place"] for c in counted}),
        "areas": len({c["area"] for c in counted if c["area"]}),
        "vehicles": sum(c["vehicles"] for c in measured),
        "over_limit": sum(c["over_limit"] for c in measured),
        "asked": rows["asked"],
        "answered": len(delays),
        "median_days": median(delays) if delays else None,
        "mailed": rows["mailed"],
        "opinions": rows["opinions"],
        "follow_ups": len(rows["follow_ups"]),
    }
    since = rows["previous"]["through"] if rows["previous"] else None
    found["new"] = _new(counted, since)
    return found


def _new(counted: Sequence[Rows], since: str | None) -> dict[str, int] | None:
    """Return what came after the follow-up before; None without one."""
    if since is None:
        return None
    before = {c["place"] for c in counted if c["on"] <= since}
    later = [c for c in counted if c["on"] > since]
    return {"counted": len(later), "places": len({c["place"] for c in later} - before)}


def stories(sites: Sequence[Rows]) -> list[dict[str, Any]]:
    """Return three public places, picked by rule and never by taste, each once.

    The one that waited longest for its first check, the one that most residents ask for, the one with most checks.
    """
    rules = (
        ("waited", lambda s: (s["waited_days"], s["id"])),
        ("residents", lambda s: (s["level"], s["waited_days"], s["id"])),
        ("checks", lambda s: (s["checks"], s["level"], s["id"])),
    )
    told: list[dict[str, Any]] = []
    for rule, order in rules:
        left = [s for s in sites if s["id"] not in {t["id"] for t in told}]
        if left:
            told.append({"rule": rule, **max(left, key=order)})
    return told


def days_due(year: int) -> tuple[date, date, date]:
    """Return the last days of the three thirds of a year: by each of them a follow-up is promised."""
    return date(year, 4, 30), date(year, 8, 31), date(year, 12, 31)


def at_risk(today: date, published: int) -> date | None:
    """Return the day by which a follow-up of this year is missing, if that is near or past; else None.

    :param published: how many of the year are published
    """
    for number, due in enumerate(days_due(today.year), 1):
        if published < number:
            return due if (due - today).days <= WARN_DAYS else None
    return None


def next_due(today: date, published: int) -> date | None:
    """Return by which day the next follow-up of this year is promised; None when all are published."""
    return days_due(today.year)[published] if published < FOLLOW_UPS_A_YEAR else None
