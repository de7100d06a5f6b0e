"""A replica of the database that visitors read, while it is there."""

import logging
import time
from dataclasses import dataclass

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from webapp.storage.db import engine_options

log = logging.getLogger(__name__)

LOOK_EVERY_S = 10.0
"""How often it is tried whether the replica is there."""


@dataclass
class Replica:
    """An engine, and whether it answered when it was last tried."""

    engine: Engine
    is_well: bool = True
    tried_at: float = float("-inf")

    def find(self) -> Engine | None:
        """Return the engine, or None while the replica is away: then all read the database itself."""
        if time.monotonic() - self.tried_at > LOOK_EVERY_S:
            self.tried_at = time.monotonic()
            was, self.is_well = self.is_well, _answers(self.engine)
            if was != self.is_well:
                log.warning("the replica is %s", "there again" if self.is_well else "away: all read the database")
        return self.engine if self.is_well else None


def open_replica(url: str) -> Replica:
    """Return the replica of an address; it need not be there yet."""
    options = engine_options(url)
    if url.startswith("postgresql"):
        options["connect_args"] = {"connect_timeout": 2}
    return Replica(create_engine(url, **options))


def _answers(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1 FROM fact"))
    except DBAPIError:
        return False
    return True
