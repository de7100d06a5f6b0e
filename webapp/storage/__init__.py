"""Tables and queries, one subject a file. Every table is known as soon as one is."""

from webapp.storage import (
    accounts,
    alerts,
    base_map,
    campaigns,
    checks,
    mail_links,
    moderation,
    name_index,
    opinions,
    outbox,
    places,
    reporter_aliases,
    roads,
    sites,
    suggestions,
    text_reports,
)

__all__ = [
    "accounts",
    "alerts",
    "base_map",
    "campaigns",
    "checks",
    "mail_links",
    "moderation",
    "name_index",
    "opinions",
    "outbox",
    "places",
    "reporter_aliases",
    "roads",
    "sites",
    "suggestions",
    "text_reports",
]
