"""Speed-reducing measures in words."""

from flask_babel import lazy_gettext as _l

KIND = {
    "raised_platform": _l("Raised carriageway"),
    "speed_hump": _l("Speed hump"),
    "speed_cushion": _l("Speed cushion"),
    "narrowing": _l("Narrowing"),
    "lateral_shift": _l("Lateral shift"),
    "raised_crossing": _l("Raised crossing"),
    "raised_junction": _l("Raised junction"),
    "refuge": _l("Refuge in the middle"),
    "speed_display": _l("Speed display"),
    "lowered_limit": _l("Lowered speed limit"),
    "other": _l("Another measure"),
}

STATUS = {
    "planned": _l("Planned"),
    "decided": _l("Decided upon"),
    "built": _l("Built"),
    "removed": _l("Taken away or given up"),
}

FAULTS = {
    "kind.missing": _l("Choose what kind of measure it is"),
    "kind.unknown": _l("Choose one of the kinds in the list"),
    "status.missing": _l("Choose how far it has come"),
    "status.unknown": _l("Choose one of the steps in the list"),
    "place_text.missing": _l("Say where: a street and a crossing, or the degrees"),
    "place_text.outside": _l("The place lies outside the municipality"),
    "on.missing": _l("Write the day on which it was built or taken away"),
    "on.in_the_future": _l("The day lies in the future: choose planned or decided until then"),
    "cost.too_large": _l("The cost is larger than %(max)s"),
    "cost.not_a_number": _l("Write the cost as a whole number"),
    "link.not_a_link": _l("Write an address that begins with https://"),
    "reason.missing": _l("Say why it is put right"),
    "site.unknown_site": _l("There is no place with this number"),
}

DONE = {
    "registered": _l("The measure is in the register, and everyone can see it."),
    "moved": _l("The step is saved. Those who asked for the place are told of what is decided or built."),
    "corrected": _l("It is put right. What stood before stays on record."),
}

ACTIONS = {
    "measure.registered": _l("registered a measure"),
    "measure.planned": _l("put a measure back to planned"),
    "measure.decided": _l("wrote that a measure is decided"),
    "measure.built": _l("wrote that a measure is built"),
    "measure.removed": _l("wrote that a measure is gone"),
    "measure.corrected": _l("put a measure right"),
    "measures.imported": _l("imported measures"),
}
