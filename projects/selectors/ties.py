"""What this room knows against the merging of two records of the register: groups in which both stand."""

from collections.abc import Sequence

from projects.models import Proposal
from projects.rules import State
from thai.refusals import Refusal
from thai.refusals import sentence as _

# Nothing came of these, so that both standing in one may have been the mistake that the merging mends.
_CAME_TO_NOTHING = (State.LAPSED, State.REJECTED, State.CANCELLED_MEMBER_CHANGE)


class InOneGroup(Refusal):
    """Both records stand in one group of borrowers, so they are two persons."""


def shared_groups(*, ones: Sequence[int], others: Sequence[int]) -> list[Refusal]:
    """Return the reason against merging two records who borrow in one group, in a draft as in a contract. One query."""
    shared = (
        Proposal.objects.filter(borrowers__member__in=ones)
        .filter(borrowers__member__in=others)
        .exclude(state__in=_CAME_TO_NOTHING)
    )
    references = list(shared.order_by("reference").values_list("reference", flat=True).distinct())
    if not references:
        return []
    said = _("ทั้งสองระเบียนอยู่ในกลุ่มผู้กู้เดียวกัน (โครงการ %(references)s) จึงเป็นคนละคน รวมไม่ได้ ถ้าบันทึกซ้ำให้แก้กลุ่มผู้กู้ก่อน")
    return [InOneGroup(said, references=", ".join(references))]
