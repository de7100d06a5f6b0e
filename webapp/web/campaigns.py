"""What the form for suggestions says of the question that is asked now, the next one, or the one a link was for."""

from dataclasses import dataclass

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue

from webapp.domain.calendar import local_date
from webapp.domain.campaigns import Campaign, Stage
from webapp.storage.campaigns import find_campaign, is_open, next_campaign, running_campaign
from webapp.web.current import context, database


@dataclass(frozen=True)
class Asked:
    """``running`` is what the form answers; ``other`` a question that is over or to come, which a link was for."""

    running: Campaign | None
    other: Campaign | None
    upcoming: Campaign | None
    open: bool
    early: bool = False  # the link came before the first day of its question


def init_app(app: Flask) -> None:
    """Give templates the question of a page."""
    app.jinja_env.globals["asked_now"] = asked_now


def asked_now() -> Asked:
    """Return the question that a form answers: the one its link is for if it runs, else the one asked today."""
    wanted = find_campaign(database(), request.values.get("campaign", ""))
    today = local_date(context().now(), context().place.tz)
    if wanted is not None and wanted.stage(today) is Stage.RUNNING:
        return Asked(wanted, None, None, True)
    running = running_campaign(database(), context())
    early = wanted is not None and wanted.stage(today) is Stage.PLANNED
    return Asked(running, wanted, next_campaign(database(), context()), is_open(database(), context()), early)


def closed_page() -> ResponseReturnValue | None:
    """Return the page that says when suggestions are taken again, or None while they are."""
    asked = asked_now()
    return None if asked.open else render_template("campaigns/closed.html", asked=asked)
