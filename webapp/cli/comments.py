"""``comments extract``: what comments say, as proposals to a person."""

import sys

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables

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
