"""Atom feeds of what has become public: places and answers, held checks, follow-ups. Days, never hours."""

from collections.abc import Sequence
from math import nan
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.domain.counting import CountingRule, rule_from
from webapp.domain.feeds import Circle, FeedFilter, midnight
from webapp.domain.pledges import Agreements, PledgeType
from webapp.domain.reports import ReportKind
from webapp.formats.atom import MIMETYPE, Entry, Feed, write_atom
from webapp.storage.feeds import CheckNews, SiteNews, check_news, site_news
from webapp.storage.pledges import read_agreements
from webapp.storage.public import area_names
from webapp.storage.reports import Published, all_published
from webapp.web.api.answers import base_url, bbox_argument, choice_argument, kind_argument, refuse
from webapp.web.current import context, database
from webapp.web.language import language, local_date, number
from webapp.web.site_words import summary
from webapp.web.words.checks import reason_text
from webapp.web.words.suggestions import KIND

bp = Blueprint("feeds", __name__, url_prefix="/feeds")

FARTHEST_M = 50_000.0
FILTERS = ("kind", "area", "bbox", "lat", "lon", "radius_m")
SINCE = 2026
"""The year in every id (RFC 4151): from when on the ids are ours to give. It never changes."""


@bp.get("/sites.atom")
def sites() -> Response:
    """Answer the newest published places and answers about them."""
    entries = [_site_entry(news) for news in site_news(database(), context(), _filter())]
    title = _("Places in %(place)s", place=context().place.name)
    return _feed("sites", "/sites", title, _("Places that residents point out, and what came of them."), entries)


@bp.get("/checks.atom")
def checks() -> Response:
    """Answer the newest held checks, counted or not, once they may be told of."""
    agreements = read_agreements(database())
    entries = [_check_entry(news, agreements) for news in check_news(database(), context(), _filter())]
    title = _("Speed checks in %(place)s", place=context().place.name)
    text = _("Checks that were held, counted toward the pledge or not. Nothing is told beforehand.")
    return _feed("checks", "/progress", title, text, entries)


@bp.get("/follow-ups.atom")
def follow_ups() -> Response:
    """Answer the published follow-ups and evaluations, each as it stands now; they are of no one place or kind."""
    _filter()
    title = _("Follow-ups in %(place)s", place=context().place.name)
    told = [one for kind in ReportKind for one in all_published(database(), kind)]
    entries = [
        _report_entry(one)
        for one in sorted(
            told, key=lambda one: (one.version.published_on or one.version.through, one.report.id), reverse=True
        )
    ]
    return _feed("follow-ups", "/follow-ups", title, _("What was promised, what was done, and what was not."), entries)


def _filter() -> FeedFilter:
    """Return what the query asks for; a filter that cannot be read is a 400, never the whole feed."""
    slugs = [text for pair in area_names(database()) for text in pair]
    return FeedFilter(kind_argument(), choice_argument("area", slugs), bbox_argument(), _circle())


def _circle() -> Circle | None:
    lat, lon = _number("lat", -90, 90), _number("lon", -180, 180)
    radius_m = _number("radius_m", 1, FARTHEST_M)
    if lat is None and lon is None and radius_m is None:
        return None
    if lat is None or lon is None or radius_m is None:
        refuse(str(_("lat, lon and radius_m belong together.")))
    return Circle(lat, lon, radius_m)


def _number(name: str, low: float, high: float) -> float | None:
    """Return a number of the query within its bounds, or None when it is not given."""
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = nan
    if not low <= value <= high:
        refuse(str(_("%(name)s must be a number from %(low)s to %(high)s.", name=name, low=low, high=high)))
    return value


def _feed(name: str, page: str, title: str, subtitle: str, entries: Sequence[Entry]) -> Response:
    place, now = context().place, context().now()
    quiet = midnight(now.astimezone(place.tz).date().replace(month=1, day=1), place.tz)  # no news: nothing to date by
    narrowed = {key: request.args[key] for key in FILTERS if request.args.get(key)}
    asked = {**narrowed, "lang": request.args["lang"]} if request.args.get("lang") else narrowed
    feed = Feed(
        id=_tag(f"feeds/{name}" + (f"?{urlencode(narrowed)}" if narrowed else "")),
        title=f"Löfteskartan: {title}",
        subtitle=subtitle,
        author=place.authority or place.name,
        language=language(),
        self_link=base_url() + request.path + (f"?{urlencode(asked)}" if asked else ""),
        page_link=base_url() + page,
        updated=max((entry.updated for entry in entries), default=quiet),
        entries=entries,
    )
    response = Response(write_atom(feed), mimetype=MIMETYPE)
    response.vary.add("Accept-Language")
    response.content_language.add(language())
    return response


def _site_entry(news: SiteNews) -> Entry:
    site, tz = news.site, context().place.tz
    sentences = summary(site)
    if site.reply and site.reason:
        sentences = [*sentences, site.reply]
    kind = str(KIND[site.kind])
    words = {"name": site.name, "area": site.area, "kind": kind.lower()}
    return Entry(
        id=_tag(f"sites/{site.id}"),
        title=_("%(name)s, %(area)s: %(kind)s", **words) if site.area else _("%(name)s: %(kind)s", **words),
        link=f"{base_url()}/sites/{site.id}",
        published=midnight(news.published_on, tz),
        updated=midnight(news.updated_on, tz),
        text=" ".join(sentences),
        category=(site.kind, kind),
        point=(site.lat, site.lon),
    )


def _check_entry(news: CheckNews, agreements: Agreements) -> Entry:
    check, place = news.check, context().place
    page = f"/sites/{check.site}#check-{check.id}" if check.site else f"/progress?year={check.held_on.year}"
    name = check.site_name or check.area or place.name
    return Entry(
        id=_tag(f"checks/{check.id}"),
        title=_("Check on %(date)s: %(place)s", date=local_date(check.held_on), place=name),
        link=base_url() + page,
        published=midnight(news.published_on, place.tz),
        updated=midnight(news.updated_on, place.tz),
        text=" ".join(check_sentences(news, rule_on(news, agreements))),
        category=("speed", str(KIND["speed"])),
        point=news.point,
    )


def _report_entry(one: Published) -> Entry:
    texts, tz = one.version.texts, context().place.tz
    evaluated = one.report.kind == ReportKind.EVALUATION
    first, newest = (on for on in (one.versions[0].published_on, one.version.published_on) if on is not None)
    return Entry(
        id=_tag(f"follow-ups/{one.report.slug}"),
        title=texts.get("title", language()),
        link=base_url() + (f"/evaluation/{one.report.year}" if evaluated else f"/follow-ups/{one.report.slug}"),
        published=midnight(first, tz),
        updated=midnight(newest, tz),
        text=" ".join(filter(None, (texts.get("lead", language()), texts.get("note", language())))),
    )


def check_sentences(news: CheckNews, rule: CountingRule) -> list[str]:
    """Return whether the check counts, where it was, and what was measured. No number of the year: that may move."""
    check, threshold = news.check, context().place.publish_threshold
    sentences = [_("It counts toward the pledge.") if check.counts else reason_text(check.reason or "", rule)]
    if check.site is None and check.counts:
        sentences.append(
            ngettext(
                "The place has been named by fewer than %(num)d resident.",
                "The place has been named by fewer than %(num)d residents.",
                threshold,
            )
        )
    if check.area:
        sentences.append(_("District: %(area)s.", area=check.area))
    if check.vehicles and check.over_limit is not None:
        measured = {"vehicles": number(check.vehicles), "over": number(check.over_limit)}
        sentences.append(_("%(vehicles)s vehicles measured, %(over)s were speeding.", **measured))
    return [str(s) for s in [*sentences, check.note] if s]


def rule_on(news: CheckNews, agreements: Agreements) -> CountingRule:
    """Return the rule by which a check was counted."""
    agreement = agreements.in_force(news.check.held_on)
    pledge = agreement.pledge_of_type(PledgeType.CHECKS) if agreement else None
    return rule_from(pledge.rule) if pledge else CountingRule()


def _tag(name: str) -> str:
    """Return an id that stays whatever language, filter or scheme it is read in."""
    host = urlsplit(base_url()).hostname or "localhost"
    return f"tag:{host},{SINCE}:{context().place.slug}/{name}"
