"""``moderation mask``: a text a line in, the same line masked out."""

import sys

import click
from flask import Flask
from flask.cli import AppGroup

moderation = AppGroup("moderation", help="Texts before everyone reads them.")


def register(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(moderation)


@moderation.command("mask")
@click.option("--names", is_flag=True, help="also names, homes, accounts and links, as proposed to a moderator")
def mask_lines(names: bool) -> None:
    """Read one text a line on standard input and write it masked, a line for a line.

    Plates, personal numbers, phones and e-mails become […]; all else is unchanged to the letter.
    """
    from webapp.language.personal_data import mask
    from webapp.language.public_words import mask_for_public

    masking = mask_for_public if names else mask
    for line in sys.stdin.buffer:  # bytes: a line ends at its line feed, and what is no UTF-8 goes out as it came in
        text = line.decode("utf-8", "surrogateescape")
        body = text.rstrip("\r\n")
        sys.stdout.buffer.write((masking(body) + text[len(body) :]).encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()
