"""``audit verify``."""

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, database, need_tables
from webapp.domain.errors import Refused
from webapp.domain.roles import OPERATOR

audit = AppGroup("audit", help="The log of what staff did.")


def register(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(audit)


@audit.command("verify")
@click.option("--seal", help="A seal printed earlier: also prove that nothing up to it was cut off or written anew.")
@calm
def verify(seal: str | None) -> None:
    """Recompute the seal of every entry; print how many there are and the last seal, to be kept elsewhere."""
    from webapp.usecases.audit_log import has_seal, prove_log

    need_tables()
    proof = prove_log(database(), OPERATOR)
    if proof.broken is not None:
        raise Refused(f"The log is not whole: entry {proof.broken} was changed, or one before it was removed.")
    if seal and not has_seal(database(), OPERATOR, seal.strip().lower()):
        raise Refused("The log is not the one that had this seal: entries were cut off, or written anew.")
    click.echo(f"{proof.entries} {proof.last}")
