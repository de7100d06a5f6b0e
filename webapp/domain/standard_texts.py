"""Standard words to residents: one text an outcome, in both languages, that an officer can begin from.

A reply that is still word for word one of these is told to each resident in the language that they read.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class StandardText:
    """One text; ``reason`` is the code that belongs to it, empty for a handing-over."""

    code: str
    reason: str
    sv: str
    en: str


STANDARD_TEXTS = (
    StandardText(
        "no_safe_place",
        "no_safe_place",
        "Vi har varit på platsen. Där finns ingenstans där vi kan stå och stoppa fordon utan fara för dig, "
        "för andra eller för oss. Därför gör vi ingen kontroll just här.",
        "We have been to the place. There is nowhere we can stand and stop vehicles without danger to you, "
        "to others or to us. So we hold no check just here.",
    ),
    StandardText(
        "limit_kept",
        "limit_kept",
        "Vi har mätt på platsen. De flesta höll hastigheten. Därför lägger vi våra kontroller på andra ställen. "
        "Blir det värre kan du föreslå platsen igen.",
        "We have measured at the place. Most drivers kept to the limit. So we hold our checks elsewhere. "
        "If it gets worse, you can suggest the place again.",
    ),
    StandardText(
        "better_measure",
        "better_measure",
        "Här hjälper en kontroll bara för stunden. Vägen behöver byggas om, och det gör inte vi. "
        "Vi har berättat för dem som sköter vägen vad ni som bor här har sagt.",
        "Here a check helps only for the moment. The road needs to be rebuilt, and that is not for us to do. "
        "We have told those who look after the road what you who live here have said.",
    ),
    StandardText(
        "other_road_owner",
        "other_road_owner",
        "Någon annan sköter den här vägen. Vi har berättat för dem vad ni har sagt.",
        "Somebody else looks after this road. We have told them what you have said.",
    ),
    StandardText(
        "rebuilt",
        "rebuilt",
        "Platsen har byggts om sedan ni föreslog den. Vi stänger frågan. "
        "Kör folk fortfarande för fort kan du föreslå platsen igen.",
        "The place has been rebuilt since you suggested it. We close the question. "
        "If people still drive too fast, you can suggest the place again.",
    ),
    StandardText(
        "answered",
        "answered",
        "Vi har kontrollerat platsen och du kan läsa vad vi mätte på platsens sida. Vi stänger frågan. "
        "Blir det värre kan du föreslå platsen igen.",
        "We have checked the place, and you can read what we measured on its page. We close the question. "
        "If it gets worse, you can suggest the place again.",
    ),
    StandardText(
        "handed_over",
        "",
        "Vi har sett vad ni beskriver, och kontroller löser det inte ensamma. "
        "Nu ligger frågan hos kommunens planerare, som ser vad ni har sagt och vad vi har mätt.",
        "We have seen what you describe, and checks alone do not solve it. "
        "The question now lies with the municipality's planner, who sees what you said and what we measured.",
    ),
)

BY_CODE = {text.code: text for text in STANDARD_TEXTS}


def in_language(reply: str | None, language: str) -> str | None:
    """Return a reply; one that is word for word a standard text, in this language."""
    words = " ".join((reply or "").split())
    for text in STANDARD_TEXTS:
        if words in {text.sv, text.en}:
            return text.sv if language == "sv" else text.en
    return reply
