"""The words of those who report events of pledges: menu, what was done, what is wrong, what the log says."""

from typing import Any

from flask_babel import lazy_gettext as _l

from webapp.web.faults import add_faults

LINK = _l("Pledges")

DONE: dict[str, Any] = {
    "corrected": _l("The event is corrected. What stood before stays on record."),
    "withdrawn": _l("The event is taken back and counts no more."),
}

CHANNEL: dict[str, Any] = {
    "form": _l("by form"),
    "file": _l("by file"),
    "api": _l("by the party's own system"),
}

ACTIONS: dict[str, Any] = {
    "pledge_event.reported": _l("reported an event of a pledge"),
    "pledge_event.corrected": _l("corrected an event of a pledge"),
    "pledge_event.withdrawn": _l("took back an event of a pledge"),
    "pledge_events.imported": _l("imported events of pledges"),
    "token.created": _l("made a token"),
    "token.revoked": _l("revoked a token"),
}

add_faults(
    {
        "pledge.missing": _l("Choose a pledge"),
        "pledge.unknown": _l("Choose a pledge from the list"),
        "pledge.counted_from_checks": _l(
            "This pledge is counted from recorded speed checks. Report a post that asked residents as that kind."
        ),
        "pledge.another_partys": _l("That pledge is another party's"),
        "on.in_the_future": _l("It has not been yet. Report it afterwards."),
        "evidence.missing": _l("Write the address of the post"),
        "not_a_link": _l("Write a whole address, such as https://example.org/page"),
        "not_yes_or_no": _l("Write 1 or 0"),
        "unsafe.unknown": _l("Choose unsafe places from the list"),
        "unsafe.closed": _l("One of the unsafe places is closed. Open it again first, or leave it out."),
        "submission_key.used": _l("The same key was used for another event. Nothing is saved."),
        "unknown_field": _l("There is no such field"),
        "wrong_type": _l("The value is of the wrong type"),
        "not_utf8": _l("The file is not UTF-8 text. Save it as CSV UTF-8."),
        "not_csv": _l("The file is not CSV"),
        "file.missing": _l("Choose a file"),
        "empty": _l("The file is empty. The first line must name the columns."),
        "wrong_number_of_cells": _l("There is another number of cells than in the header"),
        "column_missing": _l("The column is missing"),
        "column_twice": _l("The column stands twice"),
    }
)
