"""The life of a request to restructure a debt, and what a household can pay (R-RSTR-06..10). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _

from .machines import Edge, Machine

RESTRUCTURE = "debt.restructure"
OPINE = "debt.restructure_opinion"
DECIDE = "debt.decide_restructuring"
NOTHING = Decimal("0.00")


class PlanNotWhole(Refusal):
    """Something that the plan or the assessment needs is missing or out of order."""


# -- the life of a request ---------------------------------------------------------------------------------------------
class Stage(StrEnum):
    APPLIED = "APPLIED"
    ASSESSED = "ASSESSED"
    PROPOSED = "PROPOSED"
    OPINED = "OPINED"
    APPROVED = "APPROVED"
    PREPARED = "PREPARED"
    IN_FORCE = "IN_FORCE"
    REFUSED = "REFUSED"
    TOLD = "TOLD"
    WITHDRAWN = "WITHDRAWN"


class Move(StrEnum):
    ASSESS = "ASSESS"
    PROPOSE = "PROPOSE"
    OPINE = "OPINE"
    APPROVE = "APPROVE"
    REFUSE = "REFUSE"
    TELL = "TELL"
    PREPARE = "PREPARE"
    COMPLETE = "COMPLETE"
    WITHDRAW = "WITHDRAW"


S, M = Stage, Move
MACHINE = Machine(
    title="A request to restructure a debt",
    first=S.APPLIED,
    labels={
        S.APPLIED: _("ยื่นคำขอแล้ว รอตรวจสอบหนี้"),
        S.ASSESSED: _("คณะทำงานอำเภอประเมินแล้ว รอประชุมร่วม"),
        S.PROPOSED: _("อำเภอเสนอวิธีแล้ว รอความเห็นจังหวัด"),
        S.OPINED: _("คณะทำงานจังหวัดให้ความเห็นแล้ว รอมติ อกส.จ."),
        S.APPROVED: _("อกส.จ. อนุมัติ รอทำบันทึกข้อตกลง"),
        S.PREPARED: _("จัดทำบันทึกข้อตกลงแล้ว รอลงนามครบทุกคน"),
        S.IN_FORCE: _("ลงนามครบ ใช้ตารางผ่อนชำระใหม่"),
        S.REFUSED: _("อกส.จ. ไม่อนุมัติ รอแจ้งสมาชิก"),
        S.TOLD: _("แจ้งผลไม่อนุมัติแล้ว"),
        S.WITHDRAWN: _("ถอนคำขอ"),
    },
    step_labels={
        M.ASSESS: _("บันทึกการประเมินรายได้และรายจ่าย"),
        M.PROPOSE: _("ประชุมร่วมเลือกวิธี"),
        M.OPINE: _("ให้ความเห็นของคณะทำงานจังหวัด"),
        M.APPROVE: _("บันทึกมติอนุมัติ"),
        M.REFUSE: _("บันทึกมติไม่อนุมัติ"),
        M.TELL: _("ออกหนังสือแจ้งผลพร้อมเหตุผล"),
        M.PREPARE: _("จัดทำบันทึกข้อตกลง"),
        M.COMPLETE: _("ลงนามครบทุกคน"),
        M.WITHDRAW: _("ถอนคำขอ"),
    },
    table={
        (S.APPLIED, M.ASSESS): Edge(S.ASSESSED, RESTRUCTURE),
        (S.ASSESSED, M.ASSESS): Edge(S.ASSESSED, RESTRUCTURE),
        (S.ASSESSED, M.PROPOSE): Edge(S.PROPOSED, RESTRUCTURE),
        (S.PROPOSED, M.PROPOSE): Edge(S.PROPOSED, RESTRUCTURE),
        (S.PROPOSED, M.OPINE): Edge(S.OPINED, OPINE),
        (S.OPINED, M.APPROVE): Edge(S.APPROVED, DECIDE),
        (S.OPINED, M.REFUSE): Edge(S.REFUSED, DECIDE),
        (S.REFUSED, M.TELL): Edge(S.TOLD, RESTRUCTURE),
        (S.APPROVED, M.PREPARE): Edge(S.PREPARED, RESTRUCTURE),
        (S.PREPARED, M.PREPARE): Edge(S.PREPARED, RESTRUCTURE),
        (S.PREPARED, M.COMPLETE): Edge(S.IN_FORCE, None),
        (S.APPLIED, M.WITHDRAW): Edge(S.WITHDRAWN, RESTRUCTURE),
        (S.ASSESSED, M.WITHDRAW): Edge(S.WITHDRAWN, RESTRUCTURE),
        (S.PROPOSED, M.WITHDRAW): Edge(S.WITHDRAWN, RESTRUCTURE),
        (S.OPINED, M.WITHDRAW): Edge(S.WITHDRAWN, RESTRUCTURE),
        (S.APPROVED, M.WITHDRAW): Edge(S.WITHDRAWN, RESTRUCTURE),
        (S.PREPARED, M.WITHDRAW): Edge(S.WITHDRAWN, RESTRUCTURE),
    },
)
OPEN = tuple(stage for stage in Stage if (stage, M.WITHDRAW) in MACHINE.table)


# -- what a household can pay ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Ability:
    """What a household earns and spends in a month, in baht, and what is left of it for the debt."""

    income: Decimal
    expenses: Decimal

    @property
    def left(self) -> Decimal:
        """What is left, below nothing where more is spent than earned."""
        return self.income - self.expenses

    def pays(self, monthly: Decimal) -> bool:
        """Whether what is left is enough for so much a month."""
        return self.left >= monthly


def ability(*, incomes: Iterable[Decimal], expenses: Iterable[Decimal]) -> Ability:
    """What is left of a household's month.

    :raises thai.baht.NotMoney: for a float or parts of a satang.
    :raises PlanNotWhole: for an amount below nothing.
    Source: R-RSTR-06.
    """
    return Ability(_sum(incomes), _sum(expenses))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    whole = NOTHING
    for amount in amounts:
        if require_money(amount) < 0:
            raise PlanNotWhole(_("รายได้หรือรายจ่าย %(amount)s บาทติดลบไม่ได้"), amount=amount)
        whole += amount
    return whole
