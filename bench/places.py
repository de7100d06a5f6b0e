"""The gazetteer: how long a search, a suggestion while typing and a crossing take among 40,000 names, beside peers."""

import random
import time

from bench.world import app_in

COUNT = 40_000
ROADS = 20_000
CORNERS = 2_500  # pairs of streets that cross, once each
STEMS = """
björk ek al ask lönn tall gran hassel rönn vide häst ko get räv älg järv lo orr tjäder gök skol kyrk kvarn smed
bagar skomakar garvar snickar mur kung drottning prins grev baron bisp munk klock torn slott borg berg dal sjö
å bäck strand vik udd holm sund näs äng hag löt backa ås mosse kärr källa brunn damm sten grus sand ler guld
silver järn koppar nord söder öster väster mellan ytter inner över under lång kort bred smal rund hög låg
""".split()  # noqa: SIM905  easier to read
LINKS = ("", "s", "a", "e", "hem", "lund", "torp", "by", "sätra", "ryd", "hult", "tuna", "boda", "fors")
ENDINGS = ("vägen", "gatan", "stigen", "gränd", "backen", "torget", "skolan", "plan", "allén", "gården")


def names(folder):
    """Measure the 95th percentiles of search and of type-ahead over a seeded gazetteer of 40,000 names."""
    from webapp.storage.db import db, transaction
    from webapp.storage.name_lookup import named
    from webapp.storage.place_search import complete_places, search_places
    from webapp.storage.place_sync import sync_names

    app = app_in(folder / "names")
    ctx = app.extensions["lofte_context"]
    with app.app_context():
        session = db.session()
        known = gazetteer(random.Random(7))
        with transaction(session):
            sync_names(session, known)
        asked = queries(known, random.Random(11))
        beginnings = [one.name[: 2 + i % 7] for i, one in enumerate(known[:: len(known) // 400])]
        assert named(session, known[0].name)
        scan, likes = peers(session, known)
        rows = [
            row("gazetteer search p95", lambda text: search_places(session, ctx, text), scan, asked),
            row("type-ahead p95", lambda text: complete_places(session, ctx, text), likes, beginnings),
        ]
        rows[0]["beside"], rows[1]["beside"] = "RapidFuzz over every name", "LIKE over every name"
        rows.append(crossings(session, ctx, known, random.Random(13)))
        db.session.remove()
        db.engine.dispose()
    return rows


def gazetteer(rng):
    """Return 8,000 streets and places, and 32,000 doors on them."""
    from webapp.domain.place_records import NameRecord

    made = sorted({f"{s}{k}{e}".capitalize() for s in STEMS for k in LINKS for e in ENDINGS})
    streets = rng.sample(made, 8_000)
    kinds = {"torget": "square", "skolan": "school", "gården": "public"}

    def spot():
        return round(rng.uniform(59.1, 59.35), 6), round(rng.uniform(17.75, 18.2), 6)

    known = [
        NameRecord(n, next((k for e, k in kinds.items() if n.endswith(e)), "street"), *spot(), None, (), "made up")
        for n in streets
    ]
    doors = [f"{rng.choice(streets)} {rng.randint(1, 80)}" for _ in range(COUNT)]
    unlike = list(dict.fromkeys(doors))[: COUNT - len(known)]
    return known + [NameRecord(name, "address", *spot(), None, (), "made up") for name in unlike]


def crossings(session, ctx, known, rng):
    """Return one row: crossings as half-typed words, "A/B", beside a comparison with the name of every road."""
    from webapp.domain.names import fold
    from webapp.storage.db import transaction
    from webapp.storage.place_search import complete_places
    from webapp.storage.roads import Road

    streets = [one for one in known if one.kind == "street"]
    with transaction(session):
        met = grid(session, ctx, rng.sample(streets, 2 * CORNERS), rng)
    asked = [f"{a.name}/{b.name}" for a, b in rng.sample(met, 200)]
    asked += [f"{a.name}/{b.name}" for a, b in zip(*(rng.sample(streets, 100) for _ in "ab"), strict=True)]
    assert all(one.kind == "crossing" for text in asked[:20] for one in complete_places(session, ctx, text))

    def compare(text):
        wanted = [fold(name) for name in text.split("/")]
        return [row.id for row in session.query(Road.id, Road.name) if fold(row.name or "") in wanted]

    found = row("crossing while typing p95", lambda text: complete_places(session, ctx, text), compare, asked)
    return {**found, "what": f"{found['what']}, {ROADS:,} roads", "beside": "the name of every road, folded"}


def grid(session, ctx, streets, rng):
    """Store roads of 475 m, most without a name, each pair of streets with a junction; return the pairs."""
    import numpy as np
    from sqlalchemy import insert

    from webapp.analysis.projection import to_metres
    from webapp.storage.roads import Junction, Road

    roads, nodes, pairs = [], [], list(zip(streets[::2], streets[1::2], strict=True))
    easts, norths = to_metres(ctx.place.crs, [a.lon for a, _ in pairs], [a.lat for a, _ in pairs])
    for i in range(ROADS):
        pair = i // 2 % CORNERS
        east, north = float(easts[pair]) + i // (2 * CORNERS) * 600.0, float(norths[pair])
        way = np.linspace(-237.5, 237.5, 20)
        line = np.column_stack([east + way, north + way * 0] if i % 2 else [east + way * 0, north + way])
        name = pairs[pair][i % 2].name if i < 2 * CORNERS else None
        west, south, east_most, north_most = (*line.min(axis=0).tolist(), *line.max(axis=0).tolist())
        box = {"west": west, "south": south, "east": east_most, "north": north_most}
        others = [f"Gamla {name}"] if name and rng.random() < 0.1 else []
        roads.append({
            "id": i + 1, "source_id": f"w{i}", "name": name, "alt_names": others, "oneway": False, "length_m": 475.0,
            "geometry": line.astype("<f8").tobytes(), "parts": [], **box,
        })  # fmt: skip
        if i % 2:
            nodes.append({"id": i, "easting": east, "northing": north, "road_ids": [i, i + 1]})
    session.execute(insert(Road), roads)
    session.execute(insert(Junction), nodes)
    return pairs


def queries(known, rng):
    """Return names as they are, with a slip, in other forms, with a house number, and names that nobody knows."""
    asked = []
    for one in rng.sample(known, 400):
        name = one.name
        at = rng.randrange(1, len(name) - 1)
        slip = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        asked.append(rng.choice([name, slip, name[:at] + name[at + 1 :], name.lower(), f"{name}s", f"Zq{name}"]))
    return asked


def peers(session, known):
    """Return RapidFuzz over a list of every name, and a LIKE scan of the table."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    from webapp.domain.names import fold
    from webapp.storage.places import GazetteerName

    every = [fold(one.name) for one in known]

    def scan(text):
        return process.extract(fold(text), every, scorer=OSA.normalized_similarity, score_cutoff=0.8, limit=8)

    def likes(text):
        begins = GazetteerName.folded.startswith(fold(text)) | GazetteerName.folded.contains(f" {fold(text)}")
        return session.query(GazetteerName.name).filter(begins).limit(8).all()

    return scan, likes


def row(what, ours, peer, asked):
    """Return one row of the table, in milliseconds."""
    return {"what": f"{what}, {COUNT:,} names", "ours": p95(ours, asked), "unit": "ms", "peer": p95(peer, asked)}


def p95(do, asked):
    """Return the 95th percentile of the milliseconds that each text takes, after a few to warm up."""
    for text in asked[:5]:
        do(text)
    times = []
    for text in asked:
        start = time.perf_counter()
        do(text)
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)[int(len(times) * 0.95)]
