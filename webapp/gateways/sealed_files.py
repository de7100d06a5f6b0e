"""Files that only the holder of a key can read, in the form of age (age-encryption.org/v1)."""

import os
from collections.abc import Sequence
from pathlib import Path

from webapp.domain.errors import Refused

MARK = b"age-encryption.org/v1"
SECRET = "AGE-SECRET-KEY-"  # noqa: S105 (how such a line begins)


def is_sealed(file: Path) -> bool:
    """Whether a file is encrypted."""
    with file.open("rb") as handle:
        return handle.read(len(MARK)) == MARK


def make_key(file: Path) -> str:
    """Write a new key into a file that its owner alone reads; return whom to encrypt to, which is no secret.

    :raises Refused: there is such a file already
    """
    from pyrage import x25519

    identity = x25519.Identity.generate()
    recipient = str(identity.to_public())
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Refused(f"{file} cannot be made: {error.strerror}.") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(f"# public key: {recipient}\n{identity}\n")
    return recipient


def seal(source: Path, target: Path, recipients: Sequence[str]) -> None:
    """Encrypt a file to everyone named; each of them alone can read it.

    :raises Refused: a name is none, or the disk is full
    """
    import pyrage

    part = target.with_name(f".{target.name}.part")
    try:
        whom = [pyrage.x25519.Recipient.from_str(one.strip()) for one in recipients]
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        pyrage.encrypt_file(str(source), str(part), whom)
        with part.open("rb+") as handle:
            os.fsync(handle.fileno())
        os.link(part, target)
    except pyrage.RecipientError:
        raise Refused("Whom to encrypt to is told as age1…: `backup key FILE` prints it.") from None
    except (pyrage.EncryptError, OSError) as error:
        raise Refused(f"No encrypted copy was made: {error}.") from None
    finally:
        part.unlink(missing_ok=True)


def unseal(source: Path, target: Path, key_file: Path) -> None:
    """Decrypt a file with the keys of another file.

    :raises Refused: no key of it fits, or the file was changed
    """
    import pyrage

    lines = [line.strip() for line in key_file.read_text(encoding="utf-8", errors="replace").splitlines()]
    try:
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith(SECRET)]
        if not keys:
            raise Refused(f"{key_file} holds no key: a line of it begins with {SECRET}.")
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        pyrage.decrypt_file(str(source), str(target), keys)
    except (pyrage.IdentityError, pyrage.DecryptError, OSError) as error:
        target.unlink(missing_ok=True)
        raise Refused(f"{source} cannot be read with that key: {error}.") from None
