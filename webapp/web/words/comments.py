"""The words of comments from elsewhere and of what staff enter: sources, states, reasons, why a place was found."""

from typing import Any

from flask_babel import lazy_gettext as _l

from webapp.web.faults import add_faults

SOURCE: dict[str, Any] = {
    "facebook": "Facebook",
    "instagram": "Instagram",
    "x": "X",
    "threads": "Threads",
    "local_paper": _l("a local paper"),
    "other": _l("another place"),
}

STATE: dict[str, Any] = {
    "waiting": _l("Waits"),
    "accepted": _l("Accepted"),
    "whole_street": _l("Whole street, waits for a point"),
    "rejected": _l("Rejected"),
    "aside": _l("Set aside"),
    "undone": _l("Undone with the batch"),
}

REASON: dict[str, Any] = {
    "no_place": _l("Names no place"),
    "other_town": _l("Another town"),
    "other_topic": _l("About something else"),
    "accusation": _l("Accuses somebody"),
    "joke": _l("Not meant seriously"),
    "other": _l("Other"),
    "expired": _l("Kept long enough, the words are gone"),
}

WHY: dict[str, Any] = {
    "crossing": _l("Both streets are named, and they meet here."),
    "stretch": _l("The street is named, and the two that it lies between."),
    "beside": _l("The street is named, and what stands beside it."),
    "house": _l("The street is named, and the house."),
    "landmark": _l("The place is named."),
    "name": _l("The name is written."),
    "alias": _l("It is called so here."),
    "slip": _l("The name is spelt almost so."),
    "unknown_street": _l("No street here has this name."),
    "noun": _l("Only this one can be meant."),
    "shortened": _l("It is the first word of the name."),
    "ordinary_word": _l("It may be a word like any other."),
}

VIA: dict[str, Any] = {
    "phone": _l("Phone call"),
    "letter": _l("Letter"),
    "email": _l("E-mail"),
    "meeting": _l("Meeting"),
}

DONE: dict[str, Any] = {
    "rejected": _l("The comment is rejected."),
    "whole_street": _l("The street is noted. It counts once somebody shows a point on it."),
    "taken_back": _l("The comment waits again. What came of it no longer stands."),
    "forgotten": _l("The name is forgotten."),
    "undone": _l("The whole batch is undone."),
    "entered": _l("The suggestion is saved."),
}

ACTIONS: dict[str, Any] = {
    "comments.added": _l("added comments"),
    "comments.undone": _l("undid a batch of comments"),
    "comment.accepted": _l("accepted a comment"),
    "comment.whole_street": _l("noted a whole street from a comment"),
    "comment.rejected": _l("rejected a comment"),
    "comment.taken_back": _l("took up a comment again"),
    "name.learned": _l("taught a name of a place"),
    "name.forgotten": _l("forgot a name of a place"),
    "suggestion.entered": _l("entered a suggestion"),
}

MENU = (("/moderation/comments", _l("Comments")), ("/moderation/desk", _l("Desk")))
COMMUNICATOR_MENU = (("/communicator/comments", _l("Comments")),)

add_faults(
    {
        "comments.missing": _l("Paste the comments, or choose a file"),
        "comments.too_many_comments": _l("Send at most %(max)s comments at a time"),
        "file.not_utf8": _l("Line %(line)s: this is not UTF-8 text. Save the file as UTF-8."),
        "file.not_json": _l("Line %(line)s: this is not JSON"),
        "file.no_text": _l("Line %(line)s: there is no field named text"),
        "file.no_column": _l("Line %(line)s: there is no column named text"),
        "file.not_csv": _l("Line %(line)s: the row cannot be read. Look at its quotation marks and number of cells."),
        "file.not_a_time": _l("Line %(line)s: write the time like this: 2026-05-21T15:30"),
        "file.in_the_future": _l("Line %(line)s: the comment is from the future"),
        "file.empty": _l("There is no comment in the file"),
        "file.too_many": _l("Line %(line)s: there are too many comments. Send them in parts."),
        "source.unknown": _l("Choose where the post stood"),
        "post_url.not_a_link": _l("Write the whole address, such as https://example.org/post/1"),
        "asked_on.later_than_today": _l("Choose today or an earlier day"),
        "campaign.unknown": _l("Choose a question from the list"),
        "places.none_picked": _l("Choose a place, show one yourself, or reject the comment"),
        "places.unknown": _l("Choose one of the places in the list"),
        "places.outside": _l("The place lies outside %(place)s"),
        "via.unknown": _l("Choose how it came in"),
        "rows.missing": _l("Fill in at least one row"),
    }
)
