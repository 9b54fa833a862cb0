"""What a container asks about itself: ``python -m config.health web | worker | broker``; exit status 0 is healthy."""

import os
import socket
import sys
import urllib.error
import urllib.request

from celery.exceptions import OperationalError


def web(port: int = 8000) -> bool:
    """Tell whether the web server answers; a redirect to the log-in is an answer too."""
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].lstrip(".")
    headers = {"Host": host, "X-Forwarded-Proto": "https"}
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/", headers=headers)
    try:
        with urllib.request.build_opener(_NoRedirect).open(asked, timeout=8):
            return True
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False


def worker() -> bool:
    """Tell whether this container's worker answers through the broker."""
    from config import celery_app

    try:
        return bool(celery_app.control.ping(destination=[f"celery@{socket.gethostname()}"], timeout=10))
    except (OperationalError, OSError):
        return False


def broker() -> bool:
    """Tell whether the broker can be reached, without which the scheduler wakes nobody."""
    from config import celery_app

    try:
        with celery_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=10)
        return True
    except (OperationalError, OSError):
        return False


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


CHECKS = {"web": web, "worker": worker, "broker": broker}

if __name__ == "__main__":
    sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
