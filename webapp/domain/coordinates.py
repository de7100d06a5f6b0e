"""Degrees as people write them."""

import re

_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{0,30})?\Z")
MAX_LAT, MAX_LON = 90.0, 180.0


class Unreadable(ValueError):
    """A text is no decimal number; ``args[0]`` is a stable code."""


def read_degrees(text: str) -> float | None:
    """Return the number that a text states, None when it is empty. A decimal comma is as good as a point.

    :raises Unreadable: it is no plain decimal number in the digits 0-9
    """
    plain = text.strip().removesuffix("°").rstrip()
    if not plain:
        return None
    if not _NUMBER.match(plain):
        raise Unreadable("not_a_number")
    return float(plain.replace(",", "."))


def fault_of(lat: float, lon: float, bbox: tuple[float, float, float, float]) -> str | None:
    """Return the code of what is plainly wrong with a pair of degrees, before any map is asked.

    :param bbox: west, south, east, north of the place, which tells a swapped pair from a far one
    """
    west, south, east, north = bbox
    inside = west <= lon <= east and south <= lat <= north
    if not inside and west <= lat <= east and south <= lon <= north:
        return "swapped"
    if abs(lat) > 2 * MAX_LON or abs(lon) > 2 * MAX_LON:
        return "metres"
    if abs(lat) > MAX_LAT or abs(lon) > MAX_LON:
        return "out_of_range"
    return None
