"""A language that nobody speaks, written from right to left: every text of the catalogues in other letters.

What still stands in Latin letters on its pages was never given to a catalogue, and what does not fit or turn is
laid out for one direction only.
"""

import re

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from webapp.web import language

CODE = "he"
_KEPT = re.compile(r"(%\(\w+\)[sd]|\{\w+\}|%%|&\w+;|<[^>]*>)")


def pseudo(text):
    """Return the text in Hebrew letters, as long as before; what is filled in stays."""
    parts = _KEPT.split(text)
    return "".join(part if n % 2 else re.sub(r"[A-Za-z]", _letter, part) for n, part in enumerate(parts))


def _letter(match):
    return chr(0x05D0 + ord(match[0].lower()) % 27)


def write_catalogues(folder):
    """Write a catalogue of the language for each Swedish one, and return how many texts there are."""
    target = folder / CODE / "LC_MESSAGES"
    target.mkdir(parents=True)
    count = 0
    for path in sorted((language.DIRECTORY / "sv" / "LC_MESSAGES").glob("*.po")):
        catalogue = Catalog(locale=CODE)
        with path.open("rb") as file:
            for message in read_po(file, locale="sv"):
                if message.id:
                    count += 1
                    one, *many = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
                    forms = (pseudo(one), *[pseudo(many[0])] * (catalogue.num_plurals - 1)) if many else pseudo(one)
                    catalogue.add(message.id, forms)
        with (target / f"{path.stem}.mo").open("wb") as file:
            write_mo(file, catalogue)
    return count


def app_settings_of(place, folder, monkeypatch):
    """Let the pages know the language, and return a place folder that speaks it."""
    catalogues = folder / "translations"
    write_catalogues(catalogues)
    monkeypatch.setattr(language, "DIRECTORY", catalogues)
    monkeypatch.setitem(language.WRITTEN, CODE, "עברית")
    text = (place / "place.toml").read_text(encoding="utf-8").replace('["sv", "en"]', f'["{CODE}"]')
    (place / "place.toml").write_text(text, encoding="utf-8")
    return place
