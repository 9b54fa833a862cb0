"""Reads of the ledger: balances, the trial balance, the register of an account. All by posting date, set-wise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Sum

from treasury.models import DayTotal, LedgerAccount, Posting

from .totals import Brought, brought, brought_by

NOTHING = Decimal("0.00")
_EMPTY = (NOTHING, NOTHING)
_MOVED = F("debit") - F("credit")


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One account over a period. ``opening`` and ``closing`` are signed: a debit is positive."""

    code: str
    name: str
    kind: str
    opening: Decimal
    debit: Decimal
    credit: Decimal

    @property
    def closing(self) -> Decimal:
        return self.opening + self.debit - self.credit

    @property
    def opening_debit(self) -> Decimal:
        return max(self.opening, NOTHING)

    @property
    def opening_credit(self) -> Decimal:
        return max(-self.opening, NOTHING)

    @property
    def closing_debit(self) -> Decimal:
        return max(self.closing, NOTHING)

    @property
    def closing_credit(self) -> Decimal:
        return max(-self.closing, NOTHING)


_SIX = ("opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit")


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """The trial balance of a province over a period, every account of the chart in order of its code (R-REG-06)."""

    from_on: date
    to_on: date
    rows: tuple[TrialRow, ...]

    @property
    def totals(self) -> dict[str, Decimal]:
        """The six column sums: opening, movement and closing, each as debit and credit."""
        return {name: sum((getattr(row, name) for row in self.rows), NOTHING) for name in _SIX}

    @property
    def is_balanced(self) -> bool:
        """Whether debit equals credit in all three pairs."""
        sums = self.totals
        return all(sums[a] == sums[b] for a, b in zip(_SIX[::2], _SIX[1::2], strict=True))


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One entry's effect on an account, with the balance after it (debit positive)."""

    entry_id: int
    number: str
    on: date
    value_on: date
    kind: str
    kind_label: str
    text: str
    source: str
    in_amount: Decimal
    out_amount: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Register:
    """The register of an account over a period: every entry in order of posting (R-REG-04, R-REG-07)."""

    account: str
    from_on: date
    to_on: date
    opening: Decimal
    rows: tuple[RegisterRow, ...]

    @property
    def total_in(self) -> Decimal:
        return sum((row.in_amount for row in self.rows), NOTHING)

    @property
    def total_out(self) -> Decimal:
        return sum((row.out_amount for row in self.rows), NOTHING)

    @property
    def closing(self) -> Decimal:
        return self.opening + self.total_in - self.total_out


def code_of(province) -> str:
    """The two-digit code of a province given as itself or as its code."""
    return getattr(province, "pk", province)


def balance(*, province, account: str, as_of: date) -> Decimal:
    """The balance of an account at the end of a day, by posting date; a debit balance is positive. One query."""
    found = brought(province=code_of(province), as_of=as_of, accounts=[account])
    return sum((debit - credit for debit, credit in found.values()), NOTHING)


def lowest_balance(*, province, account: str, since: date) -> Decimal:
    """The lowest balance that an account has at the end of a day or of any later one, by posting date; two queries."""
    running = lowest = balance(province=province, account=account, as_of=since)
    later = DayTotal.objects.filter(province_id=code_of(province), account_id=account, posting_on__gt=since)
    by_day = later.order_by("posting_on").values("posting_on").annotate(total=Sum(_MOVED))
    for amount in by_day.values_list("total", flat=True):
        running += amount
        lowest = min(lowest, running)
    return lowest


def balances(*, province, as_of: date) -> dict[str, Decimal]:
    """The balance of every account of the chart at the end of a day, those without entries as 0.00; two queries."""
    found = _by_account(brought(province=code_of(province), as_of=as_of))
    codes = LedgerAccount.objects.values_list("code", flat=True)
    return {code: debit - credit for code in codes for debit, credit in [found.get(code, _EMPTY)]}


def _by_account(found: Brought) -> dict[str, tuple[Decimal, Decimal]]:
    """The debits and credits of each account, whatever caused them."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for (account, _cause), (debit, credit) in found.items():
        before = sums.get(account, _EMPTY)
        sums[account] = before[0] + debit, before[1] + credit
    return sums


def party_balances(*, account: str, parties: Iterable[str], as_of: date) -> dict[str, Decimal]:
    """The balance that each party has on an account at the end of a day, by posting date; one query."""
    wanted = list(parties)
    found = dict(
        Posting.objects.filter(account_id=account, party__in=wanted, entry__posting_on__lte=as_of)
        .values_list("party")
        .annotate(total=Sum("amount"))
    )
    return {party: found.get(party, NOTHING) for party in wanted}


def trial_balance(*, province, from_on: date, to_on: date) -> TrialBalance:
    """The trial balance over a period, both days included; two queries, whatever lies before or in the period."""
    days = (from_on - date.resolution, to_on)
    before, after = map(_by_account, brought_by(province=code_of(province), days=days))
    rows = []
    for account in LedgerAccount.objects.order_by("code"):
        (debit, credit), (debits, credits) = before.get(account.pk, _EMPTY), after.get(account.pk, _EMPTY)
        rows.append(
            TrialRow(
                code=account.pk,
                name=account.name,
                kind=account.kind,
                opening=debit - credit,
                debit=debits - debit,
                credit=credits - credit,
            )
        )
    return TrialBalance(from_on=from_on, to_on=to_on, rows=tuple(rows))


def register(*, province, account: str, from_on: date, to_on: date) -> Register:
    """The register of an account over a period with the balance after each entry, by posting date; two queries."""
    code = code_of(province)
    opening = balance_before(province=code, account=account, day=from_on)
    postings = (
        Posting.objects.filter(entry__province_id=code, entry__posting_on__range=(from_on, to_on), account_id=account)
        .select_related("entry")
        .order_by("entry__posting_on", "entry_id", "pk")
    )
    running, rows = opening, []
    for posting in postings:
        running += posting.amount
        rows.append(register_row(posting, running))
    return Register(account=account, from_on=from_on, to_on=to_on, opening=opening, rows=tuple(rows))


def balance_before(*, province, account: str, day: date, up_to: int | None = None) -> Decimal:
    """What an account is brought forward with on a day.

    :param up_to: the newest entry that counts; every one when left out.
    """
    if up_to is None:
        return balance(province=province, account=account, as_of=day - date.resolution)
    rows = Posting.objects.filter(entry__province_id=code_of(province), entry__posting_on__lt=day, account_id=account)
    total: Decimal = rows.filter(entry__lte=up_to).aggregate(total=Sum("amount", default=NOTHING))["total"]
    return total


def register_row(posting: Posting, running: Decimal) -> RegisterRow:
    """One posting as a row of its account's register; ``running`` is the balance after it."""
    entry = posting.entry
    return RegisterRow(
        entry_id=entry.pk,
        number=f"{entry.number}/{entry.year_be}",
        on=entry.posting_on,
        value_on=entry.value_on,
        kind=entry.kind,
        kind_label=entry.kind_label,
        text=entry.memo,
        source=entry.source,
        in_amount=max(posting.amount, NOTHING),
        out_amount=max(-posting.amount, NOTHING),
        balance=running,
    )
