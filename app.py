"""The name a server loads: ``waitress-serve app:app`` or ``flask --app app …``."""

from webapp import create_app

app = create_app()
