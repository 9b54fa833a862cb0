"""The September confirmation as a job: letters to each open debtor, then those of each amphoe as one PDF (R-DEBT-07).

The balances are those that were known at one moment, which the first step takes, whatever is booked afterwards; so a
run that is killed and resumed, or done twice, writes what an undisturbed one writes.
"""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from areas.models import Amphoe, Office, Signatory
from areas.selectors import business_calendar, office_of, signature_context
from debt_followup import letters, selectors
from debt_followup.letters import confirmations as papers
from debt_followup.models import Confirmation, ConfirmationBatch
from debt_followup.rules.confirmations import slip_code
from debt_followup.rules.notices import reply_by
from debt_followup.selectors.legal import Addressee
from documents import rendering
from documents.models import Document, DocumentFile
from documents.services import Paper, issue, issue_many, take_numbers
from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from jobs.services import note_failure
from loans.models import Contract
from repayments.selectors import Standing, standings
from thai.dates import be_year, format_short
from thai.refusals import Refusal
from treasury.services import lock_books

NAME = "debt_followup.confirmations"
CHUNK = 100  # contracts of one transaction: a few seconds of work that a killed worker has to repeat
MOST_IN_A_FILE = 500  # letters of one PDF
AT_ONCE = 100  # files that are read together
_ORDER = ("amphoe_id", "tambon_id", "pk")
_kept = threading.local()


class NobodyToWriteTo(Refusal):
    """The debtors are dead or bankrupt, and their file names nobody who stands in their place."""


class _NotDrawn(Exception):
    """A letter could not be drawn, and why."""

    def __init__(self, contract: Contract, why: Refusal) -> None:
        super().__init__(contract, why)
        self.contract, self.why = contract, why


class ConfirmationJob:
    """One run a province and year: letters in chunks, in the order in which they are handed out, then the batches.

    A further revision writes the letters that are still missing; a debtor is written to once about a day.
    """

    name = NAME
    title = _("หนังสือยืนยันยอดหนี้สิ้นเดือนกันยายน")

    def due(self, *, on: date) -> Iterable[Due]:
        """Return each province in service with its 30 September days since then that found a contract in force."""
        first_contracts = selectors.first_contract_days()
        for province, since in Office.objects.filter(amphoe__isnull=True, in_service_on__lte=on).values_list(
            "province_id", "in_service_on"
        ):
            lent_on = first_contracts.get(province)
            if lent_on is None:
                continue
            first = max(since, lent_on)
            for year in range(first.year, on.year + 1):
                as_of = date(year, 9, 30)
                if first <= as_of <= on:
                    yield Due(province=province, period=as_of.isoformat())

    def total(self, *, run: JobRun) -> int:
        """Count the contracts in force on the day that have no letter yet; those found paid off get none."""
        return run.done + _next(run).count()

    def step(self, *, run: JobRun) -> bool:
        """Take the moment; then write the letters of the next contracts; at the end put those of an amphoe together."""
        if "known_at" not in run.result:
            run.result = {**run.result, "known_at": _take_the_moment(run).isoformat()}
            return False
        if run.cursor.get("joining"):
            return _put_together(run)
        contracts = list(_next(run)[:CHUNK])
        written = run.cursor.get("letters", 0) + (_write(run, contracts) if contracts else 0)
        run.done += len(contracts)
        run.total = max(run.total, run.done)
        run.cursor = {"letters": written}
        run.result = {**run.result, "letters": written}
        if len(contracts) == CHUNK:
            last = contracts[-1]
            run.cursor["after"] = [last.amphoe_id, last.tambon_id, last.pk]
            return False
        run.cursor["joining"] = True
        return not _loose(run).exists()


@dataclass(frozen=True, slots=True)
class _Letter:
    """One letter before it has its number."""

    contract: Contract
    standing: Standing
    to: Addressee
    number: int  # which of the contract's addressees
    stands_for: str  # the debtor's name, where the letter goes to another in her place


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all letters of a run share."""

    office: Office
    shared: dict[str, Any]
    reply_by: date
    known_at: datetime
    to_all: bool


def _day(run: JobRun) -> date:
    return date.fromisoformat(run.period)


def _take_the_moment(run: JobRun) -> datetime:
    """Return a moment of which everything is known: what was booked before it is committed, the rest is dated later.

    Receipts, reversals and refunds are written by who holds the province's books, other events of a contract by who
    holds the contract; so whoever is at it is waited for, and nobody begins before the moment is taken.
    """
    lock_books(province=run.province_id)
    held = Contract.objects.filter(province_id=run.province_id).order_by("pk").select_for_update()
    for _key in held.values_list("pk").iterator(chunk_size=5_000):
        pass
    return timezone.now()


def _known_at(run: JobRun) -> datetime:
    return datetime.fromisoformat(run.result["known_at"])


def _next(run: JobRun) -> QuerySet[Contract]:
    """The contracts that still have to be looked at, in the order in which letters are handed out.

    One that is closed on the very day is looked at: it may have been paid off after the moment of the run.
    """
    found = selectors.lent_by(Contract.objects.filter(province_id=run.province_id), as_of=_day(run))
    found = found.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=_day(run)))
    found = found.exclude(confirmations__as_of=_day(run)).order_by(*_ORDER)
    place = run.cursor.get("after")
    return selectors.after(found, fields=_ORDER, place=place) if place else found


def _desk(run: JobRun) -> _Desk:
    office = office_of(province=run.province_id)
    found = selectors.confirmation_policies(province=run.province_id, on=run.business_on)
    until = reply_by(
        issued_on=run.business_on, rule=found.reply, is_business_day=business_calendar(province=run.province_id)
    )
    shared = papers.shared(
        office=office,
        signature=signature_context(office=office, purpose=Signatory.Purpose.CONFIRMATION, on=run.business_on),
        issued_on=run.business_on,
        as_of=_day(run),
        known_at=_moment(run),
        reply_by=until,
    )
    return _Desk(office=office, shared=shared, reply_by=until, known_at=_known_at(run), to_all=found.to_all)


def _moment(run: JobRun) -> str:
    """The moment of a run's knowledge as its papers print it: the business date, the hour of the clock."""
    return f"{run.business_on.isoformat()}T{timezone.localtime(_known_at(run)):%H:%M}"


def _write(run: JobRun, contracts: list[Contract]) -> int:
    """Write the letters of some contracts; one that cannot be written is noted with its reason, the others go on."""
    desk, as_of = _desk(run), _day(run)
    owed = standings(contracts=contracts, as_of=as_of, known_at=desk.known_at)
    open_ones = [one for one in contracts if one.pk in owed and selectors.is_owed(owed[one.pk])]
    named = selectors.addressees_of([one.pk for one in open_ones])
    first = selectors.representatives([one.pk for one in open_ones])
    replaced = selectors.replaced_parties(named)
    wanted: list[_Letter] = []
    for contract in open_ones:
        to = named.get(contract.pk, ())
        if not desk.to_all:
            to = selectors.chosen_addressees(to, representative=first.get(contract.pk))
        if not to:
            missing = NobodyToWriteTo(gettext_noop("ลูกหนี้ทุกคนเสียชีวิตหรือล้มละลาย และแฟ้มคดียังไม่ได้ระบุผู้รับแทน"))
            _note(run, contract, missing)
        wanted += [
            _Letter(contract, owed[contract.pk], one, at, replaced.get(one.party_id, "") if one.file_id else "")
            for at, one in enumerate(to, start=1)
        ]
    while wanted:
        try:
            with transaction.atomic():  # one that cannot be drawn gives the numbers back
                _issue(run, desk, wanted)
            break
        except _NotDrawn as failed:
            _note(run, failed.contract, failed.why)
            wanted = [one for one in wanted if one.contract.pk != failed.contract.pk]
    return len(wanted)


def _issue(run: JobRun, desk: _Desk, wanted: list[_Letter]) -> None:
    """Number, draw and keep letters; their numbers are one block."""
    year_be = be_year(run.business_on)
    numbers = take_numbers(series=desk.office.letter_series, year_be=year_be, count=len(wanted))
    drawn, rows = [], []
    for one, running in zip(wanted, numbers, strict=True):
        code = slip_code(province=desk.office.province_id, year_be=year_be, running=running)
        try:
            drawn.append(_drawn(run, desk, one, number=f"{desk.office.letter_code}/{running}", code=code))
        except Refusal as refused:
            raise _NotDrawn(one.contract, refused) from refused
        rows.append(_row(run, desk, one, code=code))
    for row, document in zip(rows, issue_many(drawn), strict=True):
        row.document = document
    Confirmation.objects.bulk_create(rows)


def _drawn(run: JobRun, desk: _Desk, one: _Letter, *, number: str, code: str) -> Paper:
    contract = one.contract
    day = format_short(one.standing.as_of)
    context = letters.confirmation(
        shared=desk.shared,
        contract=contract,
        to=one.to,
        standing=one.standing,
        number=number,
        code=code,
        stands_for=one.stands_for,
    )
    filler = _filler(run)
    in_full = filler.laid_out
    pdf = filler.render(template=papers.TEMPLATE, context=context)
    return Paper(
        kind=Document.Kind.CONFIRMATION,
        number=number,
        addressee=one.to.name[:200],
        subject=f"contract:{contract.pk}",
        title=f"ขอให้ยืนยันยอดหนี้ สัญญาเลขที่ {contract.label} ณ วันที่ {day}",  # stays Thai: a paper
        template=papers.TEMPLATE,
        context=context,
        province=contract.province_id,
        amphoe=contract.amphoe_id,
        as_of=one.standing.as_of,
        issued_on=run.business_on,
        by=run.requested_by,
        pdf=pdf,
        pages=1 if filler.laid_out == in_full else rendering.pages(pdf),
    )


def _row(run: JobRun, desk: _Desk, one: _Letter, *, code: str) -> Confirmation:
    contract, standing = one.contract, one.standing
    return Confirmation(
        run=run,
        province_id=contract.province_id,
        amphoe_id=contract.amphoe_id,
        tambon_id=contract.tambon_id,
        contract=contract,
        party_id=one.to.party_id,
        number=one.number,
        code=code,
        as_of=standing.as_of,
        known_at=desk.known_at,
        principal=standing.principal,
        contract_interest=standing.contract_interest,
        default_interest=standing.default_interest,
        costs=standing.costs,
        frozen=standing.frozen,
        credit=standing.credit,
        next_due_on=selectors.upcoming(standing),
        reply_by=desk.reply_by,
    )


def _filler(run: JobRun) -> Any:
    """The layouts of a run's letters, kept from chunk to chunk by the worker that writes them."""
    if getattr(_kept, "run", None) != run.pk:
        _kept.run, _kept.filler = run.pk, rendering.Filler()
    return _kept.filler


def _note(run: JobRun, contract: Contract, refused: Refusal) -> None:
    with override("th"):
        note_failure(run=run, item=contract.label, sentence=str(refused))


# -- what is handed out --------------------------------------------------------------------------------------------
def _loose(run: JobRun) -> QuerySet[Confirmation]:
    """The letters of the province that are in no batch yet, those of a run that was stopped among them."""
    return selectors.confirmations(province=run.province_id, as_of=_day(run)).filter(batch__isnull=True)


def _put_together(run: JobRun) -> bool:
    """Put the letters of the next amphoe together with their posting list; return whether none is left."""
    first = _loose(run).first()
    if first is None:
        return True
    rows = list(_loose(run).filter(amphoe_id=first.amphoe_id).select_related("document", "amphoe")[:MOST_IN_A_FILE])
    part = ConfirmationBatch.objects.filter(run=run, amphoe_id=first.amphoe_id).count() + 1
    batch = ConfirmationBatch.objects.create(
        run=run,
        province_id=run.province_id,
        amphoe_id=first.amphoe_id,
        as_of=_day(run),
        part=part,
        count=len(rows),
        letters=_letters_of(run, rows, rows[0].amphoe, part),
        posting_list=_posting_list(run, rows, rows[0].amphoe, part),
    )
    Confirmation.objects.filter(pk__in=[row.pk for row in rows]).update(batch=batch)
    batches = run.result.get("batches", 0) + 1
    run.result = {**run.result, "batches": batches}
    if batches == 1:
        run.result["document"] = batch.letters_id
    return not _loose(run).exists()


def _batch_fields(run: JobRun, amphoe: Amphoe, part: int) -> dict[str, Any]:
    year_be = be_year(_day(run))
    return {
        "number": f"{year_be}/{run.revision}/{amphoe.pk}/{part}",
        "subject": f"run:{run.pk}",
        "province": run.province_id,
        "amphoe": amphoe.pk,
        "as_of": _day(run),
        "issued_on": run.business_on,
        "by": run.requested_by,
    }


def _letters_of(run: JobRun, rows: list[Confirmation], amphoe: Amphoe, part: int) -> Document:
    ids = [row.document_id for row in rows]
    named = f"หนังสือยืนยันยอดหนี้ ณ วันที่ {format_short(_day(run))}"  # stays Thai: names a paper
    which = f" ชุดที่ {part}" if part > 1 else ""  # stays Thai: names a paper
    return issue(
        kind=Document.Kind.CONFIRMATION_BATCH,
        title=f"{named} {amphoe.label}{which} จำนวน {len(ids)} ฉบับ",  # stays Thai: names a paper
        template=papers.TEMPLATE,
        context={"letters": ids, "as_of": run.period},
        pdf=rendering.join_pdfs(_pdfs(ids)),
        **_batch_fields(run, amphoe, part),
    )


def _posting_list(run: JobRun, rows: list[Confirmation], amphoe: Amphoe, part: int) -> Document:
    return issue(
        kind=Document.Kind.NOTICE_SHEETS,
        title=f"บัญชีนำส่งหนังสือ {amphoe.label} จำนวน {len(rows)} ฉบับ",  # stays Thai: names a paper
        template=papers.LIST_TEMPLATE,
        context=papers.posting_list(
            rows=[
                {
                    "number": row.document.number,
                    "name": row.document.context["to"],
                    "address": row.document.context["debtor"]["address"],
                    "code": row.code,
                }
                for row in rows
            ],
            office=office_of(province=run.province_id),
            amphoe=amphoe.label,
            as_of=_day(run),
            issued_on=run.business_on,
            known_at=_moment(run),
            part=part,
        ),
        **_batch_fields(run, amphoe, part),
    )


def _pdfs(ids: list[int]) -> Iterator[bytes]:
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        files = dict(DocumentFile.objects.filter(pk__in=part).values_list("pk", "pdf"))
        for pk in part:
            yield bytes(files[pk])


registry.register(ConfirmationJob())
