"""A wish for the list of sites as query parameters, and back: in an address, and in a saved filter."""

from collections.abc import Mapping

from webapp.domain.site_list import FACETS, SORTS, ListWish
from webapp.domain.suggestions import DAYS, HOURS, Kind

ALL = "all"
MAX_VALUE = 100


def wish_from(asked: Mapping[str, str]) -> ListWish:
    """Return what query parameters ask for. One that cannot be read narrows nothing.

    Without ``kind`` the list is of speeding; ``kind=all`` is both.
    """
    values = {name: asked.get(name, "").strip()[:MAX_VALUE] for name in FACETS}
    kind = asked.get("kind", Kind.SPEED)
    values["kind"] = kind if kind in set(Kind) else ""
    values["chosen"] = "1" if values["chosen"] == "1" else ""
    hours = {name: asked.get(name, "") for name in ("from_hour", "to_hour")}
    return ListWish(
        **values,
        text=asked.get("text", "")[:MAX_VALUE],
        min_score=min(100, _whole(asked.get("min_score", ""))) / 100,
        min_residents=_whole(asked.get("min_residents", "")),
        min_days=_whole(asked.get("min_days", "")),
        day=asked.get("day", "") if asked.get("day") in DAYS else "",
        from_hour=hours["from_hour"] if hours["from_hour"] in HOURS else "",
        to_hour=hours["to_hour"] if hours["to_hour"] in (*HOURS[1:], "24") else "",
        bbox=_bbox(asked.get("bbox", "")),
        sort=asked.get("sort", "") if asked.get("sort") in SORTS else "score",
    )


def query_of(wish: ListWish) -> dict[str, str]:
    """Return the parameters that ask for this, none that ask for nothing: ``wish_from`` of it is the wish again."""
    query = {name: getattr(wish, name) for name in (*FACETS, "text", "day", "from_hour", "to_hour")}
    query["kind"] = "" if wish.kind == Kind.SPEED else wish.kind or ALL
    numbers = (round(100 * wish.min_score), wish.min_residents, wish.min_days)
    query |= {n: str(v or "") for n, v in zip(("min_score", "min_residents", "min_days"), numbers, strict=True)}
    query["bbox"] = ",".join(f"{degrees:.6f}" for degrees in wish.bbox or ())
    query["sort"] = "" if wish.sort == "score" else wish.sort
    return {name: value for name, value in query.items() if value}


def _whole(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0


def _bbox(text: str) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    inside = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if inside else None
