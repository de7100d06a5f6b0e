"""Where the next suggestions will come: for planners who look ahead. It foretells suggestions, not danger."""

from datetime import date

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.suggestions import Kind
from webapp.storage.hotspot_ranking import Ranking, rank

MOST = 100_000


def rank_hotspots(
    session: Session, ctx: Context, actor: Actor, top: int, kind: str | None = None, until: date | None = None
) -> Ranking:
    """Return the first places for the months to come.

    :param until: only suggestions created before this local day are looked at
    :raises NotAllowed: the actor may not export
    :raises Invalid: the kind is unknown, or no place or too many are asked for
    """
    require(actor, Permission.EXPORT)
    faults = [] if kind is None or kind in set(Kind) else [Fault("kind", "unknown")]
    faults += [] if 1 <= top <= MOST else [Fault("top", "out_of_range")]
    if faults:
        raise Invalid(faults)
    return rank(session, ctx, kind, until, top)
