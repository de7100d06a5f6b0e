"""The words of a batch of recommended sites: why each is in it, how good it is, why one is skipped."""

from babel.numbers import format_percent
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.domain.recommending import PickReason
from webapp.usecases.recommending import BatchView, Pick
from webapp.web.look import length
from webapp.web.words import suggestions as words

FAULTS = {
    "count.missing": _l("Write how many places you want"),
    "not_between": _l("Write a number from %(min)s to %(max)s"),
    "unknown_area": _l("Choose a district from the list"),
    "unknown_window": _l("Choose days and hours from the list"),
    "not_skipped_without": _l("Choose why you skip the place"),
}

SKIP = {
    "no_safe_place": _l("No safe place to stand"),
    "roadworks": _l("Roadworks, or the road is closed"),
    "local_knowledge": _l("We know of a better place"),
    "been_there": _l("We were there lately, without a check"),
    "wrong_time": _l("It is worst when we are not on duty"),
    "other": _l("Another reason"),
}

DONE = {
    "made": _l("The places are recommended. Nobody outside the police sees them."),
    "chosen": _l("The place is chosen. The public does not see it."),
    "skipped": _l("The place is skipped, and the reason is kept."),
    "replaced": _l("The place is skipped, and another one stands last in the list."),
    "nothing_left": _l("The place is skipped. No other place is left to recommend."),
    "already": _l("That place was skipped already."),
}


def share(part: float, decimals: int = 1) -> str:
    """Return a share in per cent, as the language writes it, never as nought when it is not."""
    value = 100 * part
    while value and round(value, decimals) == 0 and decimals < 4:
        decimals += 1
    locale = get_locale()
    return str(format_percent(part, _with_decimals(locale.percent_formats[None].pattern, decimals), locale=locale))


def _with_decimals(pattern: str, decimals: int) -> str:
    """Return a pattern of whole numbers with decimals: "#,##0 %" becomes "#,##0.0 %"."""
    whole, rest = pattern.rsplit("0", 1)
    return f"{whole}0.{'0' * decimals}{rest}"


def window_words(window: str) -> str:
    """Return a window of the week: "Tuesday 15–18"."""
    day = str(words.DAY[window[:3]])
    return f"{day[0].upper()}{day[1:]} {words.HOUR[window[4:]]}"


def reason_words(pick: Pick, batch: BatchView) -> str:
    """Return in one line why a site is in the list."""
    if pick.reason == PickReason.FLOOR:
        return str(
            _(
                "The floor of %(area)s holds it here. It adds %(share)s of all points.",
                area=pick.area or "",
                share=share(pick.gain),
            )
        )
    if pick.reason == PickReason.DRAW:
        return str(
            _(
                "Drawn by lot, so that nobody can foresee the whole list. Its chance was %(share)s.",
                share=share(pick.probability),
            )
        )
    if pick.reason == PickReason.REPLACEMENT:
        return str(_("In place of number %(number)s, which was skipped.", number=pick.replaces))
    return str(
        _(
            "Adds the most: %(share)s of all points lie within %(way)s of it, and near no place before it.",
            share=share(pick.gain),
            way=length(batch.radius_m),
        )
    )


def bound_words(batch: BatchView) -> str:
    """Return how good the plan is, and how much better any other could be."""
    served = share(batch.coverage)
    better = batch.bound / batch.coverage - 1 if batch.coverage else 0.0
    if better < 0.0005:
        return str(_("The plan serves %(served)s of all points. That no plan can serve more is proven.", served=served))
    return str(
        _(
            "The plan serves %(served)s of all points. At most %(better)s better is possible: that is proven.",
            served=served,
            better=share(better),
        )
    )


def drawn_words(batch: BatchView) -> str:
    """Return what the lot cost, or nothing when nothing was drawn."""
    if all(pick.reason != PickReason.DRAW for pick in batch.picks):
        return ""
    return str(_("With those drawn by lot the places serve %(served)s.", served=share(batch.coverage_drawn)))
