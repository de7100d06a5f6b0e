"""What a comment is about: speed, an unsafe place, other traffic, a question how it went, or something else."""

import re
from enum import StrEnum


class Category(StrEnum):
    """What a comment is about."""

    SPEED_CHECK = "speed_check"
    UNSAFE_PLACE = "unsafe_place"
    OTHER_TRAFFIC = "other_traffic"
    FOLLOW_UP = "follow_up"
    OFF_TOPIC = "off_topic"


SIGNS: dict[Category, tuple[tuple[int, str], ...]] = {
    Category.SPEED_CHECK: (
        (4, r"\bi \d{2,3}\b(?!-)"),
        (
            3,
            r"fort(?:kör\w*|kor\w*)?\b|för fort|hastighet\w*|fartk\w*|fartgupp\w*|\bfart(?:en|er)?\b|"
            r"speed\w*|farthinder",
        ),
        (
            3,
            r"\d{2,3}[ -]?(?:km|knyck|väg\b|zon)|(?:trettio|fyrtio|femtio|sextio) (?:gäller|väg)|"
            r"\b\d0 (?:blir|gäller)|mätt till|höll minst|håller \d|\d0 på \d0|\d0 är standard|i hundra",
        ),
        (
            3,
            r"racing|racer\w*|race\b|gatlopp|streetrace\w*|drag ?race\w*|dragrac\w*|rejs\w*|buskör\w*|"
            r"vansinneskör\w*|fri fart",
        ),
        (
            3,
            r"gas(?:ar|ade|a)\b|dra(?:r)? på|bränner|susar|flyger fram|blåser|drar förbi|rusar|"
            r"omkörning\w*|kör(?:de)? (?:de |dom )?om\b",
        ),
        (
            2,
            r"kör(?:s|de)? (?:\w+ ){0,2}(?:som|de som|galet|sjukt|dårar|idioter)|hur de kör|dårar|idioter|"
            r"galning\w*|tokar",
        ),
        (
            2,
            r"(?:kör|håller|går) (?:i )?\d{2,3}\b|laser\w*|radar\w*|kamera|fartkamera|stå (?:vid|på|där|"
            r"nån|någon)|ställ er|\bkom hit\b|"
            r"kom till vår|får ni se|ställa er|genomfart\w*|smitväg|raksträcka|motorväg|mot rött|too fast|"
            r"speeding",
        ),
        (1, r"kontroll\w*|\bkolla\b|check\b|motorcyk\w*|håller \w+ 30|bilar\w*"),
    ),
    Category.UNSAFE_PLACE: (
        (
            4,
            r"otrygg\w*|otäck\w*|obehag\w*|läskig\w*|rugg\w*|unsafe|scary|osäker\w*|tryggt?\b|inte säker|"
            r"skräm\w*|rädd\b|livsfarlig\w*",
        ),
        (
            4,
            r"mörk\w*|kolsvart|belysning\w*|lamp(?:a|an|or|orna)\b|lyktstolp\w*|nedsläckt|\bdark\b|"
            r"lyser inte|svarta natten",
        ),
        (
            4,
            r"drog(?:er|langare)?\b|bråk\w*|stök\w*|gatly\w*|våga\w* inte|vågar \w+ inte|rån\w*|knark\w*|"
            r"langare|inbrott|förfölj\w*|skjutning\w*|"
            r"överfall\w*|gäng(?:et|en)?\b|fylle\w*|berusade|stöker|hotfull\w*",
        ),
        (
            4,
            r"skymd|skymmer|sikt(?:en)?\b|häck(?:en)?\b|ingen stannar|hinner inte över|påkörd\w*|"
            r"nästan på mig|väjer|prej\w*|olycka|dangerous|farlig\w*",
        ),
        (
            3,
            r"övergångsställe\w*|trottoar\w* saknas|saknas|cykelbanan tar slut|räcket|refug\w*|snår|"
            r"buskar\w*|krossade|smyger",
        ),
        (5, r"kör om bussen"),
    ),
    Category.OTHER_TRAFFIC: (
        (
            4,
            r"(?:cykla\w*|cyklar) på (?:trottoar|gång)\w*|parker\w*|felpark\w*|dubbelpark\w*|"
            r"\w*parkering\w*|parked|elspark\w*|sparkcyk\w*|enkelrik\w*|"
            r"gågata|rundkör\w*",
        ),
        (
            4,
            r"mope\w* på (?:gång|cykel)\w*|moppe\w* på (?:gång|cykel)\w*|cyklist\w*|cykelställ\w*|"
            r"cykelvägen|busskörfält\w*|stoppskylt\w*|fyrhjul\w*|vattenskot\w*|tomgång\w*|skräp",
        ),
        (
            4,
            r"nedskräp\w*|klotter\w*|isig\w*|uppställd\w*|stopplikt\w*|(?:mitt i|blockerar) (?:vägen|"
            r"gatan)|snöröj\w*|plog\w*|snöhög\w*|buller|bullret|låter|tut\w*|vägarbete\w*|hål(?:et)?\b|"
            r"asfalt\w*|"
            r"köer\w*|kö\b|genomfartsförbud|avstäng\w*|cruis\w*|a-traktor\w*|mobil\b",
        ),
        (3, r"mop(?:ed|pe)\w*|släpper av|båtar\w*|musik|epor|epa\w*|tutande|cykel\w*|trafikstockning|handikapp\w*"),
    ),
    Category.FOLLOW_UP: (
        (
            6,
            r"hur många (?:av )?(?:de |kontroll)|how many of|vad (?:blev|hände|har hänt)|hur gick|"
            r"resultat\w*|uppföljning\w*|utvärder\w*|återkoppl\w*|statistik\w*|feedback",
        ),
        (
            6,
            r"ni lovade|medborgarlöfte\w*|löfte\w*|promise|har ni (?:hållit|hunnit)|ni skrev att|"
            r"anmäl(?:de|t) (?:detta|det|\w+ )|mejlat om|har ni ens varit|var kan man läsa",
        ),
        (
            6,
            r"hur många böter|tack till (?:er|polisen)|tack (?:snälla )?för (?:kontrollen|att ni|hjälpen|"
            r"insatsen|besöket)|bra jobbat|thanks for|"
            r"var(?:t)? ni har stått|platser valde|kom det någon bot",
        ),
    ),
    Category.OFF_TOPIC: (
        (
            7,
            r"säljes|säljer (?!drog|knark)|uthyr\w*|\bbyta lägenhet|lägenhet\b|loppis|bortsprung\w*|"
            r"hittat en|tappa\w*|nyckl\w*|"
            r"plånbok|konsert\w*|öppettid\w*|pizza|valpar?\b|marknaden|blommar",
        ),
        (
            7,
            r"skattepeng\w*|ring mig|mejla mig|grattis|god jul|gott nytt|ha en (?:fin|bra|trevlig)|"
            r"hälsning\w*|greetings|saludos|album\w*|matchen|uniform\w*|fika|söka jobb|nytt badhus|bullar",
        ),
        (3, r"\blol\b|haha\w*|sommardag|\bvår!|\Aföljer\Z|joke|skämmas|bovar|receptionen"),
    ),
}
"""What speaks for each, as patterns over small letters, with its weight."""

_SIGNS = {category: [(w, re.compile(rf"(?<!\w)(?:{p})")) for w, p in signs] for category, signs in SIGNS.items()}
_WISHES = (Category.UNSAFE_PLACE, Category.SPEED_CHECK, Category.OTHER_TRAFFIC)
MOST = 4_000
"""More of a comment is not read for what it is about."""


def scores_of(text: str) -> dict[Category, int]:
    """Return how much speaks for each category."""
    said = " ".join(text[:MOST].lower().split())
    return {c: sum(weight for weight, sign in signs if sign.search(said)) for c, signs in _SIGNS.items()}


def is_topical(scores: dict[Category, int]) -> bool:
    """Whether a comment speaks of traffic or of an unsafe place, so that an ordinary word may mean a place."""
    return any(scores[category] >= 2 for category in _WISHES) and not scores[Category.OFF_TOPIC]


def category_of(scores: dict[Category, int], has_place: bool) -> Category:
    """Return what a comment is about; a place named without more is what was asked for: where to check speed."""
    best = max(Category, key=lambda category: (scores[category], -_PRIORITY.index(category)))
    if scores[best] == 0 or (not has_place and best == Category.SPEED_CHECK and scores[best] < 2):
        return Category.SPEED_CHECK if has_place else Category.OFF_TOPIC
    return best


_PRIORITY = (
    Category.FOLLOW_UP,
    Category.OFF_TOPIC,
    Category.UNSAFE_PLACE,
    Category.OTHER_TRAFFIC,
    Category.SPEED_CHECK,
)
"""Of two that as much speaks for, the first."""
