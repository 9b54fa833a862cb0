"""The pipeline of a proposal, from draft to closed: one table of steps (requirements 6.2).

Bangkok has no อกส.อ.: the secretariat of อกส.กทม. takes what its khet groups have looked at, or returns it (R-ACT-07,
R-ACT-13). An edge says where it is open. The same edges are enforced by a database trigger, and docs/pipeline.md is
drawn from this table.
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
    State.CANCELLED_MEMBER_CHANGE: _("ยกเลิกหลังอนุมัติ ก่อนโอนเงิน"),
}


BANGKOK = "10"
BANGKOK_LABELS: dict[State, str] = {
    State.SUBMITTED: _("ยื่นแล้ว รอเขตตรวจ"),
    State.TAMBON_CHECKED: _("เขตให้ความเห็นแล้ว"),
    State.RECORDED: _("อกส.กทม. บันทึกรับแล้ว"),
    State.PROVINCE_SCREENED: _("คณะทำงานกรุงเทพมหานครกลั่นกรองแล้ว"),
    State.APPROVED: _("อกส.กทม. อนุมัติ"),
    State.REJECTED: _("อกส.กทม. ไม่อนุมัติ"),
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
    ANNUL_SIGNING = "ANNUL_SIGNING"
    TRANSFER = "TRANSFER"
    START = "START"
    FIRST_REPAYMENT = "FIRST_REPAYMENT"
    CLOSE = "CLOSE"
    REVERSE_REPAYMENT = "REVERSE_REPAYMENT"
    CHANGE_BORROWER = "CHANGE_BORROWER"
    GIVE_UP = "GIVE_UP"
    BANK_REFUSED = "BANK_REFUSED"
    RECALL = "RECALL"
    PAID_AFTER_ALL = "PAID_AFTER_ALL"
    PAY_GRANT = "PAY_GRANT"
    BANK_REFUSED_GRANT = "BANK_REFUSED_GRANT"
    RECALL_GRANT = "RECALL_GRANT"
    GRANT_PAID_AFTER_ALL = "GRANT_PAID_AFTER_ALL"
    CLOSE_GRANT = "CLOSE_GRANT"
    REOPEN_GRANT = "REOPEN_GRANT"
    RECORD_IN_BANGKOK = "RECORD_IN_BANGKOK"
    RETURN_IN_BANGKOK = "RETURN_IN_BANGKOK"
    REOPEN_IN_BANGKOK = "REOPEN_IN_BANGKOK"


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
    Step.ANNUL_SIGNING: _("เพิกถอนการลงนาม กลับไปจัดทำสัญญา"),
    Step.TRANSFER: _("โอนเงิน"),
    Step.START: _("เริ่มดำเนินโครงการ"),
    Step.FIRST_REPAYMENT: _("รับชำระคืนงวดแรก"),
    Step.CLOSE: _("ปิดโครงการเมื่อชำระครบ"),
    Step.REVERSE_REPAYMENT: _("กลับมาผ่อนชำระเพราะยกเลิกใบเสร็จ"),
    Step.CHANGE_BORROWER: _("ยกเลิกเพราะเปลี่ยนผู้กู้"),
    Step.GIVE_UP: _("กลุ่มหรือองค์กรไม่ประสงค์ขอรับการสนับสนุนก่อนโอนเงิน"),
    Step.BANK_REFUSED: _("ธนาคารโอนเงินกู้ไม่สำเร็จ กลับไปรอโอนใหม่"),
    Step.RECALL: _("ถอนคืนการโอนเงินกู้ก่อนถึงวันโอน กลับไปรอโอนใหม่"),
    Step.PAID_AFTER_ALL: _("เพิกถอนการบันทึกว่าโอนไม่สำเร็จ เงินกู้ถึงกลุ่มแล้ว"),
    Step.PAY_GRANT: _("โอนเงินอุดหนุน"),
    Step.BANK_REFUSED_GRANT: _("ธนาคารโอนเงินอุดหนุนไม่สำเร็จ กลับไปรอโอนใหม่"),
    Step.RECALL_GRANT: _("ถอนคืนการโอนเงินอุดหนุนก่อนถึงวันโอน กลับไปรอโอนใหม่"),
    Step.GRANT_PAID_AFTER_ALL: _("เพิกถอนการบันทึกว่าโอนไม่สำเร็จ เงินอุดหนุนถึงองค์กรแล้ว"),
    Step.CLOSE_GRANT: _("ปิดโครงการเมื่อหลักฐานการใช้จ่ายครบ"),
    Step.REOPEN_GRANT: _("เปิดเงินอุดหนุนใหม่ เพราะกลับการรับคืนเงิน"),
    Step.RECORD_IN_BANGKOK: _("สำนักงานเลขานุการ อกส.กทม. บันทึกรับ"),
    Step.RETURN_IN_BANGKOK: _("สำนักงานเลขานุการ อกส.กทม. ส่งกลับให้ปรับปรุงภายใน 30 วัน"),
    Step.REOPEN_IN_BANGKOK: _("เปิดให้ปรับปรุงใหม่หลังพ้นกำหนด (กรุงเทพมหานคร)"),
}
BANGKOK_STEP_LABELS: dict[Step, str] = {
    Step.GIVE_TAMBON_OPINION: _("เขตให้ความเห็น"),
    Step.SCREEN: _("คณะทำงานกรุงเทพมหานครกลั่นกรอง"),
    Step.APPROVE: _("อกส.กทม. อนุมัติ"),
    Step.REJECT: _("อกส.กทม. ไม่อนุมัติ"),
}


class Where(StrEnum):
    """Where an edge of the pipeline is open."""

    EVERYWHERE = "EVERYWHERE"
    PROVINCES = "PROVINCES"
    BANGKOK = "BANGKOK"


@dataclass(frozen=True)
class Edge:
    """Where a step leads and the permission it needs (None: the system's own step, no person presses it).

    ``of_grant``: only a subsidy takes it. ``is_setback``: it puts right what went wrong; nobody goes there to go on.
    """

    to: State
    permission: str | None
    where: Where = Where.EVERYWHERE
    of_grant: bool = False
    is_setback: bool = False

    def is_open_in(self, province: str) -> bool:
        """Whether a proposal of this province may take the step."""
        return self.where is Where.EVERYWHERE or (self.where is Where.BANGKOK) == (province == BANGKOK)


S, T = State, Step
TRANSITIONS: dict[tuple[State, Step], Edge] = {
    (S.DRAFT, T.SEND): Edge(S.SUBMITTED, "projects.enter"),
    (S.SUBMITTED, T.GIVE_TAMBON_OPINION): Edge(S.TAMBON_CHECKED, "projects.tambon_opinion"),
    (S.TAMBON_CHECKED, T.PUT_ON_AMPHOE_AGENDA): Edge(S.AMPHOE_MEETING, "projects.amphoe_meeting", Where.PROVINCES),
    (S.AMPHOE_MEETING, T.AGREE): Edge(S.AMPHOE_AGREED, "projects.amphoe_meeting", Where.PROVINCES),
    (S.AMPHOE_MEETING, T.RETURN): Edge(S.RETURNED_FOR_REVISION, "projects.amphoe_meeting", Where.PROVINCES),
    # In Bangkok the secretariat of อกส.กทม. takes the place of อกส.อ. (R-ACT-13).
    (S.TAMBON_CHECKED, T.RECORD_IN_BANGKOK): Edge(S.RECORDED, "projects.record", Where.BANGKOK),
    (S.TAMBON_CHECKED, T.RETURN_IN_BANGKOK): Edge(S.RETURNED_FOR_REVISION, "projects.record", Where.BANGKOK),
    (S.RETURNED_FOR_REVISION, T.SEND_AGAIN): Edge(S.SUBMITTED, "projects.enter"),
    (S.RETURNED_FOR_REVISION, T.LAPSE): Edge(S.LAPSED, None),
    # A lapse is the system's own step; the secretariat may undo it with a reason.
    (S.LAPSED, T.REOPEN): Edge(S.RETURNED_FOR_REVISION, "projects.amphoe_meeting", Where.PROVINCES),
    (S.LAPSED, T.REOPEN_IN_BANGKOK): Edge(S.RETURNED_FOR_REVISION, "projects.record", Where.BANGKOK),
    (S.AMPHOE_AGREED, T.RECORD): Edge(S.RECORDED, "projects.record", Where.PROVINCES),
    (S.RECORDED, T.SCREEN): Edge(S.PROVINCE_SCREENED, "projects.working_group"),
    (S.PROVINCE_SCREENED, T.APPROVE): Edge(S.APPROVED, "projects.subcommittee"),
    (S.PROVINCE_SCREENED, T.REJECT): Edge(S.REJECTED, "projects.subcommittee"),
    (S.APPROVED, T.NOTIFY): Edge(S.NOTIFIED, "projects.notify"),
    (S.NOTIFIED, T.OPEN_ACCOUNT): Edge(S.ACCOUNT_OPENED, "loans.prepare"),
    (S.ACCOUNT_OPENED, T.SIGN): Edge(S.CONTRACT_SIGNED, "loans.sign"),
    # What was signed needs a correction before the money leaves: it is prepared and signed anew.
    (S.CONTRACT_SIGNED, T.ANNUL_SIGNING): Edge(S.ACCOUNT_OPENED, "loans.prepare", is_setback=True),
    (S.CONTRACT_SIGNED, T.TRANSFER): Edge(S.TRANSFERRED, "loans.approve_transfer"),
    (S.TRANSFERRED, T.START): Edge(S.STARTED, "projects.enter"),
    (S.TRANSFERRED, T.FIRST_REPAYMENT): Edge(S.REPAYING, None),
    (S.STARTED, T.FIRST_REPAYMENT): Edge(S.REPAYING, None),
    (S.REPAYING, T.CLOSE): Edge(S.CLOSED, None),
    (S.CLOSED, T.REVERSE_REPAYMENT): Edge(S.REPAYING, None),
    # After approval the borrowers cannot be replaced: a change cancels the project (R-MEM-06).
    (S.APPROVED, T.CHANGE_BORROWER): Edge(S.CANCELLED_MEMBER_CHANGE, "projects.record"),
    (S.NOTIFIED, T.CHANGE_BORROWER): Edge(S.CANCELLED_MEMBER_CHANGE, "projects.record"),
    (S.ACCOUNT_OPENED, T.CHANGE_BORROWER): Edge(S.CANCELLED_MEMBER_CHANGE, "projects.record"),
    (S.CONTRACT_SIGNED, T.CHANGE_BORROWER): Edge(S.CANCELLED_MEMBER_CHANGE, "projects.record"),
    # Or the group itself does not want the money any more; that is no change of borrowers.
    (S.APPROVED, T.GIVE_UP): Edge(S.CANCELLED_MEMBER_CHANGE, "projects.record"),
    (S.NOTIFIED, T.GIVE_UP): Edge(S.CANCELLED_MEMBER_CHANGE, "projects.record"),
    (S.ACCOUNT_OPENED, T.GIVE_UP): Edge(S.CANCELLED_MEMBER_CHANGE, "projects.record"),
    (S.CONTRACT_SIGNED, T.GIVE_UP): Edge(S.CANCELLED_MEMBER_CHANGE, "projects.record"),
    # What the bank sends back was not lent: declared by who makes transfers, it waits from the confirmation on.
    (S.TRANSFERRED, T.BANK_REFUSED): Edge(S.CONTRACT_SIGNED, "loans.approve_transfer", is_setback=True),
    (S.STARTED, T.BANK_REFUSED): Edge(S.CONTRACT_SIGNED, "loans.approve_transfer", is_setback=True),
    # a receipt that was taken back had moved it on
    (S.REPAYING, T.BANK_REFUSED): Edge(S.CONTRACT_SIGNED, "loans.approve_transfer", is_setback=True),
    # The bank had paid: what was declared wrongly is taken back.
    (S.CONTRACT_SIGNED, T.PAID_AFTER_ALL): Edge(S.TRANSFERRED, "loans.approve_transfer", is_setback=True),
    # A transfer that was approved ahead of its day was taken back before the day came.
    (S.TRANSFERRED, T.RECALL): Edge(S.CONTRACT_SIGNED, "loans.approve_transfer", is_setback=True),
    (S.STARTED, T.RECALL): Edge(S.CONTRACT_SIGNED, "loans.approve_transfer", is_setback=True),
    (S.REPAYING, T.RECALL): Edge(S.CONTRACT_SIGNED, "loans.approve_transfer", is_setback=True),
    # A subsidy has no contract and no repayment: it is paid, accounted for and closed.
    (S.ACCOUNT_OPENED, T.PAY_GRANT): Edge(S.TRANSFERRED, "loans.approve_transfer", of_grant=True),
    (S.TRANSFERRED, T.BANK_REFUSED_GRANT): Edge(
        S.ACCOUNT_OPENED, "loans.approve_transfer", of_grant=True, is_setback=True
    ),
    (S.STARTED, T.BANK_REFUSED_GRANT): Edge(S.ACCOUNT_OPENED, "loans.approve_transfer", of_grant=True, is_setback=True),
    (S.ACCOUNT_OPENED, T.GRANT_PAID_AFTER_ALL): Edge(
        S.TRANSFERRED, "loans.approve_transfer", of_grant=True, is_setback=True
    ),
    (S.TRANSFERRED, T.RECALL_GRANT): Edge(S.ACCOUNT_OPENED, "loans.approve_transfer", of_grant=True, is_setback=True),
    (S.STARTED, T.RECALL_GRANT): Edge(S.ACCOUNT_OPENED, "loans.approve_transfer", of_grant=True, is_setback=True),
    (S.TRANSFERRED, T.CLOSE_GRANT): Edge(S.CLOSED, "loans.prepare", of_grant=True),
    (S.STARTED, T.CLOSE_GRANT): Edge(S.CLOSED, "loans.prepare", of_grant=True),
    # money that was taken for the rest of the subsidy was not it: the organisation still accounts for it
    (S.CLOSED, T.REOPEN_GRANT): Edge(S.STARTED, "repayments.approve", of_grant=True, is_setback=True),
}
EDITABLE = frozenset({S.DRAFT, S.RETURNED_FOR_REVISION})


def edges_sql(province: str = "") -> str:
    """Return the allowed (from, to) pairs as an SQL list of 'FROM>TO' strings, for the database's own guard.

    :param province: BANGKOK for those of Bangkok; any other code, or none, for those of every other province.
    """
    pairs = sorted(
        {f"'{state}>{edge.to}'" for (state, _step), edge in TRANSITIONS.items() if edge.is_open_in(province)}
    )
    return ", ".join(pairs)


def grant_edges_sql() -> str:
    """Return the (from, to) pairs that only a subsidy takes, as an SQL list, for the database's own guard."""
    loans = {(state, edge.to) for (state, _step), edge in TRANSITIONS.items() if not edge.of_grant}
    grants = {(state, edge.to) for (state, _step), edge in TRANSITIONS.items() if edge.of_grant}
    return ", ".join(sorted(f"'{was}>{to}'" for was, to in grants - loans))


def states_in(*, province: str) -> list[State]:
    """The states that a proposal of a province can be in: Bangkok has none of those of อกส.อ."""
    reached = {edge.to for edge in TRANSITIONS.values() if edge.is_open_in(province)}
    return [state for state in State if state is State.DRAFT or state in reached]


def state_label(*, state: str, province: str) -> str:
    """What a state is called in a province; to be translated by whoever shows it."""
    label = BANGKOK_LABELS.get(State(state)) if province == BANGKOK else None
    return label or LABELS[State(state)]


def step_label(*, step: str, province: str) -> str:
    """What a step is called in a province; to be translated by whoever shows it."""
    label = BANGKOK_STEP_LABELS.get(Step(step)) if province == BANGKOK else None
    return label or STEP_LABELS[Step(step)]
