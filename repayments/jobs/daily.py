"""Daily work of this room: money paid in advance reaches its instalment, and what is owed is worked out beforehand."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from jobs.services import note_failure
from loans.models import Contract
from repayments import selectors, services
from repayments.models import BankLine, StaleCourse
from repayments.services.receipt_papers import without_paper
from repayments.services.uploads import IMPORT_JOB, line_count
from thai.refusals import Refusal
from treasury import services as treasury

CHUNK = 20
CHUNK_OF_COURSES = 500


class ApplyCredits:
    """Replay contracts whose credit found its instalment, so that the books follow; a day without any makes no run.

    What a debtor owes is right without it, because that is worked out on reading (A-23).
    """

    name = "repayments.apply_credits"
    title = _("ตัดเงินรับล่วงหน้าเข้างวดที่ถึงกำหนด")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return the run of this day where some credit waits for an instalment that is open."""
        if selectors.credits_to_apply(on=on):
            yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """Count the contracts, those that were done before a fault with them."""
        return run.done + len(_waiting(run))

    def step(self, *, run: JobRun) -> bool:
        """Replay the next contracts; the cursor walks up their keys, so that no contract is tried twice.

        One that cannot be replayed is noted with its reason, the others go on.
        """
        waiting = _waiting(run)[:CHUNK]
        contracts = list(Contract.objects.select_related("proposal").filter(pk__in=waiting).order_by("pk"))
        for province in sorted({contract.province_id for contract in contracts}):
            treasury.lock_books(province=province)  # in the order of their codes, as an import of several takes them
        for contract in contracts:
            try:
                with transaction.atomic():
                    services.replay(contract=contract, on=run.business_on, by=run.requested_by)
            except Refusal as refused:
                note_failure(run=run, item=contract.label, sentence=str(refused))
            run.cursor = {"last": contract.pk}
            run.done += 1
        run.total = max(run.total, run.done)
        return len(waiting) < CHUNK


def _waiting(run: JobRun) -> list[int]:
    return [pk for pk in selectors.credits_to_apply(on=run.business_on) if pk > run.cursor.get("last", 0)]


class RefreshCourses:
    """Write the courses of debts that are out of date: after a transfer, a call-in, or before the first of all replays.

    What is read is right without it, only slower.
    """

    name = "repayments.refresh_courses"
    title = _("คำนวณยอดหนี้ล่วงหน้าสำหรับรายงาน")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return the run of this day where some course is out of date."""
        if StaleCourse.objects.exists():
            yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """Count the contracts."""
        return run.done + StaleCourse.objects.filter(pk__gt=run.cursor.get("last", 0)).count()

    def step(self, *, run: JobRun) -> bool:
        """Write the next ones, in the order of their keys; what becomes stale meanwhile waits for the next day."""
        stale = StaleCourse.objects.filter(pk__gt=run.cursor.get("last", 0)).order_by("pk")
        keys = list(stale.values_list("pk", flat=True)[:CHUNK_OF_COURSES])
        services.refresh_courses(on=run.business_on, contract_ids=keys)
        run.cursor = {"last": keys[-1]} if keys else run.cursor
        run.done += len(keys)
        run.total = max(run.total, run.done)
        return len(keys) < CHUNK_OF_COURSES


class ImportBankFile:
    """Import a large bank file, some thousand lines a transaction; started by whoever confirmed it."""

    name = IMPORT_JOB
    title = _("นำเข้าไฟล์ธนาคาร")

    def due(self, *, on: date) -> Iterator[Due]:
        """Nothing falls due by itself."""
        yield from ()

    def total(self, *, run: JobRun) -> int:
        """Count the lines of the file."""
        return line_count(upload_id=int(run.parameters["upload"]))

    def step(self, *, run: JobRun) -> bool:
        """Import the next lines."""
        return services.import_chunk(run=run)

    def cancelled(self, *, run: JobRun) -> None:
        """Let the file go whose import a person stopped; handed in again it brings what is missing."""
        services.let_go_of_stopped(run=run)


class IssueReceipts:
    """Receipt all matched lines of a province, then print the papers; started by a person.

    The receipts are written two thousand a transaction, so that the books agree soon; the papers follow, twenty a time.
    """

    name = selectors.ISSUE_JOB
    title = _("ออกใบเสร็จรับเงินทั้งชุด")

    def due(self, *, on: date) -> Iterator[Due]:
        """Nothing falls due by itself."""
        yield from ()

    def total(self, *, run: JobRun) -> int:
        """Count the receipts to be written, and all papers to be printed, those of an earlier fault with them."""
        lines = BankLine.objects.filter(province_id=run.province_id, state=BankLine.State.MATCHED)
        count = lines.filter(pk__lte=run.parameters["up_to"]).count()
        return run.done + 2 * count + without_paper(province=run.province_id or "").count()

    def step(self, *, run: JobRun) -> bool:
        """Write the next receipts, or print the next papers; the cursor walks up the keys of what was printed."""
        province = run.province_id or ""
        if not run.cursor.get("is_printing"):
            issued = services.record_receipts(
                province=province, by=run.requested_by, on=run.business_on, up_to=run.parameters["up_to"]
            )
            run.cursor = {} if issued else {"is_printing": True}
        else:
            issued = services.print_missing_papers(
                province=province, on=run.business_on, by=run.requested_by, after=run.cursor.get("last", 0)
            )
            if not issued:
                run.total = run.done
                return True
            run.cursor = {"is_printing": True, "last": issued[-1].pk}
        run.done += len(issued)
        run.total = max(run.total, run.done)
        return False


registry.register(ApplyCredits())
registry.register(RefreshCourses())
registry.register(ImportBankFile())
registry.register(IssueReceipts())
