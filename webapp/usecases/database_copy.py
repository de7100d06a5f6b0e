"""Moving a site from its SQLite file into PostgreSQL."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.domain.errors import Refused
from webapp.domain.roles import Actor, Permission, require
from webapp.storage.database_copy import Copied, copy_everything, open_empty
from webapp.storage.db import writing
from webapp.storage.proving import Proof, prove
from webapp.storage.readiness import revision


@dataclass(frozen=True)
class Moved:
    """What arrived, and that its two chains are whole."""

    tables: tuple[Copied, ...]
    proof: Proof

    @property
    def rows(self) -> int:
        """How many rows arrived in all."""
        return sum(table.rows for table in self.tables)


def copy_database(session: Session, actor: Actor, url: str, newest: str) -> Moved:
    """Copy everything into an empty PostgreSQL, whole and proved, or nothing; nobody writes meanwhile.

    :param newest: the newest migration of the program, at which the database must stand
    :raises NotAllowed: the actor may not take such a copy
    :raises Refused: the database is older than the program, the target is not empty, or a row did not arrive
    """
    require(actor, Permission.EXPORT_INTERNAL)
    stands_at = revision(session.get_bind().engine)
    if stands_at != newest:
        raise Refused("The database is older than the program: run `flask --app app db upgrade` first.")
    engine = open_empty(url)
    try:
        with writing(session), engine.begin() as target:
            tables = copy_everything(session.connection(), target, newest)
            with Session(bind=target, join_transaction_mode="create_savepoint") as arrived:
                proof = prove(arrived)
    finally:
        engine.dispose()
    return Moved(tables, proof)
