"""To be written."""

from flask import Blueprint

bp = Blueprint("police", __name__)
