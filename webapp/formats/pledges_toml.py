"""``pledges.toml`` read into agreements; anything odd is refused with the file and the field named.

Beside what every pledge must have (``slug``, ``party``, ``type``, ``target``, ``title``) it may have
``section.sv``/``.en`` (the agreement's heading above it) and ``text.sv``/``.en`` (the agreement's own words);
``party`` may be a list when several promised together. A pledge of type ``ongoing`` has no ``target``.
"""

import re
import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from webapp.domain.errors import Refused
from webapp.domain.pledges import NO_WORDS, Agreement, Agreements, Party, Pledge, PledgeType, Words

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RULE_NUMBERS = ("min_minutes", "max_distance_m", "gap_hours")
RULE_KINDS = ("speed", "unsafe_place")


def parse_pledges(text: str, source: str) -> Agreements:
    """Return the agreements in the text of a ``pledges.toml``.

    :param source: the name of the file, for the sentence of a refusal
    :raises Refused: the text is no TOML, or a field is missing or odd; the message names it
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"{source} cannot be read: {error}.") from None
    parties = tuple(_party(_Fields(source, f"parties[{i}]", row)) for i, row in _tables(source, raw, "parties"))
    _unique(source, "parties.slug", (p.slug for p in parties))
    known = {p.slug for p in parties}
    agreements = [
        _agreement(_Fields(source, f"agreements[{i}]", row), known) for i, row in _tables(source, raw, "agreements")
    ]
    _unique(source, "agreements.slug", (a.slug for a in agreements))
    _unique(source, "agreements.from", (a.starts_on.isoformat() for a in agreements))
    return Agreements(
        tuple(sorted(parties, key=lambda p: p.slug)), tuple(sorted(agreements, key=lambda a: a.starts_on))
    )


class _Fields:
    """One table of the file, read field by field; each refusal says where."""

    def __init__(self, source: str, where: str, row: dict[str, Any]) -> None:
        self.source, self.where, self.row = source, where, row

    def refuse(self, field: str, why: str) -> Refused:
        return Refused(f"{self.source}: {self.where}.{field} {why}.")

    def text(self, field: str) -> str:
        value = self.row.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(field, "must be a text")
        return value.strip()

    def slug(self) -> str:
        value = self.text("slug")
        if not SLUG.fullmatch(value):
            raise self.refuse("slug", f"is {value!r}, but must be small letters, digits and hyphens")
        return value

    def day(self, field: str) -> date:
        value = self.row.get(field)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(field, "must be a date such as 2026-01-31")
        return value

    def flag(self, field: str) -> bool:
        value = self.row.get(field, False)
        if not isinstance(value, bool):
            raise self.refuse(field, "must be true or false")
        return value

    def words(self, field: str, required: bool = False) -> Words:
        value = self.row.get(field, {})
        if isinstance(value, str):
            value = {"sv": value}
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise self.refuse(field, "must be a text, or texts by language")
        sv, en = value.get("sv", "").strip(), value.get("en", "").strip()
        if not sv and not en:
            if required:
                raise self.refuse(field, "is missing")
            return NO_WORDS
        return Words(sv or en, en or sv)


def _party(fields: _Fields) -> Party:
    return Party(fields.slug(), fields.text("name"))


def _agreement(fields: _Fields, parties: set[str]) -> Agreement:
    starts_on, ends_on = fields.day("from"), fields.day("to")
    if ends_on < starts_on:
        raise fields.refuse("to", f"is before from ({ends_on} < {starts_on})")
    rows = _tables(fields.source, fields.row, "pledges", fields.where + ".")
    pledges = tuple(_pledge(_Fields(fields.source, f"{fields.where}.pledges[{i}]", row), parties) for i, row in rows)
    if not pledges:
        raise fields.refuse("pledges", "is empty: an agreement promises something")
    _unique(fields.source, f"{fields.where}.pledges.slug", (p.slug for p in pledges))
    return Agreement(
        slug=fields.slug(),
        title=fields.words("title", required=True),
        starts_on=starts_on,
        ends_on=ends_on,
        continues=fields.flag("continues"),
        pledges=pledges,
    )


def _pledge(fields: _Fields, parties: set[str]) -> Pledge:
    kind = _type(fields)
    return Pledge(
        slug=fields.slug(),
        type=kind,
        parties=_parties(fields, parties),
        target=_target(fields, kind),
        title=fields.words("title", required=True),
        section=fields.words("section"),
        text=fields.words("text"),
        rule=_rule(fields, kind),
    )


def _type(fields: _Fields) -> PledgeType:
    name = fields.text("type")
    try:
        return PledgeType(name)
    except ValueError:
        raise fields.refuse("type", f"is {name!r}, but must be one of {', '.join(PledgeType)}") from None


def _parties(fields: _Fields, known: set[str]) -> tuple[str, ...]:
    value = fields.row.get("party")
    slugs = value if isinstance(value, list) else [value]
    for slug in slugs:
        if not isinstance(slug, str) or slug not in known:
            raise fields.refuse("party", f"is {slug!r}, which is none of [[parties]]")
    if not slugs:
        raise fields.refuse("party", "is empty")
    return tuple(slugs)


def _target(fields: _Fields, kind: PledgeType) -> int | None:
    value = fields.row.get("target")
    if value is None and kind == PledgeType.ONGOING:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise fields.refuse("target", "must be a whole number above zero")
    return value


def _rule(fields: _Fields, kind: PledgeType) -> dict[str, Any]:
    rule = fields.row.get("rule", {})
    if not isinstance(rule, dict):
        raise fields.refuse("rule", "must be a table")
    if kind == PledgeType.CHECKS:
        _check_rule(fields, rule)
    if kind == PledgeType.WEEKS_IN_AREAS or "areas" in rule:
        _need_names(fields, rule, "areas")
    if "kinds" in rule:
        _need_names(fields, rule, "kinds")
    if not isinstance(rule.get("measures", False), bool):
        raise fields.refuse("rule.measures", "must be true or false")
    joint = rule.get("joint", 1)
    if not isinstance(joint, int) or isinstance(joint, bool) or joint < 1:
        raise fields.refuse("rule.joint", "must be a whole number above zero")
    return rule


def _need_names(fields: _Fields, rule: dict[str, Any], name: str) -> None:
    names = rule.get(name)
    if not isinstance(names, list) or not names or not all(isinstance(n, str) and n.strip() for n in names):
        raise fields.refuse(f"rule.{name}", "must be a list of names")


def _check_rule(fields: _Fields, rule: dict[str, Any]) -> None:
    for name, value in rule.items():
        if name == "kind":
            if value not in RULE_KINDS:
                raise fields.refuse("rule.kind", f"is {value!r}, but must be one of {', '.join(RULE_KINDS)}")
        elif name not in RULE_NUMBERS:
            raise fields.refuse(f"rule.{name}", "is unknown")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 100_000:
            raise fields.refuse(f"rule.{name}", "must be a number, zero or more")


def _tables(source: str, raw: dict[str, Any], name: str, where: str = "") -> list[tuple[int, dict[str, Any]]]:
    rows = raw.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise Refused(f"{source}: {where}{name} must be written as [[{name}]].")
    return list(enumerate(rows, 1))


def _unique(source: str, field: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise Refused(f"{source}: {field} {value!r} stands twice.")
        seen.add(value)
