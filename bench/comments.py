"""Reading comments: how long a thousand take, and how many names are found beside a plain gazetteer."""

import csv

from bench.rows import Row, spent
from tests.comment_world import TOWN, counted, own_comments, place_app, plain_names, wilson
from tests.conftest import NOON

COUNT = 1_000


def reading(folder):
    """Yield the time of a thousand comments, and precision and recall with their lower bounds on the half held out."""
    from webapp.storage.db import db
    from webapp.usecases.comments import comment_reader

    folder = folder / "comments"
    folder.mkdir()
    rows = [row for row in own_comments() if row["world"] == "lovhamn"]
    with (TOWN / "gazetteer.csv").open(encoding="utf-8") as file:
        names = {name: r["name"] for r in csv.DictReader(file) for name in (r["name"], *r["alias"].split("|")) if name}
    app = place_app(folder, TOWN, NOON, streets=True)
    with app.app_context():
        read = comment_reader(db.session(), app.extensions["lofte_context"])
        texts = [f"{row['text']} {n}" for n in range(COUNT // len(rows) + 1) for row in rows][:COUNT]
        taken_s, _ = spent(lambda: [read(text) for text in texts])
        plain_s, _ = spent(lambda: [plain_names(text, names) for text in texts])
        held = [row for row in own_comments("held") if row["world"] == "lovhamn"]
        ours = counted(held, lambda row: read(row["text"]).places)
        db.session.remove()
        db.engine.dispose()
    plain = counted(held, lambda row: plain_names(row["text"], names))
    yield Row("V9 places in 1,000 comments", taken_s, "s", plain_s, "names as they are written", at_most=1.0)
    for what, at_least, wrong in (("precision", 0.95, 1), ("recall", 0.85, 2)):
        share, peer = (one[0] / (one[0] + one[wrong]) for one in (ours, plain))
        low, high = wilson(ours[0], ours[0] + ours[wrong])
        beside = f"a plain gazetteer; ours {low:.3f}-{high:.3f} with 95 %"
        yield Row(f"{what} of names in comments", share, "", peer, beside, at_least=at_least)
