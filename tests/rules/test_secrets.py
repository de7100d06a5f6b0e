"""What is planned stays with the police: no public body changes when a site is chosen, published or not."""

import re
from datetime import date

import pytest

from tests.reports import publish
from tests.residents import OFFICER, ask, ask_site, hold, site_of
from webapp.domain.campaigns import CampaignWish
from webapp.domain.roles import OPERATOR
from webapp.usecases.campaigns import create_campaign
from webapp.usecases.checks import choose_site, unchoose_site
from webapp.web.guards import PUBLIC

QUESTION = CampaignWish(*["Var?"] * 4, date(2026, 5, 1), date(2026, 5, 31), slug="speed-checks")  # as a pledge's
HERE, THERE = (60.01, 15.05), (59.98, 15.13)
NEW_EACH_TIME = re.compile(
    rb'name="(?:submission_key|csrf_token)"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="(?:submission_key|csrf_token)"'
    rb"|<code>[0-9a-f]{4}-[0-9a-f]{4}</code>"
    rb'|"reference": ?"[0-9a-f]{4}-[0-9a-f]{4}"'  # the reference of an error page
)


@pytest.fixture
def world(session, context, clock):
    """A public site with a check, and one that too few have asked for; a receipt of each."""
    public = ask_site(session, context, HERE).id
    receipts = [ask(session, context, HERE), ask(session, context, THERE)]
    create_campaign(session, context, OPERATOR, QUESTION)
    publish(session, context)
    clock.move(hours=1)
    held = hold(session, context, clock, public)
    return public, site_of(session, receipts[1]).id, receipts, held.public_id


def addresses(app, site_id, receipts, check_id):
    """Return every public address that can be read, its gaps filled in."""
    fill = {
        "site_id": [site_id], "token": receipts, "slug": ["speed-checks"], "year": ["2026"],
        "report": ["2026-1"],
        "name": ["sites", "checks", "areas", "hotspots", "measures"], "item_id": [site_id], "code": ["speed"],
        "public_id": [check_id],
    }  # fmt: skip
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in PUBLIC or rule.endpoint == "static" or "GET" not in rule.methods:
            continue
        paths = [rule.rule]
        for name in rule.arguments:
            paths = [re.sub(rf"<(?:\w+:)?{name}>", value, path) for path in paths for value in fill[name]]
        found += paths
    return sorted(found)


def bodies(client, paths):
    found = {}
    for path in paths:
        answer = client.get(path, buffered=True)  # a served file is closed
        headers = {k: v for k, v in answer.headers if k not in {"Date", "ETag", "Set-Cookie", "Last-Modified"}}
        found[path] = (answer.status_code, headers, NEW_EACH_TIME.sub(b"", answer.data))
    return found


@pytest.mark.parametrize("which", [0, 1], ids=["a public site", "a site nobody may see yet"])
def test_no_public_answer_changes_when_a_site_is_chosen_or_let_go(app, client, session, context, clock, world, which):
    site_id = world[which]
    paths = addresses(app, world[0], *world[2:])
    before = bodies(client, paths)
    clock.move(minutes=3)
    choose_site(session, context, OFFICER, site_id, clock().date())

    chosen = bodies(client, paths)
    clock.move(minutes=3)
    unchoose_site(session, context, OFFICER, site_id)
    let_go = bodies(client, paths)

    assert len(paths) > 20
    assert sum(status == 200 for status, _, _ in before.values()) > 20
    assert [p for p in paths if chosen[p] != before[p]] == []
    assert [p for p in paths if let_go[p] != before[p]] == []
