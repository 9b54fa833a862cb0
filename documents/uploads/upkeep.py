"""Looking after the kept files: sweeping away what no row names, and comparing the rows with the disk."""

import hashlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from documents.models import StoredFile
from documents.uploads import shelf
from documents.uploads.storing import LOCK_CLASS, lock_key

A_DAY = 24 * 3600  # seconds, by the clock of the disk
_HASH = re.compile(r"^[0-9a-f]{64}$")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a kept content: MISSING or DAMAGED."""

    sha256: str
    what: str


def sweep(*, older_than: float = A_DAY) -> int:
    """Delete contents that no row names, and half written files, untouched for ``older_than`` seconds; how many.

    A content that somebody is just handing in again is left alone: keeping and sweeping exclude each other.
    """
    before = time.time() - older_than
    swept = 0
    for path in _lying():
        if _is_young(path, before):
            continue
        if path.parent.name == shelf.INCOMING:
            path.unlink(missing_ok=True)
            swept += 1
        elif _HASH.match(path.name) and not StoredFile.objects.filter(sha256=path.name).exists():
            swept += _sweep_one(path, before)
    return swept


def check() -> tuple[int, list[Fault]]:
    """Compare every row with the disk, byte for byte through its hash; how many contents were read, and the faults."""
    faults = []
    seen = 0
    rows = StoredFile.objects.order_by("sha256").values_list("sha256", flat=True).distinct()
    for sha256 in rows.iterator(chunk_size=2000):
        seen += 1
        try:
            with shelf.path_of(sha256).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            faults.append(Fault(sha256, "MISSING"))
        else:
            if found != sha256:
                faults.append(Fault(sha256, "DAMAGED"))
    return seen, faults


def _sweep_one(path: Path, before: float) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_CLASS, lock_key(path.name)])
        if not cursor.fetchone()[0]:
            return 0
        if _is_young(path, before) or StoredFile.objects.filter(sha256=path.name).exists():
            return 0
        path.unlink(missing_ok=True)
        return 1


def _lying() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    return (path for path in root.rglob("*") if path.is_file()) if root.is_dir() else iter(())


def _is_young(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime > before
    except OSError:
        return True  # gone meanwhile
