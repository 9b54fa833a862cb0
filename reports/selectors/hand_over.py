"""What waits for an officer who hands over: her tasks, and the drafts that she entered herself."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from areas import waiting
from areas.models import User
from areas.waiting import Waiting
from projects.models import Proposal
from projects.rules import State
from reports.selectors.tasks import tasks


def register() -> None:
    """Answer the hook of the ground floor."""
    waiting.provide(waiting_for)


def waiting_for(*, user: User, on: date) -> Iterator[Waiting]:
    """Return what waits for a user, and her own drafts, which nobody else may have noticed."""
    drafts = Proposal.objects.filter(entered_by=user, state=State.DRAFT).aggregate(
        count=Count("pk"), since=Min("state_on")
    )
    if drafts["count"]:
        yield Waiting(
            title=_("ร่างที่ผู้นี้บันทึกเอง"),
            url=f"{reverse('projects:list')}?state={State.DRAFT}",
            count=drafts["count"],
            detail=_("ผู้รับมอบเห็นและแก้ไขต่อได้"),
        )
    yield from tasks(user=user, on=on)
