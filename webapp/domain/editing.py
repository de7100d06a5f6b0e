"""What a person may do to the shape of sites: join two neighbours, part one, move a member; and why."""

MERGE_WITHIN_M = 100.0
"""Two pinned anchors on one road this near each other, or at one junction, are proposed for a merge."""

MOVE_REASONS = ("wrong_place", "other_street", "other_direction", "other_matter", "moved_by_mistake")
"""Why a member is moved to another site; the last is for moving it back."""
