"""A PostgreSQL of its own for a test, on loopback; tests are skipped where its programs are not installed.

``python -m tests.postgresql COMMAND …`` runs a command beside such a server, its address in LOFTE_TEST_POSTGRESQL:
then every database of the suite is one of that server's, see ``own_database`` and ``make test-postgres``.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
USER = "postgres"
SERVER = os.environ.get("LOFTE_TEST_POSTGRESQL", "")
MARK = "postgresql.json"  # in a data folder: which database is that folder's
MEMORY = Path("/dev/shm")
ROOM_BYTES = 2 * 1024**3


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


FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "max_connections=300",
    "max_wal_size=4GB",
    "checkpoint_timeout=1h",
)
"""Nothing of a test outlives it, so nothing needs to be safe on a disk."""


def where():
    """Return a folder in memory where there is room, else None: the usual place of temporary files."""
    return MEMORY if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES else None


@contextmanager
def cluster():
    """Run a server with nothing in it; yields the address of its databases, without a name."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (requirements-postgres.txt)")
    initdb, control = program("initdb"), program("pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix="lofte-postgresql-", dir=where()))
    try:
        if os.geteuid() == 0 and has_user():
            shutil.chown(folder, USER, USER)
        data, port = folder / "data", free_port()
        run(initdb, "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-p {port} -h 127.0.0.1 -k {folder} {' '.join(f'-c {one}' for one in FAST)}"
        run(control, "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgresql+psycopg://{USER}@127.0.0.1:{port}/"
        finally:
            run(control, "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def own_database(data_dir):
    """Return the settings that give a data folder a database of its own on the suite's server; none on SQLite.

    A copied folder gets a copy of the database of the folder it was copied from, the first time it is asked for.
    """
    if not SERVER:
        return {}
    mark = Path(data_dir) / MARK
    kept = json.loads(mark.read_text()) if mark.exists() else {"folder": None, "name": "template0"}
    if kept["folder"] != str(data_dir):
        kept = {"folder": str(data_dir), "name": _made(kept["name"])}
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(json.dumps(kept))
    return {"LOFTE_DATABASE_URL": SERVER + kept["name"]}


def drop_database(data_dir):
    """Drop what ``own_database`` made for a folder."""
    mark = Path(data_dir) / MARK
    if SERVER and mark.exists():
        _ask(f"DROP DATABASE {json.loads(mark.read_text())['name']} WITH (FORCE)")


def _made(template):
    name = f"t{uuid.uuid4().hex}"
    _ask(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return name


def _ask(statement):
    import psycopg

    with psycopg.connect(SERVER.replace("+psycopg", "") + "postgres", autocommit=True) as server:
        server.execute(statement)


sqlite_only = pytest.mark.skipif(bool(SERVER), reason="about the SQLite file itself")


if __name__ == "__main__":
    try:
        with cluster() as running:
            environ = {**os.environ, "LOFTE_TEST_POSTGRESQL": running}
            sys.exit(subprocess.run(sys.argv[1:], env=environ).returncode)
    except pytest.skip.Exception as missing:
        sys.exit(str(missing))
