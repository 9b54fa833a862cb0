"""What a handed-in file really is: told by its content alone; its name must agree."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from documents.uploads import names, pdfs, pictures, scanner, shelf
from thai.refusals import Refusal
from thai.refusals import sentence as _

ALL_KINDS = frozenset({"PDF", "JPEG", "PNG"})
PICTURES = frozenset({"JPEG", "PNG"})


class FileTooBig(Refusal):
    """The file is bigger than the office takes."""


class NotWhatItSays(Refusal):
    """The content is of another kind than the name says, or of a kind that is not taken here."""


class Unreadable(Refusal):
    """The file is empty, cut off or broken."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that was found good, as it will be kept: the PDF as it came, the picture drawn anew."""

    name: str
    kind: str
    content: bytes
    original_sha256: str
    pages: int = 1
    width: int | None = None
    height: int | None = None
    thumbnail: bytes | None = None
    scanned_with: str = ""

    @property
    def sha256(self) -> str:
        """The hash under which it will lie."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def size(self) -> int:
        """How many bytes will be kept."""
        return len(self.content)


def examine(upload: Any, *, allow: frozenset[str] = ALL_KINDS) -> Examined:
    """Read a handed-in file once and return it as it will be kept. Writes nothing that stays.

    :param upload: what a file field holds: ``name``, ``size`` and ``read()``.
    :param allow: the kinds taken here.
    :raises FileTooBig: over ``settings.UPLOAD_MAX_BYTES``, or a picture of too many dots.
    :raises NotWhatItSays: of another kind than its name says, or of a kind not taken here.
    :raises Unreadable: empty, cut off or broken.
    :raises Dangerous: a PDF that is locked, acts by itself or carries other files.
    :raises Infected: the scanner refuses it.
    :raises CannotScan: the scanner gives no answer.
    """
    called = names.clean_called(getattr(upload, "name", "") or "")
    size = getattr(upload, "size", None)
    if size is not None and size > settings.UPLOAD_MAX_BYTES:
        raise _too_big(called, size)
    upload.seek(0)
    content = upload.read(settings.UPLOAD_MAX_BYTES + 1)
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise _too_big(called, size or len(content))
    if not content:
        raise Unreadable(_("ไฟล์ “%(name)s” ว่างเปล่า"), name=called)
    kind = _kind_of(content)
    _check_kind(kind, called, allow)
    scanned_with = _scan(content, called)
    original = hashlib.sha256(content).hexdigest()
    name = names.clean_name(called, kind=kind)
    if kind == "PDF":
        try:
            pages = pdfs.count_pages(content, name=called)
        except pdfs.Broken as fault:
            raise _broken(called) from fault
        return Examined(name, kind, content, original, pages=pages, scanned_with=scanned_with)
    try:
        drawn = pictures.redraw(content, kind=kind)
    except pictures.TooManyDots as fault:
        most = pictures.MOST_DOTS[kind] // 1_000_000
        raise FileTooBig(_("ภาพ “%(name)s” ละเอียดเกิน %(most)s ล้านจุด ย่อภาพก่อนแนบ"), name=called, most=most) from fault
    except OSError as fault:
        raise _broken(called) from fault
    return Examined(
        name=name,
        kind=kind,
        content=drawn.content,
        original_sha256=original,
        width=drawn.width,
        height=drawn.height,
        thumbnail=drawn.thumbnail,
        scanned_with=scanned_with,
    )


def _kind_of(content: bytes) -> str:
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    return "PDF" if pdfs.looks_like_pdf(content) else ""


def _check_kind(kind: str, called: str, allow: frozenset[str]) -> None:
    claimed = names.ending_of(called)
    if claimed in ("heic", "heif"):
        raise NotWhatItSays(
            _("ภาพ “%(name)s” เป็น HEIC ตั้งกล้องให้บันทึกเป็น JPEG หรือบันทึกภาพเป็น JPEG แล้วแนบอีกครั้ง"), name=called
        )
    if not kind:
        if claimed in names.ENDINGS:
            raise NotWhatItSays(
                _("ไฟล์ “%(name)s” ไม่ใช่ %(claimed)s ตามที่ชื่อบอก"), name=called, claimed=names.ENDINGS[claimed]
            )
        raise NotWhatItSays(_("ไม่รับไฟล์ “%(name)s” รับเฉพาะ %(kinds)s"), name=called, kinds=_listed(allow))
    if claimed and names.ENDINGS.get(claimed) != kind:
        raise NotWhatItSays(
            _("ไฟล์ “%(name)s” ชื่อลงท้ายว่า .%(claimed)s แต่เนื้อหาเป็น %(kind)s แก้ชื่อให้ตรงแล้วแนบอีกครั้ง"),
            name=called,
            claimed=claimed,
            kind=kind,
        )
    if kind not in allow:
        raise NotWhatItSays(_("ไม่รับไฟล์ “%(name)s” รับเฉพาะ %(kinds)s"), name=called, kinds=_listed(allow))


def _scan(content: bytes, called: str) -> str:
    if not settings.ATTACHMENT_SCANNER:
        return ""
    try:
        with shelf.aside(content) as path:
            return scanner.scan(path, name=called)
    except OSError as fault:
        raise shelf.no_room_for(fault) from fault


def _listed(kinds: frozenset[str]) -> str:
    return ", ".join(kind for kind in ("PDF", "JPEG", "PNG") if kind in kinds)


def _broken(called: str) -> Unreadable:
    return Unreadable(_("อ่านไฟล์ “%(name)s” ไม่ได้ ไฟล์เสียหรือส่งมาไม่ครบ ลองแนบใหม่หรือสร้างไฟล์ใหม่"), name=called)


def _too_big(called: str, size: int) -> FileTooBig:
    return FileTooBig(
        _("ไฟล์ “%(name)s” ใหญ่ %(size)s MB รับได้ไม่เกิน %(most)s MB ต่อไฟล์"),
        name=called,
        size=f"{size / 1_048_576:.1f}",
        most=f"{settings.UPLOAD_MAX_BYTES / 1_048_576:g}",
    )
