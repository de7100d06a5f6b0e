"""The agreements of the place: stored as one row a pledge, read back as agreements."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.domain.pledges import Agreement, Agreements, Party, Pledge, PledgeType, Words
from webapp.storage.places import PledgeRow


def replace_pledges(session: Session, agreements: Agreements) -> None:
    """Keep these agreements in place of all that were kept before."""
    session.execute(delete(PledgeRow))
    names = {p.slug: p.name for p in agreements.parties}
    for agreement in agreements.agreements:
        for position, pledge in enumerate(agreement.pledges, 1):
            session.add(_row(agreement, position, pledge, names))
    session.flush()


def read_agreements(session: Session) -> Agreements:
    """Return every agreement, oldest first, by one plain select."""
    columns = PledgeRow.__table__.columns
    rows = session.execute(select(*columns).order_by(PledgeRow.starts_on, PledgeRow.agreement, PledgeRow.position))
    parties: dict[str, str] = {}
    agreements = []
    for _, group in groupby(rows.mappings(), key=lambda row: row["agreement"]):
        members = list(group)
        agreements.append(_agreement(members))
        for row in members:
            parties.update(row["words"].get("parties", {}))
    return Agreements(tuple(Party(s, n) for s, n in sorted(parties.items())), tuple(agreements))


def _row(agreement: Agreement, position: int, pledge: Pledge, names: dict[str, str]) -> PledgeRow:
    return PledgeRow(
        agreement=agreement.slug,
        slug=pledge.slug,
        position=position,
        party=",".join(pledge.parties),
        type=pledge.type,
        target=pledge.target,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        continues=agreement.continues,
        title_sv=pledge.title.sv,
        title_en=pledge.title.en,
        rule=pledge.rule,
        words={
            "agreement": _pair(agreement.title),
            "section": _pair(pledge.section),
            "text": _pair(pledge.text),
            "parties": {slug: names[slug] for slug in pledge.parties},
        },
    )


def _agreement(rows: Iterable[Any]) -> Agreement:
    members = list(rows)
    first = members[0]
    return Agreement(
        slug=first["agreement"],
        title=_words(first["words"].get("agreement")),
        starts_on=first["starts_on"],
        ends_on=first["ends_on"],
        continues=first["continues"],
        pledges=tuple(_pledge(row) for row in members),
    )


def _pledge(row: Any) -> Pledge:
    return Pledge(
        slug=row["slug"],
        type=PledgeType(row["type"]),
        parties=tuple(row["party"].split(",")),
        target=row["target"],
        title=Words(row["title_sv"], row["title_en"]),
        section=_words(row["words"].get("section")),
        text=_words(row["words"].get("text")),
        rule=row["rule"],
    )


def _pair(words: Words) -> list[str]:
    return [words.sv, words.en]


def _words(pair: list[str] | None) -> Words:
    sv, en = pair or ("", "")
    return Words(sv, en)
