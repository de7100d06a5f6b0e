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
    Setting("LOFTE_DATABASE_READ_URL", "", "a replica of it that visitors without a cookie read; empty: none"),
    Setting("LOFTE_DATA_DIR", "instance", "folder for the database, backups and other data of this site"),
    Setting("LOFTE_PLACE", "huddinge", "name of a folder in geodata/, or a path to such a folder"),
    Setting(
        "LOFTE_SECRET_KEY",
        "",
        "secret behind receipts and forms; required by make serve, else made for the data folder",
    ),
    Setting("LOFTE_BASE_URL", "", "public address of the site; https turns on Secure cookies and HSTS"),
    Setting("LOFTE_MAIL_URL", "", "smtp(s)://user:password@host:port?from=…; empty: mail stays in the outbox"),
    Setting("LOFTE_RATELIMIT", "on", "on or off: limits on logins and posts"),
    Setting("LOFTE_RATELIMIT_STORAGE", "memory://", "where limits are counted"),
    Setting("LOFTE_GEOCODER", "local", "local; or nominatim or photon, asked for places that the gazetteer lacks"),
    Setting("LOFTE_GEOCODER_URL", "", "http(s) address of that geocoder; empty: the public service of its name"),
    Setting("LOFTE_TILE_URL", "", "tiles to draw under maps, https://host/{z}/{x}/{y}.png; empty: the place's own map"),
    Setting("LOFTE_TILE_ATTRIBUTION", "", "whom to name for those tiles; required with LOFTE_TILE_URL"),
    Setting("LOFTE_OIDC_ISSUER", "", "https address of an OpenID Connect service to log in by; empty: none"),
    Setting("LOFTE_OIDC_CLIENT_ID", "", "what that service calls this site"),
    Setting("LOFTE_OIDC_CLIENT_SECRET", "", "the secret that this site shares with it"),
    Setting("LOFTE_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
)

GEOCODERS = {"local": "", "nominatim": "https://nominatim.openstreetmap.org", "photon": "https://photon.komoot.io"}
"""Each geocoder with its public address."""


@dataclass(frozen=True)
class Settings:
    """The settings of one running site."""

    database_url: str
    database_read_url: str
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
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    log_level: str

    @property
    def https(self) -> bool:
        """Whether the public address is https, so that cookies are Secure."""
        return self.base_url.startswith("https://")

    @property
    def tile_origin(self) -> str:
        """Where pictures of maps may come from beside this site; empty when from nowhere else."""
        url = urlsplit(self.tile_url)
        return f"{url.scheme}://{url.netloc}" if self.tile_url else ""


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
        database_read_url=raw["LOFTE_DATABASE_READ_URL"],
        data_dir=data_dir,
        place_dir=place_folder(raw["LOFTE_PLACE"]),
        secret_key=raw["LOFTE_SECRET_KEY"],
        base_url=raw["LOFTE_BASE_URL"].rstrip("/"),
        mail_url=raw["LOFTE_MAIL_URL"],
        ratelimit=raw["LOFTE_RATELIMIT"] == "on",
        ratelimit_storage=raw["LOFTE_RATELIMIT_STORAGE"],
        geocoder=raw["LOFTE_GEOCODER"],
        geocoder_url=_geocoder_url(raw),
        tile_url=_tile_url(raw),
        tile_attribution=raw["LOFTE_TILE_ATTRIBUTION"],
        oidc_issuer=_oidc_issuer(raw),
        oidc_client_id=raw["LOFTE_OIDC_CLIENT_ID"],
        oidc_client_secret=raw["LOFTE_OIDC_CLIENT_SECRET"],
        log_level=raw["LOFTE_LOG_LEVEL"].upper(),
    )


WMTS = {"{TileMatrix}": "{z}", "{TileCol}": "{x}", "{TileRow}": "{y}"}
"""What the parts of a tile's address are called in WMTS."""


def _tile_url(raw: Mapping[str, str]) -> str:
    """Return the address of tiles with ``{z}``, ``{x}`` and ``{y}``, or nothing.

    :raises ValueError: it is no such address, or nobody is named for the tiles; the address may hold a key, and is
        not repeated
    """
    text = raw["LOFTE_TILE_URL"]
    if not text:
        return ""
    for theirs, ours in WMTS.items():
        text = text.replace(theirs, ours)
    try:
        url = urlsplit(text)
        faulty = url.scheme not in {"http", "https"} or not url.hostname or url.port == 0 or "{" in url.netloc
    except ValueError:  # a port or a bracket that cannot be read
        faulty = True
    parts = [text.count(part) for part in ("{z}", "{x}", "{y}")]
    if faulty or parts != [1, 1, 1] or text.count("{") != 3 or any(sign in text for sign in "@#\\ \"'<>;,"):
        raise ValueError("LOFTE_TILE_URL must be http(s)://host/… with {z}, {x} and {y} once each, and no password")
    if raw["LOFTE_BASE_URL"].startswith("https://") and url.scheme != "https":
        raise ValueError("LOFTE_TILE_URL must be https, since LOFTE_BASE_URL is: browsers block other pictures")
    if not raw["LOFTE_TILE_ATTRIBUTION"]:
        raise ValueError("LOFTE_TILE_ATTRIBUTION must name whose tiles LOFTE_TILE_URL shows")
    return text


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


def _oidc_issuer(raw: Mapping[str, str]) -> str:
    """Return the address of the service that staff may log in by; empty when there is none.

    :raises ValueError: it is no such address, or something that it needs is missing
    """
    text = raw["LOFTE_OIDC_ISSUER"].rstrip("/")
    if not text:
        return ""
    try:
        url = urlsplit(text)
        near = url.scheme == "http" and url.hostname in {"127.0.0.1", "localhost"}
        faulty = not (url.scheme == "https" or near) or not url.hostname or url.port == 0
    except ValueError:  # a port or a bracket that cannot be read
        faulty = True
    if faulty or any(sign in text for sign in "@?#\\ "):
        raise ValueError("LOFTE_OIDC_ISSUER must be https://host, with a port or a path if need be, nothing else")
    for name in ("LOFTE_OIDC_CLIENT_ID", "LOFTE_OIDC_CLIENT_SECRET", "LOFTE_BASE_URL"):
        if not raw[name]:
            raise ValueError(f"LOFTE_OIDC_ISSUER needs {name} too")
    return text
