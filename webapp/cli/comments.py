"""``comments extract`` and ``comments import``: what comments say, as proposals to a person."""

import sys
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.domain.comments import SOURCES
from webapp.domain.errors import Invalid
from webapp.domain.roles import OPERATOR

comments = AppGroup("comments", help="What people write under a post.")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(comments)


@comments.command("extract")
@click.option("--json", "as_json", is_flag=True, help="for scripts; the output is JSON either way")
@calm
def extract(as_json: bool) -> None:  # noqa: ARG001  the output is the same
    """Read a comment a line on standard input and write the places, times and kind of each as a JSON object a line.

    A line that starts with { is JSON with "text", and "id" if it has one. Nothing is stored.
    """
    from webapp.formats.comment_lines import line_of, read_lines
    from webapp.usecases.comments import comment_reader

    need_tables()
    lines = read_lines(sys.stdin.buffer.read())
    read = comment_reader(database(), context())
    for line in lines:
        sys.stdout.buffer.write(line_of(line, read(line.text)).encode() + b"\n")
    sys.stdout.buffer.flush()


@comments.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", type=click.Choice(SOURCES), default="other", help="where the post stood")
@click.option("--post-url", default="", help="the post's address; the times of its comments then count as asked")
@click.option("--asked-on", default="", metavar="DATE", help="the day of the post, such as 2026-05-21")
@click.option("--campaign", default="", metavar="SLUG", help="the question that the post asked")
@calm
def import_file(file: Path, source: str, post_url: str, asked_on: str, campaign: str) -> None:
    """Take the comments in FILE into the review queue: all of them or none, and a second run changes nothing.

    JSONL (id, text, and created and author if there are any), CSV with a column text, or plain text, a comment a
    line. Who wrote them is read to join doubles, and not kept. Nothing becomes a suggestion before a person accepts it.
    """
    from webapp.domain.comments import Post
    from webapp.usecases.comment_intake import import_comments

    need_tables()
    post = Post(source, post_url, asked_on, campaign)
    try:
        done = import_comments(database(), context(), OPERATOR, post, file.read_bytes(), file.name)
    except Invalid as invalid:
        click.echo(f"Nothing was stored: {len(invalid.faults)} faults.", err=True)
        for fault in invalid.faults:
            line, sentence = fault.details.get("line"), fault.details.get("sentence")
            words = f"Line {line}: {sentence}" if sentence else f"{fault.field}: {fault.code.replace('_', ' ')}"
            click.echo(words, err=True)
        raise SystemExit(1) from None
    waiting = done.stored - done.aside
    click.echo(
        f"{done.comments} comments: {done.stored} stored, {done.doubles} known already; "
        f"{waiting} wait for a person, {done.aside} set aside as naming no place here."
    )
