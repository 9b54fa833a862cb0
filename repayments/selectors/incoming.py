"""What an uploaded file would bring: read, held against what is known, judged line by line. Nothing is written."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from documents.spreadsheets import read_sheet
from repayments import bank_files, matching
from repayments.bank_files import BankFileContent, FileLine, LineFault
from repayments.matching import Finding, Verdict
from repayments.models import BankLayout
from repayments.selectors.known import NOTHING_AGAIN, Other, ReadAgain, ReadLine, alike, known_of
from repayments.selectors.layouts import MOST_ROWS, content_of, digits, profile_of, read_again
from repayments.selectors.owners import owners_of
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury.models import BankAccount

NOTHING = Decimal("0.00")
BATCH = 10_000


class NoLayout(Refusal):
    """A table whose columns nobody has named yet."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read without fault; ``profile`` tells from which files lines may come again otherwise written.

    ``again`` is what was imported of the same table by other columns.
    """

    profile: str
    lines: tuple[ReadLine, ...]
    again: ReadAgain = NOTHING_AGAIN

    @property
    def provinces(self) -> tuple[str, ...]:
        """The codes of the provinces whose accounts the file holds, in order."""
        return tuple(sorted({row.account.province_id for row in self.lines}))

    def by_province(self) -> dict[str, list[ReadLine]]:
        """The lines of each province, in the order of the file."""
        found: dict[str, list[ReadLine]] = {code: [] for code in self.provinces}
        for row in self.lines:
            found[row.account.province_id].append(row)
        return found


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One line of a file: which of its kind it is, whether it is new, whose it seems to be and why.

    ``is_elsewhere``: it came by a file of another profile before; ``perhaps``: it may be this one that did.
    """

    line: FileLine
    occurrence: int
    account: BankAccount
    is_new: bool
    verdict: Verdict
    is_elsewhere: bool = False
    perhaps: Other | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would be imported."""

    rows: tuple[PreviewRow, ...]

    @property
    def new_rows(self) -> tuple[PreviewRow, ...]:
        return tuple(row for row in self.rows if row.is_new)

    @property
    def known_count(self) -> int:
        """How many lines were imported before."""
        return len(self.rows) - len(self.new_rows)

    def count(self, finding: str) -> int:
        """How many new lines are taken for this."""
        return sum(row.verdict.finding == finding for row in self.new_rows)

    def total(self, finding: str) -> Decimal:
        """The sum of the new lines that are taken for this, in baht."""
        return sum((row.line.amount for row in self.new_rows if row.verdict.finding == finding), NOTHING)

    @property
    def provinces(self) -> tuple[str, ...]:
        """The codes of the provinces whose accounts the file holds, in order."""
        return tuple(sorted({row.account.province_id for row in self.rows}))


def read_file(*, name: str, content: bytes, by: Any, on: date, layout: BankLayout | None = None) -> ReadFile:
    """A file as its profile reads it, its accounts found; few queries, however many lines there are.

    Of a table, what was imported of it by other columns is read again (``read_again``).

    :param layout: how the columns of a table are named; not asked for by a file of fixed width.
    :raises repayments.bank_files.BankFileRefused: it cannot be read, an account is not of the user's area, or a line
        lies after the business date.
    :raises documents.spreadsheets.UnreadableSheet, repayments.bank_files.LayoutWrong: a table that is none, or another.
    :raises NoLayout: a table, and no layout was given.
    """
    found, profile = _content(name, content, layout)
    accounts = {
        (account.bank_code, digits(account.account_number)): account
        for account in BankAccount.objects.visible_to(by, "repayments.import")
        .filter(kind=BankAccount.Kind.SAVINGS)
        .select_related("province")
    }
    faults = [
        LineFault(
            _("ไม่มีบัญชีเลขที่ %(account)s ของธนาคารรหัส %(bank)s ในพื้นที่ของท่าน"), account=block.account, bank=block.bank_code
        )
        for block in found.blocks
        if (block.bank_code, digits(block.account)) not in accounts
    ]
    lines = found.lines
    faults += [
        LineFault(_("บรรทัดที่ %(line)s: วันที่ชำระ %(day)s อยู่หลังวันนี้"), line=line.line_number, day=line.value_on)
        for line in lines
        if line.value_on > on
    ]
    if not lines:
        faults.append(LineFault(_("ไฟล์ไม่มีรายการรับเงิน")))
    bank_files.refuse_if(faults)
    seen: Counter[tuple[Any, ...]] = Counter()
    read = []
    for line, occurrence in bank_files.numbered_by_occurrence(lines):
        account = accounts[(line.bank_code, digits(line.account))]
        key = alike(account.pk, line)
        seen[key] += 1
        read.append(ReadLine(line=line, occurrence=occurrence, alike=seen[key], account=account))
    again = NOTHING_AGAIN
    if layout is not None:
        again = read_again(layout=layout, rows=read, sha256=hashlib.sha256(content).hexdigest())
    return ReadFile(profile=profile, lines=tuple(read), again=again)


def judge(*, file: ReadFile, rows: Sequence[ReadLine] | None = None) -> Preview:
    """What the lines of a file would bring, or some of them; a handful of queries for every ten thousand lines.

    Which of them are known, and which perhaps, is said by ``known_of``.
    """
    wanted = file.lines if rows is None else rows
    found: list[PreviewRow] = []
    for start in range(0, len(wanted), BATCH):
        found += _judged(file, wanted[start : start + BATCH])
    return Preview(rows=tuple(found))


def preview(*, content: bytes, by: Any, on: date, name: str = "", layout: BankLayout | None = None) -> Preview:
    """What the file would bring, as ``read_file`` and ``judge`` say."""
    return judge(file=read_file(name=name, content=content, by=by, on=on, layout=layout))


def tell_new(*, file: ReadFile, rows: Sequence[ReadLine] | None = None) -> Iterator[tuple[ReadLine, bool]]:
    """Each line of the file with whether it is new, or some of them, without judging any."""
    wanted = file.lines if rows is None else rows
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        known = known_of(profile=file.profile, lines=file.lines, rows=some, again=file.again)
        for row in some:
            yield row, known.is_new(row)


def _content(name: str, content: bytes, layout: BankLayout | None) -> tuple[BankFileContent, str]:
    if layout is None and (not content.strip() or bank_files.is_fixed_width(content)):
        return bank_files.parse(content), bank_files.PROFILE
    if layout is None:
        read_sheet(name=name, content=content, most_rows=MOST_ROWS)
        raise NoLayout(_("ยังไม่ได้ระบุว่าคอลัมน์ใดของไฟล์คืออะไร"))
    return content_of(name=name, content=content, layout=layout), profile_of(layout)


def _judged(file: ReadFile, rows: Sequence[ReadLine]) -> list[PreviewRow]:
    known = known_of(profile=file.profile, lines=file.lines, rows=rows, again=file.again)
    provinces = [row.account.province_id for row in rows]
    owners = owners_of(lines=[row.line for row in rows], provinces=provinces)
    judged = [owners.judge(row.line, province=code) for row, code in zip(rows, provinces, strict=True)]
    found = []
    for row, verdict in zip(rows, judged, strict=True):
        perhaps = known.perhaps.get(row.key)
        found.append(
            PreviewRow(
                line=row.line,
                occurrence=row.occurrence,
                account=row.account,
                is_new=known.is_new(row),
                verdict=matching.perhaps_same(perhaps) if perhaps else verdict,
                is_elsewhere=row.key in known.elsewhere,
                perhaps=perhaps,
            )
        )
    return found


__all__ = [
    "Finding",
    "NoLayout",
    "Preview",
    "PreviewRow",
    "ReadFile",
    "ReadLine",
    "judge",
    "preview",
    "read_file",
    "tell_new",
]
