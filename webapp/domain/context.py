"""What every use case needs to know about the site it runs in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from webapp.domain.places import Geocode, Place


@dataclass(frozen=True)
class Context:
    """The place, the clock (aware, UTC) and the secret of one running site; ``geocode`` asks another host, if any."""

    place: Place
    now: Callable[[], datetime]
    secret_key: str
    base_url: str = ""
    geocode: Geocode | None = None
