"""To be written."""

from flask import Blueprint

bp = Blueprint("about", __name__)
