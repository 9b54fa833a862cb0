"""The lists of the debt teams as files: the cases in hand, and the log of contacts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from areas.models import Amphoe
from debt_followup.selectors import cases as case_reads
from debt_followup.selectors import visits as visit_reads
from debt_followup.tables.files import case_columns, case_lines, contact_columns, contact_lines
from documents.exports import Piece, provide
from thai.dates import format_short
from thai.refusals import reader_is_english

CASES, CONTACTS = "debt_followup.cases", "debt_followup.contacts"


def asked_of(filters: dict[str, Any], *, on: date) -> dict[str, Any]:
    """The filter of a list as plain JSON, and the day as of which it tells."""
    return {**filters, "on": on.isoformat()}


class _List:
    """What both lists have in common: the newest first, as of a day, of the chosen amphoe."""

    name = ""
    permission = "debt.view"
    called = ""

    def subject(self, asked: dict[str, Any]) -> str:
        """Of the log of access."""
        return f"list:{self.called}"

    def words(self, asked: dict[str, Any]) -> str:
        """As of which day, and where."""
        day = _("ณ วันที่ %(day)s") % {"day": format_short(_day(asked), english=reader_is_english())}
        amphoe = Amphoe.objects.filter(pk=asked["amphoe"]).first() if asked.get("amphoe") else None
        return f"{day} {amphoe.label}" if amphoe else day

    def head(self, asked: dict[str, Any]) -> list[str]:
        """Nothing above the headings."""
        return []

    def file_name(self, asked: dict[str, Any]) -> str:
        """List and day."""
        return f"{self.called}-{asked['on']}"

    def province(self, asked: dict[str, Any]) -> str | None:
        """That of the chosen amphoe."""
        return (asked.get("amphoe") or "")[:2] or None

    def count(self, *, user: Any, asked: dict[str, Any]) -> int:
        """How many rows there are."""
        return self.found(user, asked).count()

    def piece(self, *, user: Any, asked: dict[str, Any], cursor: dict[str, Any], most: int) -> Piece:
        """The next rows, from the newest to the oldest."""
        rows, last = self.found(user, asked), cursor.get("after")
        found = list((rows.filter(pk__lt=last) if last else rows)[:most])
        if not found:
            return Piece([], cursor)
        return Piece(self.lines(found, on=_day(asked)), {"after": found[-1].pk})

    def totals(self, asked: dict[str, Any], cursor: dict[str, Any]) -> list[Any] | None:
        """There are none."""
        return None

    def found(self, user: Any, asked: dict[str, Any]) -> QuerySet:
        """The rows that the list has for a user."""
        raise NotImplementedError

    def lines(self, found: Sequence[Any], *, on: date) -> list[list[Any]]:
        """The lines that stand for some rows."""
        raise NotImplementedError


class Cases(_List):
    """The cases in hand."""

    name, called = CASES, "cases"

    def title(self, asked: dict[str, Any]) -> str:
        """What the list is called."""
        return _("เรื่องติดตามหนี้")

    def columns(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Its columns."""
        return case_columns()

    def found(self, user: Any, asked: dict[str, Any]) -> QuerySet:
        """The cases that a user may see."""
        chosen = {name: asked.get(name, "") for name in ("state", "amphoe", "team", "find")}
        return case_reads.cases(user=user, **chosen)

    def lines(self, found: Sequence[Any], *, on: date) -> list[list[Any]]:
        """A line a case."""
        return case_lines(case_reads.case_rows(found, on=on))


class Contacts(_List):
    """The log of contacts."""

    name, called = CONTACTS, "contacts"

    def title(self, asked: dict[str, Any]) -> str:
        """What the list is called."""
        return _("บันทึกการติดต่อลูกหนี้")

    def columns(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Its columns."""
        return contact_columns()

    def found(self, user: Any, asked: dict[str, Any]) -> QuerySet:
        """The contacts that a user may see."""
        chosen = {name: asked.get(name, "") for name in ("channel", "amphoe", "promise")}
        return visit_reads.contacts(user=user, on=_day(asked), **chosen)

    def lines(self, found: Sequence[Any], *, on: date) -> list[list[Any]]:
        """A line a contact."""
        return contact_lines(found, visit_reads.judged_by_contact({row.contract_id for row in found}, on=on))


def _day(asked: dict[str, Any]) -> date:
    return date.fromisoformat(asked["on"])


def register() -> None:
    """Tell the files of lists about both."""
    provide(Cases())
    provide(Contacts())
