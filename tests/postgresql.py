"""A PostgreSQL of its own for a test, on loopback; tests are skipped where its programs are not installed."""

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
USER = "postgres"


def program(name):
    """Return the path of one of PostgreSQL's programs, or skip."""
    found = shutil.which(name, path=os.pathsep.join([*map(str, reversed(BINARIES)), os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip(f"PostgreSQL is not installed: there is no {name}")
    return found


def run(*command):
    """Run a program; PostgreSQL refuses to be root, so root becomes its user."""
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None or not has_user():
            pytest.skip("PostgreSQL does not run as root, and there is no setpriv or no user postgres")
        command = ("setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *command)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")


def has_user():
    import pwd

    return USER in {one.pw_name for one in pwd.getpwall()}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def cluster():
    """Run a server with nothing in it; yields the address of its databases, without a name."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (requirements-postgres.txt)")
    initdb, control = program("initdb"), program("pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix="lofte-postgresql-"))
    try:
        if os.geteuid() == 0 and has_user():
            shutil.chown(folder, USER, USER)
        data, port = folder / "data", free_port()
        run(initdb, "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
        run(control, "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgresql+psycopg://{USER}@127.0.0.1:{port}/"
        finally:
            run(control, "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
