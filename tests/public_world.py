"""Rows as the public pages find them, put in by hand: sites, squares and held checks."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from webapp.analysis.projection import to_metres
from webapp.domain.sites import site_id_of
from webapp.domain.suggestions import WHEN
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.db import transaction
from webapp.storage.map_cells import SIZES_M
from webapp.storage.places import Area
from webapp.storage.sites import MapCell, Site
from webapp.storage.suggestions import Suggestion

NOON = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)
_numbers = count(1)


def when_counts(**cells):
    counts = [0] * len(WHEN)
    for cell, number in cells.items():
        counts[WHEN.index(cell.replace("_", "-"))] = number
    return counts


def add_site(session, name="Skolgatan", published=True, lat=60.0, lon=15.05, **changes):
    """Store a site with its founder and return its id; ``lat``, ``lon`` are its public place."""
    n = next(_numbers)
    number = f"n{n}"
    easting, northing = (float(v) for v in to_metres("EPSG:3006", lon + 0.000123, lat + 0.000123))
    with transaction(session):
        founder = Suggestion(
            public_number=number, founding_id=site_id_of(number), channel="import", kind="speed", received_at=NOON,
            created_at=NOON, accepted_at=NOON, lat=lat + 0.000789, lon=lon + 0.000789, easting=500_000.0 + 1000 * n,
            northing=6_650_000.0, unit="free", cell_col=n, cell_row=n, reporter_key=f"key{n}",
        )  # fmt: skip
        session.add(founder)
        session.flush()
        row = {
            "id": founder.founding_id, "kind": "speed", "founder_id": founder.id, "name": name, "unit": "free",
            "length_m": 20.0, "easting": easting, "northing": northing, "lat": lat + 0.000123,
            "lon": lon + 0.000123, "public_lat": lat, "public_lon": lon, "residents": 4, "members": 5,
            "when_counts": when_counts(), "cause_counts": {}, "first_received_at": NOON, "last_received_at": NOON,
            "published_at": NOON if published else None, "pinned_at": NOON if published else None,
        }  # fmt: skip
        session.add(Site(**{**row, **changes}))
    return founder.founding_id


def add_check(session, site_id, held_on=date(2026, 5, 1), counts=True, reason=None, **changes):
    """Store a held check with its verdict and return its public id."""
    n = next(_numbers)
    started_at = datetime(held_on.year, held_on.month, held_on.day, 7, 17, tzinfo=UTC)
    row = {
        "public_id": f"check{n}", "site_id": site_id, "started_at": started_at,
        "ended_at": started_at + timedelta(minutes=41), "held_on": held_on, "recorded_at": started_at,
        "easting": 500_000.0, "northing": 6_650_000.0, "lat": 60.0, "lon": 15.05, "withdrawn": False,
    }  # fmt: skip
    with transaction(session):
        check = Check(**{**row, **changes})
        session.add(check)
        session.flush()
        area_id = session.get(Site, site_id).area_id
        check.area = session.get(Area, area_id).name if area_id else ""
        session.add(
            CheckVerdict(
                check_id=check.id, year=held_on.year, counts=counts, reason=reason, site_id=site_id, area_id=area_id
            )
        )
        site = session.get(Site, site_id)
        site.checks, site.last_check_on = site.checks + 1, held_on
        site.status = "checked"
    return row["public_id"]


def add_cell(session, kind="speed", col=5000, row=66500, lat=60.0, lon=15.05, suggestions=1):
    """Store a square of not yet published suggestions, and the larger ones around it."""
    with transaction(session):
        for step, size_m in enumerate(SIZES_M[kind]):
            square = {"kind": kind, "size_m": size_m, "col": col >> step, "row": row >> step}
            session.merge(MapCell(**square, lat=lat, lon=lon, suggestions=suggestions))
