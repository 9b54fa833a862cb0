"""The register of debtors as a file, as of a day."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from areas.models import Amphoe
from documents.exports import Piece, provide
from loans.models import Contract
from repayments import selectors, tables
from thai.dates import format_short
from thai.refusals import reader_is_english

DEBTORS = "repayments.debtors"
_SUMS = ("principal", "principal_due", "contract_interest", "costs", "default_interest", "credit")
_NO_SUM = Decimal("0.00")


def asked_of(*, as_of: date, amphoe: Amphoe | None, find: str) -> dict[str, Any]:
    """The filter of the register."""
    return {"as_of": as_of.isoformat(), "amphoe": amphoe.pk if amphoe else "", "find": find}


class Debtors:
    """What each debtor owes as of a day; the sums are those of the rows, added up as they are written."""

    name, permission = DEBTORS, "repayments.view"

    def subject(self, asked: dict[str, Any]) -> str:
        """Of the log of access."""
        return "list:debtors"

    def title(self, asked: dict[str, Any]) -> str:
        """What the register is called."""
        return _("ทะเบียนคุมลูกหนี้รายตัว")

    def words(self, asked: dict[str, Any]) -> str:
        """As of which day, where, and what was looked for."""
        amphoe = _amphoe(asked)
        day = _("ณ วันที่ %(day)s") % {"day": format_short(_day(asked), english=reader_is_english())}
        return " · ".join(part for part in (day, str(amphoe) if amphoe else "", asked["find"]) if part)

    def head(self, asked: dict[str, Any]) -> list[str]:
        """Title and filter."""
        return [self.title(asked), self.words(asked)]

    def file_name(self, asked: dict[str, Any]) -> str:
        """With the day."""
        return f"debtors-{asked['as_of']}"

    def province(self, asked: dict[str, Any]) -> str | None:
        """That of the chosen amphoe."""
        return asked["amphoe"][:2] or None

    def columns(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Those of a file, with amphoe and date."""
        columns: list[dict[str, Any]] = tables.ledgers_table([], {}, as_of=_day(asked))["columns"]
        return columns

    def count(self, *, user: Any, asked: dict[str, Any]) -> int:
        """How many debtors there are."""
        return self._found(user, asked).count()

    def piece(self, *, user: Any, asked: dict[str, Any], cursor: dict[str, Any], most: int) -> Piece:
        """The next debtors, by amphoe and number."""
        rows = selectors.named(self._found(user, asked)).annotate(
            by_year=Coalesce(F("year_be"), Value(0), output_field=IntegerField()),
            by_number=Coalesce(F("number"), Value(0), output_field=IntegerField()),
        )
        if after := cursor.get("after"):
            amphoe, year, number, key = after
            same_number = Q(by_number__gt=number) | Q(by_number=number, pk__gt=key)
            same_amphoe = Q(by_year__gt=year) | Q(same_number, by_year=year)
            rows = rows.filter(Q(amphoe__gt=amphoe) | Q(same_amphoe, amphoe=amphoe))
        found = list(rows.order_by("amphoe", "by_year", "by_number", "pk")[:most])
        if not found:
            return Piece([], cursor)
        owed = selectors.balances_of([contract.pk for contract in found], as_of=_day(asked))
        sums = {
            name: str(Decimal(cursor.get(name, _NO_SUM)) + sum((getattr(one, name) for one in owed.values()), _NO_SUM))
            for name in _SUMS
        }
        last = found[-1]
        place = [last.amphoe_id, last.by_year, last.by_number, last.pk]
        return Piece(list(tables.ledgers_table(found, owed, as_of=_day(asked))["rows"]), {"after": place, **sums})

    def totals(self, asked: dict[str, Any], cursor: dict[str, Any]) -> list[Any] | None:
        """The sums of all rows."""
        sums = SimpleNamespace(**{name: Decimal(cursor.get(name, _NO_SUM)) for name in _SUMS})
        totals: list[Any] | None = tables.ledgers_table([], {}, as_of=_day(asked), sums=sums)["totals"]
        return totals

    def _found(self, user: Any, asked: dict[str, Any]) -> QuerySet[Contract]:
        return selectors.debtors(user=user, as_of=_day(asked), amphoe=_amphoe(asked), find=asked["find"])


def _day(asked: dict[str, Any]) -> date:
    return date.fromisoformat(asked["as_of"])


def _amphoe(asked: dict[str, Any]) -> Amphoe | None:
    return Amphoe.objects.filter(pk=asked["amphoe"]).first() if asked["amphoe"] else None


def register() -> None:
    """Tell the exports of this register."""
    provide(Debtors())
