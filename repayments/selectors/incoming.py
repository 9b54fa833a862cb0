"""What an uploaded file would bring: read, held against what is known, judged line by line. Nothing is written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count

from documents.spreadsheets import read_sheet
from repayments import bank_files
from repayments.bank_files import BankFileContent, FileLine, Layout, LineFault
from repayments.matching import Finding, Verdict
from repayments.models import BankFile, BankLayout, BankLine
from repayments.selectors.owners import owners_of
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury.models import BankAccount

NOTHING = Decimal("0.00")
MOST_ROWS = 150_000
BATCH = 10_000
_ELSEWHERE = "เป็นรายการเดียวกับที่นำเข้าจากไฟล์รูปแบบอื่น"  # stays Thai: shown with the reasons of matching


class NoLayout(Refusal):
    """A table whose columns nobody has named yet."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of a file: which of its kind it is there, also where files of other profiles are looked at too."""

    line: FileLine
    occurrence: int
    alike: int
    account: BankAccount


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read without fault; ``profile`` tells from which files lines may come again otherwise written."""

    profile: str
    lines: tuple[ReadLine, ...]

    @property
    def provinces(self) -> tuple[str, ...]:
        """The codes of the provinces whose accounts the file holds, in order."""
        return tuple(sorted({row.account.province_id for row in self.lines}))


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One line of a file: which of its kind it is, whether it is new, whose it seems to be and why."""

    line: FileLine
    occurrence: int
    account: BankAccount
    is_new: bool
    verdict: Verdict
    known_why: str = ""


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
        key = _alike(account.pk, line)
        seen[key] += 1
        read.append(ReadLine(line=line, occurrence=occurrence, alike=seen[key], account=account))
    return ReadFile(profile=profile, lines=tuple(read))


def judge(*, file: ReadFile, rows: Sequence[ReadLine] | None = None) -> Preview:
    """What the lines of a file would bring, or some of them; a handful of queries for every ten thousand lines.

    A line is known where the same was imported before; from a file of another profile, where day, amount and references
    are the same and there are as many of them.
    """
    wanted = file.lines if rows is None else rows
    found: list[PreviewRow] = []
    for start in range(0, len(wanted), BATCH):
        found += _judged(file.profile, wanted[start : start + BATCH])
    return Preview(rows=tuple(found))


def preview(*, content: bytes, by: Any, on: date, name: str = "", layout: BankLayout | None = None) -> Preview:
    """What the file would bring, as ``read_file`` and ``judge`` say."""
    return judge(file=read_file(name=name, content=content, by=by, on=on, layout=layout))


def tell_new(*, file: ReadFile) -> Iterator[tuple[ReadLine, bool]]:
    """Each line of the file with whether it is new, without judging any."""
    for start in range(0, len(file.lines), BATCH):
        rows = file.lines[start : start + BATCH]
        known, elsewhere = _known(rows), _known_elsewhere(file.profile, rows)
        for row in rows:
            yield row, not _why_known(row, known, elsewhere)


def layouts_for(*, headings: Sequence[str], by: Any) -> list[BankLayout]:
    """The layouts of the user's accounts that were saved for a table with these very headings."""
    found = BankLayout.objects.visible_to(by, "repayments.import").filter(signature=bank_files.signature(headings))
    return list(found.select_related("account", "province").order_by("pk"))


def digits(account_number: str) -> str:
    """An account's number as files and people write it differently: its digits, without leading noughts."""
    return "".join(letter for letter in account_number if letter.isdecimal()).lstrip("0")


def _content(name: str, content: bytes, layout: BankLayout | None) -> tuple[BankFileContent, str]:
    if layout is None and (not content.strip() or bank_files.is_fixed_width(content)):
        return bank_files.parse(content), bank_files.PROFILE
    sheet = read_sheet(name=name, content=content, most_rows=MOST_ROWS)
    if layout is None:
        raise NoLayout(_("ยังไม่ได้ระบุว่าคอลัมน์ใดของไฟล์คืออะไร"))
    read = bank_files.read_table(
        headings=sheet.headings,
        rows=sheet.rows,
        layout=Layout(
            columns=layout.columns,
            date_form=layout.date_form,
            bank_code=layout.account.bank_code,
            account=digits(layout.account.account_number),
        ),
    )
    return read, profile_of(layout)


def profile_of(layout: BankLayout | None) -> str:
    """The name under which a file's profile is kept."""
    return f"{bank_files.TABLE_PROFILE}:{layout.pk}" if layout else bank_files.PROFILE


def _judged(profile: str, rows: Sequence[ReadLine]) -> list[PreviewRow]:
    known, elsewhere = _known(rows), _known_elsewhere(profile, rows)
    provinces = [row.account.province_id for row in rows]
    owners = owners_of(lines=[row.line for row in rows], provinces=provinces)
    judged = [owners.judge(row.line, province=code) for row, code in zip(rows, provinces, strict=True)]
    found = []
    for row, verdict in zip(rows, judged, strict=True):
        why = _why_known(row, known, elsewhere)
        found.append(
            PreviewRow(
                line=row.line,
                occurrence=row.occurrence,
                account=row.account,
                is_new=not why,
                verdict=verdict,
                known_why=why if why == _ELSEWHERE else "",
            )
        )
    return found


def _why_known(row: ReadLine, known: set[tuple[str, int]], elsewhere: Counter[tuple[Any, ...]]) -> str:
    if (row.line.identity, row.occurrence) in known:
        return row.line.identity
    return _ELSEWHERE if elsewhere[_alike(row.account.pk, row.line)] >= row.alike else ""


def _known(rows: Sequence[ReadLine]) -> set[tuple[str, int]]:
    with connection.cursor() as cursor:  # one array instead of ten thousand parameters
        cursor.execute(
            "SELECT identity, occurrence FROM repayments_bankline WHERE identity = ANY(%s)",
            [list({row.line.identity for row in rows})],
        )
        return set(cursor.fetchall())


def _known_elsewhere(profile: str, rows: Iterable[ReadLine]) -> Counter[tuple[Any, ...]]:
    """How many lines there are of each kind that came by files of other profiles, in the days of these lines."""
    accounts = {row.account.pk for row in rows}
    days = [row.line.value_on for row in rows]
    provinces = {row.account.province_id for row in rows}
    if not days or not BankFile.objects.filter(province__in=provinces).exclude(profile=profile).exists():
        return Counter()
    there = BankLine.objects.filter(
        bank_account__in=accounts, province__in=provinces, value_on__range=(min(days), max(days))
    ).exclude(file__profile=profile)
    counted = there.order_by().values_list("bank_account_id", "value_on", "kind", "amount", "ref1", "ref2")
    return Counter({tuple(row[:-1]): row[-1] for row in counted.annotate(count=Count("pk"))})


def _alike(account: int, line: FileLine) -> tuple[Any, ...]:
    """What two profiles write alike of one line; times and names they may cut differently."""
    return (account, line.value_on, line.kind, line.amount, line.ref1, line.ref2)


__all__ = [
    "Finding",
    "NoLayout",
    "Preview",
    "PreviewRow",
    "ReadFile",
    "ReadLine",
    "judge",
    "layouts_for",
    "preview",
    "profile_of",
    "read_file",
    "tell_new",
]
