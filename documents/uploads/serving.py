"""Giving a kept file out: never run, never guessed at, never left in a shared cache."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from documents.models import StoredFile
from documents.uploads.storing import open_file

_CONTENT_TYPES = {"PDF": "application/pdf", "JPEG": "image/jpeg", "PNG": "image/png"}


def serve(stored: StoredFile, *, download: bool) -> HttpResponse:
    """Return the file, to be shown in the browser or saved. The caller has checked the permission and logged the view.

    :raises Gone: it is not on the disk.
    :raises Damaged: it is not what was kept.
    """
    answer = _answer(open_file(stored), _CONTENT_TYPES[stored.kind])
    answer["Content-Disposition"] = content_disposition_header(download, stored.name)
    return answer


def thumbnail(stored: StoredFile) -> HttpResponse:
    """Return the small picture of a photograph, 404 where the file has none. The caller has checked the permission."""
    if not stored.thumbnail:
        return HttpResponse(status=404)
    return _answer(bytes(stored.thumbnail), "image/jpeg")


def _answer(content: bytes, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
