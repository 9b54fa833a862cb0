"""Commands of กส.๔/๒: the amphoe sends its half-year, the province checks it or sends it back."""

from datetime import date

from django.db import transaction

from areas.models import Amphoe, User
from documents.models import Document
from documents.services import issue, take_number
from projects.letters import progress as letters
from projects.models import AmphoeSummary
from projects.rules import OwnApproval, ReasonMissing
from projects.rules import progress as rules
from projects.selectors.progress import Period
from projects.selectors.summaries import content_of
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _


class AlreadySummarised(Refusal):
    """A summary of the period stands; the next comes after the province sends it back."""


class AlreadyChecked(Refusal):
    """The province has checked this summary."""


class NothingToSummarise(Refusal):
    """No project of the amphoe owes a report for the period."""


def send_summary(*, amphoe: Amphoe, period: Period, by: User, on: date) -> AmphoeSummary:
    """Sum up an amphoe's half-year, freeze it, issue it as a numbered paper and send it to the province.

    Reports that the tambon have not sent on count as missing; the province may send the summary back, and the next
    revision holds what has come by then.

    :raises TooEarlyToSend: the half-year has not ended.
    :raises AlreadySummarised: one stands already, so a second click sends nothing.
    :raises NothingToSummarise: there is no project to report on.
    Source: R-REP-05, R-FORM-02, DL-19.
    """
    rules.require_half_year_end(period.last_on)
    if on < period.last_on:
        raise rules.TooEarlyToSend(_("งวดนี้สิ้นสุดวันที่ %(day)s สรุปและส่งได้ตั้งแต่วันนั้น"), day=period.last_on)
    with transaction.atomic():
        # The row of the number series holds back whoever sends for the same amphoe at the same time.
        number = take_number(series=f"amphoe_summary:{amphoe.pk}", year_be=be_year(on))
        earlier = AmphoeSummary.objects.filter(amphoe=amphoe, period_on=period.last_on)
        last = earlier.order_by("revision").last()
        if last is not None and last.outcome != AmphoeSummary.Outcome.RETURNED:
            raise AlreadySummarised(_("ส่งสรุปรายงานงวดนี้ให้จังหวัดแล้วเมื่อ %(on)s"), on=last.sent_on)
        content = content_of(amphoe=amphoe, period=period, on=on)
        if not content["groups"]:
            raise NothingToSummarise(_("งวดนี้อำเภอไม่มีโครงการที่ต้องรายงาน"))
        summary = AmphoeSummary.objects.create(
            province_id=amphoe.province_id,
            amphoe=amphoe,
            period_on=period.last_on,
            revision=last.revision + 1 if last else 1,
            content=content,
            sent_by=by,
            sent_on=on,
        )
        issue(
            kind=Document.Kind.AMPHOE_SUMMARY,
            number=letters.summary_number(amphoe=amphoe, number=number, on=on),
            subject=letters.summary_subject(summary),
            title=letters.summary_title(summary),
            template=letters.SUMMARY,
            context=letters.amphoe_summary(
                content=content, amphoe=amphoe, revision=summary.revision, by=by, issued_on=on
            ),
            province=amphoe.province_id,
            amphoe=amphoe.pk,
            as_of=period.last_on,
            issued_on=on,
            by=by,
        )
    return summary


def check_summary(*, summary: AmphoeSummary, passed: bool, reason: str = "", by: User, on: date) -> AmphoeSummary:
    """Record the province's check of a summary: correct, or sent back with what has to be put right.

    :raises projects.rules.ReasonMissing: sent back without a reason.
    :raises projects.rules.OwnApproval: nobody checks what she sent herself.
    :raises AlreadyChecked: it was checked before.
    Source: R-REP-06, DL-20.
    """
    if not passed and not reason.strip():
        raise ReasonMissing(_("ต้องระบุสิ่งที่ต้องแก้ไข"))
    with transaction.atomic():
        row = AmphoeSummary.objects.select_for_update().get(pk=summary.pk)
        if row.outcome:
            raise AlreadyChecked(_("ตรวจสรุปรายงานฉบับนี้แล้วเมื่อ %(on)s"), on=row.checked_on)
        if row.sent_by_id == by.pk:
            raise OwnApproval(_("ผู้ส่งสรุปรายงานตรวจสรุปของตนเองไม่ได้"))
        row.outcome = AmphoeSummary.Outcome.PASSED if passed else AmphoeSummary.Outcome.RETURNED
        row.outcome_reason = "" if passed else reason.strip()
        row.checked_by, row.checked_on = by, on
        row.save(update_fields=["outcome", "outcome_reason", "checked_by", "checked_on"])
    return row
