"""The pages turn round for a language written from right to left: the style names starts and ends, not sides."""

import re

import pytest

from webapp.settings import ROOT

SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
SIDED = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)(?:-\w+)?|(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius"
    r"|scroll-(?:margin|padding)-(?:left|right))\s*:"
    r"|(?<![\w-])(?:float|clear|text-align)\s*:\s*(?:left|right)\b|background-position(?:-x)?\s*:[^;]*\b(?:left|right)\b"
    r"|translateX\(|translate\(\s*[^0,)\s]"
)
FOUR = re.compile(r"(?<![\w-])(margin|padding|inset|border-width|scroll-padding|scroll-margin)\s*:\s*([^;}]+)")
TURNS_NOT = {
    "map.css": "a map's east is to the right in every language",
}


def sides(text):
    """Return every declaration that names a side, a shorthand of four values included."""
    found = [match[0] for match in SIDED.finditer(text)]
    for match in FOUR.finditer(text):
        values = re.findall(r"[\w.%-]+\([^()]*(?:\([^()]*\))?[^()]*\)|[^\s]+", match[2].replace("!important", ""))
        if len(values) == 4 and values[1] != values[3]:
            found.append(match[0])
    return found


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.name not in TURNS_NOT], ids=lambda s: s.name)
def test_the_style_names_no_side(sheet):
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)

    assert sides(text) == []


@pytest.mark.parametrize(
    "rule",
    [
        "margin-left: 1rem",
        "left: 0",
        "text-align: right",
        "float:left",
        "padding: 1px 2px 3px 4px",
        "border-right-width: 1px",
    ],
)
def test_a_side_would_be_seen(rule):
    assert sides(f"a {{ {rule}; }}")


@pytest.mark.parametrize(
    "rule", ["margin-inline-start: 1rem", "inset-inline: 0", "padding: 1px 2px 3px 2px", "margin: 0"]
)
def test_starts_and_ends_are_no_sides(rule):
    assert sides(f"a {{ {rule}; }}") == []


def test_no_page_says_its_own_direction():
    pages = [p for p in (ROOT / "templates").rglob("*.html") if re.search(r'dir="(?:ltr|rtl)"', p.read_text("utf-8"))]

    assert pages == []
