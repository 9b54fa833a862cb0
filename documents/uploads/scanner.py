"""The office's own virus scanner: a command that is given each file before it is kept."""

import subprocess
from pathlib import Path

import structlog
from django.conf import settings

from thai.refusals import Refusal
from thai.refusals import sentence as _

log = structlog.get_logger(__name__)


class Infected(Refusal):
    """The scanner refused the file."""


class CannotScan(Refusal):
    """The scanner gave no answer, so the file is not taken."""


def scan(path: Path, *, name: str) -> str:
    """Hand a file to ``settings.ATTACHMENT_SCANNER`` and return what it was scanned with; empty without a scanner.

    The exit code speaks as clamdscan's does: 0 clean, 1 refuse, anything else no answer.

    :raises Infected: the scanner refuses the file.
    :raises CannotScan: the scanner is missing, takes too long, or cannot tell.
    """
    command = settings.ATTACHMENT_SCANNER
    if not command:
        return ""
    words = [word.replace("{file}", str(path)) for word in command]
    try:
        done = subprocess.run(  # noqa: S603 - the command is the operator's own setting, the path is ours
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=settings.ATTACHMENT_SCANNER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        log.warning("scanner_gave_no_answer", fault=type(fault).__name__)
        raise CannotScan(_("ตรวจไวรัสในไฟล์ “%(name)s” ไม่ได้ในขณะนี้ ไฟล์ยังไม่ถูกรับ ลองใหม่ภายหลัง"), name=name) from fault
    if done.returncode == 1:
        log.warning("scanner_refused_a_file")
        raise Infected(_("เครื่องตรวจไวรัสไม่ให้รับไฟล์ “%(name)s” ตรวจเครื่องที่สร้างไฟล์นี้ก่อนส่งใหม่"), name=name)
    if done.returncode != 0:
        log.warning("scanner_gave_no_answer", exit_code=done.returncode)
        raise CannotScan(_("ตรวจไวรัสในไฟล์ “%(name)s” ไม่ได้ในขณะนี้ ไฟล์ยังไม่ถูกรับ ลองใหม่ภายหลัง"), name=name)
    return Path(words[0]).name[:100]
