"""Files that commands write: whole or not at all."""

import os
import tempfile
from pathlib import Path

from webapp.domain.errors import Refused


def written(file: Path, data: bytes, private: bool = False) -> None:
    """Write a file in one step, so that nobody finds half of it.

    :param private: readable by its owner only
    :raises Refused: it cannot be written there
    """
    try:
        if file.exists() and not file.is_file():  # a pipe or a device keeps its place
            file.write_bytes(data)
            return
        descriptor, half = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.write(data)
            Path(half).chmod(0o600 if private else 0o644)
            Path(half).replace(file)
        except BaseException:
            Path(half).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None


def made(folder: Path) -> None:
    """Make a folder, if it is not there.

    :raises Refused: it cannot be made
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{folder} cannot be made: {error.strerror}.") from None
