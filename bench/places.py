"""The gazetteer: how long a search, a suggestion while typing and a crossing take among 40,000 names, beside peers."""

import random
from itertools import pairwise

from bench.rows import Row, best_of
from bench.world import app_in

COUNT, STREETS = 40_000, 8_000
ROADS = 20_000
ASKED = 400
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
    """Yield the 95th percentiles of search and of type-ahead over a seeded gazetteer of 40,000 names."""
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
        beginnings = [one.name[: 2 + i % 7] for i, one in enumerate(known[:: len(known) // ASKED])]
        assert named(session, known[0].name)
        scan, likes = peers(session, known)

        def search(text):
            return search_places(session, ctx, text)

        def complete(text):
            return complete_places(session, ctx, text)

        yield row("gazetteer search", search, asked, scan, "RapidFuzz over every name")
        yield row("type-ahead", complete, beginnings, likes, "LIKE over every name")
        met, streets = crossings(session, ctx, known, random.Random(13))
        whole = [f"{a}/{b}" for a, b in [*met[: ASKED // 2], *pairwise(streets[: ASKED // 4 + 1])]]
        assert all(one.kind == "crossing" for text in whole[:10] for one in complete(text))
        folded = "the name of every road, folded"
        yield row("crossing while typing", complete, whole, lambda text: compare(session, text), folded)
        rng = random.Random(17)
        yield row("crossing with slips", search, [f"{slip(a, rng)}/{slip(b, rng)}" for a, b in met[ASKED // 2 : ASKED]])
        apart = [f"{a} mellan {b} och {c}" for a, b, c in (rng.sample(streets, 3) for _ in range(ASKED // 2))]
        yield row("stretch of streets that do not meet", search, apart)
        db.session.remove()
        db.engine.dispose()


def gazetteer(rng):
    """Return 8,000 streets and places, and 32,000 doors on them."""
    from webapp.domain.place_records import NameRecord

    made = sorted({f"{s}{k}{e}".capitalize() for s in STEMS for k in LINKS for e in ENDINGS})
    streets = rng.sample(made, STREETS)
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
    """Store 20,000 roads; return the names of those pairs that cross, and of every street."""
    from webapp.storage.db import transaction

    streets = [one for one in known if one.kind == "street"]
    with transaction(session):
        met = grid(session, ctx, rng.sample(streets, 2 * CORNERS), rng)
    pairs = [(a.name, b.name) for a, b in rng.sample(met, len(met))]
    return pairs, [one.name for one in rng.sample(streets, len(streets))]


def compare(session, text):
    """Return the roads of "A/B" by comparing the name of every road."""
    from webapp.domain.names import fold
    from webapp.storage.roads import Road

    wanted = [fold(name) for name in text.split("/")]
    return [row.id for row in session.query(Road.id, Road.name) if fold(row.name or "") in wanted]


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
    for one in rng.sample(known, ASKED):
        name = one.name
        at = rng.randrange(1, len(name) - 1)
        lost = name[:at] + name[at + 1 :]
        asked.append(rng.choice([name, slip(name, rng), lost, name.lower(), f"{name}s", f"Zq{name}"]))
    return asked


def slip(name, rng):
    """Return a name in which two letters have changed places."""
    at = rng.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


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


def row(what, ours, asked, peer=None, beside=""):
    """Return one row of the table, in milliseconds; a person who types notices nothing below 50."""
    theirs = None if peer is None else p95(peer, asked)
    return Row(f"{what} p95, {COUNT:,} names", p95(ours, asked), "ms", theirs, beside, at_most=50.0)


def p95(do, asked):
    """Return the 95th percentile of the milliseconds that each text takes, the better of two times."""
    do(asked[0])
    times = sorted(best_of(2, lambda text=text: do(text)) * 1000 for text in asked)
    return times[int(len(times) * 0.95)]
