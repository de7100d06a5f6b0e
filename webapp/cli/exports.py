"""To be written."""

from flask import Flask


def register(app: Flask) -> None:
    """To be written."""
