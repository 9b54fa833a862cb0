"""Where the bytes lie: ``settings.MEDIA_ROOT``, outside the web root, each content once under its own hash."""

import contextlib
import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import structlog
from django.conf import settings

from thai.refusals import Refusal
from thai.refusals import sentence as _

log = structlog.get_logger(__name__)
INCOMING = "incoming"  # half written files, and those that the scanner looks at


class CannotKeep(Refusal):
    """The disk does not take the file."""


class Gone(Refusal):
    """The bytes of a file are not where they were put."""

    template = "documents/file_fault.html"


class Damaged(Refusal):
    """The bytes of a file are not those that were handed in."""

    template = "documents/file_fault.html"


def path_of(sha256: str) -> Path:
    """Return where the bytes of that hash lie, two folders deep so that no folder grows endless."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def put(content: bytes) -> str:
    """Write the content under its hash and return the hash; content that lies there already is only touched.

    The file appears whole or not at all: it is written aside, forced to the disk and then renamed.

    :raises CannotKeep: the disk is full or cannot be written.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    try:
        if _is_whole(path, len(content)):
            os.utime(path)  # young again: the sweeping of what no row names leaves it alone
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        with aside(content) as written:
            os.replace(written, path)
            _force(path.parent)
    except OSError as fault:
        raise _no_room(fault) from fault
    return sha256


@contextlib.contextmanager
def aside(content: bytes) -> Iterator[Path]:
    """Give a file with this content beside the others, forced to the disk; removed at the end unless it was moved.

    :raises OSError: the disk is full or cannot be written.
    """
    folder = Path(settings.MEDIA_ROOT) / INCOMING
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    handle, name = tempfile.mkstemp(dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield path
    finally:
        path.unlink(missing_ok=True)


def get(sha256: str, *, name: str) -> bytes:
    """Return the bytes of that hash, compared with it.

    :raises Gone: they are not there.
    :raises Damaged: they are others.
    """
    try:
        content = path_of(sha256).read_bytes()
    except OSError as fault:
        log.error("attachment_is_gone", sha256=sha256)
        raise Gone(_("ไม่พบไฟล์ “%(name)s” ในที่เก็บ แจ้งผู้ดูแลระบบให้กู้จากสำเนาสำรอง"), name=name) from fault
    if hashlib.sha256(content).hexdigest() != sha256:
        log.error("attachment_is_damaged", sha256=sha256)
        raise Damaged(_("ไฟล์ “%(name)s” ในที่เก็บไม่ตรงกับที่รับไว้ แจ้งผู้ดูแลระบบให้กู้จากสำเนาสำรอง"), name=name)
    return content


def no_room_for(fault: OSError) -> Refusal:
    """Return the sentence for a fault of the disk."""
    return _no_room(fault)


def _no_room(fault: OSError) -> CannotKeep:
    log.error("attachment_not_kept", fault=errno.errorcode.get(fault.errno or 0, "?"))
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return CannotKeep(_("ที่เก็บไฟล์ของระบบเต็ม ไฟล์ยังไม่ถูกรับ แจ้งผู้ดูแลระบบแล้วลองใหม่"))
    return CannotKeep(_("เก็บไฟล์ไม่ได้ในขณะนี้ ไฟล์ยังไม่ถูกรับ แจ้งผู้ดูแลระบบแล้วลองใหม่"))


def _is_whole(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size and hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    except OSError:
        return False


def _force(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
