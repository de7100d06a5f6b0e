"""What holds for every file: how long it may be, which words it may not hold, who may import whom."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from webapp.settings import ROOT

FILES = [Path(line) for line in subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()]
CODE = [p for p in FILES if p.suffix == ".py" and p.parts[0] in {"webapp", "tests", "bench"}]
SHOWN = [p for p in FILES if p.parts[0] in {"webapp", "templates", "static"} and "vendor" not in p.parts]

RAW_HTML = {
    "webapp/web/look.py": "a number that can be pressed",
    "webapp/formats/hotspot_files.py": "legend and table of a planner's file, which no template renders",
    "webapp/formats/hotspot_picture.py": "the SVG of a file, which no template renders",
    "webapp/formats/planner_views.py": "legend, slider and tables of the further maps, likewise",
}
"""Where HTML is written in Python, and why. Texts go in by ``.format``, which escapes them."""


def lines(paths, pattern):
    found = re.compile(pattern)
    for path in paths:
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        yield from (
            f"{path}:{n}: {line.strip()[:100]}" for n, line in enumerate(text.splitlines(), 1) if found.search(line)
        )


@pytest.mark.parametrize("path", [p for p in CODE if p.parts[0] == "webapp"], ids=str)
def test_a_file_is_short_enough_to_read(path):
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= 400


def calls(path, names):
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in names:
            yield node


def test_html_is_written_in_named_files_only_and_texts_go_in_escaped():
    written = {str(p): list(calls(p, {"Markup"})) for p in CODE if p.parts[0] == "webapp"}
    pasted = [
        f"{path}:{call.lineno}"
        for path, found in written.items()
        for call in found
        if len(call.args) != 1 or not isinstance(call.args[0], ast.Constant)
    ]

    assert {path for path, found in written.items() if found} <= RAW_HTML.keys()
    assert pasted == []


def test_no_text_escapes_escaping():
    code = [p for p in CODE if p.parts[0] == "webapp"]
    templates = [p for p in SHOWN if p.suffix in {".html", ".xml", ".txt"}]

    raw = {"Popup", "Tooltip", "GeoJsonTooltip", "GeoJsonPopup", "render_template_string", "from_string"}
    assert [f"{path}:{call.lineno}" for path in code for call in calls(path, raw)] == []
    assert list(lines(templates, r"\|\s*safe\b|autoescape\s+false")) == []


def test_nothing_is_styled_or_scripted_inside_a_page():
    paths = [p for p in SHOWN if p.suffix == ".html"]

    assert list(lines(paths, r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=\"|javascript:")) == []


def test_no_page_asks_another_host():
    paths = [p for p in SHOWN if p.suffix in {".html", ".css", ".js"}]

    assert list(lines(paths, r"(?:src|href|url)\s*[=(]\s*[\"']?https?://")) == []


def test_no_code_names_a_place():
    allowed = re.compile(r"^webapp/settings\.py:\d+: Setting\(\"LOFTE_PLACE\"")

    named = [line for line in lines(SHOWN, r"(?i)huddinge|södertörn") if not allowed.match(line)]

    assert named == []


def test_no_file_knows_the_machine_it_was_made_on():
    paths = [p for p in FILES if p != Path("tests/rules/test_house.py")]

    assert list(lines(paths, r"/[w]ork/|/home/\w|/root/|/Users/|file:///(?!etc/)|\bTODO\b|\bFIXME\b|\bXXX\b")) == []


def test_no_secret_is_in_the_repository():
    paths = [p for p in FILES if p.parts[0] != "tests"]

    assert list(lines(paths, r"BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY|\bghp_\w{20}|\bAKIA[0-9A-Z]{16}\b")) == []


def test_the_top_level_holds_what_the_readme_names():
    known = {
        "app.py", "webapp", "templates", "static", "geodata", "migrations", "tests", "bench", "docs", "deploy", ".ci",
        "README.md", "LICENSE", "Makefile", "pyproject.toml", "babel.cfg", "requirements.txt", "requirements-dev.txt",
        "requirements-bench.txt", "requirements-postgres.txt", "requirements-several.txt", ".gitignore",
        ".gitattributes", ".editorconfig", ".pre-commit-config.yaml", ".dockerignore",
    }  # fmt: skip

    assert {p.parts[0] for p in FILES} - known == set()


def test_layers_import_downwards_only():
    result = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )

    assert result.returncode == 0, result.stdout
