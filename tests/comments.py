"""Comments for tests, about the made-up town: who moderates, what came in, what became of it."""

from itertools import count

from sqlalchemy import select

from webapp.domain.comment_review import Picks
from webapp.domain.comments import Post
from webapp.domain.roles import Actor, Role
from webapp.storage.accounts import Account
from webapp.storage.comments import Comment
from webapp.storage.suggestions import Suggestion
from webapp.usecases.comment_intake import paste_comments

POST = Post("facebook")
SCHOOL = "De kör för fort vid Björkskolan varje morgon vid halv åtta"
STREET = "Skolgatan är en racerbana, kontrollera farten"
NICKNAME = "Alla kör i 90 förbi Kråkhörnan"
SQUARE = "Det är mörkt och otryggt på Östra torget"
_numbers = count(1)


def moderator(session, ctx):
    """Return somebody who moderates, with an account."""
    account = Account(email=f"reader{next(_numbers)}@example.org", role="moderator", created_at=ctx.now())
    session.add(account)
    session.commit()
    return Actor(Role.MODERATOR, account.id)


def take_in(session, ctx, text, post=POST, actor=None):
    return paste_comments(session, ctx, actor or Actor(Role.MODERATOR), post, text)


def comments(session, state=None):
    rows = session.scalars(select(Comment).order_by(Comment.id)).all()
    return [row for row in rows if state is None or row.state == state]


def suggestions(session):
    return session.scalars(select(Suggestion).order_by(Suggestion.id)).all()


def picks(*answers, **more):
    return Picks(answers=answers, **{"kind": "speed", **more})
