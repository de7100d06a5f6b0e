"""Comments come in by batches: each once, without people in them, and nothing becomes a suggestion by itself."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.comments import NICKNAME, SCHOOL, SQUARE, STREET, comments, suggestions, take_in
from webapp.domain.comments import Post, Raw
from webapp.domain.errors import Invalid, NotAllowed
from webapp.domain.roles import OPERATOR, Actor, Role
from webapp.formats.comment_files import read_paste
from webapp.language.comment_findings import from_json
from webapp.storage.db import Base
from webapp.usecases.comment_intake import _author_keys, import_comments

HARSH = {
    "a script": "<script>alert(1)</script> på Skolgatan",
    "SQL": "Skolgatan'); DROP TABLE comment;--",
    "a template": "{{ 7 * 7 }} {% raw %} Skolgatan",
    "a formula": '=HYPERLINK("http://x") Skolgatan',
    "100,000 characters": ("Skolgatan är farlig! " * 5000)[:100_000],
    "emoji only": "😀🚗💨" * 50,
    "right to left": "السرعة عالية جدا في Skolgatan كل صباح \u202eneta\u202c",
    "mixed languages": "Too fast on Skolgatan, jättefarligt, çok hızlı, 太快了",
    "marks that combine": "S\u0301kolgatan" + "\u0301" * 500,
    "no width": "Skol\u200bgatan\ufeff",
}


def rows(*lines):
    return "\n".join(json.dumps(line) for line in lines).encode()


@pytest.mark.parametrize("text", HARSH.values(), ids=HARSH)
def test_whatever_somebody_wrote_comes_in_whole_and_is_only_words(session, context, text):
    done = import_comments(session, context, OPERATOR, Post("other"), rows({"id": "1", "text": text}))

    assert done.stored == 1
    (kept,) = comments(session)
    without_links = kept.text.replace("[…]", "")
    assert all(piece in text for piece in kept.text.split("[…]"))
    assert len(without_links) >= 0.7 * len(text)
    for meant in from_json(kept.findings).places:
        assert all(0 <= start < end <= len(kept.text) for start, end in meant.spans)
    assert suggestions(session) == []


def test_no_comment_becomes_a_suggestion_by_itself(session, context):
    take_in(session, context, "\n".join([SCHOOL, STREET, SQUARE, NICKNAME]))

    assert len(comments(session, "waiting")) >= 3
    assert suggestions(session) == []


def test_what_names_no_place_here_is_set_aside_with_its_reason_and_never_lost(session, context):
    done = take_in(session, context, "Bra initiativ!\nSäljer en soffa, hämtas idag\nHälsningar från Malmö\n" + SCHOOL)

    assert done.aside == 3
    assert [c.reason for c in comments(session, "aside")] != [None] * 3
    assert len(comments(session)) == 4


def test_the_same_comment_twice_is_one(session, context):
    done = take_in(session, context, f"{SCHOOL}\n{STREET}\n  {SCHOOL.upper()} ")

    assert (done.comments, done.stored, done.doubles) == (3, 2, 1)


def test_a_second_run_of_a_file_changes_nothing(session, context):
    file = rows(
        {"id": "a", "text": SCHOOL, "author": "Kim"},
        {"id": "b", "text": SCHOOL, "author": "Bo"},
        {"text": STREET, "author": "Kim"},
        {"text": STREET, "author": "Bo"},
    )
    first = import_comments(session, context, OPERATOR, Post("other"), file)
    second = import_comments(session, context, OPERATOR, Post("other"), file)

    assert (first.stored, second.stored, second.doubles, second.batch_id) == (4, 0, 4, None)
    assert len(comments(session)) == 4


def test_words_of_one_author_are_one_comment_and_one_voice(session, context):
    file = rows(
        {"id": "1", "text": SCHOOL, "author": {"id": "77", "name": "Kim Ek"}},
        {"id": "2", "text": SCHOOL, "author": {"id": "77", "name": "Kim Ek"}},
        {"id": "3", "text": STREET, "author": {"id": "77", "name": "Kim Ek"}},
        {"id": "4", "text": STREET, "author": {"id": "78", "name": "Bo Ek"}},
    )
    import_comments(session, context, OPERATOR, Post("other"), file)

    one, other, third = comments(session)
    assert one.author_key == other.author_key != third.author_key


def test_who_wrote_a_comment_is_in_no_column_of_any_table(session, context):
    file = (
        b"id;text;author;profile;created\n"
        b'1;"Skolgatan ""g\xc3\xa5r"" att\nk\xc3\xb6ra fort p\xc3\xa5, ring 070-123 45 67 @kimek";Kim Stenvinkel;'
        b"https://social.example/kimstenvinkel;2026-05-01T10:00:00+02:00\n"
    )
    import_comments(session, context, OPERATOR, Post("other"), file, "export.csv")

    (kept,) = comments(session)
    assert kept.text == 'Skolgatan "går" att\nköra fort på, ring […] […]'
    everything = " ".join(
        str(value) for table in Base.metadata.sorted_tables for row in session.execute(table.select()) for value in row
    )
    for word in ("Stenvinkel", "kimstenvinkel", "kimek", "123 45"):
        assert word not in everything


def test_a_fault_refuses_the_whole_file_and_names_the_line(session, context):
    file = b'{"text": "Skolgatan"}\nnot json\n{"id": 3}\n{"text": "x", "created": "yesterday"}\n'
    with pytest.raises(Invalid) as refused:
        import_comments(session, context, OPERATOR, Post("other"), file)

    assert [(f.code, f.details["line"]) for f in refused.value.faults] == [
        ("not_json", 2),
        ("no_text", 3),
        ("not_a_time", 4),
    ]
    assert comments(session) == []


def test_a_post_is_described_rightly_or_nothing_is_stored(session, context):
    with pytest.raises(Invalid) as refused:
        take_in(session, context, SCHOOL, Post("nowhere", "javascript:alert(1)", "2026-13-40", "unknown-question"))

    assert {f.field for f in refused.value.faults} == {"source", "post_url", "asked_on", "campaign"}
    assert comments(session) == []


def test_only_moderators_and_communicators_take_in_comments(session, context):
    for role in (Role.POLICE, Role.PLANNER, Role.RESIDENT):
        with pytest.raises(NotAllowed):
            take_in(session, context, SCHOOL, actor=Actor(role))
    take_in(session, context, SCHOOL, actor=Actor(Role.COMMUNICATOR))


def test_the_buttons_and_names_of_a_copied_page_are_no_comments():
    page = "Anna Ek\nStorgatan är farlig\nGilla\nSvara\n3 d\nBo Al\nKolla Skolgatan!\nGilla · Svara · 2 d\nVisa 3 svar"

    assert [raw.text for raw in read_paste(page)] == ["Storgatan är farlig", "Kolla Skolgatan!"]


def test_empty_lines_part_comments_of_several_lines():
    assert [raw.text for raw in read_paste("a\nb\n\n\nc\r\n\r\nd")] == ["a\nb", "c", "d"]


WORDS = st.text(alphabet=st.characters(exclude_characters="\n\r\0", exclude_categories=["Cs"])).map("ord{}".format)


@given(st.lists(WORDS, min_size=1, max_size=8), st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_no_word_of_a_paste_is_lost(lines, between):
    found = "\n".join(raw.text for raw in read_paste(between.join(lines)))

    assert found == "\n".join(line.strip() for line in lines)


@given(st.lists(st.sampled_from(["", "Kim", "Bo", "Åsa"]), max_size=8))
def test_an_author_has_one_key_in_a_batch_and_another_in_the_next(authors):
    raws = [Raw(n, "x", author=author) for n, author in enumerate(authors)]
    keys, others = _author_keys(raws), _author_keys(raws)

    assert len(set(keys)) == len({a for a in authors if a}) + authors.count("")
    assert not set(keys) & set(others)
