"""The accounts and the words of a demo site. Everything here is made up; none of it is ever on a real site."""

from dataclasses import dataclass

from webapp.domain.roles import Role
from webapp.domain.suggestions import Kind


@dataclass(frozen=True)
class DemoAccount:
    """An account that anyone may use on a demo site."""

    email: str
    role: Role
    totp_secret: str


PASSWORD = "sextio-kontroller-om-aret"  # noqa: S105  printed by `serve --demo`, and made on no other site

ACCOUNTS = (
    DemoAccount("police@demo.example", Role.POLICE, "KBHUYSKDIVCEKTKPKBHUYSKDIVCEKTKP"),
    DemoAccount("planner@demo.example", Role.PLANNER, "KBGECTSOIVJECTKPKBGECTSOIVJECTKP"),
    DemoAccount("communicator@demo.example", Role.COMMUNICATOR, "INHU2TKVJZEUGQKUINHU2TKVJZEUGQKU"),
    DemoAccount("moderator@demo.example", Role.MODERATOR, "JVHUIRKSIFKE6USTJVHUIRKSIFKE6UST"),
    DemoAccount("admin@demo.example", Role.ADMIN, "IFCE2SKOIRCU2T2TIFCE2SKOIRCU2T2T"),
)

TEXTS: dict[str, dict[Kind, tuple[str, ...]]] = {
    "sv": {
        Kind.SPEED: (
            "Bilarna gasar på mellan guppen.",
            "Många kör för fort när barnen ska till skolan.",
            "Värst är det sent på kvällen, då körs det som på en motorbana.",
            "Ingen håller trettio här.",
            "Svårt att komma över gatan med barnvagn.",
            "Backen gör att alla kommer för fort ner till korsningen.",
            "Genvägen förbi kön har blivit en racerbana.",
            "Lastbilar och bussar håller också för hög fart.",
            "Motorcyklar på sommarkvällarna.",
            "Sikten är dålig och farten hög, det är en tidsfråga.",
        ),
        Kind.UNSAFE_PLACE: (
            "Lamporna har varit trasiga länge.",
            "Buskarna skymmer hela gångvägen.",
            "Öde efter att butikerna har stängt.",
            "Jag går en omväg för att slippa tunneln.",
        ),
    },
    "en": {
        Kind.SPEED: (
            "Cars speed up between the bumps.",
            "Many drive too fast when children walk to school.",
            "Worst late in the evening.",
            "Nobody keeps the limit here.",
            "Hard to cross with a pram.",
        ),
        Kind.UNSAFE_PLACE: (
            "The lamps have been broken for a long time.",
            "Bushes hide the whole path.",
            "Deserted once the shops have closed.",
        ),
    },
}

REPLIES: dict[str, dict[str, str]] = {
    "sv": {
        "limit_kept": "Två mätningar visar att de flesta håller gränsen här.",
        "rebuilt": "Kommunen har byggt en upphöjd korsning. Säg till om farten kommer tillbaka.",
        "no_safe_place": "Det finns ingen plats där vi kan stå utan att vara till fara.",
        "answered": "Vi har haft flera kontroller här och tackar för tipset.",
    },
    "en": {
        "limit_kept": "Two measurements show that most keep the limit here.",
        "rebuilt": "The municipality has built a raised crossing. Tell us if speeding comes back.",
        "no_safe_place": "There is no spot where we can stand safely.",
        "answered": "We have held several checks here. Thank you.",
    },
}


UNSAFE_REPLIES: dict[str, dict[str, str]] = {
    "sv": {
        "lighting": "Lamporna längs gångvägen är bytta till starkare.",
        "safety_walk": "Kom med på en trygghetsvandring. Vi går runt tillsammans och skriver ned vad som ska göras.",
        "closed": "Belysningen är klar och buskarna är klippta. Hör av er om det blir otryggt igen.",
        "declined": "Marken ägs av en bostadsrättsförening, som har fått era synpunkter.",
    },
    "en": {
        "lighting": "The lamps along the path have been replaced by stronger ones.",
        "safety_walk": "Come along on a safety walk. We go round the place together and write down what is to be done.",
        "closed": "The lighting is done and the bushes are cut. Tell us if it feels unsafe again.",
        "declined": "The ground belongs to a housing association, which has been told what you say.",
    },
}


def in_language(table: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    """Return the words of a language, or the English ones."""
    return table.get(language, table["en"])
