"""Every setting with its default and its meaning; read once from the environment, then passed down."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, what holds without it, and what it is for."""

    name: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("LOFTE_DATABASE_URL", "", "SQLAlchemy address of the database; empty: SQLite in LOFTE_DATA_DIR"),
    Setting("LOFTE_DATA_DIR", "instance", "folder for the database, backups and other data of this site"),
    Setting("LOFTE_PLACE", "huddinge", "name of a folder in geodata/, or a path to such a folder"),
    Setting(
        "LOFTE_SECRET_KEY",
        "",
        "secret behind receipts and forms; required by make serve, else made for the data folder",
    ),
    Setting("LOFTE_BASE_URL", "", "public address of the site; https turns on Secure cookies and HSTS"),
    Setting("LOFTE_MAIL_URL", "", "not read yet: no mail is sent (meant for an smtp://… server)"),
    Setting("LOFTE_RATELIMIT", "on", "on or off: limits on logins and posts"),
    Setting("LOFTE_RATELIMIT_STORAGE", "memory://", "where limits are counted"),
    Setting("LOFTE_GEOCODER", "local", "local; or nominatim or photon, asked for places that the gazetteer lacks"),
    Setting("LOFTE_GEOCODER_URL", "", "http(s) address of that geocoder; empty: the public service of its name"),
    Setting("LOFTE_TILE_URL", "", "not read yet: maps draw the place's own vector base map (meant for a tile server)"),
    Setting("LOFTE_TILE_ATTRIBUTION", "", "not read yet (meant for the attribution of LOFTE_TILE_URL)"),
    Setting("LOFTE_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
)

GEOCODERS = {"local": "", "nominatim": "https://nominatim.openstreetmap.org", "photon": "https://photon.komoot.io"}
"""Each geocoder with its public address."""


@dataclass(frozen=True)
class Settings:
    """The settings of one running site."""

    database_url: str
    data_dir: Path
    place_dir: Path
    secret_key: str
    base_url: str
    mail_url: str
    ratelimit: bool
    ratelimit_storage: str
    geocoder: str
    geocoder_url: str
    tile_url: str
    tile_attribution: str
    log_level: str

    @property
    def https(self) -> bool:
        """Whether the public address is https, so that cookies are Secure."""
        return self.base_url.startswith("https://")


def raw_settings(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return each setting's text by name: the environment's, or the default."""
    env = os.environ if environ is None else environ
    return {s.name: env.get(s.name, "").strip() or s.default for s in SETTINGS}


def place_folder(name: str) -> Path:
    """Return the folder of a place: ``name`` itself when it is a path, else a folder in geodata/."""
    return Path(name) if "/" in name or os.sep in name else ROOT / "geodata" / name


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read every setting once.

    :raises ValueError: a setting has a value that it cannot have
    """
    raw = raw_settings(environ)
    if raw["LOFTE_RATELIMIT"] not in {"on", "off"}:
        raise ValueError(f"LOFTE_RATELIMIT must be on or off, not {raw['LOFTE_RATELIMIT']}")
    if raw["LOFTE_GEOCODER"] not in GEOCODERS:
        raise ValueError(f"LOFTE_GEOCODER must be local, nominatim or photon, not {raw['LOFTE_GEOCODER']}")
    data_dir = Path(raw["LOFTE_DATA_DIR"])
    data_dir = data_dir if data_dir.is_absolute() else ROOT / data_dir
    return Settings(
        database_url=raw["LOFTE_DATABASE_URL"] or f"sqlite:///{data_dir / 'lofte.sqlite3'}",
        data_dir=data_dir,
        place_dir=place_folder(raw["LOFTE_PLACE"]),
        secret_key=raw["LOFTE_SECRET_KEY"],
        base_url=raw["LOFTE_BASE_URL"].rstrip("/"),
        mail_url=raw["LOFTE_MAIL_URL"],
        ratelimit=raw["LOFTE_RATELIMIT"] == "on",
        ratelimit_storage=raw["LOFTE_RATELIMIT_STORAGE"],
        geocoder=raw["LOFTE_GEOCODER"],
        geocoder_url=_geocoder_url(raw),
        tile_url=raw["LOFTE_TILE_URL"],
        tile_attribution=raw["LOFTE_TILE_ATTRIBUTION"],
        log_level=raw["LOFTE_LOG_LEVEL"].upper(),
    )


def _geocoder_url(raw: Mapping[str, str]) -> str:
    """Return the address of the geocoder that may be asked; empty when none is.

    :raises ValueError: it is no such address; the text is not repeated, since it may hold a password
    """
    geocoder, text = raw["LOFTE_GEOCODER"], raw["LOFTE_GEOCODER_URL"]
    try:
        url = urlsplit(text)
        faulty = url.scheme not in {"http", "https"} or not url.hostname or url.port == 0
    except ValueError:  # a port or a bracket that cannot be read
        faulty = True
    if text and (faulty or any(sign in text for sign in "@?#\\ ")):
        raise ValueError("LOFTE_GEOCODER_URL must be http(s)://host, with a port or a path if need be, nothing else")
    return (text or GEOCODERS[geocoder]) if GEOCODERS[geocoder] else ""
