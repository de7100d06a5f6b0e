"""The words of a score's place in the order: its sum, what would lift it, and which ranks are about equal."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.domain.rank import alike_to, lift_of
from webapp.domain.score import Score, points


def sum_words(score: Score) -> str:
    """Return the score as the sum of its parts."""
    parts = points(score.parts)
    return str(
        _(
            "%(total)d points = %(demand)d for voices + %(waiting)d for time since a check + "
            "%(context)d for surroundings + %(speed)d for measured speed.",
            total=sum(parts.values()),
            **parts,
        )
    )


def lift_words(rank: int, order: Sequence[Score]) -> str:
    """Return how many more residents would lift the site at a rank, and to which; see ``domain.rank.lift_of``."""
    if rank == 1:
        return str(_("It stands first already."))
    lift = lift_of(rank, order)
    if lift is None:
        return str(_("More residents alone would not lift it."))
    return str(
        ngettext(
            "%(num)d more resident with a confirmed e-mail would lift it to rank %(rank)d.",
            "%(num)d more residents with a confirmed e-mail would lift it to rank %(rank)d.",
            lift.residents,
            rank=lift.rank,
        )
    )


def alike_words(rank: int, order: Sequence[Score]) -> str:
    """Return which neighbours in rank are about equal, or nothing when the site stands alone."""
    alike = alike_to(rank, order)
    if alike is None:
        return ""
    return str(
        _(
            "Ranks %(first)d to %(last)d are about equal: a fifth more or less on the weights could turn their order.",
            first=alike.first,
            last=alike.last,
        )
    )
