"""Operators' commands, one subject a file; each file has ``register(app)``."""

from importlib import import_module

from flask import Flask

SUBJECTS = (
    "settings",
    "places",
    "geodata",
    "places_found",
    "sites",
    "recommending",
    "ledger",
    "suggestions",
    "checks",
    "measurements",
    "pledges",
    "measures",
    "figures",
    "tokens",
    "exports",
    "hotspots",
    "accounts",
    "open311",
    "audit",
    "outbox",
    "worker",
    "backup",
    "database",
    "retention",
    "demo",
    "moderation",
    "comments",
    "serve",
)


def register_cli(app: Flask) -> None:
    """Add every command; heavy imports wait until one runs."""
    for subject in SUBJECTS:
        import_module(f"webapp.cli.{subject}").register(app)
