from tests.residents import HOME, ask, site_of, suggestion_of
from tests.usecases.test_moderation import MODERATOR
from webapp.domain.roles import RESIDENT
from webapp.domain.signals import SignalKind
from webapp.storage.suggestions import Suggestion
from webapp.usecases.signals import senders_at, signals
from webapp.usecases.suggestions import SuggestionWish, suggest


def test_a_burst_at_one_place_is_shown_and_nothing_is_removed(session, context, clock):
    for _ in range(4):
        ask(session, context)
    assert signals(session, context, MODERATOR) == []

    token = ask(session, context)

    (found,) = signals(session, context, MODERATOR)
    assert (found.signal.kind, found.signal.count, found.published) == (SignalKind.BURST, 5, True)
    assert site_of(session, token).residents == 5


def test_a_file_of_many_rows_is_no_burst(session, context):
    tokens = [ask(session, context) for _ in range(6)]
    for token in tokens:
        suggestion_of(session, token).channel = "import"
    session.commit()

    assert signals(session, context, MODERATOR) == []


def test_old_bursts_are_left_alone(session, context, clock):
    for _ in range(6):
        ask(session, context)
    clock.move(days=15)

    assert signals(session, context, MODERATOR) == []


def test_one_sender_who_sends_again_and_again_is_shown(session, context, clock):
    for _ in range(5):
        ask(session, context, resident="the same cookie")
        clock.move(minutes=20)

    (found,) = signals(session, context, MODERATOR)

    assert (found.signal.kind, found.signal.count, found.published) == (SignalKind.ONE_SENDER, 5, False)


def test_the_same_words_from_three_cookies_are_shown(session, context, clock):
    for n in range(3):
        wish = SuggestionWish(
            kind="speed", lat=str(HOME[0]), lon=str(HOME[1]), text="Alla kör för fort förbi lekplatsen",
            reporter_secret=f"cookie {n}",
        )  # fmt: skip
        suggest(session, context, RESIDENT, wish)
        clock.move(hours=3)

    (found,) = signals(session, context, MODERATOR)

    assert (found.signal.kind, found.signal.count) == (SignalKind.SAME_WORDS, 3)


def test_a_moderator_sees_which_suggestions_one_sender_sent_and_no_key(session, context):
    tokens = [ask(session, context, resident=name) for name in ("a", "b", "a")]
    site = site_of(session, tokens[0])

    found = senders_at(session, MODERATOR, site.id)

    assert sorted(line.sender for line in found.lines) == ["A", "A", "B"]
    keys = {s.reporter_key for s in session.query(Suggestion)}
    assert not any(key in repr(found) for key in keys)
