"""The ledger as everyone reads it, a line a closed day, and the program that checks it."""

from pathlib import Path

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from webapp.domain import ledger as verifier
from webapp.storage.ledger import published_lines
from webapp.web.current import database

bp = Blueprint("api_ledger", __name__)

NDJSON = "application/x-ndjson"


@bp.get("/api/v1/ledger.jsonl")
def ledger_jsonl() -> ResponseReturnValue:
    """Tell the whole ledger; each line ends with a line feed, the last one too."""
    return Response("".join(f"{line.text}\n" for line in published_lines(database())), mimetype=NDJSON)


@bp.get("/progress/verify.py")
def verify_py() -> ResponseReturnValue:
    """Hand out the program that ``ledger verify`` runs, as it stands: it needs nothing but Python."""
    source = Path(verifier.__file__).read_bytes()
    headers = {"Content-Disposition": "attachment; filename=verify.py"}
    return Response(source, content_type="text/x-python; charset=utf-8", headers=headers)
