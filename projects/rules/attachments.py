"""What may be attached to a proposal and when, and how a committee asks for more. Pure."""

from collections.abc import Iterable
from datetime import date

from projects.rules.checklist import Item, Part
from projects.rules.organs import ORGANS
from projects.rules.states import EDITABLE, State
from thai.refusals import Refusal
from thai.refusals import sentence as _

OTHER = "OTHER"  # a file under a label of its own
SIGNED_OPINION = "SIGNED_OPINION"  # the tambon's opinion on paper
ANSWER = "ANSWER"  # what a committee had asked for
MOST_FILES = 60
MOST_BYTES = 200 * 1_048_576
_WITH_FILES = frozenset({Part.PAPERS, Part.PROVINCE})
# Small pictures of these would show card numbers on every page that lists them.
IDENTITY_PAPERS = frozenset({"ID_COPIES", "REPRESENTATIVE_ID_COPY"})


class Frozen(Refusal):
    """The proposal was sent: its files stay as they were sent."""


class NoSuchPaper(Refusal):
    """The file is attached to something that the checklist does not have, or under no name."""


class TooManyFiles(Refusal):
    """A proposal holds only so many files."""


class TooMuchAltogether(Refusal):
    """The files of a proposal are too large together."""


class CannotAsk(Refusal):
    """The committee does not have the proposal before it, or asks for nothing."""


class AlreadyAnswered(Refusal):
    """Somebody else has answered a moment ago."""


def check_changeable(*, state: str) -> None:
    """Refuse to change the files of a proposal that was sent; they are part of the version.

    :raises Frozen: neither a draft nor returned for revision.
    Source: R-APPR-04.
    """
    if State(state) not in EDITABLE:
        raise Frozen(_("ส่งโครงการแล้ว ไฟล์แนบของฉบับที่ส่งเปลี่ยนไม่ได้ แนบหรือนำออกได้เฉพาะร่าง หรือโครงการที่ส่งกลับให้ปรับปรุง"))


def papers_with_files(items: Iterable[Item]) -> tuple[Item, ...]:
    """The lines of a checklist to which a file can be attached: the papers, not the attestations.

    Source: R-PROJ-09..15, R-PROJ-17.
    """
    return tuple(item for item in items if item.part in _WITH_FILES)


def check_paper(*, code: str, label: str, items: Iterable[Item]) -> None:
    """Refuse a file that belongs to no paper of the checklist and has no label of its own.

    :raises NoSuchPaper: either of both.
    Source: R-PROJ-09..15, R-PROJ-17.
    """
    if code == OTHER:
        if not label.strip():
            raise NoSuchPaper(_("ระบุว่าไฟล์นี้คือเอกสารอะไร"))
    elif code not in {item.code for item in papers_with_files(items)}:
        raise NoSuchPaper(_("แนบไฟล์กับรายการ “%(code)s” ไม่ได้"), code=code[:30])


def check_room(*, files: int, size: int, more_files: int, more_size: int) -> None:
    """Refuse more files than a proposal holds.

    :param size: bytes of the ``files`` there are; ``more_size`` of the ``more_files`` to come.
    :raises TooManyFiles: over 60.
    :raises TooMuchAltogether: over 200 MB.
    """
    if files + more_files > MOST_FILES:
        raise TooManyFiles(
            _("โครงการหนึ่งแนบได้ไม่เกิน %(most)s ไฟล์ มีอยู่แล้ว %(files)s ไฟล์ รวมหลายหน้าเป็น PDF เดียวได้"),
            most=MOST_FILES,
            files=files,
        )
    if size + more_size > MOST_BYTES:
        raise TooMuchAltogether(
            _("ไฟล์แนบของโครงการหนึ่งรวมกันไม่เกิน %(most)s MB ใช้ไปแล้ว %(used)s MB"),
            most=MOST_BYTES // 1_048_576,
            used=f"{size / 1_048_576:.1f}",
        )


def stages_that_may_ask(*, state: str) -> tuple[str, ...]:
    """The committees that have a proposal in this state before them.

    Source: R-APPR-14.
    """
    return tuple(
        code for code, organ in ORGANS.items() if State(state) in organ.waiting or State(state) == organ.decided_in
    )


def check_request(*, stage: str, state: str, text: str, due_on: date, on: date) -> None:
    """Refuse a request for papers that says nothing, leaves no time, or comes from a committee at another step.

    :raises CannotAsk: each of them.
    Source: R-APPR-14.
    """
    if stage not in stages_that_may_ask(state=state):
        raise CannotAsk(_("โครงการไม่ได้อยู่ระหว่างพิจารณาขององค์คณะนี้ จึงขอเอกสารเพิ่มหรือเชิญไม่ได้"))
    if not text.strip():
        raise CannotAsk(_("ระบุเอกสารที่ขอ หรือเรื่องที่เชิญมาให้ข้อมูล"))
    if due_on < on:
        raise CannotAsk(_("วันที่ให้ส่งต้องไม่ก่อนวันนี้ (%(on)s)"), on=on)


def check_answer(*, answered_on: date | None, answered_by: str, text: str) -> None:
    """Refuse a second answer, and one without words.

    :raises AlreadyAnswered: it was answered; says by whom.
    :raises CannotAsk: the answer says nothing.
    Source: R-APPR-14.
    """
    if answered_on is not None:
        raise AlreadyAnswered(_("%(who)s ตอบคำขอนี้แล้วเมื่อ %(on)s คำตอบของคุณยังไม่ถูกบันทึก"), who=answered_by, on=answered_on)
    if not text.strip():
        raise CannotAsk(_("เขียนคำตอบด้วย แม้จะแนบไฟล์แล้ว"))
