"""Asking a server as many at once would: what each request costs it, and how long the slowest wait."""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from webapp.settings import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """What came of it: processor seconds of the server for each request, and the waits in seconds, sorted."""

    each_s: float
    waits: list[float]

    def wait(self, share):
        """Return the wait that a share of the requests stays below."""
        return self.waits[min(int(len(self.waits) * share), len(self.waits) - 1)]


@contextlib.contextmanager
def serving(which, folder):
    """Run ``bench.server`` in a process of its own; give its port and process."""
    command = [sys.executable, "-m", "bench.server", which, str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield json.loads(process.stdout.readline())["port"], process
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def load(port, process, requests, connections=16):
    """Ask everything over so many connections at once.

    :param requests: (method, path, body, headers, status that must come)
    """
    todo, lock, waits, wrong = list(reversed(requests)), threading.Lock(), [], []

    def ask():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                if not todo:
                    connection.close()
                    return
                method, path, body, headers, status = todo.pop()
            started = time.monotonic()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            waits.append(time.monotonic() - started)
            if answer.status != status:
                wrong.append((path, answer.status))

    before = processor_s(process)
    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong or len(waits) != len(requests):
        raise SystemExit(f"{len(requests) - len(waits)} without an answer; wrong ones: {wrong[:3]}")
    return Load((processor_s(process) - before) / len(requests), sorted(waits))


def processor_s(process):
    """Return the processor seconds of a process so far; Linux tells."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
