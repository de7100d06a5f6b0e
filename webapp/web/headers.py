"""What every answer carries: who may frame it, what it may load, and how long it may be kept."""

from flask import Flask, Response, abort, request

POLICY = {
    "default-src": "'none'",
    "img-src": "'self'",
    "style-src": "'self'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""Nothing from anywhere but this site, nothing inline."""

CONTENT_SECURITY_POLICY = "; ".join(f"{name} {value}" for name, value in POLICY.items())
PERMISSIONS = ("camera", "microphone", "payment", "usb", "browsing-topics", "interest-cohort", "display-capture")
PERMISSIONS_POLICY = ", ".join(f"{name}=()" for name in PERMISSIONS) + ", geolocation=(self)"

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR_S = 31_536_000

MAX_BODY_BYTES = 2 * 1024 * 1024
MAX_FORM_BYTES = 256 * 1024
MAX_FORM_FIELDS = 1000

PRIVATE = (
    "/suggest",
    "/suggestions/",
    "/mail/",
    "/alerts",
    "/login",
    "/logout",
    "/invitation/",
    "/account",
    "/police",
    "/planner",
    "/communicator",
    "/moderation",
    "/admin",
)
"""Pages that hold a form or belong to one person: no copy is kept anywhere."""

FRAMED = ("/embed",)
FRAMED_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"
)
"""What any page may show in a frame: it holds no form and no script, so nobody can be made to press anything."""

EXPOSED = "Content-Crs, ETag, Link, X-Total-Count"
"""What a script of another page may read beside the body."""

OPEN_DATA = ("/api/", "/feeds/", "/openapi.json", "/catalog.ttl", "/ogc/", "/open311/")


def init_app(app: Flask) -> None:
    """Limit what comes in and label what goes out."""
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        MAX_FORM_PARTS=MAX_FORM_FIELDS,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    settings = app.extensions["lofte_settings"]
    https, always = settings.https, ALWAYS | tile_headers(settings.tile_origin)
    app.before_request(_refuse_floods)
    app.after_request(_keep_rules)

    @app.after_request
    def label(response: Response) -> Response:
        for name, value in always.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR_S}"
        if request.path in FRAMED:
            response.headers["Content-Security-Policy"] = FRAMED_POLICY
            del response.headers["X-Frame-Options"]
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.path.startswith(OPEN_DATA):  # open data: any page may read it
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
            if request.method == "OPTIONS":  # what a browser asks before a request with headers of its own
                response.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(response.allow))
                response.headers["Access-Control-Allow-Headers"] = (
                    "Accept, Accept-Language, Content-Type, If-None-Match"
                )
                response.headers["Access-Control-Max-Age"] = "86400"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def tile_headers(origin: str) -> dict[str, str]:
    """Return what else to say when maps draw the pictures of a tile server: just that one, and no cookie goes there."""
    if not origin:
        return {}
    policy = POLICY | {"img-src": f"'self' {origin}"}
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Embedder-Policy": "credentialless",
    }


def _refuse_floods() -> None:
    """Refuse a form larger or of more fields than any of ours; one of several parts is counted while it is read."""
    if request.method == "POST" and request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = MAX_FORM_BYTES
        if sum(1 for _ in request.form.items(multi=True)) > MAX_FORM_FIELDS:
            abort(413)


def _keep_rules(response: Response) -> Response:
    """Say how long an answer may be kept: never, if it holds a form; else only after asking whether it changed."""
    if "Cache-Control" in response.headers:
        return response
    private = request.path.startswith(PRIVATE) or request.method not in {"GET", "HEAD"}
    # Only a page with a form touches the session; to ask the session itself would add Vary: Cookie to every answer.
    if private or (response.mimetype == "text/html" and b'name="csrf_token"' in _body(response)):
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = "no-cache"
    if response.status_code == 200 and not response.direct_passthrough and not response.is_streamed:
        response.add_etag()
        response.make_conditional(request)
    return response


def _body(response: Response) -> bytes:
    return b"" if response.direct_passthrough or response.is_streamed else response.get_data()
