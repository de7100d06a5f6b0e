"""The list of candidates for measures as a table: a column a criterion, nothing where nothing is known."""

from collections.abc import Sequence
from typing import Any

from webapp.domain.candidates import Candidate
from webapp.formats.csv_tables import write_csv

COLUMNS = (
    "site", "name", "area", "lat", "lon", "why", "handed_over_on", "residents", "checks", "measured_on", "measured",
    "n", "mean_kmh", "v85_kmh", "limit_kmh", "share_over", "pavement", "through_traffic", "school_within_300_m",
    "road_owner", "measure", "measure_status", "url",
)  # fmt: skip
"""The one list of what the file may hold. ``said`` is what residents say; an empty cell is not known."""


def candidates_csv(found: Sequence[Candidate], base_url: str, excel: bool = False) -> bytes:
    """Return candidates in their order.

    :param excel: as a Swedish Excel opens it
    """
    return write_csv(COLUMNS, [_row(one, base_url) for one in found], excel)


def _row(one: Candidate, base_url: str) -> list[Any]:
    site, told = one.site, one.speeds
    speeds: list[Any] = [None] * 5
    if told is not None:
        how = "during_check" if told.during_check else "by_itself"
        speeds = [told.on.isoformat(), how, told.vehicles, told.mean_kmh, told.v85_kmh]
    share = None if told is None or told.share_over is None else round(told.share_over, 3)
    measure, status = one.measure or (None, None)
    return [
        site.id, site.name, site.area, site.lat, site.lon, " ".join(one.why),
        one.handed_on.isoformat() if one.handed_on else None, site.residents, site.checks, *speeds, one.limit_kmh,
        share, "none_said" if one.no_pavement else None, one.through_traffic, one.school, one.road_owner,
        measure, status, f"{base_url}/sites/{site.id}",
    ]  # fmt: skip
