"""Proving that a database holds what it held: counts, the ledger's chain with its leaves, the log's chain."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.errors import Refused
from webapp.domain.ledger import Tampered, read_ledger, tree_root
from webapp.storage import audit
from webapp.storage.db import Base
from webapp.storage.ledger import LedgerLine, leaves_of, published_lines


@dataclass(frozen=True)
class Proof:
    """What was counted and found whole. ``counts``: rows by table; ``ledger``, ``log``: the hashes that end them."""

    counts: dict[str, int]
    days: int
    ledger: str
    entries: int
    log: str

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(self.counts.values())


def prove(session: Session) -> Proof:
    """Count every table and recompute both chains.

    :raises Refused: a line, a leaf or an entry is not as it was written
    """
    lines = published_lines(session)
    try:
        read = read_ledger("".join(f"{line.text}\n" for line in lines).encode())
    except Tampered as error:
        raise Refused(f"The ledger is not whole. {error}") from None
    leaves = leaves_of(session, session.scalars(select(LedgerLine.day)))
    roots = {day.isoformat(): tree_root(of_day) for day, of_day in leaves.items()}
    for line in read:
        if roots.get(line.day) != line.root:
            raise Refused(f"The ledger is not whole: the leaves of {line.day} are others than its line says.")
    broken = audit.first_broken(session)
    if broken is not None:
        raise Refused(f"The log is not whole: entry {broken} was changed, or one before it was removed.")
    entries, seal = audit.tail(session)
    return Proof(counts(session), len(read), read[-1].hash if read else "", entries, seal)


def counts(session: Session) -> dict[str, int]:
    """Return how many rows each table has."""
    tables = Base.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
