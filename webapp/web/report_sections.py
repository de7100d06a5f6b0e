"""What a report says under its headings: the same words for the page and the PDF, from the frozen rows."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from webapp.domain.pledges import PledgeType
from webapp.domain.reports import ReportKind
from webapp.formats.pdf_report import Section, Table
from webapp.storage.reports import Published
from webapp.web.language import language, local_date, number, percent
from webapp.web.words import checks as check_words
from webapp.web.words import reports as words

SPREAD_KMH = 1.9
"""How much a place's mean changes by itself, measured on a hundred vehicles: for the table of what could be found."""
ASSUMED_KMH = 2.0
SIDES = (8, 12, 20, 40)
DASH = "–"


def sections(shown: Published) -> list[Section]:
    """Return the sections of a report in their order."""
    found = [_pledges(shown), _not_counted(shown), _answers(shown)]
    if shown.report.kind == ReportKind.EVALUATION:
        found += [_speeds(shown), _calm(shown), _no_accidents(), _never()]
    else:
        found += [_stories(shown)]
    return [section for section in found if section is not None]


def facts(shown: Published) -> list[tuple[str, str, str]]:
    """Return name, number and what stands small beside it, of the four figures at the top."""
    figures = shown.version.figures
    of = _("of %(target)s", target=number(figures["target"])) if figures["target"] else ""
    found = [
        (_("Speed checks"), number(figures["counted"]), of),
        (_("Different places"), number(figures["places"]), _("in %(areas)s districts", areas=number(figures["areas"]))),
    ]
    if figures["vehicles"]:
        share = percent(figures["over_limit"], figures["vehicles"])
        found.append((_("Measured vehicles"), number(figures["vehicles"]), _("%(share)s were speeding", share=share)))
    asked = _("of %(asked)s suggestions", asked=number(figures["asked"]))
    found.append((_("Answers to residents"), number(figures["answered"]), asked))
    return [(str(name), value, str(small)) for name, value, small in found]


def _pledges(shown: Published) -> Section:
    rows = [
        (
            str(pledge[f"title_{language()}"] if language() in ("sv", "en") else pledge["title_en"]),
            DASH if pledge["done"] is None else number(pledge["done"]),
            DASH if pledge["target"] is None else number(pledge["target"]),
            check_words.state_text(pledge["state"]),
        )
        for pledge in shown.version.rows["pledges"]
    ]
    through = local_date(shown.version.through)
    columns = (_("Pledge"), _("Done"), _("Promised"), _("State"))
    evaluated = shown.report.kind == ReportKind.EVALUATION
    heading = _("Were the pledges kept?") if evaluated else _("All pledges on %(date)s", date=through)
    more = [words.changes(shown.version.figures["new"])]
    if evaluated:
        more.append(
            str(_("Kept means that the number promised was reached by the rule of the pledge, and nothing else."))
        )
    parts = _parts(shown.version.rows["pledges"])
    tables = [
        Table(str(_("Numbers frozen on %(date)s", date=through)), tuple(map(str, columns)), _right(4), tuple(rows))
    ]
    if parts:
        heads = (_("Condition inside a pledge"), _("Done"), _("Promised"))
        tables.append(
            Table(str(_("Conditions inside the pledges")), tuple(map(str, heads)), (False, True, True), parts)
        )
    return Section("pledges", str(heading), tuple(filter(None, more)), (), tuple(tables))


def _right(columns: int) -> tuple[bool, ...]:
    return (False, *[True] * (columns - 2), False)


def _parts(pledges: list[Mapping[str, Any]]) -> tuple[tuple[str, ...], ...]:
    key = "title_sv" if language() == "sv" else "title_en"
    return tuple(
        (
            f"{pledge[key]}: {check_words.part_text(part['name'])}",
            DASH if part["done"] is None else number(part["done"]),
            DASH if part["target"] is None else number(part["target"]),
        )
        for pledge in pledges
        for part in pledge["parts"]
        if part["done"] is not None
    )


def _not_counted(shown: Published) -> Section | None:
    reasons = shown.version.figures["not_counted"]
    if not reasons:
        return None
    from webapp.domain.counting import CountingRule, rule_from

    promised = next((p for p in shown.version.rows["pledges"] if p["type"] == PledgeType.CHECKS), None)
    rule = rule_from(promised["rule"]) if promised else CountingRule()
    rows = tuple((check_words.reason_text(code, rule), number(many)) for code, many in reasons.items())
    table = Table(
        str(_("Checks that were held and do not count")), (str(_("Why")), str(_("Checks"))), (False, True), rows
    )
    return Section("not-counted", str(_("Held but not counted")), (), (), (table,))


def _answers(shown: Published) -> Section:
    figures = shown.version.figures
    told = [words.answered(figures)]
    told.append(
        str(
            _(
                "%(mailed)s messages went out by e-mail to those who had asked for them.",
                mailed=number(figures["mailed"]),
            )
        )
    )
    if shown.report.kind == ReportKind.EVALUATION:
        days = ", ".join(local_date(words.on(f["published_on"])) for f in shown.version.rows["follow_ups"])
        told.append(
            str(_("Published follow-ups: %(many)s of 3 promised (%(days)s).", many=figures["follow_ups"], days=days))
            if days
            else str(_("No follow-up was published here, of 3 promised."))
        )
    return Section("answers", str(_("Did those who asked get an answer?")), tuple(told))


def _stories(shown: Published) -> Section | None:
    told = shown.version.rows["stories"]
    if not told:
        return None
    bullets = tuple(f"{words.RULES[s['rule']]}: {s['name']}. {words.story(s)}" for s in told)
    rule = _("Picked by rule: the longest wait, the most residents, the most checks.")
    return Section("stories", str(_("Three places")), (str(rule),), bullets)


def _speeds(shown: Published) -> Section:
    measured, speeds = shown.version.rows["measured"], shown.version.figures["speeds"]
    told = [words.effect_text(speeds)]
    lottery, corrected = speeds.get("lottery"), speeds.get("corrected")
    if lottery:
        told.append(_lottery(lottery))
    if corrected:
        told.append(_corrected(corrected))
    different = sum(not pair["same_hours"] for pair in measured["pairs"])
    if different:
        told.append(
            str(_("At %(many)s of the places it was not the same hours or kind of day.", many=number(different)))
        )
    told += [
        str(_("Left out: %(many)s places, %(why)s.", many=number(many), why=words.LEFT_OUT[why]))
        for why, many in measured["left_out"].items()
    ]
    tables = (_pairs(measured["pairs"]),) if measured["pairs"] else ()
    return Section("speeds", str(_("Measured speeds")), tuple(told), (), tables)


def _lottery(lottery: Mapping[str, Any]) -> str:
    told = {
        "drawn": number(lottery["drawn"]),
        "waiting": number(lottery["waiting"]),
        "kmh": number(lottery["kmh"], 1),
        "p": number(lottery["p"], 3),
    }
    text = _(
        "Among places that a lot chose (%(drawn)s) and those that it left waiting (%(waiting)s) the changes differ by "
        "%(kmh)s km/h; chance alone gives as much with probability %(p)s.",
        **told,
    )
    return str(text)


def _corrected(corrected: Mapping[str, Any]) -> str:
    told = {
        "ratio": number(corrected["ratio"], 2),
        "low": number(corrected["low"], 2),
        "high": number(corrected["high"], 2),
        "naive": number(corrected["naive"], 2),
    }
    text = _(
        "Vehicles above the limit, after against before, corrected for that places were chosen because they were bad: "
        "%(ratio)s, approximately between %(low)s and %(high)s (uncorrected %(naive)s; 1 is no change). "
        "Without places to compare with it is no measure of what the checks did.",
        **told,
    )
    return str(text)


def _pairs(pairs: list[Mapping[str, Any]]) -> Table:
    columns = (_("Place"), _("Before"), _("After"), _("Difference"), _("Vehicles"), _("With checks"))
    rows = tuple(
        (
            str(_("Place %(number)s", number=pair["number"])),
            number(pair["before_kmh"], 1),
            number(pair["after_kmh"], 1),
            _signed(pair["after_kmh"] - pair["before_kmh"]),
            f"{number(pair['before_n'])} / {number(pair['after_n'])}",
            str(_("yes") if pair["checked"] else _("no")),
        )
        for pair in pairs
    )
    caption = _("Mean speeds in km/h, never measured during a check or the day after one")
    return Table(str(caption), tuple(map(str, columns)), _right(6), rows)


def _signed(value: float) -> str:
    text = number(abs(value), 1)
    return text if text.strip("0.,") == "" else f"+{text}" if value > 0 else f"\N{MINUS SIGN}{text}"


def _calm(shown: Published) -> Section:
    opinions = shown.version.figures["opinions"]
    heading = str(_("Has it become calmer?"))
    if opinions is None:
        return Section(
            "calm", heading, (str(_("Fewer than three residents have answered, so nothing is said of it.")),)
        )
    told = _("What those who had asked answered four weeks after a check. They are not a sample of everybody.")
    rows = tuple((str(words.OPINIONS[name]), number(many)) for name, many in opinions.items())
    table = Table(str(_("Answers")), (str(_("Since the check it is")), str(_("Answers"))), (False, True), rows)
    return Section("calm", heading, (str(told),), (), (table,))


def _no_accidents() -> Section:
    from webapp.analysis.evaluation import accidents_needed, power

    told = (
        _(
            "To tell a fall of a fifth from chance, about %(needed)s accidents with injuries are needed at the checked "
            "places before, and nearly as many after. This site holds nothing about accidents, so nothing is tested.",
            needed=number(accidents_needed(0.2)),
        ),
        _(
            "For speeds a difference of %(kmh)s km/h is found this often, when a place's mean changes by about "
            "%(spread)s km/h by itself:",
            kmh=number(ASSUMED_KMH),
            spread=number(SPREAD_KMH, 1),
        ),
    )
    rows = tuple((number(n), percent(power(-ASSUMED_KMH, n, SPREAD_KMH), 1)) for n in SIDES)
    columns = (str(_("Measured places on each side")), str(_("Found in")))
    table = Table(str(_("What could be found at all")), columns, (False, True), rows)
    return Section("accidents", str(_("Why nothing is said of accidents")), tuple(map(str, told)), (), (table,))


def _never() -> Section:
    return Section("never", str(_("What we never claim")), (), tuple(_claims()))


def _claims() -> Iterator[str]:
    yield str(_("Anything about accidents."))
    yield str(_("That a change lasts, or holds at other places."))
    yield str(_("That one district is more dangerous than another: more voices are not more danger."))
    yield str(_("That residents were mistaken where few drove too fast: a check sees twenty minutes."))
    yield str(_("That many fines are a success."))
