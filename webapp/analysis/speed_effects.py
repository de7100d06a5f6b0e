"""What measured pairs say of the checks: a comparison where there is one, and otherwise that there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from webapp.analysis.evaluation import (
    LEAST_A_SIDE,
    Corrected,
    Float,
    difference_in_differences,
    empirical_bayes,
    randomisation_test,
)

Pair = Mapping[str, Any]
A_HUNDRED = 100
SEED = 2020


def speeds_of(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Return the figures of an evaluation's speeds: nothing but counts where there is too little to compare.

    ``effect`` compares checked places with unchecked ones; ``lottery`` those that a lot drew with those that waited;
    ``corrected`` is there only without either of them, and never counts as an effect.

    Parameters
    ----------
    pairs : sequence of mappings
        Of each measured place: ``checked``, ``before_kmh``, ``after_kmh``, ``before_n``, ``after_n``, ``before_over``,
        ``after_over`` (vehicles above the limit, or None), and in a lottery ``drawn`` and ``chance``.

    Examples
    --------
    >>> speeds_of([])
    {'checked': 0, 'compared': 0, 'shown': False}
    """
    checked = [p for p in pairs if p["checked"]]
    compared = [p for p in pairs if not p["checked"]]
    found: dict[str, Any] = {"checked": len(checked), "compared": len(compared), "shown": False}
    effect = difference_in_differences(_change(checked), _change(compared))
    if effect:
        found |= {"effect": _rounded(asdict(effect)), "shown": effect.shown}
    drawn = [p for p in pairs if "drawn" in p]
    if min(sum(p["drawn"] for p in drawn), sum(not p["drawn"] for p in drawn)) >= LEAST_A_SIDE:
        lottery = randomisation_test(
            _change(drawn),
            np.array([p["drawn"] for p in drawn], bool),
            np.array([p["chance"] for p in drawn], float),
            np.random.default_rng(SEED),
        )
        found["lottery"] = _rounded(asdict(lottery)) if lottery else None
    if "effect" not in found and not found.get("lottery"):
        corrected = _corrected(checked, pairs)
        if corrected:
            found["corrected"] = _rounded(asdict(corrected))
    return found


def _change(pairs: Sequence[Pair]) -> Float:
    return np.array([p["after_kmh"] - p["before_kmh"] for p in pairs], float)


def _corrected(checked: Sequence[Pair], pairs: Sequence[Pair]) -> Corrected | None:
    """Correct the vehicles above the limit, of a hundred, for that the checked places were picked for them."""
    before, after = _too_fast(checked)
    return empirical_bayes(before, after, _too_fast(pairs)[0])


def _too_fast(pairs: Sequence[Pair]) -> tuple[Float, Float]:
    known = [p for p in pairs if p["before_over"] is not None and p["after_over"] is not None]
    before = [A_HUNDRED * p["before_over"] / p["before_n"] for p in known]
    return np.array(before, float), np.array([A_HUNDRED * p["after_over"] / p["after_n"] for p in known], float)


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}
