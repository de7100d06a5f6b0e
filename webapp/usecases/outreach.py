"""Who are we not hearing? What a communicator sees of each district, with the panel's own failure beside it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.roles import Actor, Permission, require
from webapp.storage.outreach import DistrictVoices, district_voices, heard_sites

if TYPE_CHECKING:
    from webapp.analysis.under_reporting import Basis, Failure, Rate

FEW = 0.5
"""A district with less than this share of the place's suggestions for each inhabitant is on the list."""
FEWEST_EXPECTED = 3.0
"""Unless so few would be expected of it that chance alone may be silent."""


@dataclass(frozen=True)
class DistrictHeard:
    """A district: what came from it, and how soon places in it are told of again, where enough are known."""

    voices: DistrictVoices
    per_thousand: float | None  # suggestions a year; None where the population is unknown
    expected: float | None  # suggestions, were it heard as the whole place is
    sites: int
    rate: "Rate | None"
    quiet: bool


@dataclass(frozen=True)
class Outreach:
    """All districts by name, the quiet ones first on the list, and how far the panel can be believed."""

    districts: tuple[DistrictHeard, ...]
    failure: "Failure"
    basis: "Basis"
    weeks: float  # for the share of places that nobody tells of

    @property
    def quiet(self) -> tuple[DistrictHeard, ...]:
        """Districts to reach out to, those furthest below what would be expected first."""
        found = [d for d in self.districts if d.quiet]
        return tuple(sorted(found, key=lambda d: d.voices.suggestions / (d.expected or 1)))


def outreach(session: Session, ctx: Context, actor: Actor) -> Outreach:
    """Return who is heard, district by district. Nothing of it reaches a score.

    :raises NotAllowed: the actor may not see this
    """
    require(actor, Permission.WRITE_REPORTS)
    import numpy as np

    from webapp.analysis.under_reporting import LONGEST_WEEKS, Heard, failure, loudness, select

    found = heard_sites(session, ctx.now(), timedelta(weeks=LONGEST_WEEKS))
    columns = [[float(getattr(site, name)) for site in found] for name in Heard.__dataclass_fields__]
    heard = Heard(*(np.array(column, float) for column in columns))
    at = np.array([site.area_id or 0 for site in found], int)
    own = failure(heard)
    voices = district_voices(session, ctx.now())
    people = sum(v.population or 0 for v in voices)
    told = sum(v.suggestions for v in voices if v.population)
    districts = []
    for one in voices:
        rows = at == one.id
        expected = told * one.population / people if one.population and people else None
        quiet = expected is not None and expected >= FEWEST_EXPECTED and one.suggestions < FEW * expected
        districts.append(
            DistrictHeard(
                one,
                one.suggestions / one.population * 1000 if one.population else None,
                expected,
                int(rows.sum()),
                loudness(select(heard, rows), own.basis),
                quiet,
            )
        )
    return Outreach(tuple(districts), own, own.basis, LONGEST_WEEKS)
