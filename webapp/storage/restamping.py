"""When borders move: suggestions, sites and imported names get the district that holds them now; checks keep theirs."""

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.storage.check_rows import fill_districts
from webapp.storage.counting import recount
from webapp.storage.district_history import Stamps, write_moves
from webapp.storage.grouping import rebuild
from webapp.storage.imported_names import restamp_names
from webapp.storage.place_sync import mark_version, reassign_areas
from webapp.storage.places import BORDERS_SINCE, set_fact
from webapp.storage.resnapping import restamp_stubs


def restamp(session: Session, ctx: Context, before: Stamps | None = None, names_changed: bool = False) -> int:
    """Bring everything in line with the stored borders; how many suggestions and sites moved.

    :param before: the districts of everything before the borders changed, which its history then keeps
    :param names_changed: names did, which sites are called by, so those that no pin holds are named anew
    Verdicts are computed anew: no clause of the counting rule asks for the district, so what counted counts. A check
    keeps the district in which it was held.
    """
    borders_changed = mark_version(session)
    if borders_changed:
        set_fact(session, BORDERS_SINCE, ctx.now().isoformat())
        reassign_areas(session)
        restamp_stubs(session, ctx)
        restamp_names(session)
    elif not names_changed:
        return 0
    fill_districts(session)
    session.expire_all()
    rebuild(session, ctx)
    recount(session, ctx)
    return write_moves(session, ctx, before or {}) if borders_changed else 0
