"""Words for what staff do to the shape of sites, and for what somebody else has just done."""

from flask_babel import lazy_gettext as _l

MOVE_REASON = {
    "wrong_place": _l("The pin was in the wrong place"),
    "other_street": _l("It is about another street"),
    "other_direction": _l("It is about the other direction"),
    "other_matter": _l("It is about something else there"),
    "moved_by_mistake": _l("It was moved here by mistake"),
}

DEED = {
    "checked": _l("recorded a check"),
    "closed": _l("closed the place"),
    "declined": _l("declined the place"),
    "reopened": _l("opened the place again"),
    "handed_over": _l("handed the place over to the planner"),
    "merged": _l("joined another place to this one"),
    "split": _l("parted the place in two"),
    "moved_member": _l("moved a voice to this place"),
    "chosen": _l("chose the place for a check"),
    "assessed": _l("judged whether the place suits a check"),
    "unchosen": _l("took the choice back, or it was carried out"),
}

ASKED = {
    "police.choose": _l("Choose for a check"),
    "police.unchoose": _l("Take the choice back"),
    "police.close": _l("Close the place"),
    "police.decline": _l("Decline and tell why"),
    "police.reopen": _l("Open the place again"),
    "police.hand_over_site": _l("Hand over and tell residents"),
    "police.assess": _l("Save the judgement"),
    "police.merge_site": _l("Join the two places"),
    "police.split_site": _l("Part the place in two"),
    "police.move_voice": _l("Move the voice"),
}
"""What a form asks for, by the endpoint that it was sent to."""

FIELD = {
    "planned_on": _l("Day"),
    "reason": _l("Reason"),
    "public_reply": _l("Your own words to residents"),
    "other": _l("The other place"),
    "target": _l("Where it belongs"),
}
"""The fields that an officer fills in, in the order in which they are shown."""

STANDARD_TEXT = {
    "no_safe_place": _l("Nowhere safe to stand"),
    "limit_kept": _l("Most drivers keep to the limit"),
    "better_measure": _l("The road needs to be rebuilt"),
    "other_road_owner": _l("Somebody else looks after the road"),
    "rebuilt": _l("The place has been rebuilt"),
    "answered": _l("Checked and answered"),
    "handed_over": _l("Goes on to the planner"),
}

TOPIC = {
    "checked": _l("If you record the check"),
    "closed": _l("If you close the place"),
    "declined": _l("If you decline the place"),
    "reopened": _l("If you open the place again"),
    "handed_over": _l("If you hand the place over"),
    "answered": _l("If you save the answer"),
    "check_taken_back": _l("If you take the check back"),
}

LANGUAGE = {"sv": _l("In Swedish"), "en": _l("In English")}

ACTIONS = {
    "site.merged": _l("joined two places"),
    "site.split": _l("parted a place in two"),
    "site.kept_apart": _l("left two neighbouring places two"),
    "site.member_moved": _l("moved a voice to another place"),
}

DONE = {
    "merged": _l("The two places are one. The old address leads here for ever."),
    "split": _l("The place is parted. This is the new half."),
    "kept_apart": _l("The two stay two, and are not proposed again."),
    "moved": _l("The voice belongs to this place now. Move it back to undo that."),
}
