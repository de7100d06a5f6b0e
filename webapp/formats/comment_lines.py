"""Comments a line each, plain or as JSON, in; what was read of each as a line of JSON out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from webapp.domain.errors import Refused
from webapp.language.comment_names import Spot
from webapp.language.comment_parts import Mention, Why
from webapp.language.comment_relations import Located, Point
from webapp.language.comments import Reading

WHY = {
    Why.NAME: "its name",
    Why.ALIAS: "another name of it",
    Why.SLIP: "a slip of the pen away from its name",
    Why.UNKNOWN: "named like a street or a school, but in no list of this place",
    Why.NOUN: "a noun, and only one place here fits with the rest of the comment",
    Why.ORDINARY_WORD: "the name of a place and an ordinary word",
}
HOW = {
    Located.CROSSING: "where streets meet",
    Located.STRETCH: "a stretch of the street",
    Located.BESIDE: "the street beside the landmark",
    Located.HOUSE: "the house number",
    Located.LANDMARK: "",
}


@dataclass(frozen=True)
class CommentLine:
    """A comment and what to call it: its own id, or the number of its line."""

    id: Any
    text: str


def read_lines(content: bytes) -> list[CommentLine]:
    """Read comments a line each; a line that starts with ``{`` is JSON with ``text``, and ``id`` if it has one.

    Among plain texts a line in braces that is no JSON is a text too. Bytes that are no UTF-8 become ``\ufffd``.

    :raises Refused: a line of JSON Lines cannot be read, or has no text
    """
    lines = content.decode("utf-8-sig", "replace").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    is_json = next((line.lstrip().startswith("{") and _is_object(line) for line in lines if line.strip()), False)
    found = []
    for number, line in enumerate(lines, 1):
        line = line.removesuffix("\r")
        if line.lstrip().startswith("{") and (is_json or _is_object(line)):
            found.append(_from_json(line, number))
        elif line.strip() or not is_json:
            found.append(CommentLine(number, line))
    return found


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _from_json(line: str, number: int) -> CommentLine:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise Refused(f"Line {number} is no JSON: mend it, nothing was read.") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise Refused(f'Line {number} has no "text" that is a text: mend it, nothing was read.')
    return CommentLine(row.get("id", number), row["text"])


def line_of(comment: CommentLine, reading: Reading) -> str:
    """Return what was read of a comment as one line of JSON, which any encoding can carry."""
    record: dict[str, Any] = {
        "id": comment.id,
        "places": list(reading.places),
        "mentions": [
            _mention(comment.text, mention, spot, point)
            for mention, (spot, point) in zip(reading.mentions, reading.spots(), strict=True)
        ],
        "category": str(reading.category),
        "times": list(reading.times),
        "when": list(reading.when),
        "needs_human": reading.needs_human,
        "points": [_point(reading, point.how, point.of, point.spot) for point in reading.points],
        "maybe": [_named(comment.text, mention) for mention in reading.maybe],
        "personal": [{"kind": str(f.kind), "start": f.start, "end": f.end} for f in reading.personal],
        "elsewhere": list(reading.elsewhere),
    }
    text = json.dumps(record, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")  # half a character leaves as its \\u escape


def _named(text: str, mention: Mention) -> dict[str, Any]:
    surface = text[mention.start : mention.end]
    return {"place": mention.place, "surface": surface, "start": mention.start, "end": mention.end}


def _mention(text: str, mention: Mention, spot: Spot | None, point: Point | None) -> dict[str, Any]:
    lat, lon = spot or (None, None)
    where = HOW[point.how] if point else ""
    return {
        **_named(text, mention),
        "kind": "street" if mention.is_street else mention.kind,
        "lat": lat,
        "lon": lon,
        "score": mention.score,
        "why": f"{WHY[mention.why]}; {where}" if where else WHY[mention.why],
        "area": mention.choices[0].area if len(mention.choices) == 1 else None,
    }


def _point(reading: Reading, how: Located, of: Sequence[int], spot: tuple[float, float] | None) -> dict[str, Any]:
    lat, lon = spot or (None, None)
    return {"how": str(how), "of": [reading.mentions[n].place for n in of], "lat": lat, "lon": lon}
