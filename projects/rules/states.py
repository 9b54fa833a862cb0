"""The pipeline of a proposal, from draft to closed: one table of steps (requirements 6.2).

The same edges are enforced by a database trigger, and docs/pipeline.md is drawn from this table.
"""

from dataclasses import dataclass
from enum import StrEnum

from thai.refusals import sentence as _


class State(StrEnum):
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    TAMBON_CHECKED = "TAMBON_CHECKED"
    AMPHOE_MEETING = "AMPHOE_MEETING"
    RETURNED_FOR_REVISION = "RETURNED_FOR_REVISION"
    LAPSED = "LAPSED"
    AMPHOE_AGREED = "AMPHOE_AGREED"
    RECORDED = "RECORDED"
    PROVINCE_SCREENED = "PROVINCE_SCREENED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    NOTIFIED = "NOTIFIED"
    ACCOUNT_OPENED = "ACCOUNT_OPENED"
    CONTRACT_SIGNED = "CONTRACT_SIGNED"
    TRANSFERRED = "TRANSFERRED"
    STARTED = "STARTED"
    REPAYING = "REPAYING"
    CLOSED = "CLOSED"
    CANCELLED_MEMBER_CHANGE = "CANCELLED_MEMBER_CHANGE"


LABELS: dict[State, str] = {
    State.DRAFT: _("ร่าง"),
    State.SUBMITTED: _("ยื่นแล้ว รอตำบลตรวจ"),
    State.TAMBON_CHECKED: _("ตำบลให้ความเห็นแล้ว"),
    State.AMPHOE_MEETING: _("อยู่ในวาระประชุม อกส.อ."),
    State.RETURNED_FOR_REVISION: _("ส่งกลับให้ปรับปรุง"),
    State.LAPSED: _("พ้นกำหนดปรับปรุง"),
    State.AMPHOE_AGREED: _("อกส.อ. เห็นชอบ"),
    State.RECORDED: _("จังหวัดบันทึกรับแล้ว"),
    State.PROVINCE_SCREENED: _("คณะทำงานจังหวัดกลั่นกรองแล้ว"),
    State.APPROVED: _("อกส.จ. อนุมัติ"),
    State.REJECTED: _("อกส.จ. ไม่อนุมัติ"),
    State.NOTIFIED: _("แจ้งผลแล้ว"),
    State.ACCOUNT_OPENED: _("เปิดบัญชีแล้ว"),
    State.CONTRACT_SIGNED: _("ลงนามสัญญาแล้ว"),
    State.TRANSFERRED: _("โอนเงินแล้ว"),
    State.STARTED: _("เริ่มดำเนินโครงการ"),
    State.REPAYING: _("กำลังผ่อนชำระ"),
    State.CLOSED: _("ปิดโครงการ"),
    State.CANCELLED_MEMBER_CHANGE: _("ยกเลิกเพราะเปลี่ยนผู้กู้"),
}


class Step(StrEnum):
    SEND = "SEND"
    GIVE_TAMBON_OPINION = "GIVE_TAMBON_OPINION"
    PUT_ON_AMPHOE_AGENDA = "PUT_ON_AMPHOE_AGENDA"
    AGREE = "AGREE"
    RETURN = "RETURN"
    SEND_AGAIN = "SEND_AGAIN"
    LAPSE = "LAPSE"
    REOPEN = "REOPEN"
    RECORD = "RECORD"
    SCREEN = "SCREEN"
    APPROVE = "APPROVE"
    REJECT = "REJECT"
    NOTIFY = "NOTIFY"
    OPEN_ACCOUNT = "OPEN_ACCOUNT"
    SIGN = "SIGN"
    TRANSFER = "TRANSFER"
    START = "START"
    FIRST_REPAYMENT = "FIRST_REPAYMENT"
    CLOSE = "CLOSE"
    CHANGE_BORROWER = "CHANGE_BORROWER"


STEP_LABELS: dict[Step, str] = {
    Step.SEND: _("ส่งแบบเสนอโครงการ"),
    Step.GIVE_TAMBON_OPINION: _("ตำบลให้ความเห็น"),
    Step.PUT_ON_AMPHOE_AGENDA: _("เข้าวาระประชุม อกส.อ."),
    Step.AGREE: _("อกส.อ. เห็นชอบ"),
    Step.RETURN: _("ส่งกลับให้ปรับปรุงภายใน 30 วัน"),
    Step.SEND_AGAIN: _("ส่งแบบที่ปรับปรุงแล้ว"),
    Step.LAPSE: _("พ้นกำหนด ถือว่าไม่ประสงค์ขอรับการสนับสนุน"),
    Step.REOPEN: _("เปิดให้ปรับปรุงใหม่หลังพ้นกำหนด"),
    Step.RECORD: _("จังหวัดบันทึกรับ"),
    Step.SCREEN: _("คณะทำงานจังหวัดกลั่นกรอง"),
    Step.APPROVE: _("อกส.จ. อนุมัติ"),
    Step.REJECT: _("อกส.จ. ไม่อนุมัติ"),
    Step.NOTIFY: _("แจ้งผล"),
    Step.OPEN_ACCOUNT: _("เปิดบัญชีเงินฝาก"),
    Step.SIGN: _("ลงนามสัญญา"),
    Step.TRANSFER: _("โอนเงิน"),
    Step.START: _("เริ่มดำเนินโครงการ"),
    Step.FIRST_REPAYMENT: _("รับชำระคืนงวดแรก"),
    Step.CLOSE: _("ปิดโครงการเมื่อชำระครบ"),
    Step.CHANGE_BORROWER: _("ยกเลิกเพราะเปลี่ยนผู้กู้"),
}


@dataclass(frozen=True)
class Edge:
    """Where a step leads and the permission it needs (None: the system's own step, no person presses it)."""

    to: State
    permission: str | None


S, T = State, Step
TRANSITIONS: dict[tuple[State, Step], Edge] = {
    (S.DRAFT, T.SEND): Edge(S.SUBMITTED, "projects.enter"),
    (S.SUBMITTED, T.GIVE_TAMBON_OPINION): Edge(S.TAMBON_CHECKED, "projects.tambon_opinion"),
    (S.TAMBON_CHECKED, T.PUT_ON_AMPHOE_AGENDA): Edge(S.AMPHOE_MEETING, "projects.amphoe_meeting"),
    (S.AMPHOE_MEETING, T.AGREE): Edge(S.AMPHOE_AGREED, "projects.amphoe_meeting"),
    (S.AMPHOE_MEETING, T.RETURN): Edge(S.RETURNED_FOR_REVISION, "projects.amphoe_meeting"),
    (S.RETURNED_FOR_REVISION, T.SEND_AGAIN): Edge(S.SUBMITTED, "projects.enter"),
    (S.RETURNED_FOR_REVISION, T.LAPSE): Edge(S.LAPSED, None),
    # A lapse is the system's own step; the secretariat may undo it with a reason.
    (S.LAPSED, T.REOPEN): Edge(S.RETURNED_FOR_REVISION, "projects.amphoe_meeting"),
    (S.AMPHOE_AGREED, T.RECORD): Edge(S.RECORDED, "projects.record"),
    (S.RECORDED, T.SCREEN): Edge(S.PROVINCE_SCREENED, "projects.working_group"),
    (S.PROVINCE_SCREENED, T.APPROVE): Edge(S.APPROVED, "projects.subcommittee"),
    (S.PROVINCE_SCREENED, T.REJECT): Edge(S.REJECTED, "projects.subcommittee"),
    (S.APPROVED, T.NOTIFY): Edge(S.NOTIFIED, "projects.notify"),
    (S.NOTIFIED, T.OPEN_ACCOUNT): Edge(S.ACCOUNT_OPENED, "loans.prepare"),
    (S.ACCOUNT_OPENED, T.SIGN): Edge(S.CONTRACT_SIGNED, "loans.sign"),
    (S.CONTRACT_SIGNED, T.TRANSFER): Edge(S.TRANSFERRED, "loans.approve_transfer"),
    (S.TRANSFERRED, T.START): Edge(S.STARTED, "projects.enter"),
    (S.TRANSFERRED, T.FIRST_REPAYMENT): Edge(S.REPAYING, None),
    (S.STARTED, T.FIRST_REPAYMENT): Edge(S.REPAYING, None),
    (S.REPAYING, T.CLOSE): Edge(S.CLOSED, None),
    # After approval the borrowers cannot be replaced: a change cancels the project (R-MEM-06).
    (S.APPROVED, T.CHANGE_BORROWER): Edge(S.CANCELLED_MEMBER_CHANGE, "projects.record"),
    (S.NOTIFIED, T.CHANGE_BORROWER): Edge(S.CANCELLED_MEMBER_CHANGE, "projects.record"),
    (S.ACCOUNT_OPENED, T.CHANGE_BORROWER): Edge(S.CANCELLED_MEMBER_CHANGE, "projects.record"),
    (S.CONTRACT_SIGNED, T.CHANGE_BORROWER): Edge(S.CANCELLED_MEMBER_CHANGE, "projects.record"),
}
EDITABLE = frozenset({S.DRAFT, S.RETURNED_FOR_REVISION})


def edges_sql() -> str:
    """Return the allowed (from, to) pairs as an SQL list of 'FROM>TO' strings, for the database's own guard."""
    pairs = sorted({f"'{state}>{edge.to}'" for (state, _step), edge in TRANSITIONS.items()})
    return ", ".join(pairs)
