"""What waits of bills and demands: letters to write, to send, to bring, and those that came back."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.rules import NoPolicy
from areas.scope import assignments_with, holds
from areas.selectors import provinces_within
from areas.waiting import Waiting
from debt_followup.models import NoticeDelivery
from debt_followup.rules.deliveries import DeliveryState
from debt_followup.rules.notices import IN_BATCHES
from debt_followup.selectors import notices as reads
from loans.models import Contract
from reports.selectors.counting import Asked, Found, Kinds, kind

WRITE, DELIVER = "debt.notices", "debt.deliver"


def asked(*, user: User) -> Asked:
    """Return the letters on their way that are to be counted for a user, and what is then told."""
    return _kinds(user), _told


def letters_due(*, user: User, on: date) -> list[Waiting]:
    """Return how many debtors' next letter is due, and how many debts are to be considered for a call.

    Three queries in the province of somebody who writes letters, none for the others.
    """
    found = []
    for province in provinces_within(user=user, permission=WRITE) if holds(user, WRITE) else ():
        contracts = Contract.objects.visible_to(user, WRITE).filter(province=province)
        try:
            days = reads.notice_policies(province=province, on=on).days
        except NoPolicy:
            continue
        found += reads.proposals(contracts, days=days, on=on)
    url = reverse("debt_followup:notices_due")
    letters = [one.next.due_on for one in found if one.next.kind in IN_BATCHES]
    calls = [one.next.due_on for one in found if one.next.kind not in IN_BATCHES]
    told = []
    if letters:
        told.append(
            Waiting(title=_("ใบแจ้งหนี้และหนังสือทวงถามที่ถึงกำหนดออก"), url=url, count=len(letters), due_on=min(letters))
        )
    if calls:
        told.append(Waiting(title=_("สัญญาที่พ้นกำหนดทวงถามครั้งสุดท้าย"), url=url, count=len(calls), due_on=min(calls)))
    return told


def _kinds(user: User) -> Kinds:
    kinds = []
    if holds(user, DELIVER):
        rows = NoticeDelivery.objects.visible_to(user, DELIVER)
        # the province sends letters, the amphoe brings those that were given to it
        if any(row.amphoe_id is None for row in assignments_with(user, DELIVER)) and holds(user, WRITE):
            kinds.append(kind("NOTICES_TO_SEND", rows.filter(state=DeliveryState.MADE)))
        else:
            kinds.append(kind("NOTICES_TO_BRING", rows.filter(state=DeliveryState.WITH_AMPHOE), since="given_on"))
    if holds(user, WRITE):
        back = NoticeDelivery.objects.visible_to(user, WRITE).filter(state=DeliveryState.RETURNED)
        kinds.append(kind("NOTICES_RETURNED", back, since="returned_on"))
    return kinds


def _told(found: Found) -> Iterator[Waiting]:
    titles = {
        "NOTICES_TO_SEND": (_("หนังสือถึงลูกหนี้ที่ออกแล้ว รอส่ง"), DeliveryState.MADE),
        "NOTICES_TO_BRING": (_("หนังสือที่ต้องนำส่งให้สมาชิก"), DeliveryState.WITH_AMPHOE),
        "NOTICES_RETURNED": (_("หนังสือตีกลับที่ต้องตรวจสอบ"), DeliveryState.RETURNED),
    }
    for name, row in found.items():
        title, state = titles[name]
        yield Waiting(
            title=title,
            url=f"{reverse('debt_followup:notices')}?state={state}",
            count=row["task_count"],
            tone="warning" if state is DeliveryState.RETURNED else "",
        )
