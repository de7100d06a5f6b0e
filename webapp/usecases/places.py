"""Load a place from its folder, and say what is missing or odd in one."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from webapp.analysis.place_geometry import System, odd_shapes, share_covered, size_km2, system_of, union
from webapp.domain.context import Context
from webapp.domain.errors import Refused
from webapp.domain.place_check import PAGES_IN, PlaceFacts, Row, StoredFacts, table
from webapp.domain.places import Place
from webapp.domain.pledges import Agreements
from webapp.formats.border_age import read_border_age
from webapp.formats.place_folder import PlaceFiles, read_place, read_place_files
from webapp.formats.pledges_toml import parse_pledges
from webapp.storage import place_sync as sync
from webapp.storage.base_map import cut_base_map
from webapp.storage.counting import recount
from webapp.storage.db import transaction
from webapp.storage.district_history import read_stamps
from webapp.storage.place_facts import read_stored_facts
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
    if fault := system_of(place.crs, *place.center).fault:
        raise Refused(f"Nothing was loaded. {folder / 'place.toml'}: {fault}.")
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


@dataclass(frozen=True)
class PlaceCheck:
    """What keeps a folder from being loaded, the table of what the place has and lacks, and what is odd in it."""

    faults: list[str]
    rows: list[Row]
    notes: list[str]
    facts: PlaceFacts


def check_place(folder: Path, today: date, session: Session | None = None) -> PlaceCheck:
    """Say what a place has and lacks; with a session also what of it is loaded and imported.

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
    system = system_of(place.crs, *place.center)
    if system.fault:
        faults.append(f"place.toml: {system.fault}.")
    stored = None if session is None else read_stored_facts(session, place.slug)
    facts = _facts(folder, place, files, agreements, system, stored)
    shapes = [("boundary.geojson", r.geometry) for r in files.boundary]
    shapes += [(f"areas.geojson, {a.name}", a.geometry) for a in files.areas]
    notes = [*odd_shapes(shapes, place.bbox), *_odd_names(files, place.bbox), *_odd_center(place)]
    return PlaceCheck(faults, table(facts, today), notes, facts)


def _facts(
    folder: Path,
    place: Place,
    files: PlaceFiles,
    agreements: Agreements,
    system: System,
    stored: StoredFacts | None,
) -> PlaceFacts:
    source, dated, written = read_border_age(folder / "boundary.geojson")
    border, districts = union(r.geometry for r in files.boundary), union(a.geometry for a in files.areas)
    pledges = [p for a in agreements.agreements for p in a.pledges]
    return PlaceFacts(
        border_parts=len(files.boundary),
        border_km2=None if system.fault or border.is_empty else size_km2(border, place.crs),
        border_source=source,
        border_on=dated,
        border_file_on=written,
        districts={area.name: area.population for area in files.areas},
        districts_cover=share_covered(border, districts),
        names=len(files.names),
        unplaced=sum(record.lat is None for record in files.names),
        layers=dict(Counter(record.layer for record in (*files.boundary, *files.base_map))),
        pledges=len(pledges),
        counting_pledges=sum(p.type == "checks" for p in pledges),
        has_sources=(folder / "SOURCES.md").exists(),
        crs=place.crs,
        crs_name=system.name,
        crs_odd=system.odd or system.fault,
        languages=place.languages,
        unwritten=tuple(code for code in place.languages if code not in PAGES_IN),
        contacts={
            "authority": place.authority,
            "contact_email": place.contact_email,
            "privacy_email": place.privacy_email,
            "retention.decision": place.retention_decision,
        },
        country=place.country,
        other_number=place.emergency.other,
        stored=stored,
    )


def _odd_center(place: Place) -> list[str]:
    lon, lat = place.center
    west, south, east, north = place.bbox
    inside = west <= lon <= east and south <= lat <= north
    return [] if inside else ["place.toml: center lies outside the bbox."]


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
    return notes
