"""``backup create``, ``restore``, ``drill``, ``rotate`` and ``key``."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables, settings
from webapp.domain.roles import OPERATOR

backup = AppGroup("backup", help="Copies of the whole database, also while the site runs.")
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
KEY = click.option("--key", type=FILE, help="the file with the key of an encrypted copy")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(backup)


@backup.command("create")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--to", "recipients", multiple=True, metavar="age1…", help="encrypt to this key; may be repeated")
@calm
def create(folder: Path, recipients: tuple[str, ...]) -> None:
    """Copy the database into a new file in DIR, check it, and print the file's name."""
    from webapp.usecases.backup import create_backup

    click.echo(create_backup(context(), settings(), OPERATOR, folder, recipients))


@backup.command("restore")
@click.argument("file", type=FILE)
@KEY
@calm
def restore(file: Path, key: Path | None) -> None:
    """Put a copy into an empty data folder or database; over existing data it is refused."""
    from webapp.usecases.backup import restore_backup

    restore_backup(settings(), OPERATOR, file, key)
    click.echo("Restored. Run `flask --app app db upgrade` if the copy is older than the program.")


@backup.command("drill")
@click.argument("file", type=FILE, required=False)
@KEY
@calm
def drill(file: Path | None, key: Path | None) -> None:
    """Restore FILE, or a copy made now, beside the site, and prove it whole; nothing of it stays.

    Proved are the number of rows in every table, the ledger with its leaves, the log of what staff did, and that
    what is kept of sites equals a rebuild. Prints the counts; exit 1 names what is wrong.
    """
    from webapp.usecases.backup_drill import drill_backup

    need_tables()
    done = drill_backup(database(), context(), settings(), OPERATOR, file, key)
    for table, rows in done.proof.counts.items():
        click.echo(f"{table}\t{rows}")
    click.echo(f"Restored and whole: {done.proof.rows} rows, in {done.seconds:.1f} s.", err=True)
    click.echo(f"The ledger has {done.proof.days} days, last hash {done.proof.ledger or 'none yet'}.", err=True)
    click.echo(f"The log has {done.proof.entries} entries, last seal {done.proof.log}.", err=True)
    for table, rows in done.behind.items():
        click.echo(f"The site has {rows} more rows of {table} by now.", err=True)


@backup.command("rotate")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--days", type=click.IntRange(1), help="how long a copy may lie; else as [retention] says")
@calm
def rotate(folder: Path, days: int | None) -> None:
    """Remove this place's copies in DIR that have lain long enough, but never the newest; print their names."""
    from webapp.usecases.backup import rotate_backups

    for path in rotate_backups(context(), OPERATOR, folder, days):
        click.echo(path)


@backup.command("key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@calm
def key(file: Path) -> None:
    """Make a key for encrypted copies: FILE opens them and belongs elsewhere; what is printed goes to `create --to`."""
    from webapp.gateways.sealed_files import make_key

    click.echo(make_key(file))
