"""The registers of this room as files, each as of a day."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from areas.models import Amphoe
from documents.exports import Piece, provide
from loans import selectors
from loans.selectors import lists
from loans.tables import registers as tables
from thai.dates import format_short
from thai.refusals import reader_is_english

NOTHING = Decimal("0.00")
_FOUND = {
    "contracts": lists.contracts_as_of,
    "accounts": lists.accounts_as_of,
    "papers": lists.papers_as_of,
    "tambons": lists.tambon_summary,
}
_LAST = 32_767  # where a contract without a number stands


def found(which: str, *, user: Any, as_of: date, amphoe: str, waits: bool = False) -> QuerySet:
    """The rows of a register for a user.

    :param waits: of the register of papers, only what waits for its receipt voucher.
    """
    more = {"waits": True} if waits and which == "papers" else {}
    return _FOUND[which](user=user, as_of=as_of, amphoe=amphoe, **more)


def asked_of(*, as_of: date, amphoe: str, waits: bool = False) -> dict[str, Any]:
    """The filter of a register."""
    return {"as_of": as_of.isoformat(), "amphoe": amphoe, "waits": waits}


class Register:
    """One of the registers."""

    permission = "loans.view"

    def __init__(self, which: str) -> None:
        self.which = which
        self.name = f"loans.{which}"

    def subject(self, asked: dict[str, Any]) -> str:
        """Of the log of access."""
        return f"list:{self.which}"

    def title(self, asked: dict[str, Any]) -> str:
        """What the register is called."""
        return str(tables.REGISTERS[self.which].title)

    def words(self, asked: dict[str, Any]) -> str:
        """As of which day, and where."""
        day = format_short(_day(asked), english=reader_is_english())
        amphoe = Amphoe.objects.filter(pk=asked["amphoe"]).first() if asked["amphoe"] else None
        return " ".join([_("ณ วันที่ %(day)s") % {"day": day}, *([str(amphoe)] if amphoe else [])])

    def head(self, asked: dict[str, Any]) -> list[str]:
        """Nothing above the headings."""
        return []

    def file_name(self, asked: dict[str, Any]) -> str:
        """Register and day."""
        return f"{self.which}-{asked['as_of']}"

    def province(self, asked: dict[str, Any]) -> str | None:
        """That of the chosen amphoe."""
        return asked["amphoe"][:2] or None

    def columns(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Those of the register on screen, the project in one of its own."""
        return tables.columns_of(self.which)

    def count(self, *, user: Any, asked: dict[str, Any]) -> int:
        """How many rows there are."""
        return self._found(user, asked).count()

    def piece(self, *, user: Any, asked: dict[str, Any], cursor: dict[str, Any], most: int) -> Piece:
        """The next rows in the order of the contracts' numbers, of the summary in that of the tambons."""
        rows = self._next(user, asked, cursor.get("after"), most)
        keys = [row.pk for row in rows] if self.which == "papers" else []
        there = selectors.whereabouts(keys, as_of=_day(asked)) if keys else {}
        columns = self.columns(asked)
        written = tables.rows_of(self.which, rows, as_of=_day(asked), there=there)
        if not rows:
            return Piece([], cursor)
        sums = {"rows": cursor.get("rows", 0) + len(rows)}
        for name in ("principal", "count", "closed", "open"):
            values = [row[name] for row in written if row.get(name) is not None]
            sums[name] = str(Decimal(cursor.get(name, NOTHING)) + sum(values, NOTHING))
        return Piece(
            [[row[one["key"]] for one in columns] for row in written], {"after": self._place(rows[-1]), **sums}
        )

    def totals(self, asked: dict[str, Any], cursor: dict[str, Any]) -> list[Any] | None:
        """How many rows, and the sums of what may be added up."""
        label = _("รวม %(count)s รายการ") % {"count": f"{cursor.get('rows', 0):,}"}
        cells: list[Any] = [label]
        for column in self.columns(asked)[1:]:
            is_sum = column["key"] in ("principal", "count", "closed", "open")
            amount = Decimal(cursor.get(column["key"], NOTHING)) if is_sum else None
            cells.append(int(amount) if amount is not None and column["kind"] == "number" else amount)
        return cells

    def _found(self, user: Any, asked: dict[str, Any]) -> QuerySet:
        waits = asked.get("waits", False)
        return found(self.which, user=user, as_of=_day(asked), amphoe=asked["amphoe"], waits=waits)

    def _next(self, user: Any, asked: dict[str, Any], after: Any, most: int) -> list[Any]:
        rows = self._found(user, asked)
        if self.which == "tambons":
            return list((rows.filter(tambon_id__gt=after) if after else rows).order_by("tambon_id")[:most])
        rows = rows.annotate(
            by_year=Coalesce(F("year_be"), Value(_LAST), output_field=IntegerField()),
            by_number=Coalesce(F("number"), Value(0), output_field=IntegerField()),
        )
        if after:
            year, number, key = after
            same_year = Q(by_number__gt=number) | Q(by_number=number, pk__gt=key)
            rows = rows.filter(Q(by_year__gt=year) | Q(same_year, by_year=year))
        return list(rows.order_by("by_year", "by_number", "pk")[:most])

    def _place(self, row: Any) -> Any:
        return row["tambon_id"] if self.which == "tambons" else [row.by_year, row.by_number, row.pk]


def _day(asked: dict[str, Any]) -> date:
    return date.fromisoformat(asked["as_of"])


def register() -> None:
    """Tell the exports of these registers."""
    for which in _FOUND:
        provide(Register(which))
