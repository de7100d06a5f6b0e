"""The name a server loads: ``waitress-serve app:app`` or ``flask --app app …``."""

from webapp import create_app
from webapp.domain.errors import LofteError

try:
    app = create_app()
except (LofteError, ValueError) as fault:  # a setting or a place that cannot be used: its sentence says which
    raise SystemExit(str(fault)) from fault
