"""``geodata find``."""

import json
from typing import Any

import click
from flask import Flask

from webapp.cli.current import calm, context, database, need_tables
from webapp.cli.geodata import geodata
from webapp.domain.errors import Refused


def register(app: Flask) -> None:  # noqa: ARG001  the group is registered with its other commands
    """Add the command."""
    geodata.add_command(find)


@click.command("find")
@click.argument("text", default="")
@click.option("--reverse", metavar="LAT,LON", help="say what people call this position instead")
@click.option("--limit", default=8, show_default=True, type=click.IntRange(1, 50), help="so many places at most")
@click.option("--json", "as_json", is_flag=True, help="print the places as one JSON object")
@calm
def find(text: str, reverse: str | None, limit: int, as_json: bool) -> None:
    """Find a place by name, house number, crossing ("A/B"), stretch ("A mellan B och C"), or by position.

    The likeliest comes first; one that is only like what was typed is marked with a question mark. Nothing is asked
    of other hosts.
    """
    from webapp.usecases.places_found import geocoder

    need_tables()
    asked = geocoder(database(), context())
    if reverse is None and not text.strip():
        raise Refused("Say what to find: a name, or --reverse LAT,LON.")
    found = _reversed(asked, reverse) if reverse else asked.geocode(text, exactly_one=False, limit=limit)
    places = [_told(one) for one in found or ()]
    if as_json:
        click.echo(json.dumps({"places": places}, ensure_ascii=False))
    elif not places:
        raise Refused("Nothing is near that position." if reverse else f"Nothing here is called {text}.")
    for one in places if not as_json else ():
        mark = "" if one["exact"] else "? "
        click.echo(f"{mark}{one['address']} ({one['kind']}) {one['lat']:.5f},{one['lon']:.5f}")


def _reversed(asked: Any, position: str) -> Any:
    from geopy.exc import GeocoderQueryError

    try:
        return asked.reverse(position, exactly_one=False)
    except GeocoderQueryError:
        raise Refused(f"{position} is no position: give it as 59.23,17.98.") from None


def _told(one: Any) -> dict[str, Any]:
    raw = {"name": one.address, "area": None, "exact": True, **one.raw}
    return {**raw, "address": one.address, "lat": round(one.latitude, 6), "lon": round(one.longitude, 6)}
