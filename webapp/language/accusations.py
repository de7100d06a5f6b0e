"""Accusations: a crime said of somebody who can be told apart, by a plate, a name or as "my neighbour".

"Rattfulla på fredagar" is about a place and is left alone; "min granne kör alltid full" is not.
"""

import re
from collections.abc import Iterator, Sequence

from webapp.language.personal_data import Finding, PersonalData

_CRIMES = (
    r"rattfull\w*", r"rattonykt\w*", r"drograttfyll\w*", r"drogpåverkad\w*", "onykter", "berusad",
    r"hög på \w{2,12}", "(?:alltid|ofta|kör|körde|åker) full", "(?:knark|drog|hasch)?langare", "langaren", "langar",
    r"knarkare\w*", "knarkar", "pundare", "missbrukare",
    "(?:säljer|sålde|köper) (?:knark|droger|hasch|tjack|sprit)", "tjuv(?:en|ar)?", "stjäl", "stulen", "stulit",
    r"kriminell\w*", r"gängkriminell\w*", "gängmedlem", r"pedofil\w*", r"våldtäkt\w*", "våldtog", r"misshandl\w*",
    r"slår sin\w*", r"mördare\w*", r"smitare\w*", "hotar folk", "utan körkort", "körförbud", "saknar körkort",
    "inget körkort", "olovlig körning", r"skattefusk\w*", "fuskar med", r"svartjobb\w*", r"bedragare\w*", "drunk",
    r"drink[- ]?driv\w*", "drug dealer", "dealing drugs", "deals drugs", "sells drugs", "on drugs", "junkie",
    "thief", "stolen", "criminal", "gang member", "rapist", "p(?:a)?edophile", "murderer", "without a licen[cs]e",
    "no licen[cs]e", "uninsured",
)  # fmt: skip
_POINTERS = (
    "han", "hon", "honom", "henne", "hans", "hennes", "grannen", "granne", "killen", "snubben", "gubben", "mannen",
    "kvinnan", "tjejen", "föraren (?:i|av|på)", "ägaren", "chauffören", "familjen", "personen (?:som|i)",
    "samma (?:bil|kille|person|förare|man|gubbe|snubbe)", "den där (?:bilen|killen|mannen)", "he", "she", "his",
    "her", "(?:my|the) neighbou?r", "the (?:guy|man|woman|owner|family)", "the driver of",
    "the same (?:car|guy|man|person|driver)",
)  # fmt: skip
_CRIME = re.compile(rf"(?<!\w)(?:{'|'.join(_CRIMES)})(?!\w)", re.IGNORECASE)
_SOMEBODY = re.compile(rf"(?<!\w)(?:{'|'.join(_POINTERS)})(?!\w)", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+")
_POINTS = frozenset({PersonalData.PLATE, PersonalData.NAME, PersonalData.HOME, PersonalData.HANDLE})


def find_accusations(text: str, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield each word for a crime in a sentence, or beside one, that also points at somebody.

    :param findings: what else was found in the text: plates and names point at somebody
    """
    pointers = [f.start for f in findings if f.kind in _POINTS]
    said_before = False  # "Grannen kör V70. Han är alltid full": the one before counts too
    for sentence in _SENTENCE.finditer(text):
        points = _SOMEBODY.search(sentence[0]) is not None
        points = points or any(sentence.start() <= start < sentence.end() for start in pointers)
        if points or said_before:
            for match in _CRIME.finditer(text, sentence.start(), sentence.end()):
                yield Finding(PersonalData.ACCUSATION, match.start(), match.end(), match[0], "crime")
        said_before = points
