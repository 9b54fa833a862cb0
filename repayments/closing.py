"""What this room asks before a month is closed: every line of the bank is receipted, or on hold by name and reason."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from repayments.models import BankLine
from treasury.closing import Check, register_checks


@register_checks
def checks(*, province, from_on: date, to_on: date) -> list[Check]:
    """The lines that the bank received up to the month's end and that nobody dealt with."""
    found = BankLine.objects.filter(province_id=getattr(province, "pk", province), value_on__lte=to_on).aggregate(
        matched=Count("pk", filter=Q(state=BankLine.State.MATCHED)),
        undecided=Count(
            "pk",
            filter=Q(state__in=[BankLine.State.DOUBTFUL, BankLine.State.UNKNOWN], matched_by__isnull=True),
        ),
        held=Count("pk", filter=Q(state=BankLine.State.UNKNOWN, matched_by__isnull=False)),
    )
    return [
        Check(
            code="RECEIPTS",
            label=_("ออกใบเสร็จให้ทุกรายการที่จับคู่แล้ว"),
            is_met=not found["matched"],
            detail=_("รอออกใบเสร็จ %(count)s รายการ") % {"count": found["matched"]}
            if found["matched"]
            else _("ออกใบเสร็จครบแล้ว"),
            url=reverse("repayments:bank_files"),
        ),
        Check(
            code="BANK_LINES",
            label=_("ตรวจรายการธนาคารที่ไม่ทราบเจ้าของครบทุกรายการ"),
            is_met=not found["undecided"],
            detail=_("รอตรวจสอบ %(count)s รายการ") % {"count": found["undecided"]}
            if found["undecided"]
            else _("ไม่มีรายการรอตรวจสอบ พักไว้ %(held)s รายการ") % {"held": found["held"]},
            url=reverse("repayments:queue"),
        ),
    ]
