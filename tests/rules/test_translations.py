"""Swedish has every text that the code and the templates have, with the same gaps to fill in."""

import re
import subprocess
import sys

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from webapp.settings import ROOT
from webapp.web import language

FOLDER = ROOT / "webapp" / "translations" / "sv" / "LC_MESSAGES"
CATALOGUES = sorted(FOLDER.glob("*.po"))
SOURCES = ROOT / "webapp" / "translations" / "sources.txt"
GAP = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
TYPED_GAP = re.compile(r"%\(\w+\).|\{\w+\}|%%")
SAME_IN_BOTH = {"Data (GeoJSON)", "Demo", "Start", "Text", "Version", "moderator"}
"""Swedish words that are English ones too; what is only gaps and signs is the same as well."""


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
    assert [p.stem for p in CATALOGUES] == sorted(language.CATALOGUES)
    assert {line.split()[0] for line in SOURCES.read_text().splitlines()} == set(language.CATALOGUES)


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


def test_what_is_filled_in_is_a_number_in_both_or_words_in_both(catalogue):
    """``%(num)d`` and ``%(num)s``, a lone per cent sign, or a gap that is named twice would only fail on the page."""
    wrong = []
    for message in messages(catalogue):
        wanted = {gap for text in forms(message.id) for gap in TYPED_GAP.findall(text)}
        for text in forms(message.string):
            alone = "%(" in key(message) and re.search(r"%(?![(%])", text)
            if set(TYPED_GAP.findall(text)) - wanted or alone:
                wrong.append(text)

    assert wrong == []


def test_a_text_that_counts_counts_in_both(catalogue):
    wrong = [m.id for m in messages(catalogue) if len(forms(m.id)) != len(forms(m.string))]

    assert wrong == []


def test_no_text_was_left_in_english(catalogue):
    left = [m.id for m in messages(catalogue) if m.id == m.string and re.search(r"[A-Za-z]{3}", GAP.sub("", m.id))]

    assert set(left) - SAME_IN_BOTH == set()


def test_the_source_texts_are_english(catalogue):
    swedish = [key(m) for m in messages(catalogue) if re.search("[åäöÅÄÖ]", key(m).replace("Löfteskartan", ""))]

    assert swedish == []


def test_one_text_has_one_translation():
    """All catalogues are one when a page asks: of two translations of the same text one would win everywhere."""
    said = {}
    for path in CATALOGUES:
        for message in messages(path):
            if isinstance(message.id, str):
                said.setdefault(message.id, set()).add(message.string)

    assert {text: found for text, found in said.items() if len(found) > 1} == {}


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
