"""A site for the browser that lives inside a test's transaction."""

import mimetypes
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

from django.contrib.staticfiles import finders
from django.db import connections
from django.test import Client

from tests.reports.many_rows import Province


class PagesOf:
    """Answers the browser with what Django's test client gets, on the connection of the test that waits for it.

    Pages are answered one after another. Files of the site may be kept by the browser, pages may not.
    """

    def __init__(self, province: Province) -> None:
        self._users, self._lock, self._client = province.users, Lock(), Client()
        self._connection = connections["default"]
        self._connection.inc_thread_sharing()
        asked = self

        class Asked(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = asked._answer(self.path, dict(self.headers.items()))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *said: object) -> None:
                """Say nothing: the test tells what is wrong."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @cached_property
    def url(self) -> str:
        """The address; a browser trusts this name."""
        return f"http://localhost:{self._server.server_address[1]}"

    def log_in(self, user: str) -> None:
        """Be a user of the province from now on."""
        self._client.force_login(self._users[user])

    def close(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._connection.dec_thread_sharing()

    def _answer(self, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/").split("?")[0])
            kind = mimetypes.guess_type(found or "")[0] or "font/woff2"
            kept = {"Content-Type": kind, "Cache-Control": "max-age=3600"}
            return (200, kept, Path(found).read_bytes()) if found else (404, {}, b"")
        with self._lock:
            connections["default"] = self._connection
            asked = {name: value for name, value in headers.items() if name.lower().startswith("hx-")}
            said = self._client.get(path, headers=asked)
            body = b"".join(said.streaming_content) if said.streaming else said.content
        return said.status_code, dict(said.items()), body
