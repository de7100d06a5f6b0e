"""Residents who suggest and officers who check, for tests: positions in degrees of the made-up town."""

from datetime import timedelta
from itertools import count

from sqlalchemy import select

from webapp.domain.checks import RecordCheck
from webapp.domain.roles import RESIDENT, Actor, Role
from webapp.domain.suggestions import fingerprint
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.usecases.checks import record_check
from webapp.usecases.receipts import Changes, edit
from webapp.usecases.suggestions import SuggestionWish, suggest

OFFICER = Actor(Role.POLICE)
HOME = (60.01, 15.05)  # in Västra
_numbers = count(1)


def ask(session, ctx, at=HOME, resident=None, kind="speed"):
    """Let a resident suggest a place; return the receipt's token. A resident without a name is a new one."""
    number = next(_numbers)
    wish = SuggestionWish(
        kind=kind,
        lat=str(at[0]),
        lon=str(at[1]),
        submission_key=f"suggestion number {number}",
        reporter_secret=resident or f"resident {number}",
    )
    return suggest(session, ctx, RESIDENT, wish).token


def reword(session, ctx, token, text):
    """Let the sender of a suggestion change its words."""
    edit(session, ctx, token, Changes(text))


def site_of(session, token):
    """Return the site that a suggestion belongs to."""
    return session.get_one(Site, suggestion_of(session, token).site_id)


def suggestion_of(session, token):
    """Return the suggestion behind a receipt."""
    return session.scalars(select(Suggestion).where(Suggestion.token_hash == fingerprint(token))).one()


def ask_site(session, ctx, at=HOME, residents=3, kind="speed"):
    """Let some residents suggest a place; return its site. Three make it public."""
    tokens = [ask(session, ctx, at, kind=kind) for _ in range(residents)]
    return site_of(session, tokens[-1])


def facts(started_at, minutes=20, **more):
    return RecordCheck(started_at=started_at, ended_at=started_at + timedelta(minutes=minutes), **more)


def hold(session, ctx, clock, site_id=None, minutes=20, **more):
    """Hold a check from now on, and record it when it is over."""
    started_at = clock()
    clock.move(minutes=minutes)
    return record_check(session, ctx, OFFICER, facts(started_at, minutes, site_id=site_id, **more))
