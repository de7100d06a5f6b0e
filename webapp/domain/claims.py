"""What is never claimed, and what is claimed only with a measured comparison behind it: phrases, by language.

Each pattern is matched in lower case. A sentence that says no with "not", "inte" or "aldrig" close before it is none.
"""

import re

NEVER = (
    # fewer accidents: far too few happen at the checked places to tell
    r"(färre|minskade?|minskning av|minskat antal) (trafik)?olyck\w*",
    r"olyck\w* (har )?(minska|sjunki|gått ner|blivit färre)\w*",
    r"(fewer|reduced|less|a drop in) (\w+ )?(accidents|crashes|casualties)",
    r"(accidents|crashes) (have |has )?(fallen|fell|decreased|dropped|gone down)",
    # that it lasts, or holds elsewhere
    r"(varaktig|bestående|långvarig)\w* (effekt|sänkning|förbättring)\w*",
    r"(lasting|permanent|long-term) (effect|reduction|improvement)",
    r"effekt(en)? (sprider|spred) sig",
    r"the effect (spreads|spread)",
    # districts ranked by danger; fines as success
    r"(farligaste|farligast|mest otrygga?) (kommundel|område|stadsdel)\w*",
    r"(most dangerous|least safe) (district|area|neighbourhood)",
    r"rekordmånga böter|bötesrekord|record (number of )?fines",
    # that residents were wrong
    r"invånarna hade fel|obefogad\w* (oro|klagomål)",
    r"residents were wrong|unfounded (concerns|complaints)",
)
NOT_WITHOUT_A_COMPARISON = (
    r"(gav|ger|har gett|hade|har haft) (en |tydlig |god |stor )*effekt",
    r"kontrollerna (sänkte|har sänkt|minskade|dämpade)",
    r"(hastighet\w*|farten) (har )?(sjunkit|sjönk|minskat|minskade|gått ner)",
    r"(kör|körde) (långsammare|saktare) (nu|än|efter|sedan)",
    r"(had|have had|has had|showed) (an |a |clear |good |great )*effect",
    r"the checks (lowered|reduced|slowed|cut)",
    r"(speeds?|driving) (has |have )?(fell|fallen|dropped|decreased|gone down|slowed)",
    r"(drive|drove) (slower|more slowly) (now|than|after|since)",
)
_NO = re.compile(r"\b(inte|aldrig|inga|ingen|varken|not|never|no|cannot|neither)\b")
REACH = 60
"""How many letters before a claim a "not" still belongs to it."""


def claims_in(text: str, effect_shown: bool) -> list[str]:
    """Return each forbidden phrase of a text, as it stands in it.

    :param effect_shown: the measured comparison leaves out "no effect", so a sentence about speeds may stand
    """
    plain = text.lower()
    patterns = NEVER if effect_shown else (*NEVER, *NOT_WITHOUT_A_COMPARISON)
    found = []
    for pattern in patterns:
        for match in re.finditer(rf"\b{pattern}\b", plain):
            before = re.split(r"[.!?\n]", plain[max(0, match.start() - REACH) : match.start()])[-1]
            if not _NO.search(before):
                found.append(text[match.start() : match.end()])
    return found
