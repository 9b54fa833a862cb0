"""Reads of the statements: an account's paper beside its register, and why the two differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import Cast, Concat

from treasury import rules
from treasury.models import BankAccount, DayTotal, Posting, Statement, StatementDifference, StatementLine

from .ledger import NOTHING, code_of

MOST_PAIRED = 5_000  # movements of one statement that are paired with the books


@dataclass(frozen=True, slots=True)
class Timing:
    """A movement that the bank counts on one side of the day and the books on the other: how much, and why."""

    entry_id: int
    text: str
    value_on: date
    posting_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A statement beside the register of its account on the same day.

    ``difference`` is the statement less the books. ``timing`` is what value date and posting date explain by
    themselves; ``listed`` what officers explained. What is left is ``unexplained``: nothing, once reconciled.
    """

    statement: Statement
    book_opening: Decimal
    book_balance: Decimal
    timing: tuple[Timing, ...]
    listed: tuple[StatementDifference, ...]

    @property
    def difference(self) -> Decimal:
        return self.statement.balance - self.book_balance

    @property
    def timing_total(self) -> Decimal:
        return sum((one.amount for one in self.timing), NOTHING)

    @property
    def listed_total(self) -> Decimal:
        return sum((one.amount for one in self.listed), NOTHING)

    @property
    def unexplained(self) -> Decimal:
        return self.difference - self.timing_total - self.listed_total

    @property
    def is_reconciled(self) -> bool:
        return not self.unexplained


@dataclass(frozen=True, slots=True)
class Compared:
    """The lines of a statement and the postings of the books that found no partner on the other side."""

    paired: int
    only_statement: tuple[StatementLine, ...]
    only_books: tuple[Posting, ...]


def newest_statements(*, province) -> QuerySet[Statement]:
    """The newest revision of every statement of a province, the newest day first."""
    last = Statement.objects.filter(bank_account=OuterRef("bank_account"), as_of=OuterRef("as_of"))
    rows = Statement.objects.filter(province_id=code_of(province))
    rows = rows.filter(revision=Subquery(last.order_by("-revision").values("revision")[:1]))
    return rows.select_related("bank_account", "file", "recorded_by").order_by("-as_of", "bank_account__kind", "pk")


def statements_of_month(*, province, as_of: date) -> dict[str, Statement]:
    """The newest statement of each kind of account whose last day this is."""
    return {one.bank_account.kind: one for one in newest_statements(province=province).filter(as_of=as_of)}


def papers_known(*, province: Any, as_of: Any) -> QuerySet:
    """Tell by what is kept of the statements that end on a day whether anything was added since.

    Give, of every account's newest statement, its key and how many differences were explained: ``12:3``. Province and
    day may be of an outer query.
    """
    newest = Statement.objects.filter(bank_account=OuterRef("bank_account"), as_of=OuterRef("as_of"))
    newest = newest.order_by("-revision").values("pk")[:1]
    rows = Statement.objects.filter(province_id=province, as_of=as_of, pk=Subquery(newest)).order_by("pk")
    known = Concat(
        Cast("pk", TextField()), Value(":"), Cast(Count("differences"), TextField()), output_field=TextField()
    )
    return rows.annotate(known=known).values_list("known", flat=True)


def reconciliation(statement: Statement) -> Reconciliation:
    """Set a statement beside the register of its account; three queries."""
    return reconciliations([statement])[statement.pk]


def reconciliations(statements: Iterable[Statement]) -> dict[int, Reconciliation]:
    """Set statements beside the registers of their accounts; three queries, however many they are."""
    wanted = list(statements)
    moved = _moved(wanted)
    listed: dict[int, list[StatementDifference]] = {}
    rows = StatementDifference.objects.filter(statement__in=wanted).select_related("recorded_by").order_by("pk")
    for row in rows:
        listed.setdefault(row.statement_id, []).append(row)
    timing = _timing(wanted)
    return {
        one.pk: Reconciliation(
            statement=one,
            book_opening=_until(moved, one, one.from_on - date.resolution),
            book_balance=_until(moved, one, one.as_of),
            timing=tuple(timing.get(one.pk, ())),
            listed=tuple(listed.get(one.pk, ())),
        )
        for one in wanted
    }


_Place = tuple[str, str]  # province and account of the ledger


def _place(statement: Statement) -> _Place:
    return statement.province_id, statement.bank_account.ledger_account_id


def _moved(statements: list[Statement]) -> dict[_Place, list[tuple[date, Decimal]]]:
    """What each account moved on each day up to the last statement; one query."""
    places = {_place(one) for one in statements}
    rows = (
        DayTotal.objects.filter(
            province__in={province for province, _account in places},
            account__in={account for _province, account in places},
            posting_on__lte=max((one.as_of for one in statements), default=date.min),
        )
        .order_by()
        .values_list("province_id", "account_id", "posting_on")
        .annotate(total=Sum(F("debit") - F("credit")))
    )
    found: dict[_Place, list[tuple[date, Decimal]]] = {}
    for province, account, on, total in rows:
        found.setdefault((province, account), []).append((on, total))
    return found


def _until(moved: dict[_Place, list[tuple[date, Decimal]]], statement: Statement, day: date) -> Decimal:
    return sum((total for on, total in moved.get(_place(statement), ()) if on <= day), NOTHING)


def _timing(statements: list[Statement]) -> dict[int, list[Timing]]:
    """What the bank moved by the day and the books post after it, or the other way round; one query.

    The reversal of an entry keeps its value date, so what was wrong and was put right later cancels out by itself.
    """
    apart = Q(pk__in=[])
    for one in statements:
        province, account = _place(one)
        bank_first = Q(entry__value_on__lte=one.as_of, entry__posting_on__gt=one.as_of)
        books_first = Q(entry__value_on__gt=one.as_of, entry__posting_on__lte=one.as_of)
        apart |= Q(entry__province=province, account=account) & (bank_first | books_first)
    rows = list(Posting.objects.filter(apart).select_related("entry").order_by("entry__value_on", "pk"))
    found: dict[int, list[Timing]] = {}
    for one in statements:
        for row in rows:
            entry = row.entry
            if (entry.province_id, row.account_id) != _place(one):
                continue
            if (entry.value_on <= one.as_of) != (entry.posting_on <= one.as_of):
                amount = row.amount if entry.value_on <= one.as_of else -row.amount
                timing = Timing(entry.pk, entry.memo, entry.value_on, entry.posting_on, amount)
                found.setdefault(one.pk, []).append(timing)
    return found


def compared(statement: Statement) -> Compared | None:
    """Pair the movements of a statement with the postings of its period; nothing where it names no movement.

    The first ``MOST_PAIRED`` of each side are looked at; two queries.
    """
    lines = list(statement.lines.all()[:MOST_PAIRED])
    if not lines:
        return None
    postings = {
        row.pk: row
        for row in Posting.objects.filter(
            entry__province_id=statement.province_id,
            entry__posting_on__range=(statement.from_on, statement.as_of),
            account_id=statement.bank_account.ledger_account_id,
        )
        .select_related("entry")
        .order_by("entry__posting_on", "pk")[:MOST_PAIRED]
    }
    by_number = {line.number: line for line in lines}
    found = rules.pair(
        statement=[rules.Movement(key=line.number, on=line.on, amount=line.amount) for line in lines],
        books=[rules.Movement(key=pk, on=row.entry.value_on, amount=row.amount) for pk, row in postings.items()],
    )
    return Compared(
        paired=len(found.pairs),
        only_statement=tuple(by_number[number] for number in found.only_statement),
        only_books=tuple(postings[pk] for pk in found.only_books),
    )


def unexplained_by(*, province, as_of: date) -> dict[str, Decimal | None]:
    """What is unexplained at the end of a day for each kind of account; None where no statement is there. Few queries.

    Source: the checklist of a month's close.
    """
    found = statements_of_month(province=province, as_of=as_of)
    beside = reconciliations(found.values())
    return {kind: beside[found[kind].pk].unexplained if kind in found else None for kind in BankAccount.Kind.values}
