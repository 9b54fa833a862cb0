"""Whether the books are what they say: every entry balances, no number is missing, no seal is broken, no cache lies.

Rooms above add their own checks when they are loaded: what they keep for speed against what a replay gives.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pgtrigger
from django.db import connection, transaction
from django.utils.translation import gettext as _

from thai.baht import with_commas
from thai.dates import fiscal_year_bounds
from treasury import selectors
from treasury.models import JournalEntry, LedgerSeal, YearClose
from treasury.services import lock_books
from treasury.services.seals import START, Link, entries_after

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check of one province: whether it holds, and a plain sentence."""

    code: str
    province: str
    label: str
    holds: bool
    detail: str


Check = Callable[..., Iterable[Verdict]]
_checks: list[Check] = []


def register_check(check: Check) -> Check:
    """Have ``check(*, province, on, rebuild)`` asked whenever the books of a province are verified.

    ``on`` is the business day, for what is worked out as of a day; ``rebuild`` asks to write caches anew before they
    are compared.
    """
    if check not in _checks:
        _checks.append(check)
    return check


def provinces_with_books() -> list[str]:
    """The codes of the provinces that have entries, in order."""
    rows = JournalEntry.objects.order_by().values_list("province_id", flat=True).distinct()
    return sorted(rows)


def verify(*, province: str, on: date, rebuild: bool = False) -> Iterator[Verdict]:
    """Check the books of a province, one verdict after the other; nothing of the books is changed.

    :param on: the business day, for what is worked out as of a day.
    :param rebuild: have caches written anew from what they are derived from, before they are compared.
    """
    yield _balance(province)
    yield _numbers(province)
    yield _totals(province, rebuild=rebuild)
    yield _months(province, rebuild=rebuild)
    yield _seals(province)
    yield _years(province)
    yield _budget(province)
    for check in _checks:
        yield from check(province=province, on=on, rebuild=rebuild)


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def named(keys: Iterable[Any]) -> str:
    """The first few of what was found wrong, as a reader can look them up."""
    found = [str(key) for key in keys]
    more = _(" และอีก %s") % f"{len(found) - MOST_NAMED:,}" if len(found) > MOST_NAMED else ""
    return ", ".join(found[:MOST_NAMED]) + more


_UNBALANCED = """
    SELECT e.number, e.year_be FROM treasury_journalentry e
    LEFT JOIN treasury_posting p ON p.entry_id = e.id
    WHERE e.province_id = %s GROUP BY e.id HAVING COUNT(p.id) < 2 OR SUM(p.amount) <> 0 ORDER BY e.id
"""
_TOTALS = """
    SELECT COUNT(DISTINCT e.id), COALESCE(SUM(p.amount) FILTER (WHERE p.amount > 0), 0)
    FROM treasury_journalentry e LEFT JOIN treasury_posting p ON p.entry_id = e.id WHERE e.province_id = %s
"""


def _balance(province: str) -> Verdict:
    wrong = _rows(_UNBALANCED, province)
    [(count, debit)] = _rows(_TOTALS, province)
    if wrong:
        detail = _("รายการที่ไม่ลงตัว: %s") % named(f"{number}/{year}" for number, year in wrong)
    else:
        detail = _("%(count)s รายการ เดบิตและเครดิตฝั่งละ %(total)s บาท") % {
            "count": f"{count:,}",
            "total": with_commas(Decimal(debit)),
        }
    return Verdict("BALANCE", province, _("ทุกรายการเดบิตเท่ากับเครดิต"), not wrong, detail)


_SUMS = """
    SELECT e.province_id, p.account_id, e.posting_on, COALESCE(r.kind, e.kind) AS cause,
           SUM(GREATEST(p.amount, 0)) AS debit, SUM(GREATEST(-p.amount, 0)) AS credit
    FROM treasury_posting p
    JOIN treasury_journalentry e ON e.id = p.entry_id
    LEFT JOIN treasury_journalentry r ON r.id = e.reverses_id
    WHERE e.province_id = %s GROUP BY 1, 2, 3, 4
"""
_WRONG_DAYS = f"""
    SELECT DISTINCT COALESCE(s.posting_on, k.posting_on) FROM ({_SUMS}) s
    FULL JOIN (SELECT * FROM treasury_daytotal WHERE province_id = %s) k
        ON (k.account_id, k.posting_on, k.cause) = (s.account_id, s.posting_on, s.cause)
    WHERE (s.debit, s.credit) IS DISTINCT FROM (k.debit, k.credit) ORDER BY 1
"""


def _totals(province: str, *, rebuild: bool) -> Verdict:
    """The sums that the database keeps of each day against the postings."""
    if rebuild:
        with transaction.atomic(), pgtrigger.ignore("treasury.DayTotal:derived"), connection.cursor() as cursor:
            lock_books(province=province)
            cursor.execute("DELETE FROM treasury_daytotal WHERE province_id = %s", [province])
            columns = "province_id, account_id, posting_on, cause, debit, credit"
            cursor.execute(f"INSERT INTO treasury_daytotal ({columns}) {_SUMS}", [province])
    wrong = _rows(_WRONG_DAYS, province, province)
    detail = _("วันที่ยอดรวมไม่ตรงกับรายการ: %s") % named(day for (day,) in wrong) if wrong else _("ตรงกับรายการทุกวัน")
    return Verdict("TOTALS", province, _("ยอดรวมรายวันของแต่ละบัญชีตรงกับรายการ"), not wrong, detail)


_MONTHS = """
    SELECT c.province_id, c.last, d.account_id, d.cause, SUM(d.debit) AS debit, SUM(d.credit) AS credit
    FROM (
        SELECT province_id, (month_on + INTERVAL '1 month')::date - 1 AS last
        FROM treasury_monthclose WHERE province_id = %s AND state <> 'REOPENED'
    ) c JOIN (
        SELECT province_id, account_id, cause, date_trunc('month', posting_on)::date AS month_on,
               SUM(debit) AS debit, SUM(credit) AS credit
        FROM treasury_daytotal WHERE province_id = %s GROUP BY 1, 2, 3, 4
    ) d ON d.month_on <= c.last GROUP BY 1, 2, 3, 4
"""
_WRONG_MONTHS = f"""
    SELECT DISTINCT COALESCE(s.last, k.as_of) FROM ({_MONTHS}) s
    FULL JOIN (SELECT * FROM treasury_monthtotal WHERE province_id = %s) k
        ON (k.as_of, k.account_id, k.cause) = (s.last, s.account_id, s.cause)
    WHERE (s.debit, s.credit) IS DISTINCT FROM (k.debit, k.credit) ORDER BY 1
"""


def _months(province: str, *, rebuild: bool) -> Verdict:
    """What the database keeps at the end of each closed month against its days."""
    if rebuild:
        with transaction.atomic(), pgtrigger.ignore("treasury.MonthTotal:derived"), connection.cursor() as cursor:
            lock_books(province=province)
            cursor.execute("DELETE FROM treasury_monthtotal WHERE province_id = %s", [province])
            columns = "province_id, as_of, account_id, cause, debit, credit"
            cursor.execute(f"INSERT INTO treasury_monthtotal ({columns}) {_MONTHS}", [province, province])
    wrong = _rows(_WRONG_MONTHS, province, province, province)
    if wrong:
        detail = _("วันสิ้นเดือนที่ยอดสะสมไม่ตรงกับยอดรายวัน: %s") % named(day for (day,) in wrong)
    else:
        detail = _("ตรงกับยอดรายวันทุกเดือนที่ปิด")
    return Verdict("MONTHS", province, _("ยอดสะสมสิ้นเดือนที่ปิดตรงกับยอดรายวัน"), not wrong, detail)


_NUMBERS = """
    SELECT e.year_be, COUNT(*), MIN(e.number), MAX(e.number), COALESCE(MAX(s.last), 0)
    FROM treasury_journalentry e
    LEFT JOIN documents_numberseries s ON s.series = 'journal:' || e.province_id AND s.year_be = e.year_be
    WHERE e.province_id = %s GROUP BY e.year_be
"""


def _numbers(province: str) -> Verdict:
    rows = _rows(_NUMBERS, province)
    wrong = [year for year, count, first, last, taken in rows if not (first == 1 and count == last == taken)]
    detail = _("เลขที่ขาดหรือเกินในปีงบประมาณ %s") % named(wrong) if wrong else _("เลขที่ต่อเนื่องครบทุกปีงบประมาณ")
    return Verdict("NUMBERS", province, _("เลขที่รายการต่อเนื่อง"), not wrong, detail)


def _seals(province: str) -> Verdict:
    label = _("ผนึกประจำวันตรงกับรายการ")
    seals = list(LedgerSeal.objects.filter(province_id=province).order_by("sequence"))
    if not seals:
        return Verdict("SEALS", province, label, True, _("ยังไม่มีผนึก"))
    broken = _first_broken(province, seals)
    if broken is not None:
        said = _("ผนึกที่ %(sequence)s วันที่ %(day)s ไม่ตรงกับรายการ มีการแก้ไขหลังผนึก") % {
            "sequence": broken.sequence,
            "day": broken.day.isoformat(),
        }
        return Verdict("SEALS", province, label, False, said)
    detail = _("%(count)s ผนึก ตรงทุกผนึก") % {"count": f"{len(seals):,}"}
    return Verdict("SEALS", province, label, True, detail)


def _first_broken(province: str, seals: list[LedgerSeal]) -> LedgerSeal | None:
    """Walk the chain once, entry by entry; the first seal that is not what its entries give."""
    previous, at = START, 0
    after = 0
    link = Link(previous=previous)
    for entry, text, debit in entries_after(province=province, entry=0):
        if at == len(seals):
            break
        if entry > seals[at].last_entry:
            return seals[at]  # its last entry is gone
        link.add(entry, text, debit)
        if entry == seals[at].last_entry:
            seal = seals[at]
            if (link.sha256, link.count, link.debit, after) != (
                seal.sha256,
                seal.count,
                seal.debit,
                seal.after_entry,
            ):
                return seal
            previous, after, at = seal.sha256, seal.last_entry, at + 1
            link = Link(previous=previous)
    return seals[at] if at < len(seals) else None


def _years(province: str) -> Verdict:
    label = _("ยอดที่รับรองเมื่อปิดปีตรงกับบัญชี")
    closes = YearClose.objects.filter(province_id=province).exclude(state=YearClose.State.REOPENED)
    wrong = []
    for close in closes:
        _first, last = fiscal_year_bounds(close.fiscal_year_be)
        held = selectors.balances(province=province, as_of=last)
        kept = {code: Decimal(amount) for code, amount in close.balances.items()}
        if any(kept.get(code, selectors.NOTHING) != amount for code, amount in held.items()):
            wrong.append(close.fiscal_year_be)
    if wrong:
        return Verdict("YEARS", province, label, False, _("ปีงบประมาณที่ยอดไม่ตรง: %s") % named(sorted(wrong)))
    return Verdict("YEARS", province, label, True, _("ปิดแล้ว %s ปี") % len(closes))


_BUDGET = """
    SELECT e.number, e.year_be FROM treasury_budgetline b
    JOIN treasury_journalentry e ON e.id = b.entry_id
    WHERE b.province_id = %s AND ABS(b.amount) <> (
        SELECT COALESCE(SUM(amount), 0) FROM treasury_posting WHERE entry_id = e.id AND amount > 0
    ) ORDER BY e.id
"""


def _budget(province: str) -> Verdict:
    wrong = _rows(_BUDGET, province)
    detail = _("รายการที่ไม่ตรง: %s") % named(f"{number}/{year}" for number, year in wrong) if wrong else _("ตรงทุกรายการ")
    return Verdict("BUDGET", province, _("งบประมาณตรงกับบัญชี"), not wrong, detail)
