"""What is wrong with a table that a command was given, told line by line."""

from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click

from webapp.domain.errors import Fault, Invalid

WHY = {
    "not_utf8": "is not UTF-8 text",
    "not_csv": "is not CSV",
    "empty": "is empty; the first line must name the columns",
    "wrong_number_of_cells": "has another number of cells than the header ({expected})",
    "column_missing": "the column is missing",
    "column_twice": "the column stands twice",
    "missing": "is missing",
    "negative": "is below zero",
    "too_long": "is longer than {max} characters",
}
"""What any table may have wrong; each command adds its own."""


def refuse_table(file: Path, wrong: Invalid, why: Mapping[str, str]) -> NoReturn:
    """Tell every fault with its line, say that nothing is stored, and end the command."""
    for fault in sorted(wrong.faults, key=lambda f: (int(f.details.get("line", 0)), f.field)):
        click.echo(f"{file.name}, line {fault.details.get('line', 1)}: {_sentence(fault, why)}", err=True)
    click.echo(f"Nothing is stored: {len(wrong.faults)} fault(s) in {file.name}.", err=True)
    raise SystemExit(1)


def _sentence(fault: Fault, why: Mapping[str, str]) -> str:
    known = {"text": "", "site": "", "place": "the place", **fault.details}
    said = {**WHY, **why}.get(fault.code, fault.code).format(**known)
    return f"the file {said}" if fault.field == "file" else f"{fault.field}: {said}"
