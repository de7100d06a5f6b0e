"""What the log says of retention."""

from flask_babel import lazy_gettext as _l

ACTIONS = {"retention.run": _l("let go of what had been kept long enough")}
