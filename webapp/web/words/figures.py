"""The municipality's own figures in words."""

from flask_babel import lazy_gettext as _l

KIND = {
    "population": _l("Inhabitants"),
    "accidents": _l("Accidents"),
    "traffic": _l("Traffic"),
    "other": _l("Something else"),
}
LEVEL = {"district": _l("By district"), "road": _l("By road")}

FAULTS = {
    "title.missing": _l("Say what the figures are"),
    "kind.missing": _l("Choose what the figures count"),
    "kind.unknown": _l("Choose what the figures count, from the list"),
    "level.missing": _l("Choose whether the figures are of districts or roads"),
    "level.unknown": _l("Choose districts or roads"),
    "source.missing": _l("Say where the figures come from"),
    "file.missing": _l("Choose a file"),
    "file.unread": _l("It cannot be read: each line needs a name and a number, under a header that names both"),
    "unit.no_district": _l("There is no district called %(text)s"),
    "unit.no_road": _l("There is no road called %(text)s; roads are imported by the operator"),
    "unit.twice": _l("%(text)s stands twice"),
    "value.too_few": _l(
        "%(text)s: one to four accidents may be one person's. Leave the row out, or join it with others"
    ),
    "value.not_whole": _l("%(text)s: the figure must be a whole number"),
    "value.out_of_range": _l("%(text)s: the figure must be zero or more"),
}

DONE = {
    "added": _l("The figures are stored. They change no score."),
    "public": _l("Everyone can read the figures now."),
    "private": _l("Planners alone can read the figures now."),
    "removed": _l("The figures are gone."),
}

ACTIONS = {
    "figures.added": _l("took in figures"),
    "figures.published": _l("made figures public"),
    "figures.hidden": _l("took figures back from the public"),
    "figures.removed": _l("removed figures"),
}
