"""Checks held earlier from a file: all of them or none, and every fault named by its line."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Fault, Invalid
from webapp.formats.checks_csv import COLUMNS
from webapp.usecases.checks import import_checks
from webapp.web.current import context, database
from webapp.web.errors import fault_text
from webapp.web.pages.police.blueprint import bp
from webapp.web.session import current_actor
from webapp.web.words.check_import import FIELD, WHY

SHOWN_FAULTS = 100


@bp.get("/checks/import")
def import_page() -> ResponseReturnValue:
    """Show the form, and after an import what it did."""
    done = {name: request.args.get(name, type=int) for name in ("rows", "added", "counted")}
    return render_template("police/import.html", done=done if None not in done.values() else None, columns=COLUMNS)


@bp.post("/checks/import")
def import_file() -> ResponseReturnValue:
    """Read the file; a second run of the same file changes nothing."""
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    try:
        if not data:
            raise Invalid([Fault("file", "missing", {"line": 1})])
        report = import_checks(database(), context(), current_actor(), data)
    except Invalid as error:
        faults = sorted(error.faults, key=lambda fault: (int(str(fault.details.get("line", 1))), fault.field))
        page = render_template(
            "police/import.html",
            columns=COLUMNS,
            faults=[(fault.details.get("line", 1), _sentence(fault)) for fault in faults[:SHOWN_FAULTS]],
            more=len(faults) - SHOWN_FAULTS,
        )
        return page, 422
    address = url_for("police.import_page", rows=report.rows, added=report.added, counted=report.counted)
    return redirect(address, code=303)


def _sentence(fault: Fault) -> str:
    """Return what is wrong with a field, in words."""
    known = WHY.get(fault.code)
    words = str(known) % {"site": "", "expected": "", **fault.details} if known else fault_text(fault)
    field = str(FIELD.get(fault.field, fault.field))
    return words if fault.field == "file" else f"{field}: {words}"
