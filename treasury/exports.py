"""The lists of the books as files: the journal of a period, the register of an account.

Entries are never changed and are written one province at a time, so a file shows the books as they stood when it was
asked for, however long it takes to write: it ends at the newest entry of that moment.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from areas.models import Province
from documents.exports import Piece, provide
from thai.dates import format_short
from thai.refusals import reader_is_english
from treasury import selectors, tables
from treasury.models import JournalEntry, LedgerAccount, Posting

JOURNAL, REGISTER = "treasury.journal", "treasury.register"
NOTHING = Decimal("0.00")


def asked_of(*, province: str, from_on: date, to_on: date, account: str = "") -> dict[str, Any]:
    """The filter of a list of the books, ended at the newest entry of the province."""
    newest = JournalEntry.objects.filter(province=province).order_by("-pk").values_list("pk", flat=True).first()
    given = {"province": province, "from_on": from_on.isoformat(), "to_on": to_on.isoformat(), "up_to": newest or 0}
    return given | ({"account": account} if account else {})


class _OfThePeriod:
    permission = "treasury.view"

    def words(self, asked: dict[str, Any]) -> str:
        """Whose books and which days."""
        from_on, to_on = _days(asked)
        english = reader_is_english()
        return _("%(province)s ตั้งแต่ %(from)s ถึง %(to)s") % {
            "province": Province.objects.get(pk=asked["province"]),
            "from": format_short(from_on, english=english),
            "to": format_short(to_on, english=english),
        }

    def province(self, asked: dict[str, Any]) -> str | None:
        """The province of the books."""
        return str(asked["province"])

    def count(self, *, user: Any, asked: dict[str, Any]) -> int:
        """How many lines there are."""
        return self._lines(asked).count()

    def _lines(self, asked: dict[str, Any]) -> QuerySet[Posting]:
        from_on, to_on = _days(asked)
        lines = selectors.journal_lines(province=asked["province"], from_on=from_on, to_on=to_on)
        if "account" in asked:
            lines = lines.filter(account=asked["account"])
        return lines.filter(entry__lte=asked["up_to"])

    def _next(self, asked: dict[str, Any], cursor: dict[str, Any], most: int) -> list[Posting]:
        lines = self._lines(asked)
        if after := cursor.get("after"):
            day, entry, key = date.fromisoformat(after[0]), after[1], after[2]
            on_that_day = Q(entry__posting_on=day) & (Q(entry__gt=entry) | Q(entry=entry, pk__gt=key))
            lines = lines.filter(Q(entry__posting_on__gt=day) | on_that_day)
        return list(lines[:most])


class Journal(_OfThePeriod):
    """Every line of every entry of a period."""

    name = JOURNAL

    def subject(self, asked: dict[str, Any]) -> str:
        """Of the log of access."""
        return "list:journal"

    def title(self, asked: dict[str, Any]) -> str:
        """The journal."""
        return _("สมุดรายวัน")

    def head(self, asked: dict[str, Any]) -> list[str]:
        """Nothing: auditors read it by machine."""
        return []

    def file_name(self, asked: dict[str, Any]) -> str:
        """Province and days."""
        from_on, to_on = _days(asked)
        return f"journal-{asked['province']}-{from_on:%Y%m%d}-{to_on:%Y%m%d}"

    def columns(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """As auditors take it away."""
        return tables.journal_columns()

    def piece(self, *, user: Any, asked: dict[str, Any], cursor: dict[str, Any], most: int) -> Piece:
        """The next lines, by posting date."""
        lines = self._next(asked, cursor, most)
        return Piece(list(tables.journal_rows(lines)), {"after": _place(lines)} if lines else cursor)

    def totals(self, asked: dict[str, Any], cursor: dict[str, Any]) -> list[Any] | None:
        """None: a line of sums would be no line of the journal."""
        return None


class Register(_OfThePeriod):
    """The register of an account with the balance after each entry."""

    name = REGISTER

    def subject(self, asked: dict[str, Any]) -> str:
        """Of the log of access."""
        return f"list:register:{asked['account']}"

    def title(self, asked: dict[str, Any]) -> str:
        """The register, with the name of its account."""
        return _("ทะเบียนคุม") + f" {LedgerAccount.objects.get(pk=asked['account']).name}"

    def head(self, asked: dict[str, Any]) -> list[str]:
        """Nothing above the headings."""
        return []

    def file_name(self, asked: dict[str, Any]) -> str:
        """Account, province and last day."""
        return f"register-{asked['account']}-{asked['province']}-{asked['to_on']}"

    def columns(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Those of the register as a file."""
        return tables.register_columns()

    def piece(self, *, user: Any, asked: dict[str, Any], cursor: dict[str, Any], most: int) -> Piece:
        """The next entries; what was brought forward stands before the first."""
        from_on, _to_on = _days(asked)
        rows: list[Any] = []
        if not cursor:
            opening = selectors.balance_before(
                province=asked["province"], account=asked["account"], day=from_on, up_to=asked["up_to"]
            )
            cursor = {"balance": str(opening), "in": "0.00", "out": "0.00"}
            rows.append(tables.register_opening(from_on, opening))
            most -= 1
        balance, came, went = (Decimal(cursor[name]) for name in ("balance", "in", "out"))
        lines = self._next(asked, cursor, most)
        for line in lines:
            balance += line.amount
            row = selectors.register_row(line, balance)
            came, went = came + row.in_amount, went + row.out_amount
            rows.append(tables.register_cells(row))
        sums = {"balance": str(balance), "in": str(came), "out": str(went)}
        return Piece(rows, {**cursor, **sums, **({"after": _place(lines)} if lines else {})})

    def totals(self, asked: dict[str, Any], cursor: dict[str, Any]) -> list[Any] | None:
        """What came, what went, what is carried forward."""
        return tables.register_totals(*(Decimal(cursor.get(name, NOTHING)) for name in ("in", "out", "balance")))


def _days(asked: dict[str, Any]) -> tuple[date, date]:
    return date.fromisoformat(asked["from_on"]), date.fromisoformat(asked["to_on"])


def _place(lines: list[Posting]) -> list[Any]:
    last = lines[-1]
    return [last.entry.posting_on.isoformat(), last.entry_id, last.pk]


def register() -> None:
    """Tell the exports of these lists."""
    provide(Journal())
    provide(Register())
