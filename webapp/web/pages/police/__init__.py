"""Police: which site next, why, what was done there."""

from webapp.web.pages.police import answers, checks, corrections, record, shift, sites, suitability
from webapp.web.pages.police.blueprint import bp

__all__ = ["answers", "bp", "checks", "corrections", "record", "shift", "sites", "suitability"]
