"""What this room asks before a month is closed: every line of the bank is settled, or on hold by name and reason.

Only money that the bank took back after its receipt cannot be put on hold: the receipt must go.
"""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from repayments import selectors
from repayments.models import BankLine
from treasury.closing import Check, register_checks


@register_checks
def checks(*, province, from_on: date, to_on: date) -> list[Check]:
    """The lines that the bank received up to the month's end and that nobody dealt with."""
    # open until the last receipt of the money is taken back: a line that is split has one for each share
    has_receipt = Q(state=BankLine.State.TAKEN_BACK, reverses__isnull=False)
    found = BankLine.objects.filter(province_id=getattr(province, "pk", province), value_on__lte=to_on).aggregate(
        matched=Count("pk", filter=Q(state=BankLine.State.MATCHED)),
        undecided=Count(
            "pk",
            filter=Q(state__in=selectors.TO_DECIDE, matched_by__isnull=True) & ~has_receipt,
        ),
        held=Count("pk", filter=Q(state__in=selectors.TO_DECIDE, matched_by__isnull=False) & ~has_receipt),
        without_money=Count("pk", filter=has_receipt),
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
        Check(
            code="TAKEN_BACK",
            label=_("ยกเลิกใบเสร็จของเงินที่ธนาคารเรียกคืนครบทุกฉบับ"),
            is_met=not found["without_money"],
            detail=_("ยังต้องยกเลิกใบเสร็จของเงิน %(count)s รายการ") % {"count": found["without_money"]}
            if found["without_money"]
            else _("ไม่มีใบเสร็จที่ไม่มีเงิน"),
            url=reverse("repayments:queue") + "?show=TAKEN_BACK",
        ),
    ]
