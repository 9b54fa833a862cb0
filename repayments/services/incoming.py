"""Bringing a bank file in: its new lines, each booked on its day, each with what is known of its owner.

Every new line is booked at once on the day the bank names (or the first open day after it): payments Dr bank, Cr money
under examination; reversals the other way round. So the bank register agrees with the bank's statement from the hour of
the import, and money whose owner is not known stands visibly as a liability. A receipt then moves it on from there.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from jobs.copying import NOTHING as NONE
from jobs.copying import copy_text, escaped, new_keys
from repayments import bank_files, selectors
from repayments.models import BankFile, BankLayout, BankLine, LineShare, Receipt, Refund
from repayments.selectors.incoming import PreviewRow, ReadFile, ReadLine
from repayments.services.writing import without_collecting
from thai.dates import format_short
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart
from treasury import services as treasury
from treasury.models import JournalEntry

State = BankLine.State
NOTHING = Decimal("0.00")
_COLUMNS = (
    "id",
    "file_id",
    "bank_account_id",
    "province_id",
    "identity",
    "occurrence",
    "sequence",
    "value_on",
    "time",
    "customer_name",
    "ref1",
    "ref2",
    "ref3",
    "kind",
    "amount",
    "state",
    "contract_id",
    "is_split",
    "score",
    "reason",
)


class NothingNew(Refusal):
    """Every line of the file was imported before."""


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


@without_collecting()
@transaction.atomic
def import_bank_file(*, name: str, content: bytes, by: Any, on: date, layout: BankLayout | None = None) -> Imported:
    """Import the lines of a file that are not there yet, whole or not at all, and book each of them.

    A line is the same when bank account, date, time, kind, amount, references and name are, counted within its file:
    the same file again adds nothing, an overlapping one only what is new. Nothing is receipted here.

    :param layout: how the columns of a table are named; not asked for by a file of fixed width.
    :raises repayments.bank_files.BankFileRefused: the file has a fault, or an account outside the user's area.
    :raises NothingNew: every line is there already.
    Source: R-REPAY-06, R-REPAY-08, A-33.
    """
    read = selectors.read_file(name=name, content=content, by=by, on=on, layout=layout)
    lock_provinces(read.provinces)
    found = selectors.judge(file=read)
    new_rows = found.new_rows
    require_new(name=name, count=len(found.rows), new=len(new_rows))
    new = Counter(row.account.province_id for row in new_rows)
    files = store_files(name=name, content=content, file=read, new=new, by=by, on=on)
    write_lines(rows=new_rows, files=files, by=by)
    return Imported(files=tuple(files.values()), line_count=len(found.rows), new_count=len(new_rows))


def lock_provinces(provinces: Iterable[str]) -> None:
    """Take the turn at the books of some provinces, in the order of their codes."""
    for province in sorted(set(provinces)):
        treasury.lock_books(province=province)


def require_new(*, name: str, count: int, new: int) -> None:
    """Refuse a file that brings nothing.

    :raises NothingNew: every line is there already.
    """
    if not new:
        raise NothingNew(
            _("ไฟล์ “%(name)s” ไม่มีรายการใหม่ ทั้ง %(count)s รายการนำเข้าไว้แล้ว จึงไม่มีอะไรถูกบันทึก"), name=name[:100], count=count
        )


def store_files(
    *, name: str, content: bytes, file: ReadFile, new: Mapping[str, int], by: Any, on: date
) -> dict[str, BankFile]:
    """Keep a file as it came, of each province in it its own accounts' part; the hash is that of the whole.

    :param new: how many of its lines are new, by province.
    """
    provinces = file.provinces
    rows: dict[str, list[ReadLine]] = {code: [] for code in provinces}
    for row in file.lines:
        rows[row.account.province_id].append(row)
    parts = dict.fromkeys(provinces, content)
    if len(provinces) > 1:
        records = bank_files.records_by_account(content)
        for code, of_province in rows.items():
            accounts = dict.fromkeys((row.line.bank_code, row.line.account) for row in of_province)
            parts[code] = b"".join(records[account] for account in accounts)
    sha256 = hashlib.sha256(content).hexdigest()
    return {
        code: BankFile.objects.create(
            province_id=code,
            name=name[:200],
            sha256=sha256,
            content=parts[code],
            profile=file.profile,
            imported_by=by,
            imported_on=on,
            line_count=len(rows[code]),
            new_count=new[code],
            total=sum((row.line.amount for row in rows[code] if row.line.kind == "C"), NOTHING),
        )
        for code in provinces
    }


def write_lines(*, rows: Sequence[PreviewRow], files: dict[str, BankFile], by: Any) -> int:
    """Write new lines and book them, in the caller's transaction that holds the books; set by set. Return how many."""
    keys = new_keys(BankLine, len(rows))
    copy_text(BankLine, _COLUMNS, _lines(keys, rows, {code: file.pk for code, file in files.items()}))
    _book(keys, rows, by=by)
    undone = [key for key, row in zip(keys, rows, strict=True) if row.line.kind == "D"]
    for line in BankLine.objects.filter(pk__in=undone).select_related("bank_account").order_by("pk"):
        _set_against(line)
    return len(keys)


def _lines(keys: Sequence[int], rows: Sequence[PreviewRow], files: dict[str, int]) -> Iterator[str]:
    """The lines as rows of ``_COLUMNS``."""
    for key, row in zip(keys, rows, strict=True):
        line, verdict, province = row.line, row.verdict, row.account.province_id
        contract = NONE if verdict.contract_id is None else verdict.contract_id
        yield (
            f"{key}\t{files[province]}\t{row.account.pk}\t{province}\t{line.identity}\t{row.occurrence}\t{line.sequence}\t"
            f"{line.value_on}\t{line.time}\t{escaped(line.customer_name)}\t{escaped(line.ref1)}\t{escaped(line.ref2)}\t"
            f"{escaped(line.ref3)}\t{line.kind}\t{line.amount}\t{verdict.finding.value}\t{contract}\tf\t"
            f"{int(verdict.score)}\t{escaped(verdict.reason[:300])}"
        )


def _book(keys: Sequence[int], rows: Sequence[PreviewRow], *, by: Any) -> None:
    open_days: dict[tuple[str, date], date] = {}
    entries: dict[str, list[treasury.NewEntry]] = {}
    for pk, row in zip(keys, rows, strict=True):
        line, province = row.line, row.account.province_id
        key = (province, line.value_on)
        if key not in open_days:
            open_days[key] = treasury.first_open_day(province=province, on=line.value_on)
        amount = line.amount if line.kind == "C" else -line.amount
        party = f"bank_line:{pk}"
        done = "รับเงินผ่านธนาคารจาก" if line.kind == "C" else "ธนาคารกลับรายการของ"  # stays Thai: kept in the books
        payer = line.customer_name or "ไม่ระบุชื่อ"  # stays Thai: kept in the books
        entry = treasury.NewEntry(
            posting_on=open_days[key],
            value_on=line.value_on,
            kind=JournalEntry.Kind.UNMATCHED,
            memo=f"{done} {payer}",
            source=party,
            lines=(treasury.Line(chart.BANK, amount, party), treasury.Line(chart.SUSPENSE, -amount, party)),
        )
        entries.setdefault(province, []).append(entry)
    for province, written in sorted(entries.items()):
        treasury.book_many(province=province, entries=written, by=by, sources_are_new=True)


def _set_against(reversal: BankLine) -> None:
    """Take the reversed payment out of the queue while it has no receipt; say so where it has one."""
    paid = BankLine.objects.filter(
        bank_account=reversal.bank_account,
        kind="C",
        amount=reversal.amount,
        ref1=reversal.ref1,
        ref2=reversal.ref2,
        value_on__lte=reversal.value_on,
        reversed_by__isnull=True,
    ).order_by("-value_on", "-time", "-pk")
    if not reversal.ref1:  # without a reference only the name tells one payer's money from another's
        paid = paid.filter(customer_name=reversal.customer_name)
    waiting = (
        paid.filter(~Exists(Receipt.objects.in_force().filter(bank_line=OuterRef("pk"))), state__in=selectors.WAITING)
        .select_for_update(of=("self",))
        .first()
    )
    if waiting is not None:
        _take_out(waiting, reversal)
        reversal.reverses = waiting
        reversal.reason = "กลับรายการรับเงินที่ยังไม่ได้ออกใบเสร็จ ยอดหักกลบกันแล้ว"  # stays Thai: kept with the bank line
    else:
        receipted = paid.filter(state=State.RECEIPTED).first()
        if receipted is None:
            return
        numbers = ", ".join(str(receipt) for receipt in receipted.receipts.in_force().order_by("pk"))
        reversal.reverses, reversal.contract_id = receipted, receipted.contract_id
        reversal.reason = (
            f"กลับรายการเงินที่ออกใบเสร็จเลขที่ {numbers} แล้ว "  # stays Thai: kept with the bank line
            "ต้องยกเลิกใบเสร็จ หรือให้ธนาคารยืนยัน"
        )[:300]
    reversal.save(update_fields=["reason", "contract", "reverses"])


def _take_out(waiting: BankLine, reversal: BankLine) -> None:
    day = format_short(reversal.value_on)
    waiting.state = State.NOT_A_RECEIPT
    waiting.reason = f"ธนาคารกลับรายการเมื่อ {day} จึงไม่ออกใบเสร็จ"  # stays Thai: kept with the line
    waiting.save(update_fields=["state", "reason"])
    LineShare.objects.filter(line=waiting, is_live=True).update(is_live=False)
    Refund.objects.filter(line=waiting, state=Refund.State.MADE).update(
        state=Refund.State.WITHDRAWN,
        note=f"ธนาคารกลับรายการเมื่อ {day}",  # stays Thai: kept with the refund
    )
