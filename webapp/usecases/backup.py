"""A copy of everything while the site runs, and the way back."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from webapp.domain.context import Context
from webapp.domain.errors import Refused
from webapp.domain.retention import deadlines
from webapp.domain.roles import Actor, Permission, require
from webapp.gateways.postgresql_tools import dump, restore
from webapp.gateways.sealed_files import is_sealed, seal, unseal
from webapp.settings import Settings
from webapp.storage.copies import copy_in, copy_out, database_file, holds_data
from webapp.storage.database_copy import holds_rows

SECRET_FILE = "secret_key"  # noqa: S105 (a file's name)
NAME = re.compile(r"(?P<place>.+)-(?P<at>\d{8}T\d{6}Z)(-\d+)?\.(sqlite3|pgdump)(\.age)?")
"""What a copy is called: place, moment, kind, and ``.age`` when it is encrypted."""


def create_backup(ctx: Context, settings: Settings, actor: Actor, folder: Path, recipients: Sequence[str] = ()) -> Path:
    """Copy the database into a new file in a folder, checked, and return the file.

    The data folder's own secret goes with a copy of SQLite; one that is set in the environment never does.

    :param recipients: whom to encrypt to, ``age1…``; nobody else can read the file, this site included
    :raises NotAllowed: the actor may not take such a copy
    :raises Refused: there is nothing to copy, or no copy could be made
    """
    require(actor, Permission.EXPORT_INTERNAL)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{folder} cannot be made: {error.strerror}.") from None
    kind = "pgdump" if _is_postgresql(settings) else "sqlite3"
    stem = f"{ctx.place.slug}-{ctx.now().astimezone(UTC):%Y%m%dT%H%M%SZ}"
    target = _new_name(folder, stem, f"{kind}.age" if recipients else kind)
    if not recipients:
        _copy(settings, target)
        return target
    with _own_room(settings) as room:
        _copy(settings, room / "plain")
        seal(room / "plain", target, recipients)
    return target


def restore_backup(settings: Settings, actor: Actor, file: Path, key_file: Path | None = None) -> None:
    """Put a copy into an empty data folder, or an empty database on PostgreSQL.

    :param key_file: holds the key of an encrypted copy
    :raises NotAllowed: the actor may not
    :raises Refused: there is data already, or the file is no backup of this site
    """
    require(actor, Permission.IMPORT)
    if is_sealed(file):
        if key_file is None:
            raise Refused(f"{file} is encrypted: name the file with its key, --key FILE.")
        with _own_room(settings) as room:
            unseal(file, room / "plain", key_file)
            _restore(settings, room / "plain")
    else:
        _restore(settings, file)


def rotate_backups(ctx: Context, actor: Actor, folder: Path, days: int | None = None) -> tuple[Path, ...]:
    """Remove this place's copies in a folder that are older than some days, but never the newest; return them.

    What a resident erased is in every copy from before: so long, and no longer, it can be brought back. Unless days
    are named, a copy lies no longer than the shorter of the place's own times for addresses and for words.

    :raises NotAllowed: the actor may not take or remove copies
    """
    require(actor, Permission.EXPORT_INTERNAL)
    found = sorted((_made_at(match), path) for path in folder.iterdir() if (match := _of_place(ctx, path)))
    kept = deadlines(ctx.now(), ctx.place)
    by_place = max(kept.contacts_before, kept.texts_before)
    oldest = by_place if days is None else ctx.now() - timedelta(days=days)
    old = tuple(path for at, path in found[:-1] if at < oldest)
    for path in old:
        path.unlink(missing_ok=True)
    return old


def _copy(settings: Settings, target: Path) -> None:
    if _is_postgresql(settings):
        dump(settings.database_url, target)
        return
    source = database_file(settings.database_url)
    if not source.exists():
        raise Refused(f"There is no database at {source}.")
    secret = settings.data_dir / SECRET_FILE
    copy_out(source, target, secret.read_text() if not settings.secret_key and secret.exists() else None)


def _restore(settings: Settings, file: Path) -> None:
    if _is_postgresql(settings):
        if holds_rows(settings.database_url):
            raise Refused("The database holds data already; restore into an empty one (LOFTE_DATABASE_URL).")
        restore(settings.database_url, file)
        return
    target = database_file(settings.database_url)
    if holds_data(target):
        raise Refused(f"{target} holds data already; restore into an empty data folder (LOFTE_DATA_DIR).")
    target.parent.mkdir(parents=True, exist_ok=True)
    secret = copy_in(file, target)
    if secret is not None and not settings.secret_key:
        _write_secret(settings.data_dir / SECRET_FILE, secret)


def _is_postgresql(settings: Settings) -> bool:
    return make_url(settings.database_url).get_backend_name() == "postgresql"


def _new_name(folder: Path, stem: str, kind: str) -> Path:
    names = (folder / f"{stem}{more}.{kind}" for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if not name.exists())


def _of_place(ctx: Context, path: Path) -> re.Match[str] | None:
    match = NAME.fullmatch(path.name)
    return match if match and match["place"] == ctx.place.slug and path.is_file() else None


def _made_at(match: re.Match[str]) -> datetime:
    return datetime.strptime(match["at"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@contextmanager
def _own_room(settings: Settings) -> Iterator[Path]:
    """Give a folder where a readable copy may lie for a moment: in the data folder, whose owner alone looks in."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.data_dir, prefix=".copy-") as room:
        yield Path(room)


def _write_secret(path: Path, secret: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)
