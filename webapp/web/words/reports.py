"""The words of follow-ups and evaluations: menu, log, faults, and the sentences that numbers make."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from webapp.domain.reports import MAX_LONG, MAX_SHORT, Texts
from webapp.formats.pdf_report import Section
from webapp.storage.reports import Published
from webapp.web.language import number, percent

MENU = (("/communicator/follow-ups", _l("Follow-ups")),)

ACTIONS = {
    "report.started": _l("began a follow-up or an evaluation"),
    "report.changed": _l("changed the words of a follow-up or an evaluation"),
    "report.frozen": _l("read the numbers of a draft anew"),
    "report.approved": _l("approved a version"),
    "report.published": _l("published a version"),
    "report.correction_begun": _l("began a correction"),
    "report.discarded": _l("threw a draft away"),
}

FAULTS = {
    "title_sv.missing": _l("Write the title in Swedish"),
    "lead_sv.missing": _l("Write the summary in Swedish"),
    "well_sv.missing": _l("Write in Swedish what went well"),
    "less_well_sv.missing": _l("Write in Swedish what went less well"),
    "short_sv.missing": _l("Write the short text in Swedish"),
    "long_sv.missing": _l("Write the longer text in Swedish"),
    "note_sv.missing": _l("Write in Swedish what is put right"),
    "claim": _l("“%(claim)s”: the numbers here do not bear that. Say what was done or measured instead."),
    "through.missing": _l("Choose the last day that is in it"),
    "through.too_late": _l("The day is not over yet: choose today or an earlier day"),
    "through.no_agreement": _l("No agreement with pledges covers %(year)s"),
    "through.not_the_last_day": _l("An evaluation is of a whole year: choose 31 December %(year)s"),
    "through.evaluated": _l("%(year)s has an evaluation already. Correct that one instead."),
}

FIELDS = {
    "title": _l("Title"),
    "lead": _l("Summary in one or two sentences"),
    "well": _l("What went well"),
    "less_well": _l("What went less well"),
    "short": _l("Short text for social media, at most %(max)s characters", max=MAX_SHORT),
    "long": _l("Longer text for social media, at most %(max)s characters", max=MAX_LONG),
    "note": _l("What this correction puts right"),
}

RULES = {
    "waited": _l("Waited longest for its first check"),
    "residents": _l("Most residents ask for it"),
    "checks": _l("Most checks"),
}

LEFT_OUT = {
    "too_few_vehicles": _l("fewer than 100 vehicles and less than a day"),
    "no_before": _l("nothing measured before the first check"),
    "no_after": _l("nothing measured afterwards"),
    "only_during_checks": _l("measured only during a check or the day after it"),
    "outside_the_year": _l("measured in another year"),
}

OPINIONS = {
    "calmer": _l("Calmer"),
    "same": _l("The same"),
    "worse": _l("Worse"),
    "unknown": _l("Do not know"),
}


def story(site: Mapping[str, Any]) -> str:
    """Return what is told of one place."""
    checks = ngettext("%(num)d check", "%(num)d checks", site["checks"])
    waited = ngettext("%(num)d day", "%(num)d days", site["waited_days"])
    return str(
        _(
            "%(residents)s residents have asked for it. The first check came after %(waited)s; "
            "so far there are %(checks)s.",
            residents=site["residents"],
            waited=waited,
            checks=checks,
        )
    )


def changes(new: Mapping[str, int] | None) -> str:
    """Return what came since the follow-up before, empty without one."""
    if new is None:
        return ""
    checks = ngettext("%(num)d counted check", "%(num)d counted checks", new["counted"])
    places = ngettext("%(num)d new place", "%(num)d new places", new["places"])
    return str(_("Since the follow-up before: %(checks)s, %(places)s.", checks=checks, places=places))


def answered(figures: Mapping[str, Any]) -> str:
    """Return how many who suggested something have an answer, and how soon it came."""
    if not figures["asked"]:
        return str(_("No suggestion came in this year."))
    told = {
        "answered": number(figures["answered"]),
        "asked": number(figures["asked"]),
        "share": percent(figures["answered"], figures["asked"]),
    }
    first = _("%(answered)s of %(asked)s suggestions (%(share)s) have an answer: a check or a reply.", **told)
    if figures["median_days"] is None:
        return str(first)
    days = number(figures["median_days"], 0 if float(figures["median_days"]).is_integer() else 1)
    second = _("Half of the answers came within %(days)s days.", days=days)
    return f"{first} {second}"


def effect_text(speeds: Mapping[str, Any]) -> str:
    """Return what the measured speeds say, and no more than they say."""
    checked, compared = number(speeds["checked"]), number(speeds["compared"])
    if not speeds["checked"] and not speeds["compared"]:
        return str(_("Not measured. No speeds from before and after were handed in, so nothing is said of them."))
    effect = speeds.get("effect")
    if effect is None:
        return str(
            _(
                "Too few places to compare: %(checked)s with checks and %(compared)s without. At least 8 of each are "
                "needed. The table shows what was measured; it says nothing of why.",
                checked=checked,
                compared=compared,
            )
        )
    told = {
        "checked": checked,
        "compared": compared,
        "kmh": number(abs(effect["kmh"]), 1),
        "low": number(effect["low"], 1),
        "high": number(effect["high"], 1),
        "sure": percent(95, 100),
    }
    if not speeds["shown"]:
        return str(
            _(
                "No difference can be told between %(checked)s places with checks and %(compared)s without: the "
                "%(sure)s interval goes from %(low)s to %(high)s km/h and holds zero.",
                **told,
            )
        )
    if effect["kmh"] < 0:
        return str(
            _(
                "Mean speeds at %(checked)s places with checks are %(kmh)s km/h lower, compared with %(compared)s "
                "places without. The %(sure)s interval goes from %(low)s to %(high)s km/h.",
                **told,
            )
        )
    return str(
        _(
            "Mean speeds at %(checked)s places with checks are %(kmh)s km/h higher, compared with %(compared)s places "
            "without. The %(sure)s interval goes from %(low)s to %(high)s km/h.",
            **told,
        )
    )


def on(text: str) -> date:
    """Return the date of a frozen row."""
    return date.fromisoformat(text)


def told_sections(texts: Texts, language: str) -> list[Section]:
    """Return what a person wrote of how it went: always both, what went well and what did not."""
    return [
        Section("well", str(_("This went well")), tuple(texts.get("well", language).split("\n\n"))),
        Section("less-well", str(_("This went less well")), tuple(texts.get("less_well", language).split("\n\n"))),
    ]


def colophon(shown: Published, address: str, day: str) -> tuple[str, ...]:
    """Return where a printed report can be checked, and by what."""
    lines = [
        _("Published %(date)s. Permanent address: %(address)s", date=day, address=address),
        _("Every number can be computed again from the open file at that address. Fingerprint (SHA-256): %(mark)s",
          mark=shown.version.fingerprint),
    ]  # fmt: skip
    if shown.number > 1:
        lines.append(_("Version %(number)s: the first one stands at the same address.", number=shown.number))
    return tuple(map(str, lines))
