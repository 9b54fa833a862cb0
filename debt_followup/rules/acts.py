"""The lives of an acknowledgement, of a waiver and of a legal file, each as a table of steps."""

from enum import StrEnum

from thai.refusals import sentence as _

from .machines import Edge, Machine

ACKNOWLEDGE = "debt.acknowledge"
LEGAL = "debt.legal"
WAIVE = "debt.waive"
APPROVE_WAIVER = "debt.approve_waiver"
APPROVE_VOID = "debt.approve_void"


# -- acknowledgement of debt -------------------------------------------------------------------------------------------
class ActState(StrEnum):
    PREPARED = "PREPARED"
    IN_FORCE = "IN_FORCE"
    DEFAULTED = "DEFAULTED"
    KEPT = "KEPT"
    REPLACED = "REPLACED"
    CANCELLED = "CANCELLED"


class ActStep(StrEnum):
    REGISTER = "REGISTER"
    CANCEL = "CANCEL"
    DEFAULT = "DEFAULT"
    KEEP = "KEEP"
    REPLACE = "REPLACE"
    REINSTATE = "REINSTATE"
    FALL_SHORT = "FALL_SHORT"
    PAY_OFF = "PAY_OFF"
    UNSIGN = "UNSIGN"
    STAND_AGAIN = "STAND_AGAIN"
    MISSED_AGAIN = "MISSED_AGAIN"


A, B = ActState, ActStep
ACKNOWLEDGEMENT = Machine(
    title="An acknowledgement of debt, or an acceptance of liability",
    first=A.PREPARED,
    labels={
        A.PREPARED: _("จัดทำแล้ว รอลงนาม"),
        A.IN_FORCE: _("ลงนามแล้ว มีผล"),
        A.DEFAULTED: _("ผิดนัด หนี้ถึงกำหนดทั้งหมด"),
        A.KEPT: _("ชำระครบตามแผน"),
        A.REPLACED: _("มีฉบับใหม่แทน"),
        A.CANCELLED: _("ยกเลิกก่อนลงนาม"),
    },
    step_labels={
        B.REGISTER: _("ขึ้นทะเบียนฉบับที่ลงนาม"),
        B.CANCEL: _("ยกเลิกก่อนลงนาม"),
        B.DEFAULT: _("ผิดนัดงวดหนึ่ง ถือว่าผิดนัดทั้งหมด"),
        B.KEEP: _("ชำระครบทุกงวดของแผน"),
        B.REPLACE: _("มีหนังสือหรือข้อตกลงใหม่แทน"),
        B.REINSTATE: _("พบว่าชำระทันกำหนด ให้กลับมีผล"),
        B.FALL_SHORT: _("ยกเลิกใบเสร็จ ยอดตามแผนไม่ครบ"),
        B.PAY_OFF: _("ชำระหนี้ครบหลังผิดนัด"),
        B.UNSIGN: _("ยกเลิกการลงนามที่บันทึกผิดจนไม่เหลือผู้ลงนาม"),
        B.STAND_AGAIN: _("ฉบับใหม่ที่แทนไม่เหลือผู้ลงนาม ให้กลับมีผล"),
        B.MISSED_AGAIN: _("ฉบับใหม่ที่แทนไม่เหลือผู้ลงนาม ให้กลับเป็นผิดนัด"),
    },
    table={
        (A.PREPARED, B.REGISTER): Edge(A.IN_FORCE, ACKNOWLEDGE),
        (A.PREPARED, B.CANCEL): Edge(A.CANCELLED, ACKNOWLEDGE),
        (A.IN_FORCE, B.DEFAULT): Edge(A.DEFAULTED, None),
        (A.IN_FORCE, B.KEEP): Edge(A.KEPT, None),
        (A.IN_FORCE, B.REPLACE): Edge(A.REPLACED, None),
        (A.DEFAULTED, B.REINSTATE): Edge(A.IN_FORCE, LEGAL),
        (A.DEFAULTED, B.REPLACE): Edge(A.REPLACED, None),
        (A.DEFAULTED, B.PAY_OFF): Edge(A.KEPT, None),
        (A.KEPT, B.FALL_SHORT): Edge(A.IN_FORCE, None),
        (A.IN_FORCE, B.UNSIGN): Edge(A.PREPARED, APPROVE_VOID),
        (A.DEFAULTED, B.UNSIGN): Edge(A.PREPARED, APPROVE_VOID),
        (A.KEPT, B.UNSIGN): Edge(A.PREPARED, APPROVE_VOID),
        (A.REPLACED, B.STAND_AGAIN): Edge(A.IN_FORCE, APPROVE_VOID),
        (A.REPLACED, B.MISSED_AGAIN): Edge(A.DEFAULTED, APPROVE_VOID),
    },
)


# -- waiver of default interest ----------------------------------------------------------------------------------------
class WaiverState(StrEnum):
    ASKED = "ASKED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWAL_ASKED = "WITHDRAWAL_ASKED"
    WITHDRAWN = "WITHDRAWN"


class WaiverStep(StrEnum):
    APPROVE = "APPROVE"
    REFUSE = "REFUSE"
    ASK_WITHDRAWAL = "ASK_WITHDRAWAL"
    WITHDRAW = "WITHDRAW"
    KEEP = "KEEP"


W, X = WaiverState, WaiverStep
WAIVER = Machine(
    title="A waiver of default interest",
    first=W.ASKED,
    labels={
        W.ASKED: _("รออนุมัติ"),
        W.APPROVED: _("งดหรือลดเบี้ยปรับแล้ว"),
        W.REFUSED: _("ไม่อนุมัติ"),
        W.WITHDRAWAL_ASKED: _("รอพิจารณาเพิกถอน"),
        W.WITHDRAWN: _("เพิกถอนแล้ว"),
    },
    step_labels={
        X.APPROVE: _("อนุมัติตามมติ"),
        X.REFUSE: _("ไม่อนุมัติ"),
        X.ASK_WITHDRAWAL: _("เสนอเพิกถอนตามมติใหม่"),
        X.WITHDRAW: _("เพิกถอน"),
        X.KEEP: _("ไม่เพิกถอน"),
    },
    table={
        (W.ASKED, X.APPROVE): Edge(W.APPROVED, APPROVE_WAIVER),
        (W.ASKED, X.REFUSE): Edge(W.REFUSED, APPROVE_WAIVER),
        (W.APPROVED, X.ASK_WITHDRAWAL): Edge(W.WITHDRAWAL_ASKED, WAIVE),
        (W.WITHDRAWAL_ASKED, X.WITHDRAW): Edge(W.WITHDRAWN, APPROVE_WAIVER),
        (W.WITHDRAWAL_ASKED, X.KEEP): Edge(W.APPROVED, APPROVE_WAIVER),
    },
)


# -- legal file --------------------------------------------------------------------------------------------------------
class FileState(StrEnum):
    OPEN = "OPEN"
    ACTED = "ACTED"
    DECIDED = "DECIDED"
    CLOSED = "CLOSED"


class FileStep(StrEnum):
    ACT = "ACT"
    TAKE_BACK = "TAKE_BACK"
    DECIDE = "DECIDE"
    CLOSE = "CLOSE"
    REOPEN = "REOPEN"
    VOID = "VOID"


F, G = FileState, FileStep
LEGAL_FILE = Machine(
    title="A legal file: death, bankruptcy, litigation, judgment",
    first=F.OPEN,
    labels={
        F.OPEN: _("เปิดแฟ้ม รอดำเนินการ"),
        F.ACTED: _("ยื่นฟ้องหรือยื่นคำขอแล้ว"),
        F.DECIDED: _("มีคำสั่งหรือคำพิพากษาแล้ว"),
        F.CLOSED: _("ปิดแฟ้ม"),
    },
    step_labels={
        G.ACT: _("ยื่นฟ้อง ยื่นคำขอ หรือตั้งเรื่องบังคับคดี"),
        G.TAKE_BACK: _("ถอนฟ้อง จำหน่ายคดี หรือยกคำขอ"),
        G.DECIDE: _("ศาลมีคำสั่งหรือคำพิพากษา"),
        G.CLOSE: _("ปิดแฟ้มโดยระบุเหตุผล"),
        G.REOPEN: _("เปิดแฟ้มอีกครั้ง"),
        G.VOID: _("ยกเลิกวันที่ที่บันทึกผิด แล้วเดินตามวันที่ที่เหลือ"),
    },
    table={
        (F.OPEN, G.ACT): Edge(F.ACTED, LEGAL),
        (F.ACTED, G.TAKE_BACK): Edge(F.OPEN, LEGAL),
        (F.ACTED, G.DECIDE): Edge(F.DECIDED, LEGAL),
        (F.OPEN, G.CLOSE): Edge(F.CLOSED, LEGAL),
        (F.ACTED, G.CLOSE): Edge(F.CLOSED, LEGAL),
        (F.DECIDED, G.CLOSE): Edge(F.CLOSED, LEGAL),
        (F.CLOSED, G.REOPEN): Edge(F.OPEN, LEGAL),
        (F.ACTED, G.VOID): Edge(F.OPEN, APPROVE_VOID),
        (F.DECIDED, G.VOID): Edge(F.OPEN, APPROVE_VOID),
    },
)
MACHINES = (ACKNOWLEDGEMENT, WAIVER, LEGAL_FILE)
