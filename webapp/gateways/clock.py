"""The clock: the machine's, or one that a test or the demo sets."""

from datetime import UTC, datetime, timedelta


def system_clock() -> datetime:
    """Return now, aware, in UTC."""
    return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the set time."""
        return self.at

    def move(self, **step: float) -> None:
        """Move by a timedelta's keyword arguments: ``clock.move(hours=2)``."""
        self.at += timedelta(**step)
