"""PostgreSQL's own programs: a copy of a running database by pg_dump, and the way back by pg_restore."""

import os
import shutil
import subprocess  # nosec B404  two programs of the database itself, by fixed arguments and without a shell
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from webapp.domain.errors import Refused

DEBIAN = Path("/usr/lib/postgresql")
AT_MOST_S = 6 * 3600


def dump(database_url: str, target: Path) -> None:
    """Copy a database, of one moment however busy it is, into one compressed file that its owner alone reads.

    :raises Refused: the programs are missing, or the copy could not be made; nothing stays then
    """
    part = target.with_name(f".{target.name}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _run(database_url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        if " TABLE public suggestion " not in _run(database_url, "pg_restore", "--list", str(part), connect=False):
            raise Refused("No copy was made: the database holds no site.")
        with part.open("rb+") as handle:
            os.fsync(handle.fileno())
        os.link(part, target)  # unlike a rename this never replaces an earlier copy
    except OSError as error:
        raise Refused(f"No copy was made: {error.strerror or error}.") from None
    finally:
        part.unlink(missing_ok=True)


def restore(database_url: str, source: Path) -> None:
    """Put a copy into a database, all of it or nothing.

    :raises Refused: it is no such copy, or does not fit
    """
    listed = _run(database_url, "pg_restore", "--list", str(source), connect=False)
    if " TABLE public suggestion " not in listed:
        raise Refused(f"{source} is no backup of this site.")
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--clean", "--if-exists")
    _run(database_url, "pg_restore", *options, str(source))


def _run(database_url: str, name: str, *arguments: str, connect: bool = True) -> str:
    """Run a program; the password goes by the environment, where no list of processes shows it."""
    url = make_url(database_url)
    whom = [f"--dbname={_plain(url)}"] if connect else []
    environ = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    done = subprocess.run(  # nosec B603 # noqa: S603  a fixed program, no shell
        [_program(name), *whom, *arguments],
        env=environ,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=AT_MOST_S,
        check=False,
    )
    if done.returncode != 0:
        first = (done.stderr.strip().splitlines() or ["it did not say why"])[0]
        raise Refused(f"{name} failed: {first}")
    return done.stdout


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _program(name: str) -> str:
    """Return where a program is: on the path, or where Debian keeps it, the newest first.

    :raises Refused: it is not installed
    """
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda folder: folder.parent.name.zfill(4), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")]))
    if found is None:
        raise Refused(f"There is no {name} here: install PostgreSQL's client programs (postgresql-client).")
    return found
