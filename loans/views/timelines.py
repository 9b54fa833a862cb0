"""What happened to a contract and to its project, as the timeline of a page shows it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from loans.models import Contract, DueDateMove
from loans.tables import day
from projects.models import StateChange
from projects.rules import STEP_LABELS, Step

_SETBACKS = (
    Step.BANK_REFUSED,
    Step.BANK_REFUSED_GRANT,
    Step.ANNUL_SIGNING,
    Step.RECALL,
    Step.RECALL_GRANT,
    Step.REOPEN_GRANT,
    Step.CHANGE_BORROWER,
    Step.GIVE_UP,
)


def happened(row: Contract) -> list[dict[str, Any]]:
    """What happened after the money left, withdrawn events too; the newest first."""
    if row.contract_on is None:
        return []
    moves = (
        DueDateMove.objects.filter(instalment__contract=row).select_related("moved_by", "instalment").order_by("-pk")
    )
    moved = [
        {
            "on": move.moved_on,
            "who": str(move.moved_by or _("ระบบ")),
            "what": _("วันครบกำหนดที่มีผลของงวดที่ %(number)s เปลี่ยนจาก %(was)s เป็น %(now)s")
            % {"number": move.instalment.number, "was": day(move.was_on), "now": day(move.is_on)},
            "why": move.holidays or _("วันหยุดเปลี่ยนแปลง"),
            "tone": "active",
        }
        for move in moves.order_by("-pk")[:40]
    ]
    rows = row.changes.select_related("recorded_by", "approved_by", "withdraws", "withdrawal").order_by("-pk")
    return moved + [
        {
            "on": change.effective_on,
            "who": " · ".join(str(person) for person in (change.recorded_by, change.approved_by) if person),
            "what": _("เพิกถอน: %(what)s") % {"what": change.withdraws.get_kind_display()}
            if change.withdraws
            else change.get_kind_display(),
            "why": f"{change.reason} {_('(เพิกถอนแล้ว)') if hasattr(change, 'withdrawal') else ''}".strip(),
            "tone": "bad" if change.withdraws or hasattr(change, "withdrawal") else "active",
        }
        for change in rows[:40]
    ]


def steps_of(proposal_id: int | None) -> list[StateChange]:
    """The newest steps of a project with who took them, the newest first. One query."""
    return list(
        StateChange.objects.filter(proposal_id=proposal_id or 0).select_related("by").order_by("-at", "-id")[:40]
    )


def timeline(changes: Iterable[StateChange]) -> list[dict[str, Any]]:
    """The steps of a project as the timeline shows them."""
    return [
        {
            "on": change.on,
            "who": str(change.by or _("ระบบ")),
            "what": _(STEP_LABELS[Step(change.step)]),
            "why": change.note,
            "tone": "bad" if change.step in _SETBACKS else "good",
        }
        for change in changes
    ]
