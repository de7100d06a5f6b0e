"""What is wrong with a suggestion, in words that say how to put it right."""

from flask_babel import lazy_gettext as _l

SUGGEST_FAULTS = {
    "lat.not_a_number": _l("Write the latitude in degrees with digits, such as 59.2371"),
    "lon.not_a_number": _l("Write the longitude in degrees with digits, such as 17.9814"),
    "lon.missing": _l("Write the longitude too, or clear the latitude"),
    "lat.swapped": _l("Latitude and longitude look swapped: put the other number first"),
    "lat.metres": _l("These look like metres. Write degrees, such as 59.2371 and 17.9814"),
    "lat.out_of_range": _l("A latitude is at most 90 degrees and a longitude at most 180"),
    "place_text.unknown_place": _l(
        "We could not find that place. Point at the map, or write a street, a school or a stop."
    ),
    "place_text.without_position": _l("We know that name, but not where it is. Point at the map."),
    "place_text.several_places": _l("Several places fit: choose the right one below"),
    "place_text.unreadable": _l("The text holds signs that cannot be saved. Write it again."),
    "road.which_street": _l("The pin fits more than one street. Choose below which one you mean."),
    "text.unreadable": _l("The text holds signs that cannot be saved. Write it again."),
    "causes.unknown": _l("One of the causes could not be read: choose causes from the list"),
    "causes.other_kind": _l("“%(cause)s” belongs to the other kind: untick it, or change what it is about"),
    "email.no_at": _l("The address has no @. Write it like this: name@example.se"),
    "email.missing": _l("Write the address that news should go to"),
    "support.unknown_site": _l("That place is not on the map. Choose a place below instead."),
    "form.foreign": _l("The form was too old, or came from elsewhere. Nothing is saved. Press send once more."),
}

SUGGEST_OWN = {
    "lat.missing": _l("Write the latitude too, or clear the longitude"),
    "when.unknown": _l("One of the times could not be read: choose times from the grid"),
}
"""Said of a suggestion only: other forms have fields of these names."""
