"""What is said when a password or a code is not right: at the login, and where people change their own account."""

from flask_babel import gettext, ngettext

from webapp.domain.logins import CodeAnswer, TooManyTries, WrongLogin


def wrong_code(error: WrongLogin) -> str:
    """Return why a code was refused, and how many more are heard."""
    if error.about is CodeAnswer.USED:
        used = gettext("That code has been used. Wait until the app shows the next one.")
        return f"{used} {_left(error.left)}"
    if error.about is CodeAnswer.CLOCK:
        return f"{_clock(error.off_s)} {_left(error.left)}"
    return str(
        ngettext("The code is not right, %(num)d try left.", "The code is not right, %(num)d tries left.", error.left)
    )


def wrong_password(error: WrongLogin) -> str:
    """Return that the password one has now was not the one typed, and how many more tries are heard."""
    return str(
        ngettext(
            "That is not your password, %(num)d try left.", "That is not your password, %(num)d tries left.", error.left
        )
    )


def _left(left: int) -> str:
    return str(ngettext("%(num)d try left.", "%(num)d tries left.", left))


def _clock(off_s: int) -> str:
    minutes = max(1, round(abs(off_s) / 60))
    if off_s > 0:
        return str(
            ngettext(
                "The clock of your phone is a minute fast. Let the phone set its own time, then type a new code.",
                "The clock of your phone is %(num)d minutes fast. "
                "Let the phone set its own time, then type a new code.",
                minutes,
            )
        )
    return str(
        ngettext(
            "The code is a minute old, or the clock of your phone is slow. "
            "Type the code that the app shows now; if that is refused too, let the phone set its own time.",
            "The code is %(num)d minutes old, or the clock of your phone is slow. "
            "Type the code that the app shows now; if that is refused too, let the phone set its own time.",
            minutes,
        )
    )


def too_many(error: TooManyTries) -> str:
    """Return how long to wait."""
    minutes = -(-error.retry_after_s // 60)
    return str(
        ngettext(
            "Too many tries. Wait a minute and try again.",
            "Too many tries. Wait %(num)d minutes and try again.",
            minutes,
        )
    )
