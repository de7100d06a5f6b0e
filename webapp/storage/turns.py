"""A lock whose waiters are served in the order in which they came.

``threading.Lock`` lets whoever runs just then take it again before the one that waits has woken up. In a crowd the
same few threads would write again and again, and somebody's post would wait for all of them.
"""

import threading
from collections import deque


class Turns:
    """Whose turn it is among the threads of this process; letting go hands the turn to the first who waits."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Event] = deque()

    @property
    def waiting(self) -> int:
        """How many stand in the queue."""
        return len(self._waiting)

    def acquire(self, timeout: float) -> bool:
        """Wait for the turn, for so many seconds at most; return whether it came."""
        with self._guard:
            if not self._held:
                self._held = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(timeout):
            return True
        with self._guard:
            if mine.is_set():  # it came just after the wait was over
                return True
            self._waiting.remove(mine)
            return False

    def release(self) -> None:
        """Give the turn to the first who waits."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()  # it is never free in between, so nobody can pass
            else:
                self._held = False
