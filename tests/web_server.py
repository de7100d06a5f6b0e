"""A web server on this machine, for tests of what asks one."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Stub:
    """Answers as it is told to, and remembers what it was asked."""

    def __init__(self):
        self.answer = lambda request: say(request, b"[]")
        self.asked = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                stub.asked.append((self.path, dict(self.headers)))
                stub.answer(self)

            def do_POST(self):
                self.body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                self.do_GET()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def query(self, number=-1):
        return parse_qs(urlsplit(self.asked[number][0]).query)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def say(request, body, status=200, **headers):
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def saying(value, status=200, **headers):
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return lambda request: say(request, body, status, **headers)
