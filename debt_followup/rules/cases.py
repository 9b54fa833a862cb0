"""The life of a case: opened by a default, evidence checked, the debtor followed, closed when nothing is late. Pure."""

from enum import StrEnum

from thai.refusals import Refusal
from thai.refusals import sentence as _

from .machines import Edge, Machine

VISIT, PLAN, TEAMS = "debt.visit", "debt.plan", "debt.teams"


class SameTeam(Refusal):
    """A case is handed to the team that has it."""


class CaseState(StrEnum):
    OPENED = "OPENED"
    CHECKED = "CHECKED"
    FOLLOWED = "FOLLOWED"
    CLOSED = "CLOSED"


class CaseStep(StrEnum):
    CHECK = "CHECK"
    CONTACT = "CONTACT"
    CLOSE = "CLOSE"


S, T = CaseState, CaseStep
CASE = Machine(
    title="A case of the debt teams",
    first=S.OPENED,
    labels={
        S.OPENED: _("เปิดเรื่องแล้ว รอตรวจหลักฐาน"),
        S.CHECKED: _("ตรวจหลักฐานแล้ว รอติดตาม"),
        S.FOLLOWED: _("อยู่ระหว่างติดตาม"),
        S.CLOSED: _("ปิดเรื่อง ไม่มียอดเกินกำหนด"),
    },
    step_labels={
        T.CHECK: _("ตรวจหลักฐานครบ ส่งทีมปฏิบัติการ"),
        T.CONTACT: _("บันทึกการติดต่อลูกหนี้"),
        T.CLOSE: _("ปิดเรื่องเมื่อไม่มียอดเกินกำหนด"),
    },
    table={
        (S.OPENED, T.CHECK): Edge(S.CHECKED, VISIT),
        # A debtor who is met before her papers were looked through leaves the case with those who look through them.
        (S.OPENED, T.CONTACT): Edge(S.OPENED, VISIT),
        (S.CHECKED, T.CONTACT): Edge(S.FOLLOWED, VISIT),
        (S.FOLLOWED, T.CONTACT): Edge(S.FOLLOWED, VISIT),
        (S.OPENED, T.CLOSE): Edge(S.CLOSED, None),
        (S.CHECKED, T.CLOSE): Edge(S.CLOSED, None),
        (S.FOLLOWED, T.CLOSE): Edge(S.CLOSED, None),
    },
)
OPEN = tuple(state for state in CaseState if state is not S.CLOSED)
