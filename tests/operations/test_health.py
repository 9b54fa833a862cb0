"""What a container answers when it is asked whether it is well."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from config import health


@pytest.fixture
def server():
    """A web server that answers with the status and the host it is told to expect."""
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.headers["Host"], self.headers["X-Forwarded-Proto"]))
            self.send_response(self.server.status)
            self.send_header("Location", "/accounts/log-in/")
            self.end_headers()

        def log_message(self, *_words):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.asked = asked
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize(("status", "well"), [(200, True), (302, True), (500, False), (502, False)])
def test_the_web_server_is_well_when_it_answers_a_visitor(server, monkeypatch, status, well):
    monkeypatch.setenv("ALLOWED_HOSTS", "fund.example.go.th,other.example")
    server.status = status
    assert health.web(server.server_port) is well
    assert server.asked == [("fund.example.go.th", "https")]  # one question: the redirect is not followed


def test_without_a_server_nothing_is_well(server):
    server.shutdown()
    server.server_close()
    assert health.web(server.server_port) is False


def test_the_scheduler_is_well_when_the_broker_can_be_reached():
    assert health.broker() is True


def test_a_worker_that_is_not_there_is_not_well(monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "nobody-is-here")
    assert health.worker() is False
