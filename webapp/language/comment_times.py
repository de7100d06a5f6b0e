"""When a comment says that it happens: days, part of the day, hours; and the cells of the week that they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from webapp.language.comment_tokens import folded

Time = dict[str, str | list[str]]
"""``days`` (mon..sun), ``part``, ``from`` and ``to`` (HH:MM); each only where it was said."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL = ("man", "tis", "ons", "tors", "fre", "lor", "son")
_ENGLISH = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_TWO = {"ma": 0, "ti": 1, "on": 2, "to": 3, "fr": 4, "lo": 5, "so": 6}

PARTS = {
    "rush": r"rusning\w*|rush ?hours?",
    "morning": r"(?<!i )morg(?:on(?!dag)|nar)\w*|\w+dags?morg\w+|formiddag\w*|fm|mornings?|(?<!\w)am(?!\w)",
    "midday": r"lunch\w*|mitt pa dagen|middagstid|at noon|middays?",
    "afternoon": r"eftermiddag\w*|em|afternoons?",
    "evening": r"\w*kvall(?:en|ar|arna|stid|ning)?s?|evenings?",
    "night": r"\w*natt(?:en|etid|etrafik|liv)?s?|\w*natter(?:na)?|nights?|at night|midnatt\w*|midnight"
    r"|(?:kol|beck)?svart i \w+|svarta natten|kolsvart|for morkt|morkt|morker|morkret|morkrets|ar mork|"
    r"after dark|in the dark"
    r"|dark and|is dark|too dark|efter stangning",
    "winter": r"vinter\w{0,2}|vintrar\w*|halt|snohog\w*|snorojning\w*|in winter",
    "summer": r"sommar(?:en|tid)?|somrar\w*|juni|juli|augusti|in summer",
}
"""Parts of the day and of the year, as patterns over folded text; the first that is found wins, in this order."""

_PART = {part: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") for part, pattern in PARTS.items()}
_DAY_PART = r"(?:s?(?:kvall|natt|natter|morg|eftermiddag|formiddag)\w*)?"
_DAY = re.compile(
    rf"(?<!\w)(?P<past>i )?(?:(?P<sv>man|tis|ons|tors|tor|fre|lor|son)(?:dag(?P<s>s)?(?:en|ar|arna|ens)?)?{_DAY_PART}"
    r"|(?P<en>mon|tues|wednes|thurs|fri|satur|sun)days?)(?!\w)"
)
_TWO_RANGE = re.compile(r"(?<!\w)(ma|ti|on|to|fr|lo|so)\s?[-–]\s?(ma|ti|on|to|fr|lo|so)(?!\w)")
_RANGE = re.compile(r"\s?(?:-|–|t\.?o\.?m\.?|till|to|through)\s?")
_WEEKDAYS = re.compile(r"(?<!\w)(?:vardag(?:ar|arna|s\w*)?|vard|weekdays?)(?!\w)")
_WEEKEND = re.compile(r"(?<!\w)(?:helg(?:en|er|erna|natt\w*|kvall\w*)?|weekends?)(?!\w)")
_GREETING = re.compile(r"(?:god|good|fin|trevlig|skon|ha en \w+|skona) \Z")
_BOTH = re.compile(r"(?:kvallar|natter|kvallar och natter)\w* (?:och|o|&) helg")

_NUMBERS = {
    word: n
    for n, word in enumerate("ett tva tre fyra fem sex sju atta nio tio elva tolv".split(), 1)  # noqa: SIM905
}
_WORD = "|".join(_NUMBERS)
_HOUR = (
    r"(?:(?P<half{0}>halv |half )?(?P<quarter{0}>kvart (?:i|over) )?"
    r"(?:(?P<h{0}>[01]?\d|2[0-4])(?:[.:](?P<m{0}>[0-5]\d))?"
    rf"|(?P<w{{0}}>{_WORD})(?:tiden)?)(?:-?tiden)?(?: ?(?P<pm{{0}}>pm|am))?)"
)
_UNIT = (
    r"(?![\w]|[.:]\d|\s?(?:km|knyck|mph|%|procent|ar\b|aring|st\b|m\b|meter|bil|cars|gang|person|barn|"
    r"min\b|ton|kr|zon|vag|ggr"
    r"|skylt|gupp|hastig|graders|dagar|veckor|manader|platser|kontroll|i \d0\b"
    r"|jan|feb|mars|apr|maj|jun|jul|aug|sep|okt|oct|nov|dec))"
)
_SPAN = re.compile(
    rf"(?<![\w.,:])(?P<cue>kl\.? ?|klockan |mellan |between |fran |from )?(?:kl\.? ?|klockan )?{_HOUR.format(1)}"
    rf"(?P<by>\s?(?:-|–)\s?| till | to | och | o | and )(?:kl\.? ?|klockan )?{_HOUR.format(2)}{_UNIT}"
)
_SINGLE = re.compile(
    rf"(?<![\w.,:-])(?P<cue>efter kl\.? ?|efter klockan |after |efter |fore kl\.? ?|fore |before |innan |"
    rf"kl\.? ?|klockan |vid |runt |around "
    rf"|about |at |fran kl\.? ?|fran |from |vid kl\.? ?|ca |runt klockan )?{_HOUR.format(1)}(?!\s?[-–]\s?\d){_UNIT}"
)
_AFTER, _BEFORE = ("efter", "after", "fran", "from"), ("fore", "before", "innan")
_VAGUE = ("fran", "from", "at", "about")
"""Cues of which a number in words is seldom an hour: "från ett håll"."""
_PM = {"afternoon", "evening"}


@dataclass(frozen=True)
class _Hours:
    start: int | None  # minutes after midnight
    stop: int | None
    worded: bool  # in words, which tell no half of the day


def times_of(text: str, names: Sequence[tuple[int, int]] = ()) -> list[Time]:
    """Return when a comment says that it happens, one for each sentence that says something else.

    :param names: spans of names in the text, whose numbers are houses and roads
    """
    letters = list(text[:MOST])
    for start, end in names:
        letters[start:end] = "#" * (min(end, len(letters)) - min(start, len(letters)))
    found: list[Time] = []
    for sentence in _sentences("".join(letters)):
        for time in _times(" ".join(map(_fold, sentence.split()))):
            if found and not set(time) & set(found[-1]):
                found[-1] = _ordered({**found[-1], **time})
            elif time not in found:
                found.append(time)
    return found


MOST = 4_000
"""No comment says when in more characters than these; the rest is not read."""


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[^\W\d]{3})[.;!?](?=\s|\Z)|[\n\r]+", text)


def _fold(word: str) -> str:
    return folded(word) if len(word) < 60 else "#"


def _times(said: str) -> Iterator[Time]:
    """Yield when one sentence says that it happens: mostly one time."""
    days = _days(said)
    if _BOTH.search(said):
        yield {"part": "night" if "natt" in said else "evening"}
        yield {"days": ["sat", "sun"]}
        return
    part, season = _parts(said, days)
    hours = _hours(said)
    time: Time = {"days": [day for day in DAYS if any(day in d[1] for d in days)]} if days else {}
    if hours:
        start, stop = _on_clock(hours, part)
        part = part if part and hours.worded else _part_at(start if start is not None else stop)
        time |= {key: _clock(minutes) for key, minutes in (("from", start), ("to", stop)) if minutes is not None}
    if part or season:
        time["part"] = part or season or ""
    if time:
        yield _ordered(time)
    if season and part:
        yield {"part": season}
    if not hours and part and (other := _joined_part(said, part)):
        yield _ordered({**time, "part": other})
    for more in _further(said, hours):
        yield _ordered({**({"days": time["days"]} if days else {}), **more})


def _parts(said: str, days: Sequence[tuple[int, set[str], str]]) -> tuple[str | None, str | None]:
    """Return the part of the day and the season that a sentence says."""
    parts = [part for part, pattern in _PART.items() if _says(pattern, said)]
    parts += [p for p, pattern in _PART.items() if p not in parts and any(pattern.search(d[2]) for d in days)]
    season = next((part for part in parts if part in {"winter", "summer"}), None)
    return next((part for part in parts if part not in {"winter", "summer"}), None), season


_TWO_PARTS = re.compile(r"(\w+) (?:och|o|samt|and|&) (\w+)")


def _joined_part(said: str, first: str) -> str | None:
    """Return the second of two parts of the day that are joined: "morgon och kväll"."""
    for match in _TWO_PARTS.finditer(said):
        parts = [next((p for p in PARTS if _PART[p].fullmatch(word)), None) for word in match.groups()]
        if parts[0] == first and parts[1] not in {None, first, "winter", "summer"}:
            return parts[1]
    return None


def _further(said: str, hours: _Hours | None) -> Iterator[Time]:
    """Yield the hours after the first ones: "07-09 och 16-18"."""
    if hours is None or hours.start is None or hours.stop is None:
        return
    spans = [match for match in _SPAN.finditer(said) if _is_span(match) and match["h1"]]
    for match in spans[1:]:
        start, stop = _minutes(match, 1), _minutes(match, 2)
        yield {"part": _part_at(start), "from": _clock(start), "to": _clock(stop)}


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _ordered(time: Time) -> Time:
    return {key: time[key] for key in ("days", "part", "from", "to") if key in time}


def _says(pattern: re.Pattern[str], said: str) -> bool:
    return any(not _GREETING.search(said, 0, m.start()) for m in pattern.finditer(said))


def _days(said: str) -> list[tuple[int, set[str], str]]:
    """Return the days that a sentence names: where, which, and in which words."""
    found: list[tuple[int, set[str], str]] = []
    ends: list[tuple[int, int, int]] = []
    for match in _DAY.finditer(said):
        number = _number(match)
        bare = match["sv"] is not None and match[0].strip() == match["sv"]
        past = bool(match["past"]) and bool(match["s"]) and not _PART["evening"].search(said[match.end() :][:9])
        if number is None or past or (bare and not _is_day(said, match)):
            continue
        days = {DAYS[number]}
        if ends and _RANGE.fullmatch(said[ends[-1][1] : match.start()]):
            days |= _from_to(ends[-1][2], number)
        ends.append((match.start(), match.end(), number))
        found.append((match.start(), days, match[0]))
    for match in _TWO_RANGE.finditer(said):
        found.append((match.start(), _from_to(_TWO[match[1]], _TWO[match[2]]), match[0]))
    for pattern, days in ((_WEEKDAYS, set(DAYS[:5])), (_WEEKEND, set(DAYS[5:]))):
        found += [(m.start(), days, m[0]) for m in pattern.finditer(said) if not _GREETING.search(said, 0, m.start())]
    return found


def _number(match: re.Match[str]) -> int | None:
    if match["en"]:
        return _ENGLISH.index(match["en"])
    return 3 if match["sv"] == "tor" else _FULL.index(match["sv"])


def _is_day(said: str, match: re.Match[str]) -> bool:
    """Whether a short form is a day: "fre o lör", "sön fm", not the son that cycles to school."""
    around = said[max(0, match.start() - 8) : match.start()] + " " + said[match.end() : match.end() + 9]
    return match["sv"] in {"tis", "ons", "tors", "fre"} or bool(
        re.search(r"\b(?:man|tis|ons|tors|fre|lor|son|kvall|natt|morgon|fm|em|kl)\b|\d|[-–]", around)
    )


def _from_to(first: int, last: int) -> set[str]:
    return {DAYS[n % 7] for n in range(first, last + 1 if last >= first else last + 8)}


def _hours(said: str) -> _Hours | None:
    """Return the hours that a sentence says, the surest first."""
    for match in _SPAN.finditer(said):
        if _is_span(match):
            return _Hours(_minutes(match, 1), _minutes(match, 2), not match["h1"])
    for match in _SINGLE.finditer(said):
        cue = (match["cue"] or "").strip()
        minutes = _minutes(match, 1)
        sure = match["m1"] or match["half1"] or match["quarter1"] or match["pm1"] or "tiden" in match[0]
        if not (cue or sure) or minutes > 24 * 60 or (match["w1"] and cue in _VAGUE and not sure):
            continue
        worded = bool(match["w1"]) or bool(match["half1"])
        if cue.startswith(_BEFORE):
            return _Hours(None, minutes, worded)
        return _Hours(minutes, None, worded)
    return None


def _is_span(match: re.Match[str]) -> bool:
    if match["by"].strip() in {"och", "o", "and", "till", "to"} and not (match["cue"] or match["m1"] or match["m2"]):
        return bool(re.match(r"\d\d? (?:o|till|to) \d\d?\Z", match[0])) and match["by"].strip() != "och"
    first, last = _minutes(match, 1), _minutes(match, 2)
    return first <= 24 * 60 and last <= 24 * 60 and first != last


def _minutes(match: re.Match[str], n: int) -> int:
    hour = int(match[f"h{n}"]) if match[f"h{n}"] else _NUMBERS[match[f"w{n}"]]
    if match[f"pm{n}"] == "pm" and hour < 12:
        hour += 12
    minutes = hour * 60 + int(match[f"m{n}"] or 0)
    if match[f"half{n}"]:
        return minutes - 30
    if quarter := match[f"quarter{n}"]:
        return minutes - 15 if " i " in quarter else minutes + 15
    return minutes


def _on_clock(hours: _Hours, part: str | None) -> tuple[int | None, int | None]:
    """Return the minutes of 24 hours: "efter åtta på kvällen" is 20:00, "efter tre" 15:00."""
    known = hours.start if hours.start is not None else hours.stop
    late = part in _PM or (part == "night" and known is not None and 8 * 60 <= known < 12 * 60)
    if part is None and hours.worded and known is not None and known < 6 * 60:
        late = True
    if not late or known is None or known >= 12 * 60:
        return hours.start, hours.stop
    add = 12 * 60
    stop = None if hours.stop is None else hours.stop + (add if hours.stop < add else 0)
    return (None if hours.start is None else hours.start + add), stop


def _part_at(minutes: int | None) -> str:
    hour = (minutes or 0) // 60 % 24
    for last, part in ((4, "night"), (9, "morning"), (13, "midday"), (17, "afternoon"), (21, "evening")):
        if hour <= last:
            return part
    return "night"


_CELLS = {
    "morning": (6, 9), "midday": (9, 12), "afternoon": (15,), "evening": (18,), "night": (21, 0, 3), "rush": (6, 15),
}  # fmt: skip
_HOURS = tuple(range(0, 24, 3))


def cells_of(times: Sequence[Time]) -> tuple[str, ...]:
    """Return the cells of the week (``fri-21``) that times are; none for what says only the season.

    Hours after midnight belong to the next day: Friday 22-02 is ``fri-21`` and ``sat-00``.

    Examples
    --------
    >>> cells_of([{"days": ["fri"], "part": "night", "from": "22:00", "to": "02:00"}])
    ('fri-21', 'sat-00')
    """
    chosen = {cell for time in times for cell in _cells(time)}
    return tuple(cell for day in DAYS for hour in _HOURS if (cell := f"{day}-{hour:02d}") in chosen)


def _cells(time: Time) -> Iterator[str]:
    days = [day for day in DAYS if day in time.get("days", ())]
    hours = _hours_of(time)
    if hours is None and not days:
        return
    for day in days or DAYS:
        number = DAYS.index(day)
        for hour in _HOURS if hours is None else hours:
            yield f"{DAYS[(number + hour // 24) % 7]}-{hour % 24:02d}"


def _hours_of(time: Time) -> list[int] | None:
    """Return the cells' hours; those from 24 on are of the next day."""
    start, stop = time.get("from"), time.get("to")
    if isinstance(start, str) and isinstance(stop, str):
        first, last = _in_minutes(start), _in_minutes(stop)
        last += 24 * 60 if last <= first else 0
        return [hour for hour in range(0, 48, 3) if hour * 60 < last and (hour + 3) * 60 > first]
    if isinstance(start, str):
        hour = _in_minutes(start) // 180 * 3
        return [hour, 24] if hour == 21 else [hour]  # who says "after 22" does not stop at midnight
    if isinstance(stop, str):
        return [max(0, _in_minutes(stop) - 1) // 180 * 3]
    part = time.get("part")
    return list(_CELLS[part]) if isinstance(part, str) and part in _CELLS else None


def _in_minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
