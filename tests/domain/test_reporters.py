from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.reporters import new_secret, random_key, reporter_key

KEY = "the site's secret"


def test_one_cookie_on_one_road_is_one_resident():
    keys = {reporter_key(KEY, 2026, "road:1", "cookie") for _ in range(50)}

    assert len(keys) == 1


def test_eight_cookies_are_eight_residents():
    assert len({reporter_key(KEY, 2026, "road:1", new_secret()) for _ in range(8)}) == 8


def test_the_same_person_on_two_roads_or_in_two_years_cannot_be_linked():
    keys = {
        reporter_key(KEY, year, scope, "cookie")
        for year in (2026, 2027)
        for scope in ("road:1", "road:2", "square:1:2")
    }

    assert len(keys) == 6


@given(st.text(), st.text(), st.text(), st.text())
def test_scope_and_secret_never_run_together(scope, secret, other_scope, other_secret):
    same = reporter_key(KEY, 2026, scope, secret) == reporter_key(KEY, 2026, other_scope, other_secret)

    assert same == ((scope, secret) == (other_scope, other_secret))


def test_a_key_is_128_bits_of_hex_and_another_site_gets_another():
    key = reporter_key(KEY, 2026, "road:1", "cookie")

    assert len(key) == len(random_key()) == 32
    assert int(key, 16) >= 0
    assert key != reporter_key("another site", 2026, "road:1", "cookie")
    assert "cookie" not in key
