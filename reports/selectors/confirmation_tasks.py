"""What waits of the letters of September: debtors to ask again, balances to look into."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.scope import holds
from areas.waiting import Waiting
from debt_followup.models import Confirmation, ConfirmationDifference
from debt_followup.selectors import letters_left_out, without_answer
from reports.selectors.counting import Asked, Found, kind

CONFIRM, DELIVER = "debt.confirm_balances", "debt.deliver"


def asked(*, user: User, on: date) -> Asked:
    """Return the letters and differences that are to be counted for a user, and what is then told."""
    kinds = []
    if holds(user, CONFIRM):
        waiting = ConfirmationDifference.objects.visible_to(user, CONFIRM).filter(ending="")
        kinds.append(kind("CONFIRMATION_DIFFERENCES", waiting))
        kinds.append(kind("CONFIRMATIONS_LEFT_OUT", letters_left_out(user=user, permission=CONFIRM, on=on)))
    if holds(user, DELIVER):
        letters = without_answer(Confirmation.objects.visible_to(user, DELIVER), on=on)
        kinds.append(kind("CONFIRMATIONS_UNANSWERED", letters, since="reply_by"))
    return kinds, _told


def _told(found: Found) -> Iterator[Waiting]:
    titles = {
        "CONFIRMATION_DIFFERENCES": (_("ผลต่างยอดหนี้ที่ต้องตรวจสอบ"), "debt_followup:confirmation_differences"),
        "CONFIRMATIONS_LEFT_OUT": (_("สัญญาที่ยังไม่ได้รับหนังสือยืนยันยอดหนี้สิ้นเดือนกันยายน"), "debt_followup:confirmations"),
        "CONFIRMATIONS_UNANSWERED": (_("หนังสือยืนยันยอดหนี้ที่พ้นกำหนดตอบ"), "debt_followup:unanswered_letters"),
    }
    for name, row in found.items():
        title, url = titles[name]
        yield Waiting(title=title, url=reverse(url), count=row["task_count"], tone="warning")
