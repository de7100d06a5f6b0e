"""What to post back under a post: what became of its comments, at two lengths, in the place's languages."""

from dataclasses import dataclass

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from webapp.usecases.comment_queue import Batch
from webapp.web.api.answers import base_url
from webapp.web.current import context


@dataclass(frozen=True)
class Reply:
    """A text to copy."""

    language: str
    length: str
    text: str


def replies(batch: Batch) -> list[Reply]:
    """Return the texts, the short one first in each language. Only numbers of what was accepted stand in them."""
    found = []
    for language in context().place.languages:
        with force_locale(language):
            found += [Reply(language, "short", _short(batch)), Reply(language, "long", _long(batch))]
    return found


def _short(batch: Batch) -> str:
    text = _(
        "Thank you! Comments: %(comments)s, suggestions: %(places)s, sites: %(sites)s. Here is the map: %(url)s",
        **_numbers(batch),
    )
    return str(text)


def _long(batch: Batch) -> str:
    counts = batch.counts
    waiting = counts.states["waiting"]
    sentences = [
        ngettext("Thank you for %(num)d comment.", "Thank you for %(num)d comments.", counts.comments),
        ngettext("%(num)d is not read yet.", "%(num)d are not read yet.", waiting)
        if waiting
        else _("We have read every one."),
        ngettext("%(num)d suggestion came of them.", "%(num)d suggestions came of them.", counts.places),
        ngettext("They are about %(num)d site.", "They are about %(num)d sites.", counts.sites),
    ]
    if counts.states["whole_street"]:
        sentences.append(
            ngettext(
                "%(num)d comment names a whole street: show on the map where on it you mean.",
                "%(num)d comments name a whole street: show on the map where on it you mean.",
                counts.states["whole_street"],
            )
        )
    sentences += [
        _("No name and no comment is published, only how many people named a place."),
        _("Here is the map, where you can see what happens and add your voice: %(url)s", **_numbers(batch)),
        _(
            "In danger call %(now)s, for anything else %(other)s. Comments are not read at once.",
            now=context().place.emergency.now,
            other=context().place.emergency.other,
        ),
    ]
    return " ".join(sentences)


def _numbers(batch: Batch) -> dict[str, object]:
    return {
        "comments": batch.counts.comments,
        "places": batch.counts.places,
        "sites": batch.counts.sites,
        "url": f"{base_url()}/",
    }
