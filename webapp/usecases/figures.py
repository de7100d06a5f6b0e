"""The municipality's own figures: taken in whole, shown beside suggestions, public only when a person says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound
from webapp.domain.figures import FigureRow, Level, SetWish, row_faults, set_faults
from webapp.domain.names import fold
from webapp.domain.roles import Actor, Permission, require
from webapp.formats.figures_csv import read_figures
from webapp.storage import figures as store
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.figures import Figure, FigureSet


@dataclass(frozen=True)
class SetLine:
    """A set of figures as planners see it."""

    id: int
    title: str
    kind: str
    level: str
    period: str
    source: str
    public: bool
    uploaded_at: datetime
    figures: int


@dataclass(frozen=True)
class Beside:
    """A figure with the suggestions of its district or road; None of one or two residents."""

    unit: str
    value: float
    suggestions: int | None


def add_figures(session: Session, ctx: Context, actor: Actor, data: bytes, wish: SetWish) -> int:
    """Take a file of figures in, all of it or none, and return its number. It changes no score.

    :raises NotAllowed: the actor does not keep figures
    :raises Invalid: every fault of the file, with its line, and of what is told of it
    """
    require(actor, Permission.KEEP_FIGURES)
    rows, unread = read_figures(data)
    faults = set_faults(wish)
    faults += [Fault("file", "unread", {"line": line, "text": sentence}) for line, sentence in unread.lines]
    with transaction(session):
        known = store.units_known(session, wish.level) if wish.level in set(Level) else {}
        faults += [*row_faults(wish.kind, rows), *_unknown(rows, known, wish.level)]
        if faults:
            raise Invalid(faults)
        made = FigureSet(
            title=wish.title.strip(),
            kind=wish.kind,
            level=wish.level,
            period=wish.period.strip(),
            source=wish.source.strip(),
            public=wish.public,
            uploaded_at=ctx.now(),
            account_id=actor.account_id,
        )
        session.add(made)
        session.flush()
        session.add_all(Figure(set_id=made.id, unit=known[fold(row.unit)], value=row.value) for row in rows)
        log(session, ctx, actor, "figures.added", f"figures:{made.id}")
        return made.id


def every_set(session: Session, actor: Actor) -> list[SetLine]:
    """Return every set, the newest first.

    :raises NotAllowed: the actor does not keep figures
    """
    require(actor, Permission.KEEP_FIGURES)
    return [_line(found, number) for found, number in store.every_set(session)]


def one_set(session: Session, actor: Actor, set_id: int) -> tuple[SetLine, list[Beside]]:
    """Return a set and its figures beside the suggestions of the same districts or roads.

    :raises NotAllowed: the actor does not keep figures
    :raises NotFound: there is no such set
    """
    require(actor, Permission.KEEP_FIGURES)
    found = _found(session, set_id)
    figures, counted = store.figures_of(session, set_id), store.suggestions_by_unit(session, found.level)
    beside = [Beside(unit, value, counted.get(unit, 0)) for unit, value in figures]
    return _line(found, len(beside)), beside


def publish_figures(session: Session, ctx: Context, actor: Actor, set_id: int, public: bool) -> None:
    """Let everyone read a set, or planners alone again.

    :raises NotAllowed: the actor does not keep figures
    :raises NotFound: there is no such set
    """
    require(actor, Permission.KEEP_FIGURES)
    with transaction(session):
        _found(session, set_id).public = public
        log(session, ctx, actor, "figures.published" if public else "figures.hidden", f"figures:{set_id}")


def remove_figures(session: Session, ctx: Context, actor: Actor, set_id: int) -> None:
    """Take a set away.

    :raises NotAllowed: the actor does not keep figures
    :raises NotFound: there is no such set
    """
    require(actor, Permission.KEEP_FIGURES)
    with transaction(session):
        store.forget_set(session, _found(session, set_id))
        log(session, ctx, actor, "figures.removed", f"figures:{set_id}")


def figures_in_public(session: Session) -> list[dict[str, Any]]:
    """Return the sets that are marked as public, as everyone may read them: never who uploaded them, nor when."""
    return [
        {
            "id": one.id,
            "title": one.title,
            "kind": one.kind,
            "level": one.level,
            "period": one.period or None,
            "source": one.source,
            "values": [{"unit": unit, "value": value} for unit, value in store.figures_of(session, one.id)],
        }
        for one in store.public_sets(session)
    ]


def _unknown(rows: Sequence[FigureRow], known: dict[str, str], level: str) -> list[Fault]:
    if level not in set(Level):
        return []
    code = "no_district" if level == Level.DISTRICT else "no_road"
    return [Fault("unit", code, {"line": r.line, "text": r.unit[:60]}) for r in rows if fold(r.unit) not in known]


def _found(session: Session, set_id: int) -> FigureSet:
    found = session.get(FigureSet, set_id)
    if found is None:
        raise NotFound(f"figures {set_id}")
    return found


def _line(one: FigureSet, number: int) -> SetLine:
    return SetLine(one.id, one.title, one.kind, one.level, one.period, one.source, one.public, one.uploaded_at, number)
