"""Every fault code put into words. A key is a code, or a field and a code: ``email.missing``.

Forms show the sentence beside the field and in the summary. ``%(name)s`` takes a detail of the fault.
Other subjects add their own codes with ``add_faults``. A field that two forms have and mean differently is no
subject's own: such a form hands its sentences to ``fault_text`` instead.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

FAULTS: dict[str, Any] = {
    "invalid": _l("We could not read this. Write it as in the example."),
    "missing": _l("Fill this in"),
    "too_long": _l("Write at most %(max)s characters"),
    "too_many": _l("Choose fewer"),
    "unknown": _l("Choose one from the list"),
    # a place
    "kind.missing": _l("Choose what it is about"),
    "kind.unknown": _l("Choose what it is about"),
    "place.missing": _l("Show where it is: on the map or in words"),
    "place_text.missing": _l("Show where it is: on the map or in words"),
    "place_text.not_found": _l(
        "We could not find that place. Show it on the map, or write a street, a school or a stop."
    ),
    "place_text.several": _l("There are several places with that name: choose one of them"),
    "lat.missing": _l("Show where it is: on the map or in words"),
    "not_a_number": _l("Write a number with digits"),
    "not_degrees": _l("Write latitude and longitude in degrees, such as 59.2371 and 17.9814"),
    "swapped": _l("Latitude and longitude seem to have changed places"),
    "outside": _l("The place lies outside %(place)s. Move the cross, or describe the place in words."),
    "road.unknown": _l("Choose one of the roads"),
    # when and why
    "when_quick.unknown": _l("Choose times from the list"),
    # words and addresses
    "text.too_long": _l("Write at most %(max)s characters"),
    "plate": _l("The text seems to hold a registration number (%(found)s). Take it out and send again."),
    "personal_number": _l("The text seems to hold a personal identity number. Take it out and send again."),
    "phone": _l("The text seems to hold a phone number. Take it out and send again."),
    "email_in_text": _l("The text seems to hold an e-mail address. Take it out and send again."),
    "email.invalid": _l("Write the e-mail address like this: name@example.se"),
    "not_an_email": _l("Write the e-mail address like this: name@example.se"),
    "email.taken": _l("There is an account with that address already"),
    "taken": _l("That is taken already"),
    "submission_key.missing": _l("The form was not whole. Send it once more."),
    # times and measurements
    "not_a_time": _l("Write date and time like this: 2026-05-21 15:30"),
    "skipped_time": _l("That time does not exist: the clocks go forward that night"),
    "ends_before_start": _l("The check must end after it starts"),
    "in_the_future": _l("The check has not been held yet"),
    "too_old": _l("That is too long ago to be recorded here"),
    "not_a_date": _l("Write the date like this: 2026-05-21"),
    "on.missing": _l("Write the day"),
    "too_early": _l("Choose a day from today on"),
    "too_late": _l("Choose a day within a year"),
    "negative": _l("Write zero or more"),
    "too_small": _l("Write at least %(min)s"),
    "too_large": _l("Write at most %(max)s"),
    "more_than_vehicles": _l("More were over the limit than passed. Check the numbers."),
    "reason.unknown": _l("Choose a reason from the list"),
    "members.none_chosen": _l("Tick what leaves the place"),
    "members.all_chosen": _l("Leave at least one voice unticked: something has to stay"),
    "members.no_member": _l("A voice that you ticked has left the place meanwhile. Look at the list again"),
    "member.none_chosen": _l("Choose a voice"),
    "target.missing": _l("Choose where the voice belongs"),
    "target.same_site": _l("The voice belongs there already. Choose another place"),
    "other.missing": _l("Choose the other place"),
    "cut_m.missing": _l("Press in the picture, or write how many metres"),
    "cut_m.not_a_number": _l("Write the metres as a number, such as 40"),
    "reason.missing": _l("Choose a reason from the list"),
    "public_reply.missing": _l("Write what residents will read"),
}


def add_faults(sentences: Mapping[str, Any]) -> None:
    """Add a subject's own codes.

    :raises ValueError: another subject has put one of them into words, and would say this one's sentence from now on
    """
    known = sorted(sentences.keys() & FAULTS.keys())
    if known:
        raise ValueError(f"already put into words: {', '.join(known)}")
    FAULTS.update(sentences)
