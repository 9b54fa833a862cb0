"""Reads of the journal for pages and files: entries of a period, the lines of them, one page of a register."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from treasury.models import JournalEntry, Posting

from .ledger import NOTHING, Register, balance_before, code_of, register_row

PAGE = 100


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of a register with the sums of the whole period. ``opening`` stands before the page's first row."""

    whole: Register
    opening: Decimal
    total_in: Decimal
    total_out: Decimal
    count: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))

    @property
    def closing(self) -> Decimal:
        """The balance at the end of the period."""
        return self.whole.opening + self.total_in - self.total_out


def register_page(*, province, account: str, from_on: date, to_on: date, page: int = 1) -> RegisterPage:
    """One page of an account's register over a period, with the balance after each entry; four queries at any size."""
    code = code_of(province)
    mine = Posting.objects.filter(entry__province_id=code, account_id=account)
    brought = balance_before(province=code, account=account, day=from_on)
    rows = mine.filter(entry__posting_on__range=(from_on, to_on))
    sums = rows.aggregate(
        count=Count("pk"),
        total_in=Sum("amount", filter=Q(amount__gt=0), default=NOTHING),
        total_out=Sum("amount", filter=Q(amount__lt=0), default=NOTHING),
    )
    last = max(1, -(-sums["count"] // PAGE))
    page = min(max(page, 1), last)
    ordered = rows.order_by("entry__posting_on", "entry_id", "pk")
    start = (page - 1) * PAGE
    before = NOTHING
    if start:
        before = Posting.objects.filter(pk__in=ordered.values("pk")[:start]).aggregate(total=Sum("amount"))["total"]
    opening = running = brought + before
    found = []
    for posting in ordered.select_related("entry")[start : start + PAGE]:
        running += posting.amount
        found.append(register_row(posting, running))
    whole = Register(account=account, from_on=from_on, to_on=to_on, opening=brought, rows=tuple(found))
    return RegisterPage(
        whole=whole,
        opening=opening,
        total_in=sums["total_in"],
        total_out=-sums["total_out"],
        count=sums["count"],
        page=page,
    )


def journal(
    *, province, from_on: date, to_on: date, kind: str = "", words: str = "", account: str = ""
) -> QuerySet[JournalEntry]:
    """The entries of a province over a period, in order of posting; narrowed by kind, account, words or number."""
    rows = JournalEntry.objects.filter(province_id=code_of(province), posting_on__range=(from_on, to_on))
    if kind:
        rows = rows.filter(kind=kind)
    if account:
        rows = rows.filter(postings__account_id=account).distinct()
    if words:
        typed = words.strip()
        number, _slash, year = typed.partition("/")
        wanted = Q(memo__icontains=typed) | Q(source=typed)
        if number.isascii() and number.isdigit() and len(number) < 9:
            by_number = Q(number=int(number))
            if year.isascii() and year.isdigit() and len(year) == 4:
                by_number &= Q(year_be=int(year))
            wanted |= by_number
        rows = rows.filter(wanted)
    return rows.select_related("created_by").order_by("posting_on", "pk")


def debit_of(entries: QuerySet[JournalEntry]) -> Decimal:
    """The sum of the debits of some entries; their credits sum to the same."""
    found = Posting.objects.filter(entry__in=entries.order_by().values("pk"), amount__gt=0)
    return found.aggregate(total=Sum("amount", default=NOTHING))["total"]


def debits(entries: list[JournalEntry]) -> dict[int, Decimal]:
    """The debit of each of some entries; one query."""
    rows = Posting.objects.filter(entry__in=[one.pk for one in entries], amount__gt=0)
    return dict(rows.values_list("entry_id").annotate(total=Sum("amount")))


def journal_lines(*, province, from_on: date, to_on: date) -> QuerySet[Posting]:
    """Every line of every entry of a period, in order of posting, as auditors take the journal away."""
    return (
        Posting.objects.filter(entry__province_id=code_of(province), entry__posting_on__range=(from_on, to_on))
        .select_related("entry", "entry__created_by", "entry__reverses", "account")
        .order_by("entry__posting_on", "entry_id", "pk")
    )
