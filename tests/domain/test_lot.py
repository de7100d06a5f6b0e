import hashlib
import hmac
from datetime import date

from webapp.domain.lot import seal_of, seals, seed_of, year_secret

KEY = "a secret key of the site"


def test_a_year_is_sealed_from_its_first_day_and_opened_in_march_of_the_next():
    new_year, last = date(2026, 1, 1), date(2027, 2, 28)

    assert seals(KEY, new_year)[0].secret is None
    assert seals(KEY, last)[1].secret is None
    opened = seals(KEY, date(2027, 3, 1))[1]
    assert opened.year == 2026
    assert opened.seal == seals(KEY, new_year)[0].seal == seals(KEY, last)[1].seal


def test_whoever_has_the_opened_secret_can_check_the_seal_and_every_seed_with_any_program():
    opened = seals(KEY, date(2027, 3, 1))[1]

    assert hashlib.sha256(opened.secret.encode()).hexdigest() == opened.seal
    assert seed_of(opened.secret, 7) == hmac.new(opened.secret.encode(), b"7", "sha256").hexdigest()[:32]


def test_years_keys_and_numbers_share_nothing():
    secrets = {year_secret(key, year) for key in (KEY, "another") for year in (2026, 2027)}

    assert len({seal_of(one) for one in secrets}) == len(secrets) == 4
    assert len({seed_of(one, number) for one in secrets for number in range(1, 50)}) == 4 * 49
    assert KEY not in "".join(secrets)
