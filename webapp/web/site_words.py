"""A published site put into words: how many, when, how far it has come, and why or why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from webapp.domain.calendar import local_date
from webapp.domain.counting import CountingRule
from webapp.domain.privacy import (
    PublicActivity,
    PublicAnswer,
    PublicCheck,
    PublicEdit,
    PublicHandingOver,
    PublicSite,
)
from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import WHEN, Kind
from webapp.web.current import context
from webapp.web.words.checks import reason_text
from webapp.web.words.suggestions import CAUSE, KIND, REASON, STATUS, when_sentence
from webapp.web.words.unsafe_places import ACTIVITY
from webapp.web.words.unsafe_places import REASON as UNSAFE_REASON

SPANS_AT_MOST = 3
"""With more stretches of time than this, a list says that it is at many times."""


ANSWERED = {
    "closed": _l("The place was closed."),
    "declined": _l("The place was declined, with a reason."),
    "reopened": _l("The place was opened again."),
}


EDITED = {
    "merged": _l("The place was joined with a neighbouring one: they are the same place."),
    "split_from": _l("The place was parted from another one that it had been part of."),
    "split_into": _l("A part of the place became a place of its own."),
}


@dataclass(frozen=True)
class Happening:
    """What happened to a site on a day, with the public words of the police if there are any."""

    on: date
    what: str
    reply: str | None = None
    answer: int | None = None  # its number among the answers of the site, from 0
    other: tuple[str, str] | None = None  # id and name of another place to read on at


def residents_words(band: str) -> str:
    """Return a band as people say it: "11–20 residents"."""
    if band == "101+":
        return str(_("more than 100 residents"))
    return str(_("%(band)s residents", band=band.replace("-", "–")))


def worst_words(site: PublicSite) -> str:
    """Return when most residents say that it is worst, in a few words; empty when nobody said."""
    if not site.when:
        return ""
    worst = [cell for cell, strength in zip(WHEN, site.strengths, strict=True) if strength == max(site.strengths)]
    words = when_sentence(worst)
    return words if words.count(",") < SPANS_AT_MOST else str(_("At many times of the week"))


def progress_words(site: PublicSite) -> str:
    """Return how far a site has come: answered, checked, or waiting."""
    if site.status in {SiteStatus.CLOSED, SiteStatus.DECLINED}:
        return str(STATUS[site.status])
    if site.status == SiteStatus.ANSWERED:
        return str(_("Answered: %(activity)s", activity=activity_words(site).lower()))
    if site.checks:
        return checks_words(site.checks)
    return str(_("With the municipality and the police") if site.kind == Kind.UNSAFE_PLACE else _("Not checked yet"))


def checks_words(number: int) -> str:
    """Return how many checks were held."""
    return str(ngettext("%(num)d check done", "%(num)d checks done", number))


def marker_words(n: int, site: PublicSite) -> str:
    """Return what a screen reader says of a marker: number, name, kind, residents and checks."""
    return f"{n}. {place_words(site)}"


def place_words(site: PublicSite) -> str:
    """Return a site in a breath: name, kind, residents and checks."""
    words = {"name": site.name, "kind": KIND[site.kind], "residents": residents_words(site.residents)}
    if site.checks:
        return str(_("%(name)s, %(kind)s, %(residents)s, %(checks)s", checks=checks_words(site.checks), **words))
    return str(_("%(name)s, %(kind)s, %(residents)s", **words))


def summary(site: PublicSite) -> list[str]:
    """Return the sentences that say it all: what residents say, when, why, and what has been done."""
    return [sentence for sentence in (_what(site), _when(site), _why(site), _done(site)) if sentence]


def verdict_words(check: PublicCheck, rule: CountingRule) -> str:
    """Return whether a check counts: as which number of the year, or why not."""
    if check.counts:
        return str(_("Yes, number %(number)s", number=check.number))
    return str(_("No. %(reason)s", reason=reason_text(check.reason or "", rule)))


def history(
    site: PublicSite,
    checks: Sequence[PublicCheck],
    handed: PublicHandingOver | None = None,
    answers: Sequence[PublicAnswer] = (),
    activities: Sequence[PublicActivity] = (),
    edits: Sequence[PublicEdit] = (),
) -> list[Happening]:
    """Return what has happened to a site, day by day, the newest first; that it was published is the oldest."""
    tz, threshold = context().place.tz, context().place.publish_threshold
    published = ngettext(
        "The place was published: %(num)d resident had suggested it.",
        "The place was published: %(num)d different residents had suggested it.",
        threshold,
    )
    if site.kind == Kind.UNSAFE_PLACE:
        published = _("The place was published: enough residents had suggested it, and a person had looked at it.")
    later = [Happening(check.held_on, _held(check)) for check in reversed(checks)]
    later += [Happening(answer.on, _answered(answer), answer.reply, n) for n, answer in enumerate(answers)]
    held = [one for one in reversed(activities) if one.on <= local_date(context().now(), tz)]  # others are announced
    later += [Happening(one.on, str(ACTIVITY.get(one.activity, "")), one.reply) for one in held]
    later += [Happening(edit.on, str(EDITED[edit.what]), other=edit.other) for edit in edits]
    if handed is not None:
        later.append(Happening(handed.on, str(_("The police handed the place over to the municipality's planner."))))
    first = Happening(local_date(site.published_at, tz), str(published))
    # Of one day: a check is before the answer that it led to, and what came later is above.
    return sorted([first, *sorted(later, key=lambda event: event.on)], key=lambda event: event.on)[::-1]


def _answered(answer: PublicAnswer) -> str:
    if answer.about is None:
        return str(ANSWERED[answer.what])
    told = {"place": answer.about, "what": ANSWERED[answer.what]}
    return str(_("About %(place)s, which is part of this place now: %(what)s", **told))


def _held(check: PublicCheck) -> str:
    if check.counts:
        return str(_("Check held. Counted as number %(number)s of the year.", number=check.number))
    return str(_("Check held."))


def reason_words(site: PublicSite) -> str:
    """Return why a site was closed or declined."""
    reasons = UNSAFE_REASON if site.kind == Kind.UNSAFE_PLACE else REASON
    return str(reasons.get(site.reason or "", reasons["other"]))


def activity_words(site: PublicSite) -> str:
    """Return what an unsafe place was last answered by."""
    return str(ACTIVITY.get(site.reason or "", STATUS["answered"]))


def _what(site: PublicSite) -> str:
    residents = residents_words(site.residents)
    if site.kind == Kind.UNSAFE_PLACE:
        return str(_("Residents say that this place feels unsafe: %(residents)s so far.", residents=residents))
    return str(_("Residents say that people drive too fast here: %(residents)s so far.", residents=residents))


def _when(site: PublicSite) -> str:
    worst = worst_words(site)
    return str(_("It is worst at these times: %(when)s.", when=worst)) if worst else ""


def _why(site: PublicSite) -> str:
    causes = [str(CAUSE[code]) for code in site.causes[:3] if code in CAUSE]
    return str(_("Most named: %(causes)s.", causes=", ".join(causes).lower())) if causes else ""


def _done(site: PublicSite) -> str:
    if site.status == SiteStatus.CLOSED:
        return str(_("The place is closed: %(reason)s", reason=reason_words(site)))
    if site.status == SiteStatus.DECLINED and site.kind == Kind.UNSAFE_PLACE:
        return str(_("The police and the municipality do not take it further: %(reason)s", reason=reason_words(site)))
    if site.status == SiteStatus.ANSWERED:
        return str(_("It has been answered by: %(activity)s.", activity=activity_words(site).lower()))
    if site.status == SiteStatus.DECLINED:
        return str(_("The police have said no: %(reason)s", reason=reason_words(site)))
    if site.kind == Kind.UNSAFE_PLACE:
        return str(_("The municipality and the police have the question."))
    if not site.checks:
        return str(_("The police have not checked the place yet."))
    return str(
        ngettext(
            "The police have checked the place once.", "The police have checked the place %(num)d times.", site.checks
        )
    )
