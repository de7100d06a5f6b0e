"""The grouping said as plainly as possible, pair by pair, to judge the fast one by."""

from itertools import pairwise


def plain_groups(suggestions, pins=()):
    """Return (attached: {number: pin number}, groups: set of frozensets of numbers).

    ``suggestions`` and ``pins`` are (unit, place, measure_mm, east_mm, north_mm); numbers are positions.
    """
    attached = {}
    for number, one in enumerate(suggestions):
        near = [(distance_squared(one, pin), which) for which, pin in enumerate(pins) if same_unit(one, pin)]
        near = [pair for pair in near if pair[0] <= 100_000**2]
        if near:
            attached[number] = min(near)[1]
    left = [number for number in range(len(suggestions)) if number not in attached]
    groups = set()
    for component in components(suggestions, left):
        unit = suggestions[component[0]][0]
        groups.update(map(frozenset, cut(suggestions, component, (3, 4) if unit == "free" else (2,))))
    return attached, groups


def same_unit(one, other):
    return one[0] == other[0] and (one[0] == "free" or one[1] == other[1])


def distance_squared(one, other):
    if one[0] == "road":
        return (one[2] - other[2]) ** 2
    if one[0] == "junction":
        return 0
    return (one[3] - other[3]) ** 2 + (one[4] - other[4]) ** 2


def components(suggestions, left):
    left = set(left)
    while left:
        component, waiting = [], [left.pop()]
        while waiting:
            here = waiting.pop()
            component.append(here)
            beside = {
                there
                for there in left
                if same_unit(suggestions[here], suggestions[there])
                and distance_squared(suggestions[here], suggestions[there]) <= 60_000**2
            }
            left -= beside
            waiting += beside
        yield component


def cut(suggestions, component, axes):
    if suggestions[component[0]][0] == "junction":
        return [component]
    spread = {axis: [suggestions[c][axis] for c in component] for axis in axes}
    axis = max(axes, key=lambda a: max(spread[a]) - min(spread[a]))  # the first of equals: eastward
    positions = sorted(set(spread[axis]))
    if positions[-1] - positions[0] <= 200_000:
        return [component]
    _, lower = max((b - a, -a) for a, b in pairwise(positions))
    left = [c for c in component if suggestions[c][axis] <= -lower]
    right = [c for c in component if suggestions[c][axis] > -lower]
    return cut(suggestions, left, axes) + cut(suggestions, right, axes)
