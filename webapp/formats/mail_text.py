"""Letters in words: a subject and plain text, in the language that the person reads."""

import gettext
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date

from webapp.domain.letters import Letter, Mail, Piece
from webapp.domain.messages import Topic
from webapp.domain.places import Place
from webapp.domain.sites import district_to_add
from webapp.domain.standard_texts import in_language
from webapp.domain.suggestions import Kind

CATALOGUE = Path(__file__).resolve().parent.parent / "translations"
WRITTEN = ("sv", "en")
WIDTH = 72

Words = Callable[[str], str]


def _(text: str) -> str:
    """Mark a text for the catalogue; it is looked up when a letter is written."""
    return text


REASONS = {
    "no_safe_place": _("There is no safe place for the police to stand."),
    "limit_kept": _("Measured: most drivers keep to the limit."),
    "better_measure": _("A speed-reducing measure fits the place better than a check."),
    "other_road_owner": _("Someone else owns the road and has been told."),
    "rebuilt": _("The place has been rebuilt."),
    "not_taken": _("%(site)s: the police and the municipality do not take it further."),
    "answered": _("The question has been answered."),
    "other": _("Another reason."),
}

UNSAFE_REASONS = {
    **REASONS,
    "other_road_owner": _("Somebody else looks after the place and has been told."),
}

ACTIVITIES = {
    "foot_patrol": _("Foot patrol by the police"),
    "weekend_effort": _("Weekend effort by the police"),
    "safety_walk": _("Safety walk"),
    "inspection": _("Safety inspection"),
    "lighting": _("Better lighting"),
    "clearing": _("Clearing of plants or litter"),
    "visit": _("Visit by police or municipality"),
}

TEXT_REASONS = {
    "person": _("It points at a person."),
    "accusation": _("It accuses somebody of a crime."),
    "hateful": _("It is hateful or threatening."),
    "off_topic": _("It is not about the place."),
    "advertising": _("It is advertising."),
    "other": _("It breaks the rules for texts here."),
}

MEASURES = {
    "raised_platform": _("Raised carriageway"),
    "speed_hump": _("Speed hump"),
    "speed_cushion": _("Speed cushion"),
    "narrowing": _("Narrowing"),
    "lateral_shift": _("Lateral shift"),
    "raised_crossing": _("Raised crossing"),
    "raised_junction": _("Raised junction"),
    "refuge": _("Refuge in the middle"),
    "speed_display": _("Speed display"),
    "lowered_limit": _("Lowered speed limit"),
    "other": _("Speed-reducing measure"),
}

MEASURE_STEPS = {
    "decided": _("%(measure)s: decided."),
    "decided_on": _("%(measure)s: decided on %(day)s."),
    "built_on": _("%(measure)s: built on %(day)s."),
}

SUBJECTS = {
    Topic.CONFIRM: _("Do you want news of %(site)s?"),
    Topic.RECEIPTS: _("Your links to the pledge map"),
    Topic.CHECKED: _("The police have checked the speed at %(site)s"),
    Topic.CHECK_TAKEN_BACK: _("Put right: the check at %(site)s"),
    Topic.ANSWERED: _("Answer about %(site)s"),
    Topic.CLOSED: _("Answer about %(site)s"),
    Topic.DECLINED: _("Answer about %(site)s"),
    Topic.HANDED_OVER: _("%(site)s goes on to those who look after the roads"),
    Topic.MEASURE: _("The municipality and %(site)s"),
    Topic.REOPENED: _("%(site)s is open again"),
    Topic.TEXT_REJECTED: _("Your words about %(site)s are not shown"),
    Topic.QUESTION: _("How is it at %(site)s now?"),
    Topic.CONFIRM_ALERT: _("Do you want news from the pledge map?"),
    Topic.ALERT: _("News from the pledge map"),
    Topic.REPORT_DUE: _("The follow-up until %(day)s is missing"),
}

OPENINGS = {
    Topic.CONFIRM: _(
        "Somebody, probably you, gave this address to hear what happens with a suggestion about %(site)s. "
        "Open the page and press the button if you want that. Until then we send nothing else."
    ),
    Topic.RECEIPTS: _(
        "You asked for the links to your suggestions. Each link opens your own page: keep it to yourself."
    ),
    Topic.CHECKED: _("You suggested %(site)s. On %(day)s the police held a speed check there."),
    Topic.CHECK_TAKEN_BACK: _(
        "We told you about a speed check at %(site)s on %(day)s. "
        "That was wrong: it was taken back, or it was held somewhere else. The page shows what holds now."
    ),
    Topic.ANSWERED: _("You told us that %(site)s feels unsafe. This is what the answer is:"),
    Topic.CLOSED: _("You suggested %(site)s. The place is now closed, for this reason:"),
    Topic.DECLINED: _("You suggested %(site)s. There will be no speed check there, for this reason:"),
    Topic.HANDED_OVER: _(
        "You suggested %(site)s. A check does not solve it alone, "
        "so the place now lies with those who look after the roads."
    ),
    Topic.MEASURE: _("You suggested %(site)s. The municipality tells us what it does there:"),
    Topic.REOPENED: _("You suggested %(site)s. We told you that it was closed. Now it is open again."),
    Topic.TEXT_REJECTED: _(
        "Thank you for telling us about %(site)s. A person has read what you wrote, "
        "and we do not show those words to others, for this reason:"
    ),
    Topic.QUESTION: _(
        "Four weeks ago, on %(day)s, the police held a speed check at %(site)s. "
        "You suggested the place. Is it calmer now, the same, or worse? One press is enough."
    ),
    Topic.CONFIRM_ALERT: _(
        "Somebody, probably you, asked for news from the pledge map to this address. "
        "Open the page and press the button if you want them. Until then we send nothing else."
    ),
    Topic.ALERT: _("This has happened since last time:"),
    Topic.REPORT_DUE: _(
        "Residents of %(place)s are promised a follow-up by %(day)s, number %(number)s of %(target)s this year. "
        "It is not published yet. The draft is made of the numbers that are known today; "
        "every party has to approve it before it is public."
    ),
}

UNSAFE_OPENINGS = {
    Topic.CLOSED: _("You told us that %(site)s feels unsafe. The place is now closed, for this reason:"),
    Topic.DECLINED: _(
        "You told us that %(site)s feels unsafe. "
        "The police and the municipality do not take it further, for this reason:"
    ),
    Topic.REOPENED: _("You told us that %(site)s feels unsafe. We told you that it was closed. Now it is open again."),
}
"""What an unsafe place's letter says instead."""

WHAT_HAPPENED = {
    "published": _("%(site)s is a new place on the map."),
    "checked": _("%(site)s: a speed check was held on %(day)s."),
    "closed": _("%(site)s is closed."),
    "declined": _("%(site)s: no check there."),
    "answered": _("%(site)s has been answered."),
    "open": _("%(site)s is open again."),
}


def write(letter: Letter, place: Place, base_url: str, to: str, message_id: str) -> Mail:
    """Return a letter in words.

    :param base_url: the address of the site, for links, without a slash at the end
    """
    language = letter.language if letter.language in WRITTEN else "en"
    t = words(language)
    gaps = {
        "site": _line(letter.site_name),
        "day": _day(letter.held_on, language),
        "place": place.name,
        "number": letter.number,
        "target": letter.target,
    }
    parts = [
        t(_opening(letter)) % gaps,
        *_middle(letter, t, language, base_url),
        *_end(letter, t, place, base_url),
    ]
    return Mail(
        to=to,
        subject=_line(t(SUBJECTS[letter.topic]) % gaps),
        body="\n\n".join(_wrapped(part) for part in parts if part) + "\n",
        language=language,
        message_id=message_id,
        stop_url=base_url + letter.stop_path if letter.stop_path else None,
    )


def _opening(letter: Letter) -> str:
    unsafe = UNSAFE_OPENINGS if letter.kind == Kind.UNSAFE_PLACE else {}
    return unsafe.get(letter.topic) or OPENINGS[letter.topic]


def _reasons(kind: str) -> dict[str, str]:
    return UNSAFE_REASONS if kind == Kind.UNSAFE_PLACE else REASONS


def words(language: str) -> Words:
    """Return what turns an English text into a language; English itself stays as it is."""
    return _catalogue(language).gettext


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("mail", str(CATALOGUE), [language], fallback=language == "en")


def _middle(letter: Letter, t: Words, language: str, base_url: str) -> list[str]:
    """Return what only this kind of letter says."""
    if letter.topic is Topic.CHECKED:
        return [_count(letter, t), t(_("A single check does not tell whether speeds have changed since."))]
    if letter.topic is Topic.ANSWERED:
        activity = t(ACTIVITIES[letter.activity]) if letter.activity in ACTIVITIES else ""
        return [f"{activity}, {_day(letter.held_on, language)}", _quoted(letter.reply, language)]
    if letter.topic in {Topic.CLOSED, Topic.DECLINED, Topic.HANDED_OVER}:
        reasons = _reasons(letter.kind)
        return [
            t(reasons[letter.reason]) if letter.reason in reasons else "",
            _quoted(letter.reply, language),
        ]
    if letter.topic is Topic.MEASURE:
        return [_step(letter, t, language)]
    if letter.topic is Topic.TEXT_REJECTED:
        return _not_shown(letter, t)
    if letter.topic is Topic.RECEIPTS:
        return [
            f"{_line(name)}, {_day(on, language)}:\n{_address(path, letter, base_url)}"
            for name, on, path in letter.receipts
        ]
    if letter.topic is Topic.ALERT:
        news = [f"{_piece(piece, t, language)}\n{_address(piece.path, letter, base_url)}" for piece in letter.pieces]
        return [
            *news,
            t(_("There is more on the map: %(number)s pieces of news.")) % {"number": letter.more}
            if letter.more
            else "",
        ]
    return []


def _step(letter: Letter, t: Words, language: str) -> str:
    """Say how far a speed-reducing measure has come."""
    name = f"{letter.reason}_on" if letter.held_on else str(letter.reason)
    measure = t(MEASURES.get(letter.measure or "", MEASURES["other"]))
    return t(MEASURE_STEPS.get(name, MEASURE_STEPS["decided"])) % {
        "measure": measure,
        "day": _day(letter.held_on, language),
    }


def _not_shown(letter: Letter, t: Words) -> list[str]:
    return [
        t(TEXT_REASONS.get(letter.reason or "", TEXT_REASONS["other"])),
        t(
            _(
                "Your suggestion counts all the same: the place, the times and the causes. "
                "On its own page you can put it in other words, and a person reads them again."
            )
        ),
    ]


def _end(letter: Letter, t: Words, place: Place, base_url: str) -> list[str]:
    """Return the links, who writes, and how to have no more of it."""

    def link(text: str, path: str | None) -> str:
        return f"{t(text)}\n{_address(path, letter, base_url)}" if path else ""

    yours = letter.topic in {Topic.CONFIRM, Topic.CONFIRM_ALERT}
    begin = _("Begin it here:") if letter.topic is Topic.REPORT_DUE else _("Answer here:")
    return [
        link(_("Open the page and press the button:") if yours else begin, letter.act_path),
        link(_("The place:"), letter.site_path),
        link(_("Your suggestion:"), letter.receipt_path),
        link(_("Change or end your alert:"), letter.manage_path),
        t(_("If it was not you, do nothing: the address is forgotten within a week.")) if yours else "",
        link(_("No more mail about this:"), letter.stop_path),
        "-- \n" + _line(t(_("The pledge map %(place)s")) % {"place": place.name}) + f"\n{base_url}/",
    ]


def _address(path: str, letter: Letter, base_url: str) -> str:
    """Return the whole address of a page, in the language of the letter."""
    return f"{base_url}{path}?lang={letter.language}"


def _count(letter: Letter, t: Words) -> str:
    """Say whether a check counts, and how far the promise has come."""
    gaps = {"number": letter.number, "target": letter.target}
    if letter.counts and letter.target:
        return (
            t(_("It counts toward the pledge, as number %(number)s of the %(target)s that are promised this year."))
            % gaps
        )
    if letter.counts:
        return t(_("It counts toward the pledge, as number %(number)s of the year.")) % gaps
    if letter.target:
        return (
            t(_("It does not count toward the pledge; the page says why. So far %(number)s of %(target)s are counted."))
            % gaps
        )
    return t(_("It does not count toward the pledge; the page says why."))


def _piece(piece: Piece, t: Words, language: str) -> str:
    if piece.what == "report":
        return f"{_line(piece.site_name)}. {_line(piece.words)}"
    district = district_to_add(_line(piece.site_name), _line(piece.area or ""))
    site = f"{_line(piece.site_name)} ({district})" if district else _line(piece.site_name)
    unsafe, reasons = piece.kind == Kind.UNSAFE_PLACE, _reasons(piece.kind)
    what = "not_taken" if unsafe and piece.what == "declined" else piece.what
    sentence = t(WHAT_HAPPENED[what]) % {"site": site, "day": _day(piece.held_on, language)}
    if piece.what == "checked" and piece.counts:
        return sentence + " " + t(_("It is number %(number)s of the year.")) % {"number": piece.number}
    if piece.what == "answered" and piece.reason in ACTIVITIES:
        return sentence + " " + t(ACTIVITIES[piece.reason]) + "."
    return sentence + " " + t(reasons[piece.reason]) if piece.reason in reasons else sentence


def _quoted(text: str | None, language: str) -> str:
    """Return the public words of an answer, each line marked as a quotation; a standard text in the language."""
    lines = (in_language(text, language) or "").splitlines()
    return "\n".join(f"> {_line(line)}" for line in lines) if lines else ""


def _day(on: date | None, language: str) -> str:
    return format_date(on, "d MMMM y", locale=language) if on else ""


def _line(text: str) -> str:
    """Return a text on one line without signs that no header and no plain text should hold."""
    return re.sub(r"[\s\x00-\x1f\x7f\u2028\u2029]+", " ", text).strip()


def _wrapped(paragraph: str) -> str:
    """Break long lines at spaces; addresses stay whole."""
    return "\n".join(_broken(line) for line in paragraph.split("\n"))


def _broken(line: str) -> str:
    mark = "> " if line.startswith("> ") else ""
    rows, row = [], ""
    for word in line.removeprefix(mark).split(" ") if line != "-- " else [line]:
        if row and len(mark) + len(row) + 1 + len(word) > WIDTH:
            rows.append(mark + row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    return "\n".join([*rows, mark + row])
