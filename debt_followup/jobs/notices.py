"""Bills and demands of an amphoe as a job: the letters in chunks, then all of them in one PDF with its sheets.

Whose turn it was when the batch began stands in its items; each is looked at once more with the contract held, so who
has paid meanwhile is skipped with a sentence.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from areas import business_date
from areas.selectors import office_of
from debt_followup.letters import notices as letters
from debt_followup.models import NoticeBatch, NoticeDelivery, NoticeItem
from debt_followup.rules.notices import (
    KIND_LABELS,
    NoticeKind,
    NotYetTheTurn,
    OnceADay,
    Route,
    TimeBarred,
    check_pause,
    next_notice,
)
from debt_followup.selectors import notices as reads
from debt_followup.selectors.arrears import barred_among
from debt_followup.selectors.legal import addressees_of
from debt_followup.selectors.paused import behind_since, pauses
from debt_followup.services import notices as services
from documents.models import Document, DocumentFile
from documents.rendering import join_pdfs
from documents.services import issue
from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from loans.models import Contract
from repayments.selectors import standings
from thai.refusals import Refusal

CHUNK = 10  # debtors of one transaction: a few seconds in which their payments wait, and that a killed worker repeats


class NoticeJob:
    """One run for each batch; nothing is due by itself, an officer starts it."""

    name = services.JOB
    title = _("ใบแจ้งหนี้และหนังสือทวงถามทั้งอำเภอ")

    def due(self, *, on: date) -> Iterable[Due]:
        """Return nothing: an officer asks for it."""
        return ()

    def total(self, *, run: JobRun) -> int:
        """Count the debtors of the batch."""
        return _batch(run).items.count()

    def step(self, *, run: JobRun) -> bool:
        """Write to the next debtors; when there are no more, put the papers of the batch together and end."""
        batch = _batch(run)
        items = list(batch.items.filter(outcome=NoticeItem.Outcome.WAITING).order_by("position")[:CHUNK])
        if items:
            _write(batch, items)
            run.done += len(items)
            made = batch.items.filter(outcome=NoticeItem.Outcome.MADE).count()
            run.result = {**run.result, "made": made, "skipped": run.done - made}
            return False
        if batch.letters_id is None and batch.notices.exists():
            _put_together(batch, run)
        return True


def _batch(run: JobRun) -> NoticeBatch:
    return NoticeBatch.objects.select_related("amphoe", "province", "made_by").get(pk=run.parameters["batch"])


def _write(batch: NoticeBatch, items: list[NoticeItem]) -> None:
    """Write to some debtors, each whole or not at all; the others go on when one is refused."""
    desk = services.desk_of(province=batch.province_id, on=batch.issued_on, known_on=business_date.today())
    contracts = {one.pk: one for one in services.locked_contracts([item.contract_id for item in items])}
    known_at = timezone.now()  # the contracts are held: what is booked from here on is known to the next letter only
    owed = standings(contracts=contracts.values(), as_of=batch.issued_on)
    made, newest = reads.made_for(contracts), reads.newest_days(contracts)
    ended, before = reads.demands_ended(contracts), reads.letter_before(contracts)
    named, barred = addressees_of(contracts), barred_among(contracts, as_of=batch.issued_on)
    paused = pauses(contracts, behind_since=behind_since(owed))
    for item in items:
        contract = contracts[item.contract_id]
        try:
            with transaction.atomic():
                check_pause(pause=paused.get(contract.pk))
                _check(batch, contract, owed.get(contract.pk), desk, made, newest, ended, barred)
                services.write_notices(
                    kind=NoticeKind(batch.kind), contract=contract, standing=owed[contract.pk],
                    named=named.get(contract.pk, ()), desk=desk, before=before.get(contract.pk),
                    known_at=known_at, by=batch.made_by, batch=batch,
                )  # fmt: skip
        except Refusal as refused:
            with override("th"):
                item.outcome, item.sentence = NoticeItem.Outcome.SKIPPED, str(refused)
        else:
            item.outcome = NoticeItem.Outcome.MADE
        item.save(update_fields=["outcome", "sentence"])


def _check(
    batch: NoticeBatch,
    contract: Contract,
    standing: Any,
    desk: services.Desk,
    made: dict[int, list[Any]],
    newest: dict[int, date],
    ended: set[int],
    barred: set[int],
) -> None:
    """Ask once more whether it is the debtor's turn, as she stands now."""
    oldest_due_on = services.check_overdue(contract, standing)
    if newest.get(contract.pk, date.min) >= batch.issued_on:
        raise OnceADay(gettext_noop("มีหนังสือถึงลูกหนี้รายนี้ตั้งแต่วันที่ %(day)s แล้ว"), day=newest[contract.pk])
    if contract.pk in ended:
        raise NotYetTheTurn(gettext_noop("เรียกชำระทั้งหมด มีคำพิพากษา หรือตัดหนี้สูญแล้ว จึงไม่ทวงถามตามลำดับนี้"))
    if contract.pk in barred:
        raise TimeBarred(gettext_noop("หนี้ขาดอายุความแล้วทุกงวดและทุกคน หากจะขอให้ชำระโดยสมัครใจ ให้ออกหนังสือเป็นรายสัญญา"))
    upcoming = next_notice(oldest_due_on=oldest_due_on, made=made.get(contract.pk, ()), days=desk.policies.days)
    if upcoming is None or upcoming.kind != batch.kind or not upcoming.is_ripe(on=batch.issued_on):
        raise NotYetTheTurn(gettext_noop("หลังมีการชำระหรือออกหนังสือฉบับอื่น สัญญานี้ยังไม่ถึงกำหนดออกหนังสือฉบับนี้"))


def _put_together(batch: NoticeBatch, run: JobRun) -> None:
    """Issue the letters as one PDF, those by post first and then those through อกส.อ., and the sheets that go along."""
    rows = NoticeDelivery.objects.filter(notice__batch=batch, number=1).select_related(
        "notice__document", "notice__party", "notice__stand_in"
    )
    in_order = list(rows.order_by("tambon_id", "notice__contract_id", "notice_id"))
    in_order.sort(key=lambda row: row.route != Route.POST)
    ids = [row.notice.document_id for row in in_order]
    named = f"{KIND_LABELS[NoticeKind(batch.kind)]} {batch.amphoe.label}"
    shared: dict[str, Any] = {
        "number": f"{batch.pk}",
        "subject": f"notices:{batch.pk}",
        "province": batch.province_id,
        "amphoe": batch.amphoe_id,
        "as_of": batch.issued_on,
        "issued_on": batch.issued_on,
        "by": batch.made_by,
    }
    batch.letters = issue(
        kind=Document.Kind.NOTICE_BATCH,
        title=f"{named} จำนวน {len(set(ids))} ฉบับ",  # stays Thai: names a paper
        template=letters.NOTICE_TEMPLATES[NoticeKind(batch.kind)],
        context={"letters": ids, "as_of": batch.issued_on.isoformat()},
        pdf=join_pdfs(_pdfs(ids)),
        **shared,
    )
    context = letters.sheets_context(
        deliveries=in_order,
        office=office_of(province=batch.province_id),
        amphoe=batch.amphoe.label,
        on=batch.issued_on,
        known_at=letters.moment(on=business_date.today(), at=timezone.now()),
    )
    batch.sheets = issue(
        kind=Document.Kind.NOTICE_SHEETS,
        title=f"บัญชีนำส่งและป้ายจ่าหน้าซอง {batch.amphoe.label}",  # stays Thai: names a paper
        template=letters.SHEETS_TEMPLATE,
        context=context,
        **shared,
    )
    batch.save(update_fields=["letters", "sheets"])
    run.result = {**run.result, "document": batch.letters_id, "sheets": batch.sheets_id}


def _pdfs(ids: list[int]) -> Iterator[bytes]:
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        files = dict(DocumentFile.objects.filter(pk__in=part).values_list("pk", "pdf"))
        for pk in part:
            yield bytes(files[pk])


registry.register(NoticeJob())
