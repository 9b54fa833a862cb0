"""Bringing a bank file in, and saying whose a line is where the references did not.

Every new line is booked at once on the day the bank names (or the first open day after it): payments Dr bank, Cr money
under examination; reversals the other way round. So the bank register agrees with the bank's statement from the hour of
the import, and money whose owner is not known stands visibly as a liability. A receipt then moves it on from there.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from loans.models import Contract
from repayments import bank_files, selectors
from repayments.matching import Finding
from repayments.models import BankFile, BankLine
from repayments.selectors import PreviewRow
from thai.dates import format_short
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart
from treasury import services as treasury
from treasury.models import JournalEntry

State = BankLine.State


class NothingNew(Refusal):
    """Every line of the file was imported before."""


class LineSettled(Refusal):
    """A line whose receipt was issued, or that is no payment, cannot be given to a contract."""


class ContractNotOpen(Refusal):
    """The contract takes no payment: another province's, not in force yet, or closed."""


class ReasonMissing(Refusal):
    """A person who decides about money says why."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought: one stored file for each province in it, and how many lines were new."""

    files: tuple[BankFile, ...]
    line_count: int
    new_count: int

    @property
    def file(self) -> BankFile:
        """The stored file; of a file with several provinces, the first one's."""
        return self.files[0]


@transaction.atomic
def import_bank_file(*, name: str, content: bytes, by: Any, on: date) -> Imported:
    """Import the lines of a file that are not there yet, whole or not at all, and book each of them.

    A line is the same when bank account, date, time, kind, amount, references and name are, counted within its file:
    the same file again adds nothing, an overlapping one only what is new. Nothing is receipted here.

    :raises repayments.bank_files.BankFileRefused: the file has a fault, or an account outside the user's area.
    :raises NothingNew: every line is there already.
    Source: R-REPAY-06, R-REPAY-08, A-33.
    """
    found = selectors.preview(content=content, by=by, on=on)
    for province in found.provinces:
        treasury.lock_books(province=province)
    found = selectors.preview(content=content, by=by, on=on)
    if not found.new_rows:
        raise NothingNew(
            _("ไฟล์ “%(name)s” ไม่มีรายการใหม่ ทั้ง %(count)s รายการนำเข้าไว้แล้ว จึงไม่มีอะไรถูกบันทึก"),
            name=name[:100],
            count=len(found.rows),
        )
    files = tuple(
        _store(name, content, province, [row for row in found.rows if row.account.province_id == province], by, on)
        for province in found.provinces
    )
    return Imported(files=files, line_count=len(found.rows), new_count=len(found.new_rows))


def _store(name: str, content: bytes, province: str, rows: list[PreviewRow], by: Any, on: date) -> BankFile:
    new = [row for row in rows if row.is_new]
    file = BankFile.objects.create(
        province_id=province,
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        profile=bank_files.PROFILE,
        imported_by=by,
        imported_on=on,
        line_count=len(rows),
        new_count=len(new),
        total=sum((row.line.amount for row in rows if row.line.kind == "C"), Decimal("0.00")),
    )
    lines = BankLine.objects.bulk_create(_line(file, row) for row in new)
    for line in lines:
        _book(line, by=by)
    for line in lines:
        if line.kind == "D":
            _set_against(line)
    return file


def _line(file: BankFile, row: PreviewRow) -> BankLine:
    line = row.line
    return BankLine(
        file=file,
        bank_account=row.account,
        province_id=row.account.province_id,
        identity=line.identity,
        occurrence=row.occurrence,
        sequence=line.sequence,
        value_on=line.value_on,
        time=line.time,
        customer_name=line.customer_name,
        ref1=line.ref1,
        ref2=line.ref2,
        ref3=line.ref3,
        kind=line.kind,
        amount=line.amount,
        state=row.verdict.finding,
        contract_id=row.verdict.contract_id,
        reason=row.verdict.reason[:300],
    )


def _book(line: BankLine, *, by: Any) -> None:
    amount = line.amount if line.kind == "C" else -line.amount
    party = f"bank_line:{line.pk}"
    done = "รับเงินผ่านธนาคารจาก" if line.kind == "C" else "ธนาคารกลับรายการของ"  # stays Thai: kept in the books
    payer = line.customer_name or "ไม่ระบุชื่อ"  # stays Thai: kept in the books
    treasury.post(
        province=line.province_id,
        posting_on=treasury.first_open_day(province=line.province_id, on=line.value_on),
        value_on=line.value_on,
        kind=JournalEntry.Kind.UNMATCHED,
        memo=f"{done} {payer}",
        source=party,
        lines=[treasury.Line(chart.BANK, amount, party), treasury.Line(chart.SUSPENSE, -amount, party)],
        by=by,
    )


def _set_against(reversal: BankLine) -> None:
    """Take the reversed payment out of the queue while it has no receipt; say so where it has one."""
    paid = BankLine.objects.filter(
        bank_account=reversal.bank_account,
        kind="C",
        amount=reversal.amount,
        ref1=reversal.ref1,
        ref2=reversal.ref2,
        value_on__lte=reversal.value_on,
    ).order_by("-value_on", "-time", "-pk")
    if not reversal.ref1:  # without a reference only the name tells one payer's money from another's
        paid = paid.filter(customer_name=reversal.customer_name)
    waiting = paid.filter(state__in=selectors.WAITING).select_for_update().first()
    if waiting is not None:
        waiting.state, waiting.reason = (
            State.NOT_A_RECEIPT,
            f"ธนาคารกลับรายการเมื่อ {format_short(reversal.value_on)} จึงไม่ออกใบเสร็จ",  # stays Thai: kept with the line
        )
        waiting.save(update_fields=["state", "reason"])
        reversal.reason = "กลับรายการรับเงินที่ยังไม่ได้ออกใบเสร็จ ยอดหักกลบกันแล้ว"  # stays Thai: kept with the bank line
    else:
        receipted = paid.filter(state=State.RECEIPTED).first()
        if receipted is None:
            return
        reversal.contract_id = receipted.contract_id
        reversal.reason = (
            f"กลับรายการเงินที่ออกใบเสร็จเลขที่ {receipted.receipt} แล้ว "  # stays Thai: kept with the bank line
            "ต้องเรียกเงินคืนจากผู้ชำระหรือให้ธนาคารยืนยัน"
        )
    reversal.save(update_fields=["reason", "contract"])


# -- what a person decides about a line -------------------------------------------------------------------------------
@transaction.atomic
def match_line(*, line: BankLine, contract: Contract, reason: str, by: Any) -> BankLine:
    """Give a line to a contract, by a person's name and reason; its receipt may then be issued.

    :raises ReasonMissing: without a reason.
    :raises LineSettled: the line has its receipt, or is a reversal.
    :raises ContractNotOpen: the contract is of another province, or takes no payments.
    Source: R-REPAY-07.
    """
    locked = _decidable(line, reason)
    if contract.province_id != locked.province_id or contract.state != Contract.State.IN_FORCE:
        raise ContractNotOpen(_("สัญญา %(contract)s ไม่ได้อยู่ระหว่างผ่อนชำระในจังหวัดนี้"), contract=contract.label)
    locked.state, locked.contract, locked.matched_by = State.MATCHED, contract, by
    locked.reason = f"เจ้าหน้าที่จับคู่กับสัญญา {contract.label}: {reason.strip()}"[:300]  # stays Thai: kept with the bank line
    locked.save(update_fields=["state", "contract", "matched_by", "reason"])
    return locked


@transaction.atomic
def hold_line(*, line: BankLine, reason: str, by: Any) -> BankLine:
    """Put a line on hold with a reason: the money stays under examination and no longer stops the close of a month.

    :raises ReasonMissing, LineSettled: as ``match_line``.
    """
    locked = _decidable(line, reason)
    locked.state, locked.contract, locked.matched_by = State.UNKNOWN, None, by
    locked.reason = f"พักไว้: {reason.strip()}"[:300]  # stays Thai: kept with the bank line
    locked.save(update_fields=["state", "contract", "matched_by", "reason"])
    return locked


def _decidable(line: BankLine, reason: str) -> BankLine:
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลของการจับคู่หรือพักรายการ"))
    locked = BankLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if locked.state not in selectors.WAITING:
        raise LineSettled(_("รายการนี้%(state)s เปลี่ยนแปลงไม่ได้"), state=str(locked.get_state_display()))
    return locked


__all__ = [
    "ContractNotOpen",
    "Finding",
    "Imported",
    "LineSettled",
    "NothingNew",
    "ReasonMissing",
    "hold_line",
    "import_bank_file",
    "match_line",
]
