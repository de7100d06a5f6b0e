import pytest

from webapp.domain.sites import REASONS, SiteStatus
from webapp.domain.suggestions import CAUSES, WHEN, WHEN_QUICK, Kind, expand_when
from webapp.web.words.suggestions import CAUSE, KIND, REASON, STATUS, cell_words, when_sentence
from webapp.web.words.suggestions import WHEN_QUICK as QUICK_WORDS


@pytest.fixture
def english(app):
    with app.test_request_context("/?lang=en"):
        yield


@pytest.fixture
def swedish(app):
    with app.test_request_context("/?lang=sv"):
        yield


def test_every_code_has_its_words(english):
    assert set(KIND) == set(Kind)
    assert set(CAUSE) == {cause for causes in CAUSES.values() for cause in causes}
    assert set(QUICK_WORDS) == set(WHEN_QUICK)
    assert set(STATUS) == set(SiteStatus)
    assert set(REASON) == set(REASONS)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ((), "Not stated"),
        (("mon-06",), "Monday 06–09"),
        (("mon-06", "mon-09"), "Monday 06–12"),
        (("sat-21", "sun-00"), "Saturday 21–24, Sunday 00–03"),
        (expand_when(["weekday-mornings"], ["fri-18"]), "Weekdays 06–09, Friday 18–21"),
        (expand_when(["weekends"], []), "Saturday–Sunday 06–24"),
        (expand_when(["evenings"], []), "Every day 18–24"),
        (("mon-06", "tue-06", "wed-06"), "Monday–Wednesday 06–09"),
        (("mon-06", "thu-06"), "Monday, Thursday 06–09"),
        (WHEN, "Every day 00–24"),
    ],
)
def test_times_are_said_in_few_words(english, cells, sentence):
    assert when_sentence(cells) == sentence


def test_times_are_said_in_swedish(swedish):
    assert when_sentence(expand_when(["weekday-mornings"], ["fri-18"])) == "Vardagar 06–09, fredag 18–21"
    assert cell_words("tue-12") == "tisdag 12–15"
