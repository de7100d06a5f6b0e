"""The words of a suggestion and its site: kinds, causes, times, statuses, reasons."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.domain.suggestions import DAYS, HOURS

KIND = {"speed": _l("Speeding"), "unsafe_place": _l("Unsafe place")}
KIND_HINT = {
    "speed": _l("The police can check the speed. Counts toward the pledge."),
    "unsafe_place": _l("Dark, deserted or hidden from view. Goes to the municipality and the police."),
}

CAUSE = {
    "school": _l("Near a school or preschool"),
    "straight": _l("Long straight stretch"),
    "night_racing": _l("Racing or reckless driving"),
    "heavy": _l("Buses or lorries"),
    "crossing": _l("Hard to cross"),
    "sight": _l("Blocked view"),
    "no_pavement": _l("No pavement"),
    "through": _l("Through traffic"),
    "bus_stop": _l("At a bus stop"),
    "dark": _l("Dark"),
    "hidden": _l("Hidden corners"),
    "deserted": _l("Deserted"),
    "broken": _l("Broken or littered"),
    "tunnel": _l("Tunnel or underpass"),
    "groups": _l("Groups that linger"),
    "disorder": _l("Disorder"),
}

DAY = {
    "mon": _l("Monday"),
    "tue": _l("Tuesday"),
    "wed": _l("Wednesday"),
    "thu": _l("Thursday"),
    "fri": _l("Friday"),
    "sat": _l("Saturday"),
    "sun": _l("Sunday"),
}
DAY_SHORT = {
    "mon": _l("Mon"),
    "tue": _l("Tue"),
    "wed": _l("Wed"),
    "thu": _l("Thu"),
    "fri": _l("Fri"),
    "sat": _l("Sat"),
    "sun": _l("Sun"),
}
HOUR = {hour: f"{hour}–{int(hour) + 3:02d}" for hour in HOURS}
"""``06`` is 06–09; numbers, so the same in every language."""

WHEN_QUICK = {
    "weekday-mornings": _l("Weekday mornings"),
    "weekday-afternoons": _l("Weekday afternoons"),
    "evenings": _l("Evenings"),
    "nights": _l("Nights"),
    "weekends": _l("Weekends"),
    "unknown": _l("I do not know"),
}
WHEN_QUICK_HINT = {
    "weekday-mornings": _l("Mon–Fri 06–09"),
    "weekday-afternoons": _l("Mon–Fri 12–18"),
    "evenings": _l("every day 18–24"),
    "nights": _l("every day 00–06"),
    "weekends": _l("Sat–Sun 06–24"),
    "unknown": _l("that is fine too"),
}

STATUS = {
    "open": _l("Open"),
    "checked": _l("Checked"),
    "answered": _l("Answered"),
    "closed": _l("Closed"),
    "declined": _l("Declined, with a reason"),
}

REASON = {
    "no_safe_place": _l("There is no safe place for the police to stand."),
    "limit_kept": _l("Measured: most drivers keep to the limit."),
    "better_measure": _l("A speed-reducing measure fits the place better than a check."),
    "other_road_owner": _l("Someone else owns the road and has been told."),
    "rebuilt": _l("The place has been rebuilt."),
    "answered": _l("The question has been answered."),
    "other": _l("Another reason."),
}


def cell_words(cell: str) -> str:
    """Return one cell of the week in words: ``mon-06`` is Monday 06–09."""
    day, hour = cell.split("-")
    return str(_("%(days)s %(hours)s", days=DAY[day], hours=HOUR[hour]))


def when_sentence(cells: Iterable[str]) -> str:
    """Return the chosen cells as few words as they need: "Weekdays 06–09, Friday 18–21"."""
    spans: dict[tuple[int, int], list[str]] = {}
    chosen = set(cells)
    for day in DAYS:
        for span in _spans(chosen, day):
            spans.setdefault(span, []).append(day)
    if not spans:
        return str(_("Not stated"))
    order = sorted(spans.items(), key=lambda item: (-len(item[1]), DAYS.index(item[1][0]), item[0]))
    words = ", ".join(
        _("%(days)s %(hours)s", days=_days(days), hours=f"{start:02d}–{end:02d}") for (start, end), days in order
    )
    return words[0].upper() + words[1:]


def _spans(chosen: set[str], day: str) -> list[tuple[int, int]]:
    """Return the unbroken stretches of one day, in hours."""
    spans: list[tuple[int, int]] = []
    for hour in HOURS:
        if f"{day}-{hour}" in chosen:
            start = int(hour)
            if spans and spans[-1][1] == start:
                start = spans.pop()[0]
            spans.append((start, int(hour) + 3))
    return spans


def _days(days: list[str]) -> str:
    """Return days in words, in the week's order: every day, weekdays, Monday–Wednesday, or one by one."""
    if len(days) == len(DAYS):
        return str(_("every day"))
    if days == list(DAYS[:5]):
        return str(_("weekdays"))
    if days == list(DAYS[5:]):
        return str(_("Saturday–Sunday"))
    first = DAYS.index(days[0])
    if len(days) > 2 and days == list(DAYS[first : first + len(days)]):
        return str(_("%(first)s–%(last)s", first=DAY[days[0]], last=DAY[days[-1]]))
    return ", ".join(str(DAY[day]) for day in days)
