"""To be written."""

from flask import Blueprint

bp = Blueprint("planner", __name__)
