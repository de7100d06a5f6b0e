"""Which process is at work, and whether one that was is gone: so that what it held is free again at once."""

import os
import socket
from pathlib import Path


def this_process() -> str:
    """Return a name that no other process has, nor will have on this machine."""
    return f"{socket.gethostname()}/{os.getpid()}/{_started(os.getpid())}"


def is_gone(name: str) -> bool:
    """Whether a process of this machine has ended; of another machine nobody can tell, so False."""
    host, pid_text, started = [*name.rsplit("/", 2), "", ""][:3]
    if host != socket.gethostname() or not pid_text.isdigit():
        return False
    pid = int(pid_text)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # it runs, as somebody else
    return bool(started) and _started(pid) not in {"", started}


def _started(pid: int) -> str:
    """Return when a process started, in ticks since the machine did; empty where the system does not tell."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return line.rpartition(")")[2].split()[19]
