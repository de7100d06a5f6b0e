"""A server in a process of its own: ``python -m bench.server ours|plain FOLDER``; prints its port.

``plain`` is what most people would write first: Flask-SQLAlchemy with one table, entities, and JSON. Both are served by
waitress exactly as ``flask serve`` does it, on SQLite with WAL and synchronous=FULL.
"""

import json
import logging
import sys
from pathlib import Path

from bench.world import CRS, app_at, points

MOST = 500


def plain_app(folder):
    """Return the plain application; its database is in the folder."""
    from flask import Flask, request
    from flask_sqlalchemy import SQLAlchemy
    from sqlalchemy import event

    app = Flask("plain")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder / 'plain.db'}"
    db = SQLAlchemy(app)

    class Report(db.Model):
        id = db.Column(db.Integer, primary_key=True)
        kind = db.Column(db.String, nullable=False)
        lat = db.Column(db.Float, nullable=False, index=True)
        lon = db.Column(db.Float, nullable=False)
        text = db.Column(db.String, nullable=False)

    @app.get("/hello")
    def hello():
        return "hello"

    @app.get("/reports")
    def reports():
        west, south, east, north = (float(part) for part in request.args["bbox"].split(","))
        inside = Report.lat.between(south, north), Report.lon.between(west, east)
        found = Report.query.filter(*inside).limit(MOST).all()
        return [{"id": r.id, "kind": r.kind, "lat": r.lat, "lon": r.lon, "text": r.text} for r in found]

    @app.post("/reports")
    def report():
        form = request.form
        db.session.add(Report(kind=form["kind"], lat=float(form["lat"]), lon=float(form["lon"]), text=form["text"]))
        db.session.commit()
        return "stored"

    with app.app_context():
        event.listen(db.engine, "connect", _as_ours)
        db.create_all()
    app.extensions["reports"] = db, Report
    return app


def fill(app, count):
    """Store as many reports as the site holds, at the same places."""
    from webapp.analysis.projection import to_degrees

    db, report = app.extensions["reports"]
    lon, lat = (axis.tolist() for axis in to_degrees(CRS, *points(count)))
    rows = [{"kind": "speed", "lat": a, "lon": b, "text": ""} for a, b in zip(lat, lon, strict=True)]
    with app.app_context():
        db.session.execute(db.insert(report), rows)
        db.session.commit()


def _as_ours(connection, _record):
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def main(which, folder):
    """Serve on any free port until stopped."""
    from waitress.server import create_server

    from webapp.cli.serve import serving

    app = app_at(Path(folder)) if which == "ours" else plain_app(Path(folder))
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(app, host="127.0.0.1", port=0, **serving())
    print(json.dumps({"port": server.effective_port}), flush=True)
    server.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
