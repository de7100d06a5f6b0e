"""The open data for people: what there is, how to open it, and under which licence."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.domain.open_data import CC0, SERVICES
from webapp.web.api.answers import base_url
from webapp.web.api.catalog import format_name, offers
from webapp.web.words.open_data import DATA_SET, SERVICE

bp = Blueprint("open_data", __name__)

LICENCES = {
    CC0: "CC0 1.0",
    "http://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://opendatacommons.org/licenses/odbl/1-0/": "ODbL 1.0",
}
"""What people call a licence; another one is called by its address."""


@bp.get("/open-data")
def index() -> ResponseReturnValue:
    """List what can be taken away, and say how."""
    return render_template(
        "open_data/index.html",
        offers=offers(),
        services=SERVICES,
        set_words=DATA_SET,
        service_words=SERVICE,
        format_name=format_name,
        licence_names=LICENCES,
        base=base_url(),
    )
