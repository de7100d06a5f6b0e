"""The words of moderation: what was found in a text, why one is not shown, what can be reported, what was done."""

from typing import Any

from flask_babel import lazy_gettext as _l

from webapp.language.personal_data import Finding, PersonalData
from webapp.web.current import context

FOUND: dict[str, Any] = {
    PersonalData.PLATE: _l("registration number"),
    PersonalData.PERSONAL_NUMBER: _l("personal number"),
    PersonalData.PHONE: _l("phone number"),
    PersonalData.EMAIL: _l("e-mail address"),
    PersonalData.NAME: _l("name"),
    PersonalData.HOME: _l("home address"),
    PersonalData.HANDLE: _l("account"),
    PersonalData.LINK: _l("link"),
    PersonalData.ACCUSATION: _l("accusation"),
}

_SENTENCE: dict[str, Any] = {
    PersonalData.PLATE: _l("“%(words)s” looks like a registration number."),
    PersonalData.PERSONAL_NUMBER: _l("“%(words)s” looks like a personal identity number."),
    PersonalData.PHONE: _l("“%(words)s” looks like a phone number."),
    PersonalData.EMAIL: _l("“%(words)s” looks like an e-mail address."),
    PersonalData.NAME: _l("“%(words)s” looks like somebody's name."),
    PersonalData.HOME: _l("“%(words)s” looks like the address of somebody's home."),
    PersonalData.HANDLE: _l("“%(words)s” looks like somebody's account on the internet."),
    PersonalData.LINK: _l("“%(words)s” is a link. It may show a person."),
    PersonalData.ACCUSATION: _l("“%(words)s” accuses somebody of a crime. Tell the police instead: %(phone)s."),
}


def finding_sentence(finding: Finding) -> str:
    """Return what a sender is told of one finding."""
    return str(_SENTENCE[finding.kind]) % {"words": finding.surface, "phone": context().place.emergency.other}


REASON: dict[str, Any] = {
    "person": _l("It points at a person."),
    "accusation": _l("It accuses somebody of a crime."),
    "hateful": _l("It is hateful or threatening."),
    "off_topic": _l("It is not about the place."),
    "advertising": _l("It is advertising."),
    "other": _l("It breaks the rules for texts here."),
}
"""Why a text is not shown, as its sender reads it."""

REPORT_REASON: dict[str, Any] = {
    "person": _l("It points at a person"),
    "accusation": _l("It accuses somebody of a crime"),
    "hateful": _l("It is hateful or threatening"),
    "false": _l("It is not true"),
    "other": _l("Something else"),
}

WHAT: dict[str, Any] = {
    "text": _l("A resident's text"),
    "reply": _l("An answer to residents"),
    "note": _l("A note to a check"),
    "event": _l("A note to an event of a pledge"),
    "measure": _l("A note to a measure"),
}

DONE: dict[str, Any] = {
    "as_written": _l("The text is shown as it was written."),
    "edited": _l("Your version of the text is shown."),
    "rejected": _l("The text is not shown. The sender reads why on the receipt."),
    "spam": _l("The suggestion counts no more. Nothing is deleted."),
    "undone": _l("The decision is taken back. The text is in the queue again."),
    "hidden": _l("The text is hidden from every page and file."),
    "kept": _l("The text stays."),
    "open": _l("The report is open again."),
}

STATE: dict[str, Any] = {
    "as_shown": _l("Shown"),
    "hidden": _l("Not shown"),
    "waiting": _l("Changed by the sender, in the queue again"),
    "spam": _l("Spam, does not count"),
}

CHANNEL: dict[str, Any] = {
    "form": _l("the form"),
    "support": _l("a voice for a place"),
    "import": _l("a file"),
    "desk": _l("the desk"),
    "open311": _l("another program"),
    "comment": _l("a comment"),
}

SIGNAL: dict[str, Any] = {
    "burst": _l("Many new voices at once"),
    "one_sender": _l("One sender, many suggestions"),
    "same_words": _l("The same words from several senders"),
}

ACTIONS: dict[str, Any] = {
    "text.as_written": _l("showed a text as written"),
    "text.edited": _l("showed an edited text"),
    "text.rejected": _l("rejected a text"),
    "text.spam": _l("called a suggestion spam"),
    "text.undone": _l("took back a decision about a text"),
    "report.hidden": _l("hid a reported text"),
    "report.kept": _l("kept a reported text"),
    "report.reopened": _l("opened a report again"),
}

MENU = (
    ("/moderation/texts", _l("Texts to read")),
    ("/moderation/decided", _l("Decided")),
    ("/moderation/reports", _l("Reports")),
    ("/moderation/signals", _l("Signs")),
    ("/moderation/unsafe", _l("Places to publish")),
)
