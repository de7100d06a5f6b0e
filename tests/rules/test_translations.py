"""Swedish has every text that the code and the templates have, with the same gaps to fill in."""

import re
import subprocess
import sys

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from webapp.settings import ROOT

FOLDER = ROOT / "webapp" / "translations" / "sv" / "LC_MESSAGES"
CATALOGUES = sorted(FOLDER.glob("*.po"))
GAP = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def messages(path):
    with path.open("rb") as file:
        return [m for m in read_po(file, locale="sv") if m.id]


def key(message):
    """Return the singular text; a catalogue keeps plurals under it."""
    return forms(message.id)[0]


def forms(value):
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def gaps(text):
    return {a or b for a, b in GAP.findall(text)}


@pytest.fixture(params=CATALOGUES, ids=lambda p: p.stem)
def catalogue(request):
    return request.param


def test_there_is_a_catalogue_for_each_subject():
    assert [p.stem for p in CATALOGUES] == ["mail", "open", "progress", "site", "staff", "suggest"]


def test_every_text_has_its_swedish(catalogue):
    empty = [m.id for m in messages(catalogue) if m.fuzzy or not all(forms(m.string))]

    assert empty == []


def test_a_translation_fills_in_what_its_text_fills_in(catalogue):
    wrong = []
    for message in messages(catalogue):
        wanted = set().union(*(gaps(text) for text in forms(message.id)))
        if any(gaps(text) - wanted for text in forms(message.string)) or gaps(forms(message.string)[-1]) != wanted:
            wrong.append(message.id)

    assert wrong == []


def test_the_compiled_catalogue_is_the_written_one(catalogue):
    with catalogue.with_suffix(".mo").open("rb") as file:
        compiled = {key(m): forms(m.string) for m in read_mo(file) if m.id}

    assert compiled == {key(m): forms(m.string) for m in messages(catalogue)}


def test_every_text_of_the_code_is_in_a_catalogue(tmp_path):
    """Extract everything at once, as ``update.sh`` does subject by subject, and look each text up."""
    pot = tmp_path / "all.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg", "-k", "_l"]
    subprocess.run([*command, "-o", str(pot), "templates", "webapp/web"], cwd=ROOT, check=True, capture_output=True)
    known = {key(m) for path in CATALOGUES for m in messages(path)}

    assert sorted(key(m) for m in messages(pot) if key(m) not in known) == []
