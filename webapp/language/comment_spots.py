"""What a reading of a comment offers a moderator: for each place that it speaks of, the places that may be meant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from webapp.language.comment_category import Category
from webapp.language.comment_findings import Choice, Findings, Meant, Span
from webapp.language.comment_names import metres
from webapp.language.comment_parts import Mention
from webapp.language.comment_relations import Located, Point
from webapp.language.comments import WISHES, Reading
from webapp.language.place_words import PlaceWords

WHOLE_STREET = 0.75  # how sure a whole street is beside a point of it that the comment names
NEAR_M = 800.0  # of the point that stands for a street, a landmark may be the one beside it
PART_ALONE = 0.4  # and one of two landmarks alone

_PART = (
    r"(?:vardag\w*|helg\w*|weekend\w*|morg\w+|kväll\w*|natt\w*|nätter\w*|eftermiddag\w*"
    r"|morning\w*|evening\w*|night\w*|day)"
)
_DAY = r"(?:mån|tis|ons|tors|fre|lör|sön)(?:dag\w*)?"
_CLOCK = r"\d{1,2}(?:[.:]\d\d)?"
_TIME = re.compile(
    r"(?<!\w)(?:"
    rf"(?:varje|alla|på|i|every|on|in the)\s+{_PART}"
    r"(?:\s+(?:vid|runt|efter|kl\.?|around|at)\s+(?:halv\s)?\w{1,6}(?:[.:]\d\d)?)?"
    rf"|{_DAY}(?:\s?[-–o&]\s?{_DAY})?(?:\s?(?:kväll|natt|morg|eftermiddag)\w*)?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?:\s(?:morning|evening|night|afternoon)s?)?"
    r"|vardag\w*|helg(?:er|erna|en)?|kväll(?:ar|arna|en|stid)?|natt(?:en|etid)?|nätter(?:na)?"
    r"|morgn?(?:ar|arna|on|onen)|eftermiddag\w*|weekdays?|weekends?|rusningstid\w*"
    r"|(?:kl\.?|klockan|efter|mellan|runt|vid|after|between|around)\s"
    rf"(?:halv\s\w{{2,5}}|{_CLOCK}(?:\s?(?:-|–|och|and|till)\s?{_CLOCK})?(?:\s?[ap]m)?)"
    r"(?!\s?(?:km|m\b|meter|bilar|år|%))"
    r")(?!\w)",
    re.IGNORECASE,
)
"""Words that say when, for the eye alone: what they mean is read in comment_times.py."""
_NAMED = re.compile(
    r"(?<!\w)(?:vid|förbi|bakom|utanför|framför|längs|på|nära|genom|runt|över|at|near|past|outside|behind)"
    r"\s+(?P<name>[A-ZÅÄÖ][a-zåäöéü]{3,}(?:\s[A-ZÅÄÖ][a-zåäöéü]{2,})?)(?!\w)"
)
MOST_READ = 20_000
"""More of a comment is kept, but not looked through for times."""


def findings_of(text: str, reading: Reading, words: PlaceWords) -> Findings:
    """Return what a moderator is offered of a reading.

    :param words: how the place's own language joins names
    """
    places = [*_at_points(reading, words), *_alone(reading)]
    if not places and reading.category in WISHES and not reading.elsewhere:
        places = [Meant((span,), (), sure=False) for span in _unknown_names(text)]
    places = _beside_each_other(places, words)
    places.sort(key=lambda meant: meant.spans[0])
    spans = [span for meant in places for span in meant.spans]
    return Findings(
        places=tuple(_once(places)),
        times=tuple(_times(text, spans)) if reading.when else (),
        when=tuple(reading.when),
        kind="unsafe_place" if reading.category == Category.UNSAFE_PLACE else "speed",
        category=str(reading.category),
        elsewhere=tuple(reading.elsewhere),
    )


def _at_points(reading: Reading, words: PlaceWords) -> Iterator[Meant]:
    """Yield what several names say together, and a house or a landmark that is a point by itself."""
    for point in reading.points:
        named = [reading.mentions[number] for number in point.of]
        spans = tuple((mention.start, mention.end) for mention in named)
        choices: list[Choice] = []
        if point.spot is not None:
            score = min(mention.score for mention in named)
            area = next((c.area for m in named for c in m.choices if c.area), None)
            name = _name(point, named, words)
            choices.append(Choice(name, named[0].kind, *point.spot, area, score, str(point.how)))
        if len(named) > 1 or point.spot is None or named[0].is_street:
            choices += [c for mention in named for c in _of(mention, WHOLE_STREET, PART_ALONE)]
        yield Meant(spans, tuple(choices))


def _alone(reading: Reading) -> Iterator[Meant]:
    """Yield what no point took up: streets without a point on them, names of several places, unknown streets."""
    used = {number for point in reading.points for number in point.of}
    left = [mention for number, mention in enumerate(reading.mentions) if number not in used]
    several = len(reading.mentions) > 1
    for mention in left:
        if mention.choices and mention.choices[0].is_district and several:
            continue  # it tells in which of two places a street lies, and nothing more
        yield Meant(((mention.start, mention.end),), tuple(_of(mention, 1.0, 1.0)))
    for mention in reading.maybe:
        yield Meant(((mention.start, mention.end),), tuple(_of(mention, 1.0, 1.0)), sure=False)


def _of(mention: Mention, street: float, landmark: float) -> Iterator[Choice]:
    """Yield the places that one name may mean, each with its share of how sure the name is."""
    for choice in mention.choices:
        if choice.is_district:
            continue  # it has no point, nor is it a street
        share = street if mention.is_street else landmark
        score = round(mention.score * share / (1 if len(mention.choices) == 1 else 2), 3)
        yield Choice(
            choice.name, choice.kind, choice.lat, choice.lon, choice.area, score, str(mention.why), mention.is_street
        )


def _name(point: Point, named: Sequence[Mention], words: PlaceWords) -> str:
    """Return what a point is called, as the place's language joins names."""
    streets = [mention.place for mention in named if mention.is_street]
    others = [mention.place for mention in named if not mention.is_street]
    if point.how == Located.CROSSING and len(streets) == 2:
        return words.crossing.format(streets=" / ".join(streets))
    if point.how == Located.STRETCH and len(named) == 3:
        names = [mention.place for mention in named]
        return words.between.format(street=names[0], one=names[1], other=names[2])
    if point.how == Located.BESIDE and streets and others:
        return words.beside.format(street=streets[0], one=others[0])
    if point.how == Located.HOUSE and named[0].house:
        return f"{named[0].place} {named[0].house}"
    return named[0].place


def _beside_each_other(places: list[Meant], words: PlaceWords) -> list[Meant]:
    """Return a street and the one landmark near it as one place, where no roads told so: "Skolgatan, vid skolan"."""
    streets = [meant for meant in places if len(meant.choices) == 1 and meant.choices[0].street]
    landmarks = [meant for meant in places if len(meant.choices) == 1 and meant.choices[0].is_point and meant.sure]
    if len(places) != 2 or len(streets) != 1 or len(landmarks) != 1:
        return places
    street, landmark = streets[0].choices[0], landmarks[0].choices[0]
    if street.lat is None or street.lon is None or landmark.lat is None or landmark.lon is None:
        return places
    if metres((street.lat, street.lon), (landmark.lat, landmark.lon)) > NEAR_M:
        return places
    both = replace(
        landmark,
        name=words.beside.format(street=street.name, one=landmark.name),
        score=min(street.score, landmark.score),
        why=str(Located.BESIDE),
    )
    alone = replace(street, score=round(street.score * WHOLE_STREET, 3))
    return [Meant(streets[0].spans + landmarks[0].spans, (both, alone))]


def _unknown_names(text: str) -> Iterator[Span]:
    """Yield what may be what people call a place that no list knows: a capital after a word such as "vid"."""
    for match in _NAMED.finditer(text[:MOST_READ]):
        yield match.span("name")


def _once(places: Sequence[Meant]) -> list[Meant]:
    """Return the places with those of the same names joined: a comment is one voice for each."""
    found: dict[tuple[str, ...], Meant] = {}
    for number, meant in enumerate(places):
        names = tuple(choice.name for choice in meant.choices) or (str(number),)
        known = found.get(names)
        found[names] = meant if known is None else Meant(known.spans + meant.spans, known.choices, known.sure)
    return list(found.values())


def _times(text: str, names: Sequence[Span]) -> Iterator[Span]:
    """Yield the words that say when, outside of names."""
    taken = [range(start, end) for start, end in names]
    for match in _TIME.finditer(text[:MOST_READ]):
        if not any(match.start() < span.stop and match.end() > span.start for span in taken):
            yield match.span()
