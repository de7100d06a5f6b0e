"""Our own labelled comments: written before the reader was, and never changed after."""

import hashlib
import json

from tests.conftest import DATA

FILE = DATA / "comments_own.jsonl"
FROZEN = "948e8b0a5e3a33e1015ba2ae9a4accb4465ef8429446151c1b9ecde43eed4774"
FRESH = "b1807cbd9462fc751ae59ddc4443c771429fb7516dd2e4c96d42dea0a46813fe"
SLIPS = {"misspelling", "diacritics", "compound"}


def own_comments():
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def test_nobody_changed_a_comment_after_the_rules_were_begun():
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == FROZEN


def test_the_comments_are_as_hard_as_they_should_be():
    comments = own_comments()

    assert len(comments) >= 300
    assert sum(not c["places"] for c in comments) >= len(comments) / 4
    assert sum(bool(SLIPS & set(c["tags"])) for c in comments) >= len(comments) / 6


def test_each_label_is_where_it_says():
    for comment in own_comments():
        for mention in comment["mentions"]:
            assert comment["text"][mention["start"] : mention["end"]] == mention["surface"]


def test_nobody_changed_a_comment_that_was_written_after_the_rules():
    fresh = DATA / "comments_fresh.jsonl"

    assert hashlib.sha256(fresh.read_bytes()).hexdigest() == FRESH
    for row in fresh.read_text(encoding="utf-8").splitlines():
        comment = json.loads(row)
        assert all(comment["text"][m["start"] : m["end"]] == m["surface"] for m in comment["mentions"])
