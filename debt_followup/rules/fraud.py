"""The life of a fraud file: suspected, found to be fraud or not, settled (R-DEBT-04)."""

from enum import StrEnum

from thai.refusals import sentence as _

from .machines import Edge, Machine

FRAUD = "debt.fraud"


class FraudState(StrEnum):
    OPENED = "OPENED"
    CONFIRMED = "CONFIRMED"
    DISMISSED = "DISMISSED"
    SETTLED = "SETTLED"


class FraudStep(StrEnum):
    CONFIRM = "CONFIRM"
    DISMISS = "DISMISS"
    SETTLE = "SETTLE"


S, T = FraudState, FraudStep
FRAUD_FILE = Machine(
    title="A fraud file",
    first=S.OPENED,
    labels={
        S.OPENED: _("อยู่ระหว่างตรวจสอบข้อเท็จจริง"),
        S.CONFIRMED: _("วินิจฉัยว่าเป็นหนี้ทุจริต"),
        S.DISMISSED: _("ไม่พบการทุจริต เป็นหนี้ตามสัญญา"),
        S.SETTLED: _("หนี้ทุจริตสิ้นสุดแล้ว"),
    },
    step_labels={
        T.CONFIRM: _("วินิจฉัยว่าเป็นหนี้ทุจริต"),
        T.DISMISS: _("วินิจฉัยว่าไม่พบการทุจริต"),
        T.SETTLE: _("บันทึกว่าเรื่องสิ้นสุด"),
    },
    table={
        (S.OPENED, T.CONFIRM): Edge(S.CONFIRMED, FRAUD),
        (S.OPENED, T.DISMISS): Edge(S.DISMISSED, FRAUD),
        (S.CONFIRMED, T.SETTLE): Edge(S.SETTLED, FRAUD),
        (S.CONFIRMED, T.DISMISS): Edge(S.DISMISSED, FRAUD),
    },
)
# A debt counts as fraud debt from the day of the finding until the file is dismissed or settled.
COUNTS_AS_FRAUD = (S.CONFIRMED, S.SETTLED)
