"""The September confirmation as a job: one letter for each open debtor, then all of them in one PDF (R-DEBT-07)."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.models import Office, Signatory
from areas.selectors import office_of, signature_context
from debt_followup import letters, selectors
from debt_followup.models import Confirmation
from documents.models import Document, DocumentFile
from documents.rendering import join_pdfs
from documents.services import issue, take_number
from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from jobs.services import note_failure
from loans.models import Contract
from repayments.selectors import Standing, standings
from thai.dates import be_year, format_short
from thai.refusals import Refusal

NAME = "debt_followup.confirmations"
CHUNK = 20  # letters of one transaction: a few seconds of work that a killed worker has to repeat
_ORDER = ("amphoe_id", "tambon_id", "pk")


class ConfirmationJob:
    """One run a province and year: letters in chunks, in the order in which they are handed out, then the batch.

    A further revision writes the letters that are still missing; a contract is confirmed once as of a day.
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
        """Write the letters of the next contracts; when there are no more, join them and end."""
        if run.cursor.get("joining"):
            _join(run)
            return True
        contracts = list(_next(run)[:CHUNK])
        letters_written = _write(run, contracts) if contracts else 0
        run.done += len(contracts)
        run.total = max(run.total, run.done)
        written = run.cursor.get("letters", 0) + letters_written
        run.cursor = {"letters": written}
        run.result = {**run.result, "letters": written}
        if len(contracts) == CHUNK:
            last = contracts[-1]
            run.cursor["after"] = [last.amphoe_id, last.tambon_id, last.pk]
            return False
        run.cursor["joining"] = True
        return not selectors.confirmations(province=run.province_id, as_of=_day(run)).exists()


def _day(run: JobRun) -> date:
    return date.fromisoformat(run.period)


def _next(run: JobRun) -> QuerySet[Contract]:
    """The contracts that still have to be looked at, in the order in which letters are handed out."""
    found = selectors.in_force_on(Contract.objects.filter(province_id=run.province_id), as_of=_day(run))
    found = found.exclude(confirmations__as_of=_day(run)).order_by(*_ORDER)
    place = run.cursor.get("after")
    return selectors.after(found, fields=_ORDER, place=place) if place else found


def _write(run: JobRun, contracts: list[Contract]) -> int:
    """Write the letters of some contracts; one that cannot be written is noted with its reason, the others go on."""
    as_of, known_at = _day(run), run.started_at or timezone.now()
    office = office_of(province=run.province_id)
    signature = signature_context(office=office, purpose=Signatory.Purpose.CONFIRMATION, on=run.business_on)
    debtors = selectors.representatives([contract.pk for contract in contracts])
    owed = standings(contracts=contracts, as_of=as_of, known_at=known_at)
    written = 0
    for contract in contracts:
        standing = owed.get(contract.pk)
        if standing is None or not selectors.is_owed(standing):
            continue
        try:
            with transaction.atomic():
                _confirm(run, contract, debtors[contract.pk], standing, office, signature)
        except Refusal as refused:
            note_failure(run=run, item=contract.label, sentence=str(refused))
        else:
            written += 1
    return written


def _confirm(
    run: JobRun,
    contract: Contract,
    debtor: Any,
    standing: Standing,
    office: Office,
    signature: dict[str, Any],
) -> None:
    issued_on = run.business_on
    running = take_number(series=f"confirmation:{office.pk}", year_be=be_year(issued_on))
    document = issue(
        kind=Document.Kind.CONFIRMATION,
        number=f"{office.letter_code}/ยย {running}",  # stays Thai: names a paper
        addressee=debtor.name,
        subject=f"contract:{contract.pk}",
        title=f"ขอให้ยืนยันยอดหนี้ สัญญาเลขที่ {contract.label} ณ วันที่ {format_short(standing.as_of)}",  # stays Thai: a paper
        template="papers/confirmation.html",
        context=letters.confirmation(
            office=office,
            signature=signature,
            contract=contract,
            debtor=debtor,
            standing=standing,
            issued_on=issued_on,
            known_at=issued_on.isoformat(),
        ),
        province=contract.province_id,
        amphoe=contract.amphoe_id,
        as_of=standing.as_of,
        issued_on=issued_on,
        by=run.requested_by,
    )
    upcoming = [owed.nominal_due_on for owed in standing.instalments if not owed.is_due and owed.total]
    Confirmation.objects.create(
        run=run,
        province_id=contract.province_id,
        amphoe_id=contract.amphoe_id,
        tambon_id=contract.tambon_id,
        contract=contract,
        as_of=standing.as_of,
        principal=standing.principal,
        contract_interest=standing.contract_interest,
        default_interest=standing.default_interest,
        credit=standing.credit,
        next_due_on=min(upcoming, default=None),
        document=document,
    )


def _join(run: JobRun) -> None:
    """Issue all letters of the province as of the day as one PDF, in the order of amphoe and tambon."""
    as_of = _day(run)
    rows = selectors.confirmations(province=run.province_id, as_of=as_of)
    ids = list(rows.values_list("document_id", flat=True))
    batch = issue(
        kind=Document.Kind.CONFIRMATION_BATCH,
        number=f"{be_year(as_of)}/{run.revision}",
        subject=f"run:{run.pk}",
        title=f"หนังสือยืนยันยอดหนี้ ณ วันที่ {format_short(as_of)} จำนวน {len(ids)} ฉบับ",  # stays Thai: names a paper
        template="papers/confirmation.html",
        context={"letters": ids, "as_of": as_of.isoformat()},
        province=run.province_id,
        as_of=as_of,
        issued_on=run.business_on,
        by=run.requested_by,
        pdf=join_pdfs(_pdfs(ids)),
    )
    run.result = {**run.result, "document": batch.pk}


def _pdfs(ids: list[int]) -> Iterator[bytes]:
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        files = dict(DocumentFile.objects.filter(pk__in=part).values_list("pk", "pdf"))
        for pk in part:
            yield bytes(files[pk])


registry.register(ConfirmationJob())
