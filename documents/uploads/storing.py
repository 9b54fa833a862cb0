"""Keeping a handed-in file and opening it again."""

from typing import Any

from django.db import connection, transaction

from documents.models import StoredFile
from documents.uploads import shelf
from documents.uploads.contents import ALL_KINDS, Examined, NotWhatItSays, examine
from thai.refusals import sentence as _

LOCK_CLASS = 7_302  # first key of the advisory locks between keeping a content and sweeping it away


def keep_file(*, upload: Any, by: Any, allow: frozenset[str] = ALL_KINDS) -> StoredFile:
    """Keep a handed-in file and return its row. Call it in the transaction that writes the record it belongs to.

    The bytes are on the disk before the row is written, so a row never names what is not there; bytes whose row was
    rolled back are swept after a day.

    :param upload: an uploaded file, or what ``examine`` (or an ``UploadField``) made of it already.
    :raises Refusal: each with its sentence, see ``examine``; CannotKeep where the disk does not take it.
    """
    found = upload if isinstance(upload, Examined) else examine(upload, allow=allow)
    if found.kind not in allow:
        raise NotWhatItSays(_("ไม่รับไฟล์ “%(name)s” รับเฉพาะ %(kinds)s"), name=found.name, kinds=", ".join(sorted(allow)))
    with transaction.atomic():
        _hold(found.sha256)
        sha256 = shelf.put(found.content)
        return StoredFile.objects.create(
            name=found.name,
            kind=found.kind,
            size=found.size,
            sha256=sha256,
            original_sha256=found.original_sha256,
            pages=found.pages,
            width=found.width,
            height=found.height,
            thumbnail=found.thumbnail,
            scanned_with=found.scanned_with,
            kept_by=by,
        )


def open_file(stored: StoredFile) -> bytes:
    """Return the bytes of a kept file, compared with the hash of its row.

    :raises Gone: they are not on the disk.
    :raises Damaged: they are not those that were kept.
    """
    return shelf.get(stored.sha256, name=stored.name)


def lock_key(sha256: str) -> int:
    """Return the second key of the advisory lock of a content."""
    return int(sha256[:8], 16) - 2**31


def _hold(sha256: str) -> None:
    """Keep the sweeper away from this content until the row is visible; others may keep it at the same time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LOCK_CLASS, lock_key(sha256)])
