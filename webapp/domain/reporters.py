"""Distinct residents without identity: a key that says "the same person at the same road", and nothing more."""

import hashlib
import hmac
import secrets

KEY_HEX = 32  # 128 bits


def reporter_key(secret_key: str, local_year: int, scope: str, secret: str) -> str:
    """Return the key of one resident within one scope and one local year.

    Keys of two scopes or two years cannot be linked without the year's key, and a key does not tell the secret.

    :param scope: the road, junction or square as first snapped: ``road:12``
    :param secret: the random value of the form's cookie, or a confirmed e-mail
    """
    year_key = hmac.new(secret_key.encode(), f"reporters:{local_year}".encode(), hashlib.sha256).digest()
    message = f"{len(scope)}:{scope}{secret}".encode("utf-8", "surrogatepass")
    return hmac.new(year_key, message, hashlib.sha256).hexdigest()[:KEY_HEX]


def random_key() -> str:
    """Return a key that belongs to nobody else: for rows without a reporter, and for erased stubs."""
    return secrets.token_hex(KEY_HEX // 2)


def new_secret() -> str:
    """Return the random value that a form's cookie holds; a new cookie is a new resident."""
    return secrets.token_urlsafe(24)
