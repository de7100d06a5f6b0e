"""To be written."""

from flask import Blueprint

bp = Blueprint("api_progress", __name__)
