"""The blueprint that the police's pages hang on."""

from flask import Blueprint

bp = Blueprint("police", __name__, url_prefix="/police")
