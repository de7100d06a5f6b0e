"""Thousands of sites with their suggestions, checks and judgements, written straight into the tables from a seed."""

from datetime import timedelta

import numpy as np
from sqlalchemy import func, insert, select, update

from webapp.domain.score import NAMED_RISKS, voice_strength
from webapp.domain.suggestions import WHEN
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.places import Area
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

CAUSES = ("school straight", "crossing", "", "school no_pavement", "heavy")


def fill(session, ctx, sites, voices=4, seed=1):
    """Store ``sites`` sites with about ``voices`` suggestions each; every third has been checked once or twice."""
    rng = np.random.default_rng(seed)
    west, south, east, north = ctx.place.bbox
    areas = [*session.scalars(select(Area.id).order_by(Area.id)), None]
    now = ctx.now()
    suggestion_rows, site_rows, check_rows, verdict_rows = [], [], [], []
    for number in range(sites):
        lon, lat = float(rng.uniform(west, east)), float(rng.uniform(south, north))
        count = 1 + int(rng.poisson(voices - 1))
        first = now - timedelta(days=float(rng.uniform(1, 400)))
        area, site_id = areas[int(rng.integers(len(areas)))], f"many{number:06d}"
        where = {"lat": lat, "lon": lon, "easting": lon * 1e5, "northing": lat * 1e5}
        hours = [int(h) for h in rng.integers(0, len(WHEN), 3)]
        for one in range(count):
            suggestion_rows.append(
                {
                    "id": len(suggestion_rows) + 1,
                    "public_number": f"{site_id}-{one}",
                    "founding_id": f"{site_id}-{one}",
                    "channel": "import" if number % 4 == 0 else "form",
                    "kind": "speed",
                    "state": "live",
                    "received_at": first + timedelta(hours=one),
                    "created_at": first + timedelta(hours=one),
                    "accepted_at": first,
                    "unit": "free",
                    "cell_col": 0,
                    "cell_row": 0,
                    "area_id": area,
                    "reporter_key": f"{site_id}-{one}",
                    "causes": CAUSES[(number + one) % len(CAUSES)],
                    "when_cells": " ".join(WHEN[h] for h in hours),
                    **where,
                }
            )
        said = [CAUSES[(number + one) % len(CAUSES)].split() for one in range(count)]
        risks = {risk: sum(risk in causes for causes in said) for risk in sorted(NAMED_RISKS)}
        pinned = first + timedelta(days=1) if count >= 3 else None
        held = int(rng.integers(1, 3)) if pinned is not None and number % 3 == 0 else 0
        site_rows.append(
            {
                "id": site_id,
                "kind": "speed",
                "founder_id": len(suggestion_rows) - count + 1,
                "name": f"Vägen {number}",
                "unit": "free",
                "length_m": 0.0,
                "public_lat": lat,
                "public_lon": lon,
                "area_id": area,
                "pinned_at": pinned,
                "published_at": pinned,
                "status": "checked" if held else "open",
                "residents": count,
                "members": count,
                "voices": sum(voice_strength(first + timedelta(hours=n), confirmed=False) for n in range(count)),
                "risk_counts": {risk: voices for risk, voices in risks.items() if voices},
                "channels": "import" if number % 4 == 0 else "form",
                "campaigns": "",
                "when_counts": [hours.count(h) * count for h in range(len(WHEN))],
                "first_received_at": first,
                "last_received_at": first,
                "checks": held,
                "last_check_on": (now - timedelta(days=30)).date() if held else None,
                **where,
            }
        )
        for one in range(held):
            check_id, started = len(check_rows) + 1, now - timedelta(days=30 * (held - one))
            check_rows.append(
                {
                    "id": check_id,
                    "public_id": f"check{check_id}",
                    "site_id": site_id,
                    "started_at": started,
                    "ended_at": started + timedelta(minutes=20),
                    "held_on": started.date(),
                    "recorded_at": started,
                    "vehicles": 100,
                    "over_limit": int(rng.integers(0, 40)),
                    "v85_kmh": 50.0,
                    "limit_kmh": 40,
                    **where,
                }
            )
            verdict_rows.append(
                {"check_id": check_id, "year": started.year, "counts": True, "site_id": site_id, "area_id": area}
            )
    for table, rows in ((Suggestion, suggestion_rows), (Site, site_rows), (Check, check_rows)):
        session.execute(insert(table), rows)
    session.execute(update(Suggestion).values(site_id=func.substr(Suggestion.public_number, 1, len("many000000"))))
    session.execute(insert(CheckVerdict), verdict_rows)
    session.commit()
