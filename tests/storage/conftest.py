"""Suggestions on a real database, in metres from the corner of the worlds."""

import pytest

from tests.worlds import suggest_at
from webapp.storage import grouping


@pytest.fixture
def ask(session, context):
    """Suggest at metres from the corner of the worlds, as the form would; return suggestion and site."""

    def ask(x, y=0.0, key=None, **more):
        suggestion = suggest_at(session, context, x, y, key, **more)
        return suggestion, grouping.place_suggestion(session, context, suggestion)

    return ask


@pytest.fixture
def leave(session, context):
    def leave(suggestion, how):
        suggestion.state = how
        setattr(suggestion, f"{how}_at", context.now())
        if how == "erased":
            suggestion.lat = suggestion.lon = suggestion.email_confirmed_at = None
            suggestion.when_cells = suggestion.causes = ""
            suggestion.reporter_key = f"random-{suggestion.id}"
        grouping.remove_suggestion(session, context, suggestion)

    return leave


@pytest.fixture
def kept_state_is_right(session, context):
    """Whatever a test did, what is kept must equal a rebuild."""
    yield
    assert grouping.verify(session, context) == []


@pytest.fixture
def three_sites(ask, clock):
    """Three published sites 300 m apart, an hour between them."""
    found = []
    for x in (0, 300, 600):
        for key in range(3):
            _, site = ask(x + key, key=f"{x}-{key}")
        found.append(site)
        clock.move(hours=1)
    return found
