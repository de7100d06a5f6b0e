"""To be written."""

from flask import Blueprint

bp = Blueprint("api_v1", __name__)
