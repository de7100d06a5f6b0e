"""Limits that several processes of one site count together, in Valkey or Redis."""

import shutil
import subprocess
import time
from contextlib import contextmanager

import pytest
from limits import RateLimitItemPerHour

from tests.postgresql import free_port
from webapp.web.limits import Limiter

TWO = RateLimitItemPerHour(2)


@contextmanager
def running(port, folder):
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        pytest.skip("neither Valkey nor Redis is installed")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            while "Ready to accept connections" not in server.stdout.readline():
                assert server.poll() is None
            yield
        finally:
            server.kill()
            server.stdout.close()


@pytest.fixture
def port():
    return free_port()


@pytest.mark.parametrize("scheme", ["redis", "valkey"])
def test_two_processes_count_together_and_each_alone_while_the_store_is_away(tmp_path, port, scheme):
    pytest.importorskip(scheme)
    one, other = (Limiter(f"{scheme}://127.0.0.1:{port}") for _ in range(2))
    with running(port, tmp_path):
        assert one.wait_s(TWO, "session") == other.wait_s(TWO, "session") == 0
        assert 0 < one.wait_s(TWO, "session") <= 3600
        assert other.wait_s(TWO, "session") > 0
        assert other.wait_s(TWO, "another") == 0

    begun = time.monotonic()
    assert [one.wait_s(TWO, "session") > 0 for _ in range(3)] == [False, False, True]
    assert other.wait_s(TWO, "session") == 0
    assert time.monotonic() - begun < 5
    for limiter in (one, other):
        limiter.shared.storage.storage.close()
