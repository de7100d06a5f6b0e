"""What leaves in files: whole suggestions for the operator, sites for everyone and for the operator."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.privacy import PublicSite, SiteRow, public_site
from webapp.domain.suggestions import State
from webapp.storage.campaigns import CampaignRow
from webapp.storage.members import standing
from webapp.storage.places import Area
from webapp.storage.public import SITE_COLUMNS, SiteFilter, published_sites
from webapp.storage.sites import Site, SiteAlias
from webapp.storage.suggestions import Suggestion

SUGGESTION_COLUMNS = (
    "id",
    "created",
    "lat",
    "lon",
    "category",
    "comment",
    "reporter",
    "number",
    "kind",
    "channel",
    "state",
    "received_at",
    "accepted_at",
    "withdrawn_at",
    "spam_at",
    "easting",
    "northing",
    "unit",
    "area",
    "outside",
    "place_text",
    "when",
    "causes",
    "text_state",
    "email",
    "email_confirmed_at",
    "follow",
    "saw_site",
    "campaign",
    "site",
    "via",
    "posted_at",
)
"""The one list of what an operator's copy of a suggestion holds: no token, no salt. The file can be imported."""


@dataclass(frozen=True)
class ExportedSite:
    """A site with what only the operator's copy may say."""

    site: PublicSite
    published: bool
    members: tuple[str, ...]
    aliases: tuple[str, ...]


def stored_suggestions(session: Session) -> list[tuple[Any, ...]]:
    """Return every suggestion but erased stubs as values by ``SUGGESTION_COLUMNS``, the first received first."""
    one = Suggestion
    columns = (
        one.external_id,
        one.created_at,
        one.lat,
        one.lon,
        one.kind,
        one.text,
        one.reporter_key,
        one.public_number,
        one.kind.label("kind_again"),
        one.channel,
        one.state,
        one.received_at,
        one.accepted_at,
        one.withdrawn_at,
        one.spam_at,
        one.easting,
        one.northing,
        one.unit,
        Area.name,
        one.outside_note,
        one.place_text,
        one.when_cells,
        one.causes,
        one.text_state,
        one.email,
        one.email_confirmed_at,
        one.follow,
        one.saw_site,
        CampaignRow.slug,
        one.site_id,
        one.via,
        one.posted_at,
    )
    query = (
        select(*columns)
        .outerjoin(Area, Area.id == one.area_id)
        .outerjoin(CampaignRow, CampaignRow.id == one.campaign_id)
    )
    query = query.where(one.state != State.ERASED)
    rows = session.execute(query.order_by(one.received_at, one.id))
    return [(row[0] if row[0] is not None else row.public_number, *row[1:]) for row in rows]


def public_sites(session: Session, ctx: Context) -> list[PublicSite]:
    """Return every published site as the public may see it."""
    return published_sites(session, ctx, SiteFilter())


def public_places(session: Session, site_ids: Collection[str]) -> dict[str, tuple[float, float]]:
    """Return the public place of each published site, longitude first."""
    columns = (Site.id, Site.public_lon, Site.public_lat)
    rows = session.execute(select(*columns).where(Site.id.in_(site_ids), Site.published_at.is_not(None)))
    return {row.id: (row.public_lon, row.public_lat) for row in rows}


def all_sites(session: Session, ctx: Context) -> list[ExportedSite]:
    """Return every site, published or not, with its members and the old ids that lead to it."""
    published = public_sites(session, ctx)
    names = {site.id for site in published}
    query = select(*SITE_COLUMNS).outerjoin(Area, Area.id == Site.area_id).order_by(Site.residents.desc(), Site.id)
    rows = [row for row in session.execute(query) if row.id not in names]
    hidden = [_through_the_gate(ctx, row) for row in rows]
    members, aliases = _members(session), _aliases(session)
    return [
        ExportedSite(site, site.id in names, tuple(members.get(site.id, ())), tuple(aliases.get(site.id, ())))
        for site in (*published, *hidden)
    ]


def _through_the_gate(ctx: Context, row: Any) -> PublicSite:
    """Return an unpublished site in the public form: also the operator's copy repeats no pin."""
    return public_site(cast(SiteRow, SimpleNamespace(**{**row._mapping, "published_at": ctx.now()})))


def _members(session: Session) -> dict[str, list[str]]:
    """Return the suggestions of each site: a file's own id where there is one, else the number on the receipt."""
    columns = (Suggestion.site_id, Suggestion.external_id, Suggestion.public_number)
    query = select(*columns).where(standing(), Suggestion.site_id.is_not(None)).order_by(Suggestion.id)
    return _by_site((row.site_id, row.external_id or row.public_number) for row in session.execute(query))


def _aliases(session: Session) -> dict[str, list[str]]:
    rows = session.execute(select(SiteAlias.site_id, SiteAlias.id).order_by(SiteAlias.id))
    leads_to = {row.id: row.site_id for row in rows}
    found: list[tuple[str, str]] = []
    for alias in leads_to:
        target, steps = alias, 0
        while target in leads_to and steps <= len(leads_to):
            target, steps = leads_to[target], steps + 1
        found.append((target, alias))
    return _by_site(found)


def _by_site(pairs: Any) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for site_id, value in cast(Sequence[tuple[str, str]], pairs):
        grouped.setdefault(site_id, []).append(value)
    return grouped
