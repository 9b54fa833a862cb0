"""What this room asks before a month is closed: every line of the bank is receipted, or on hold by name and reason."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from repayments.models import BankLine, Receipt
from treasury.closing import Check, register_checks


@register_checks
def checks(*, province, from_on: date, to_on: date) -> list[Check]:
    """The lines that the bank received up to the month's end and that nobody dealt with."""
    in_force = Receipt.objects.in_force().filter(bank_line=OuterRef("pk"))
    found = BankLine.objects.filter(province_id=getattr(province, "pk", province), value_on__lte=to_on).aggregate(
        matched=Count("pk", filter=Q(state=BankLine.State.MATCHED)),
        undecided=Count(
            "pk",
            filter=Q(state__in=[BankLine.State.DOUBTFUL, BankLine.State.UNKNOWN], matched_by__isnull=True),
        ),
        held=Count("pk", filter=Q(state=BankLine.State.UNKNOWN, matched_by__isnull=False)),
        # a line that is split has a receipt for each share: the bank took the money of all of them
        without_money=Count("pk", filter=Q(state=BankLine.State.REVERSED_BY_BANK) & Exists(in_force)),
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
            url=reverse("repayments:receipts"),
        ),
    ]
