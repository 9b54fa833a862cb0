"""What an uploaded file would bring: read, held against what is known, judged line by line. Nothing is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import DecimalField, ExpressionWrapper, F

from loans.models import Contract, Party
from loans.models import Instalment as InstalmentRow
from loans.selectors import schedules_of
from repayments import bank_files, matching
from repayments.bank_files import BankFileRefused, Faults, FileLine, LineFault
from repayments.matching import Finding, KnownContract, Verdict
from repayments.models import BankLine
from thai.refusals import sentence as _
from treasury.models import BankAccount

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One line of a file: which of its kind it is, whether it is new, whose it seems to be and why."""

    line: FileLine
    occurrence: int
    account: BankAccount
    is_new: bool
    verdict: Verdict
    contract_label: str


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


class _Incoming(Protocol):
    kind: str
    ref1: str
    ref2: str
    amount: Decimal
    customer_name: str


def preview(*, content: bytes, by: Any, on: date) -> Preview:
    """What the file would bring; a handful of queries, however many lines there are.

    :raises repayments.bank_files.BankFileRefused: it cannot be read, an account is not of the user's area, or a line
        lies after the business date.
    """
    found = bank_files.parse(content)
    accounts = {
        (account.bank_code, _digits(account.account_number)): account
        for account in BankAccount.objects.visible_to(by, "repayments.import").filter(kind=BankAccount.Kind.SAVINGS)
    }
    faults = [
        LineFault(
            _("ไม่มีบัญชีเลขที่ %(account)s ของธนาคารรหัส %(bank)s ในพื้นที่ของท่าน"), account=block.account, bank=block.bank_code
        )
        for block in found.blocks
        if (block.bank_code, _digits(block.account)) not in accounts
    ]
    faults += [
        LineFault(_("บรรทัดที่ %(line)s: วันที่ชำระ %(day)s อยู่หลังวันนี้"), line=line.line_number, day=line.value_on)
        for line in found.lines
        if line.value_on > on
    ]
    if not found.lines:
        faults.append(LineFault(_("ไฟล์ไม่มีรายการรับเงิน")))
    if faults:
        raise BankFileRefused(_("นำเข้าไฟล์ไม่ได้ ไม่มีรายการใดถูกบันทึก: %(faults)s"), faults=Faults(faults))
    numbered = bank_files.numbered_by_occurrence(found.lines)
    known = set(
        BankLine.objects.filter(identity__in={line.identity for line in found.lines}).values_list(
            "identity", "occurrence"
        )
    )
    owners = [accounts[(line.bank_code, _digits(line.account))] for line, _n in numbered]
    judged = verdicts(lines=found.lines, provinces=[account.province_id for account in owners])
    labels = _labels({verdict.contract_id for verdict in judged if verdict.contract_id})
    return Preview(
        rows=tuple(
            PreviewRow(
                line=line,
                occurrence=occurrence,
                account=account,
                is_new=(line.identity, occurrence) not in known,
                verdict=verdict,
                contract_label=labels.get(verdict.contract_id or 0, ""),
            )
            for (line, occurrence), account, verdict in zip(numbered, owners, judged, strict=True)
        )
    )


def verdicts(*, lines: Sequence[_Incoming], provinces: Sequence[str]) -> list[Verdict]:
    """Whose each line is, with its reason; a handful of queries for all of them."""
    named = Contract.objects.in_force().filter(ref1__in={line.ref1 for line in lines if line.ref1})
    by_ref1 = {known.ref1: known for known in _known(named)}
    unnamed = [(line, code) for line, code in zip(lines, provinces, strict=True) if line.ref1 not in by_ref1]
    candidates = _candidates(
        amounts={line.amount for line, _code in unnamed}, provinces={code for _line, code in unnamed}
    )
    return [
        matching.judge(
            kind=line.kind,
            ref1=line.ref1,
            ref2=line.ref2,
            amount=line.amount,
            customer_name=line.customer_name,
            province=code,
            by_ref1=by_ref1,
            candidates=[known for known in candidates if known.province == code],
        )
        for line, code in zip(lines, provinces, strict=True)
    ]


def _candidates(*, amounts: set[Decimal], provinces: set[str]) -> list[KnownContract]:
    """The contracts in force of the provinces that have an instalment of one of these amounts, with their parties."""
    if not amounts:
        return []
    total = ExpressionWrapper(
        F("principal") + F("interest"), output_field=DecimalField(max_digits=14, decimal_places=2)
    )
    fitting = (
        InstalmentRow.objects.annotate(whole=total)
        .filter(whole__in=amounts, contract__state=Contract.State.IN_FORCE, contract__province_id__in=provinces)
        .values("contract")
    )
    return _known(Contract.objects.filter(pk__in=fitting), with_names=True)


def _known(contracts: Iterable[Contract], *, with_names: bool = False) -> list[KnownContract]:
    found = list(contracts)
    schedules = schedules_of([contract.pk for contract in found]) if found else {}
    names: dict[int, list[str]] = {}
    if with_names and found:
        for contract_id, name in Party.objects.filter(contract__in=found).values_list("contract_id", "name"):
            names.setdefault(contract_id, []).append(name)
    return [
        KnownContract(
            id=contract.pk,
            label=f"{contract.number}/{contract.year_be}",
            ref1=contract.ref1 or "",
            province=contract.province_id,
            is_open=contract.state == Contract.State.IN_FORCE,
            instalments={line.number: line.total for line in schedules.get(contract.pk, ())},
            names=tuple(names.get(contract.pk, ())),
        )
        for contract in found
    ]


def _labels(contract_ids: set[int]) -> dict[int, str]:
    rows = Contract.objects.filter(pk__in=contract_ids).values_list("pk", "number", "year_be")
    return {pk: f"{number}/{year_be}" for pk, number, year_be in rows}


def _digits(account_number: str) -> str:
    return "".join(letter for letter in account_number if letter.isdecimal()).lstrip("0")


__all__ = ["Finding", "Preview", "PreviewRow", "preview", "verdicts"]
