"""The table of contents of the site: every page and every answer to a program."""

from importlib import import_module

from flask import Flask

PAGES = (
    *(
        "home",
        "maps",
        "sites",
        "suggest",
        "receipts",
        "progress",
        "pledges",
        "follow_ups",
        "about",
        "campaigns",
        "share",
        "embed",
    ),
    *("proof", "mail_links", "alerts", "account", "login_provider"),
    *(
        "moved_pins",
        "offline",
        "login",
        "police",
        "planner",
        "communicator",
        "reports",
        "outreach",
        "moderation",
        "report",
        "admin",
    ),
    *("comments", "comment_posts", "desk", "public_measures"),
)
API = ("v1", "hotspots", "progress", "pledges", "pledge_reports", "health", "feeds", "ogc", "open311", "ledger")

PARTS = (
    *("metrics", "replica", "kept_answers", "language", "look", "headers", "guards"),
    *("session", "limits", "errors", "campaigns", "share"),
)
"""What every request passes, in this order."""

DATA = ("pages.open_data", "api.catalog")
"""The open data as a page and as a catalogue."""


def register_web(app: Flask) -> None:
    """Give the app its languages, headers, sessions, errors and blueprints."""
    for part in PARTS:
        import_module(f"webapp.web.{part}").init_app(app)
    for subject in PAGES:
        app.register_blueprint(import_module(f"webapp.web.pages.{subject}").bp)
    for subject in API:
        app.register_blueprint(import_module(f"webapp.web.api.{subject}").bp)
    for name in DATA:
        app.register_blueprint(import_module(f"webapp.web.{name}").bp)
