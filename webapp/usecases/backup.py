"""A copy of everything while the site runs, and the way back."""

import os
from datetime import UTC
from pathlib import Path

from webapp.domain.context import Context
from webapp.domain.errors import Refused
from webapp.domain.roles import Actor, Permission, require
from webapp.settings import Settings
from webapp.storage.copies import copy_in, copy_out, database_file, holds_data

SECRET_FILE = "secret_key"  # noqa: S105 (a file's name)


def create_backup(ctx: Context, settings: Settings, actor: Actor, folder: Path) -> Path:
    """Copy the database into a new file in a folder, checked, and return the file.

    The data folder's own secret goes with it; one that is set in the environment does not.

    :raises NotAllowed: the actor may not take such a copy
    :raises Refused: there is nothing to copy, or no copy could be made
    """
    require(actor, Permission.EXPORT_INTERNAL)
    source = database_file(settings.database_url)
    if not source.exists():
        raise Refused(f"There is no database at {source}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{folder} cannot be made: {error.strerror}.") from None
    target = _new_name(folder, f"{ctx.place.slug}-{ctx.now().astimezone(UTC):%Y%m%dT%H%M%SZ}")
    secret = settings.data_dir / SECRET_FILE
    copy_out(source, target, secret.read_text() if not settings.secret_key and secret.exists() else None)
    return target


def restore_backup(settings: Settings, actor: Actor, file: Path) -> None:
    """Put a copy into an empty data folder.

    :raises NotAllowed: the actor may not
    :raises Refused: there is data already, or the file is no backup of this site
    """
    require(actor, Permission.IMPORT)
    target = database_file(settings.database_url)
    if holds_data(target):
        raise Refused(f"{target} holds data already; restore into an empty data folder (LOFTE_DATA_DIR).")
    target.parent.mkdir(parents=True, exist_ok=True)
    secret = copy_in(file, target)
    if secret is not None and not settings.secret_key:
        _write_secret(settings.data_dir / SECRET_FILE, secret)


def _new_name(folder: Path, stem: str) -> Path:
    names = (folder / f"{stem}{more}.sqlite3" for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if not name.exists())


def _write_secret(path: Path, secret: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)
