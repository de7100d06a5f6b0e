"""To be written."""

from flask import Blueprint

bp = Blueprint("api_health", __name__)
