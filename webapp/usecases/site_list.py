"""The police's list: every site ranked, narrowed by a wish, counted per filter; and the filters with a name."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode

from sqlalchemy.orm import Session

from webapp.domain.after_effects import Standing, suggested
from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.score import Score
from webapp.domain.site_list import Listed, ListWish, narrow
from webapp.domain.site_list_query import query_of, wish_from
from webapp.storage import saved_filters as store
from webapp.storage.campaigns import slugs_by_id
from webapp.storage.db import transaction
from webapp.storage.handing_over import handed_over, handing_over_of
from webapp.storage.ranking import RankedSite, orders_of, ranked_sites
from webapp.storage.saved_filters import SavedFilter
from webapp.storage.versions import versions_of

MAX_NAME, MOST_FILTERS = 60, 50


@dataclass(frozen=True)
class FilterLine:
    """A named filter; ``count`` is None unless it is shown with its count."""

    id: int
    name: str
    query: Mapping[str, str]
    shown: bool
    count: int | None


@dataclass(frozen=True)
class Listing:
    """The sites that a wish leaves, of how many, and what each value of each facet would leave.

    ``orders`` holds for each kind the scores of all its sites, rank 1 first.
    """

    lines: Sequence[Listed]
    total: int
    chosen: int
    counts: Mapping[str, Counter[str]]
    saved: tuple[FilterLine, ...]
    orders: Mapping[str, Sequence[Score]]


def list_sites(session: Session, ctx: Context, actor: Actor, wish: ListWish) -> Listing:
    """Return the sites that match in the order asked for; a fixed number of queries, whatever there is.

    :raises NotAllowed: the actor may not see the police's list
    """
    require(actor, Permission.SEE_POLICE_LIST)
    lines, today = _lines(session, ctx), local_date(ctx.now(), ctx.place.tz)
    fitting, counts = narrow(lines, wish, today)
    saved = []
    for one in store.saved_filters(session, actor.account_id) if actor.account_id is not None else ():
        query = dict(parse_qsl(one.query))
        count = len(narrow(lines, wish_from(query), today)[0]) if one.shown else None
        saved.append(FilterLine(one.id, one.name, query, one.shown, count))
    chosen = sum(line.site.choice is not None for line in lines)
    return Listing(fitting, len(lines), chosen, counts, tuple(saved), orders_of(line.site for line in lines))


def versions_for_police(session: Session, actor: Actor, lines: Sequence[Listed]) -> dict[str, str]:
    """Return the version that the forms of each line carry, so that nobody's deed is overwritten unseen.

    :raises NotAllowed: the actor may not see the police's list
    """
    require(actor, Permission.SEE_POLICE_LIST)
    return versions_of(session, [line.site.id for line in lines])


def save_filter(
    session: Session, ctx: Context, actor: Actor, name: str, query: Mapping[str, str], shown: bool = False
) -> None:
    """Give a filter a name; the same name again replaces what it stood for.

    :raises Invalid: the name is empty or too long, or there are very many already
    """
    account_id = _own(actor)
    _refuse_name(name)
    with transaction(session):
        found = store.named_filter(session, account_id, name.strip())
        if found is None:
            if len(store.saved_filters(session, account_id)) >= MOST_FILTERS:
                raise Invalid([Fault("name", "too_many_filters", {"max": MOST_FILTERS})])
            found = SavedFilter(account_id=account_id, name=name.strip(), created_at=ctx.now())
            session.add(found)
        found.query, found.shown = urlencode(query_of(wish_from(query))), shown


def change_filter(session: Session, actor: Actor, filter_id: int, name: str, shown: bool) -> None:
    """Rename a filter, and show it with its count or not.

    :raises Invalid: the name is empty, too long, or another filter's
    :raises NotFound: it is not this account's
    """
    account_id = _own(actor)
    _refuse_name(name)
    with transaction(session):
        found = _find(session, account_id, filter_id)
        other = store.named_filter(session, account_id, name.strip())
        if other is not None and other.id != found.id:
            raise Invalid([Fault("name", "name_taken")])
        found.name, found.shown = name.strip(), shown


def delete_filter(session: Session, actor: Actor, filter_id: int) -> None:
    """Forget a filter.

    :raises NotFound: it is not this account's
    """
    account_id = _own(actor)
    with transaction(session):
        session.delete(_find(session, account_id, filter_id))


def after_checks(session: Session, ctx: Context, actor: Actor, site: RankedSite) -> Listed:
    """Return a site with what its checks showed and what that suggests.

    :raises NotAllowed: the actor may not see the police's list
    """
    require(actor, Permission.SEE_POLICE_LIST)
    return _listed(ctx, local_date(ctx.now(), ctx.place.tz), site, {}, handing_over_of(session, site.id) is not None)


def _lines(session: Session, ctx: Context) -> list[Listed]:
    slugs, with_planner = slugs_by_id(session), handed_over(session)
    today = local_date(ctx.now(), ctx.place.tz)
    return [_listed(ctx, today, site, slugs, site.id in with_planner) for site in ranked_sites(session, ctx)]


def _listed(ctx: Context, today: date, site: RankedSite, slugs: Mapping[str, str], with_planner: bool) -> Listed:
    campaigns = tuple(slugs[number] for number in site.campaigns) if slugs and site.campaigns else ()
    if site.last_check_on is None:
        return Listed(site, site.channels, campaigns, site.visits, ())
    standing = Standing(site.status, site.suitability, site.last_check_on, with_planner, site.visits)
    return Listed(site, site.channels, campaigns, site.visits, suggested(standing, today, ctx.place.revisit_weeks))


def _own(actor: Actor) -> int:
    require(actor, Permission.SEE_POLICE_LIST)
    if actor.account_id is None:
        raise NotFound("filters belong to an account")
    return actor.account_id


def _find(session: Session, account_id: int, filter_id: int) -> SavedFilter:
    found = store.find_filter(session, account_id, filter_id)
    if found is None:
        raise NotFound(f"filter {filter_id}")
    return found


def _refuse_name(name: str) -> None:
    if not name.strip():
        raise Invalid([Fault("name", "unnamed")])
    if len(name) > MAX_NAME:
        raise Invalid([Fault("name", "too_long", {"max": MAX_NAME})])
