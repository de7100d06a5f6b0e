"""What Open311 tells: the services, published sites as requests, and what came of them, in GeoReport's words."""

from datetime import UTC, date
from typing import Any

from flask_babel import gettext as _

from webapp.domain.calendar import local_date
from webapp.domain.feeds import FeedFilter, midnight
from webapp.domain.privacy import PublicSite
from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import CAUSES, Kind
from webapp.storage.feeds import CheckNews, check_news, site_news
from webapp.storage.pledges import read_agreements
from webapp.web.api.answers import base_url
from webapp.web.api.feeds import check_sentences, rule_on
from webapp.web.current import context, database
from webapp.web.site_words import summary
from webapp.web.words.suggestions import CAUSE, KIND, KIND_HINT, WHEN_QUICK

Document = dict[str, Any]

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED_ON = date(2026, 5, 1)
"""When what this endpoint does was last changed."""

IS_OPEN = frozenset({str(SiteStatus.OPEN)})
IS_CLOSED = frozenset(str(status) for status in SiteStatus) - IS_OPEN
"""GeoReport knows two statuses: a place waits, or something came of it, which ``status_notes`` says."""


def root() -> str:
    """Return the address of this endpoint, with its slash."""
    return f"{base_url()}/open311/v2/"


def discovery() -> Document:
    """Say where the endpoint is and whom to ask for a key."""
    place = context().place
    whom = place.contact_email or f"{base_url()}/accessibility"
    formats = ["text/xml", "application/json"]
    endpoint = {"changeset": _instant(CHANGED_ON), "type": "production", "formats": formats}
    return {
        "changeset": _instant(CHANGED_ON),
        "contact": _("Questions about this endpoint: %(whom)s", whom=whom),
        "key_service": _("A key is given by those who run the site: %(whom)s", whom=whom),
        "endpoints": [
            {"specification": SPECIFICATION, "url": root(), **endpoint},
            {"specification": "http://wiki.open311.org/Service_Discovery", "url": f"{root()}discovery", **endpoint},
        ],
    }


def services() -> list[Document]:
    """Return both kinds of suggestions."""
    return [
        {
            "service_code": str(kind),
            "service_name": str(KIND[kind]),
            "description": str(KIND_HINT[kind]),
            "metadata": True,
            "type": "batch",
            "keywords": ", ".join(str(CAUSE[cause]) for cause in CAUSES[kind]),
            "group": context().place.name,
        }
        for kind in Kind
    ]


def definition(kind: Kind) -> Document:
    """Return what may be said about a suggestion beside its place: when it is worst, and why."""
    when = [{"key": key, "name": str(words)} for key, words in WHEN_QUICK.items()]
    causes = [{"key": key, "name": str(CAUSE[key])} for key in CAUSES[kind]]
    return {
        "service_code": str(kind),
        "attributes": [
            _attribute(1, "when_quick", str(_("When is it worst?")), when),
            _attribute(2, "causes", str(_("What is it about?")), causes),
        ],
    }


def _attribute(order: int, code: str, text: str, values: list[Document]) -> Document:
    return {
        "variable": True,
        "code": code,
        "datatype": "multivaluelist",
        "required": False,
        "datatype_description": None,
        "order": order,
        "description": text,
        "values": values,
    }


def request_of(site: PublicSite) -> Document:
    """Return a published site as a request."""
    place, sentences = context().place, summary(site)
    is_open = site.status in IS_OPEN
    asked = local_date(site.published_at, place.tz)
    answered = local_date(site.answered_at, place.tz) if site.answered_at else asked
    notes = [sentences[-1], site.reply if site.reason else None]
    return {
        "service_request_id": site.id,
        "status": "open" if is_open else "closed",
        "status_notes": " ".join(note for note in notes if note),
        "service_name": str(KIND[site.kind]),
        "service_code": site.kind,
        "description": " ".join(sentences[:-1]),
        "agency_responsible": (place.police if site.kind == Kind.SPEED else place.authority) or None,
        "service_notice": f"{base_url()}/sites/{site.id}",
        "requested_datetime": _instant(asked),
        "updated_datetime": _instant(max(asked, answered, site.last_check_on or asked)),
        "expected_datetime": None,
        "address": ", ".join(part for part in (site.name, site.area) if part),
        "address_id": None,
        "zipcode": None,
        "lat": site.lat,
        "long": site.lon,
        "media_url": None,
    }


def updates() -> list[tuple[date, Document]]:
    """Return what came of published sites, the newest first, each with the day on which it became public."""
    agreements = read_agreements(database())
    told = [_answered(one.site, one.updated_on) for one in site_news(database(), context(), FeedFilter(), None)]
    checked = [
        (one.updated_on, _checked(one, " ".join(check_sentences(one, rule_on(one, agreements)))))
        for one in check_news(database(), context(), FeedFilter(), None)
        if one.check.site is not None
    ]
    return sorted([*filter(None, told), *checked], key=lambda one: (-one[0].toordinal(), one[1]["update_id"]))


def _answered(site: PublicSite, on: date) -> tuple[date, Document] | None:
    if site.answered_at is None:
        return None
    words = [summary(site)[-1], site.reply]
    return on, {
        "update_id": f"{site.id}-{site.status}-{on}",
        "service_request_id": site.id,
        "status": "closed",
        "updated_datetime": _instant(on),
        "description": " ".join(word for word in words if word),
        "media_url": None,
    }


def _checked(news: CheckNews, words: str) -> Document:
    return {
        "update_id": f"check-{news.check.id}",
        "service_request_id": news.check.site,
        "status": "closed",
        "updated_datetime": _instant(news.updated_on),
        "description": words,
        "media_url": None,
    }


def _instant(on: date) -> str:
    """Return the local midnight that begins a day, in UTC: the only time that is ever told."""
    return midnight(on, context().place.tz).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
