"""Putting receipts together for an amphoe, and recording who received each of them (R-REPAY-14)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from areas.models import Amphoe
from documents.services import take_number
from jobs.services import ensure_run
from projects.rules import BANGKOK
from repayments import selectors
from repayments.models import BundledReceipt, HandOut, Receipt, ReceiptBundle
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _

PRINT_BUNDLE = "repayments.print_bundle"
MOST_IN_A_BUNDLE = 500
Step = HandOut.Step


class NothingToBundle(Refusal):
    """No receipt of the amphoe waits."""


class NotHandedOut(Refusal):
    """The receipts cannot be recorded as given like this."""


@transaction.atomic
def make_bundle(*, amphoe: Amphoe, by: Any, on: date) -> ReceiptBundle:
    """Put the printed receipts of an amphoe that are in no bundle together, and have their pages joined to one PDF.

    In the order of tambon and number, at most five hundred; the rest go into the next bundle. Two at once make one
    bundle of each receipt. The PDF is made by a worker, with a list for the signatures of those who receive them.

    :raises NothingToBundle: as the name says.
    Source: R-REPAY-14.
    """
    Amphoe.objects.select_for_update(of=("self",)).get(pk=amphoe.pk)  # bundles of one amphoe take turns
    waiting = selectors.unbundled(user=by, permission="repayments.hand_out").filter(amphoe=amphoe)
    receipts = list(waiting.order_by("tambon_id", "fiscal_year_be", "number")[:MOST_IN_A_BUNDLE])
    if not receipts:
        raise NothingToBundle(_("อำเภอ%(amphoe)s ไม่มีใบเสร็จที่รอจัดชุด"), amphoe=amphoe.name_th)
    year = be_year(on)
    bundle = ReceiptBundle.objects.create(
        province_id=amphoe.province_id,
        amphoe=amphoe,
        number=take_number(series=f"receipt_bundle:{amphoe.province_id}", year_be=year),
        year_be=year,
        made_by=by,
        made_on=on,
    )
    BundledReceipt.objects.bulk_create(
        BundledReceipt(bundle=bundle, receipt=receipt, position=position)
        for position, receipt in enumerate(receipts, start=1)
    )
    ensure_run(
        job=PRINT_BUNDLE,
        province=amphoe.province_id,
        period=f"{year}/{bundle.number}",
        on=on,
        by=by,
        parameters={"bundle": bundle.pk},
    )
    return bundle


@transaction.atomic
def hand_out(*, receipts: Iterable[Receipt], step: str, given_on: date, recipient: str, by: Any, on: date) -> int:
    """Record that receipts were given on, from the province to the amphoe, to the tambon group, or to the member.

    A receipt on which this step is recorded stays as it is. In Bangkok the only step is that to the member.

    :raises NotHandedOut: no recipient, a day ahead or before an earlier step, or a reversed receipt
        among them, or a step that the province does not have.
    Source: R-REPAY-14.
    """
    chosen = {receipt.pk: receipt for receipt in receipts}
    if not recipient.strip():
        raise NotHandedOut(_("ต้องระบุผู้รับใบเสร็จ"))
    if step not in selectors.steps_in(BANGKOK) and any(receipt.province_id == BANGKOK for receipt in chosen.values()):
        raise NotHandedOut(_("กรุงเทพมหานครส่งใบเสร็จให้สมาชิกโดยตรง"))
    if given_on > on:
        raise NotHandedOut(_("วันที่ส่งมอบ %(day)s ยังมาไม่ถึง"), day=given_on)
    locked = list(Receipt.objects.select_for_update(of=("self",)).filter(pk__in=chosen).order_by("pk"))
    standing = set(Receipt.objects.in_force().filter(pk__in=chosen).values_list("pk", flat=True))
    done = selectors.earliest_of(chosen)
    wanted = Step(step)
    rows = []
    for receipt in locked:
        if receipt.pk not in standing:
            raise NotHandedOut(_("ใบเสร็จเลขที่ %(receipt)s ยกเลิกแล้ว ส่งมอบไม่ได้"), receipt=str(receipt))
        before = done.get(receipt.pk, [])
        if any(row.step == wanted for row in before):
            continue
        earlier = selectors.IN_ORDER[: selectors.IN_ORDER.index(wanted)]
        since = max([receipt.posting_on, *(row.given_on for row in before if row.step in earlier)])
        if given_on < since:
            raise NotHandedOut(
                _("ใบเสร็จเลขที่ %(receipt)s อยู่ที่ต้นทางถึงวันที่ %(since)s จึงส่งมอบวันที่ %(day)s ไม่ได้"),
                receipt=str(receipt),
                since=since,
                day=given_on,
            )
        rows.append(
            HandOut(receipt=receipt, step=wanted, given_on=given_on, recipient=recipient.strip()[:150], recorded_by=by)
        )
    HandOut.objects.bulk_create(rows)
    return len(rows)
