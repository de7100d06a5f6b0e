"""Every setting, command and address is written down in docs/interfaces.md, and nothing is that is not there."""

import re

import pytest

from webapp.settings import ROOT, SETTINGS

TEXT = (ROOT / "docs" / "interfaces.md").read_text(encoding="utf-8")
OURS = {
    "accounts", "audit", "backup", "checks", "comments", "demo", "export", "geodata", "hotspots", "measurements",
    "moderation", "open311", "outbox", "place", "retention", "serve", "settings", "sites", "suggestions", "worker",
    "pledges", "tokens", "ledger", "measures", "database", "figures",
}  # fmt: skip


def commands(group, path=()):
    for name, command in sorted(getattr(group, "commands", {}).items()):
        if path or name in OURS:
            yield " ".join((*path, name)), command
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_every_setting_is_documented(setting):
    assert f"`{setting.name}`" in TEXT


def test_no_setting_is_documented_that_does_not_exist():
    assert set(re.findall(r"LOFTE_[A-Z_]+", TEXT)) == {s.name for s in SETTINGS}


def test_every_command_and_option_is_documented(app):
    missing = []
    for name, command in commands(app.cli):
        if hasattr(command, "commands"):
            continue
        row = next((line for line in TEXT.splitlines() if line.startswith(f"| `{name}")), None)
        if row is None:
            missing.append(name)
            continue
        options = [p.opts[0] for p in command.params if p.param_type_name == "option"]
        missing += [f"{name} {option}" for option in options if option not in row]
    assert missing == []


def test_every_command_has_help(app):
    assert [name for name, command in commands(app.cli) if not command.help] == []


def test_every_address_is_documented(app):
    paths = {re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule.rule) for rule in app.url_map.iter_rules()}
    documented = set(re.findall(r"`(?:(?:GET|POST|GET/POST) )?(/[^`\s?]*)", TEXT))

    assert sorted(paths - documented) == []


def test_no_command_is_documented_that_does_not_exist(app):
    known = {name for name, _ in commands(app.cli)}
    table = TEXT.split("## Commands")[1].split("\n## ")[0]
    documented = re.findall(r"^\| `([a-z0-9 -]+?)(?: [A-Z].*?)?`", table, re.MULTILINE)

    assert sorted(set(documented) - known) == []


def test_no_address_is_documented_that_does_not_exist(app):
    paths = {re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule.rule) for rule in app.url_map.iter_rules()}
    documented = set(re.findall(r"`(?:GET|POST|GET/POST) (/[^`\s?]*)", TEXT))

    assert sorted(documented - paths) == []


def test_every_page_that_the_readme_names_is_there():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#:]+)\)", readme) if not link.endswith(".png")]

    assert [link for link in links if not (ROOT / link).exists()] == []
