"""Load a place from its folder, and say what is missing or odd in one."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Refused
from webapp.domain.pledges import Agreements
from webapp.formats.place_folder import PlaceFiles, read_place, read_place_files
from webapp.formats.pledges_toml import parse_pledges
from webapp.storage import place_sync as sync
from webapp.storage.base_map import cut_base_map
from webapp.storage.counting import recount
from webapp.storage.db import transaction
from webapp.storage.district_history import read_stamps
from webapp.storage.places import AREAS_FROM, PLACE, fact, set_fact
from webapp.storage.pledges import read_agreements, replace_pledges
from webapp.storage.restamping import restamp


@dataclass(frozen=True)
class PlaceReport:
    """What a place holds once it is loaded."""

    name: str
    areas: int
    names: int
    map_features: int
    pledges: int
    moved: int  # suggestions and sites that now lie in another district


def load_place(session: Session, ctx: Context, folder: Path) -> PlaceReport:
    """Make the database hold what the folder says; a second time changes nothing.

    :raises Refused: the folder cannot be used, or the database holds suggestions of another place
    """
    place = read_place(folder)
    files = read_place_files(folder)
    if files.faults:
        raise Refused("\n".join(("Nothing was loaded.", *files.faults)))
    agreements = _read_pledges(folder)
    with transaction(session):
        _refuse_another_place(session, place.slug)
        before = read_stamps(session)
        # Imported districts stand until others are imported.
        areas_changed = fact(session, AREAS_FROM) is None and sync.sync_areas(session, files.areas)
        map_changed = sync.sync_base_map(session, (*files.boundary, *files.base_map))
        names_changed = sync.sync_names(session, files.names)
        new_rules = read_agreements(session) != agreements
        if new_rules:
            replace_pledges(session, agreements)
        set_fact(session, PLACE, place.slug)
        moved = restamp(session, ctx, before, names_changed)
        cut_base_map(session, ctx, areas_changed or map_changed)
        if new_rules:
            session.flush()
            recount(session, ctx)
    return PlaceReport(
        name=place.name,
        areas=len(files.areas),
        names=len(files.names),
        map_features=len(files.boundary) + len(files.base_map),
        pledges=sum(len(a.pledges) for a in agreements.agreements),
        moved=moved,
    )


def _read_pledges(folder: Path) -> Agreements:
    path = folder / "pledges.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Agreements((), ())
    except UnicodeDecodeError as error:
        raise Refused(f"{path.name} cannot be read: {error}.") from None
    return parse_pledges(text, path.name)


def _refuse_another_place(session: Session, slug: str) -> None:
    loaded = fact(session, PLACE)
    if loaded is not None and loaded != slug and sync.count_suggestions(session):
        raise Refused(
            f"This database holds suggestions of {loaded}; {slug} needs a database of its own "
            "(LOFTE_DATA_DIR or LOFTE_DATABASE_URL)."
        )


def check_place(folder: Path) -> tuple[list[str], list[str]]:
    """Return the faults that keep a folder from being loaded, then what is merely missing or odd.

    :raises Refused: there is no place.toml that can be read
    """
    place = read_place(folder)
    files = read_place_files(folder)
    faults = list(files.faults)
    try:
        agreements = _read_pledges(folder)
    except Refused as error:
        faults.append(str(error))
        agreements = Agreements((), ())
    notes = _missing(folder, files, agreements)
    notes += _empty_fields(place.authority, place.contact_email, place.privacy_email, place.retention_decision)
    notes += _odd_borders(files, place.bbox) + _odd_names(files, place.bbox)
    return faults, notes


def _missing(folder: Path, files: PlaceFiles, agreements: Agreements) -> list[str]:
    absent = {
        "boundary.geojson": "the bbox of place.toml is the border",
        "areas.geojson": "there are no districts",
        "gazetteer.csv": "a place cannot be searched for by name",
        "pledges.toml": "nothing is promised, and no check counts",
        "SOURCES.md": "nobody can see where the data comes from",
    }
    notes = [f"{name} is missing: {what}." for name, what in absent.items() if not (folder / name).exists()]
    notes += [
        f"areas.geojson: the population of {area.name} is unknown; floors then treat every district alike."
        for area in files.areas
        if area.population is None
    ]
    if agreements.agreements and not any(p.type == "checks" for a in agreements.agreements for p in a.pledges):
        notes.append("pledges.toml: no pledge of type checks, so no check counts toward anything.")
    return notes


def _empty_fields(authority: str, contact: str, privacy: str, retention: str) -> list[str]:
    fields = {
        "authority": (authority, "pages cannot say who is responsible"),
        "contact_email": (contact, "residents see no address to write to"),
        "privacy_email": (privacy, "residents see no address for questions about their data"),
        "retention.decision": (retention, "expired texts are listed but kept"),
    }
    notes = [f"place.toml: {name} is empty: {what}." for name, (value, what) in fields.items() if not value]
    notes += [
        f"place.toml: {name} is {value}, which is only an example; put in the real one."
        for name, (value, _) in fields.items()
        if value.endswith((".example", ".invalid"))
    ]
    return notes


def _odd_borders(files: PlaceFiles, bbox: tuple[float, float, float, float]) -> list[str]:
    import shapely
    from shapely.geometry import shape

    frame, notes = shapely.box(*bbox), []
    border = shapely.union_all([shapely.make_valid(shape(r.geometry)) for r in files.boundary])
    for where, geometry in [("boundary.geojson", r.geometry) for r in files.boundary] + [
        (f"areas.geojson, {a.name}", a.geometry) for a in files.areas
    ]:
        drawn = shape(geometry)
        if not drawn.is_valid:
            notes.append(f"{where}: {shapely.is_valid_reason(drawn)}.")
        if not drawn.intersects(frame):
            notes.append(f"{where}: lies wholly outside the bbox of place.toml.")
    areas = shapely.union_all([shapely.make_valid(shape(a.geometry)) for a in files.areas])
    if not border.is_empty and not areas.is_empty:
        share = areas.intersection(border).area / border.area
        if share < 0.98:
            notes.append(f"areas.geojson: the districts cover only {share:.0%} of the place.")
    return notes


def _odd_names(files: PlaceFiles, bbox: tuple[float, float, float, float]) -> list[str]:
    west, south, east, north = bbox
    areas = {a.name for a in files.areas}
    notes = []
    for record in files.names:
        lat, lon = record.lat, record.lon
        if lat is not None and lon is not None and not (west <= lon <= east and south <= lat <= north):
            notes.append(f"gazetteer.csv: {record.name} lies outside the bbox of place.toml.")
        if record.area and areas and record.area not in areas:
            notes.append(f"gazetteer.csv: {record.name} names {record.area}, which is no district of areas.geojson.")
    without = sum(record.lat is None for record in files.names)
    if without:
        notes.append(f"gazetteer.csv: {without} names have no position; a resident who types one is asked to point.")
    return notes
