"""Tables and queries, one subject a file. Every table is known as soon as one is."""

from webapp.storage import (
    accounts,
    alerts,
    campaigns,
    checks,
    mail_links,
    movements,
    name_index,
    opinions,
    outbox,
    places,
    reporter_aliases,
    roads,
    sites,
    suggestions,
)

__all__ = [
    "accounts",
    "alerts",
    "campaigns",
    "checks",
    "mail_links",
    "movements",
    "name_index",
    "opinions",
    "outbox",
    "places",
    "reporter_aliases",
    "roads",
    "sites",
    "suggestions",
]
