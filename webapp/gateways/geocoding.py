"""Another geocoder behind the gazetteer: asked for words that nobody here knows, never waited for long."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

from webapp.domain.places import Address, Geocode, Place
from webapp.settings import Settings

TIMEOUT_S = 3.0  # from the first packet to the last byte, the look-up of the host's name included
PAUSE_S = 1.0  # between two questions of the whole process: what public services ask for
TURN_S = 1.0  # how long one waits while somebody else is asking
REST_S = 60.0  # how long a geocoder that failed is left alone
KEPT_S = 3600.0
KEPT = 256

log = logging.getLogger(__name__)


class Service(Protocol):
    """A geocoder on another host."""

    def search(self, words: str) -> tuple[Address, ...]:
        """Return the addresses that words may mean; raise anything when there is no answer."""

    def hang_up(self) -> None:
        """End the question that is being asked."""


def remote_geocoder(settings: Settings, place: Place) -> Geocode | None:
    """Return the geocoder that the settings name, or None for the gazetteer alone; nothing is loaded or asked yet."""
    if settings.geocoder == "local":
        return None

    def connect() -> Service:
        from webapp.gateways.geocoding_services import service_for

        return service_for(settings, place, TIMEOUT_S)

    return RemoteGeocoder(connect)


class RemoteGeocoder:
    """Answers with addresses, or with none: no failure of the other host is the resident's.

    One question at a time, at most one a second; answers are kept for an hour. A host that failed, or took more
    than TIMEOUT_S, is left alone for a minute. The words are never logged.
    """

    def __init__(self, connect: Callable[[], Service], clock: Callable[[], float] = time.monotonic) -> None:
        self._connect = connect
        self._clock = clock
        self._ask: Callable[[str], tuple[Address, ...]] | None = None
        self._turn = threading.Lock()
        self._rest_until = float("-inf")
        self._answers: OrderedDict[str, tuple[float, tuple[Address, ...]]] = OrderedDict()

    def __call__(self, words: str) -> tuple[Address, ...]:
        """Return the addresses that words may mean."""
        words = " ".join(words.split())
        kept = self._kept(words)
        if kept is not None:
            return kept
        if self._resting() or not self._turn.acquire(timeout=TURN_S):
            return ()
        try:
            return self._answer(words)
        finally:
            self._turn.release()

    def _answer(self, words: str) -> tuple[Address, ...]:
        kept = self._kept(words)  # the one before us may have asked the same, or in vain
        if kept is not None or self._resting():
            return kept or ()
        try:
            self._ask = self._ask or _paced(self._connect())
            found = self._ask(words)
        except Exception as error:
            self._rest_until = self._clock() + REST_S
            log.warning("the geocoder gave no answer (%s), it is left alone for a minute", type(error).__name__)
            return ()
        self._keep(words, found)
        return found

    def _resting(self) -> bool:
        return self._clock() < self._rest_until

    def _kept(self, words: str) -> tuple[Address, ...] | None:
        until, found = self._answers.get(words.casefold(), (float("-inf"), ()))
        return found if self._clock() < until else None

    def _keep(self, words: str, found: tuple[Address, ...]) -> None:
        self._answers[words.casefold()] = (self._clock() + KEPT_S, found)
        self._answers.move_to_end(words.casefold())
        while len(self._answers) > KEPT:
            self._answers.popitem(last=False)


def _paced(service: Service) -> Callable[[str], tuple[Address, ...]]:
    """Return the service's search, a pause apart and never longer than TIMEOUT_S."""
    from geopy.extra.rate_limiter import RateLimiter

    def search(words: str) -> tuple[Address, ...]:
        try:
            return _within(TIMEOUT_S, lambda: service.search(words))
        except TimeoutError:
            service.hang_up()
            raise

    paced: Callable[[str], tuple[Address, ...]] = RateLimiter(
        search, min_delay_seconds=PAUSE_S, max_retries=0, swallow_exceptions=False
    )
    return paced


def _within(seconds: float, ask: Callable[[], tuple[Address, ...]]) -> tuple[Address, ...]:
    """Return what is answered in time: a timeout of a socket holds for each packet, and none for looking up a name.

    :raises TimeoutError: nothing was answered in time
    """
    answer: Future[tuple[Address, ...]] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=run, name="geocoder", daemon=True).start()
    return answer.result(timeout=seconds)
