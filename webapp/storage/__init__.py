"""Tables and queries, one subject a file. Every table is known as soon as one is."""

from webapp.storage import accounts, campaigns, checks, name_index, places, roads, sites, suggestions

__all__ = ["accounts", "campaigns", "checks", "name_index", "places", "roads", "sites", "suggestions"]
