"""Tables of banks by the columns that a person named, and what was imported of a table by other columns before."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from documents.spreadsheets import read_sheet
from repayments import bank_files
from repayments.bank_files import BankFileContent, Layout
from repayments.models import BankFile, BankLayout, BankLine
from repayments.selectors.known import Other, ReadAgain, ReadLine
from thai.refusals import Refusal

MOST_ROWS = 150_000
_LETTERS = 6  # of the hash of the columns: the few versions of one layout are told apart, and its key stays short


def layouts_for(*, headings: Sequence[str], by: Any) -> list[BankLayout]:
    """The layouts of the user's accounts that were saved for a table with these very headings."""
    found = BankLayout.objects.visible_to(by, "repayments.import").filter(signature=bank_files.signature(headings))
    return list(found.select_related("account", "province").order_by("pk"))


def imported_before(*, sha256: str, by: Any) -> BankFile | None:
    """The newest imported file of the user's area with this very content, without it; None where there is none."""
    found = BankFile.objects.visible_to(by, "repayments.import").filter(sha256=sha256)
    return found.defer("content").select_related("imported_by").order_by("-pk").first()


def digits(account_number: str) -> str:
    """An account's number as files and people write it differently: its digits, without leading noughts."""
    return "".join(letter for letter in account_number if letter.isdecimal()).lstrip("0")


def profile_of(layout: BankLayout) -> str:
    """The name under which the files of a layout are kept: the same for files that were read by the same columns.

    Files from before this was told apart have the name of the layout alone.
    """
    told = json.dumps([sorted(layout.columns.items()), layout.date_form], ensure_ascii=False)
    return f"{_table(layout)}:{hashlib.sha256(told.encode()).hexdigest()[:_LETTERS]}"


def content_of(*, name: str, content: bytes, layout: BankLayout) -> BankFileContent:
    """A table as its layout reads it now.

    :raises documents.spreadsheets.UnreadableSheet, repayments.bank_files.LayoutWrong: it is none, or another.
    :raises repayments.bank_files.BankFileRefused: a cell cannot be read.
    """
    sheet = read_sheet(name=name, content=content, most_rows=MOST_ROWS)
    return bank_files.read_table(
        headings=sheet.headings,
        rows=sheet.rows,
        layout=Layout(
            columns=layout.columns,
            date_form=layout.date_form,
            bank_code=layout.account.bank_code,
            account=digits(layout.account.account_number),
        ),
    )


def read_again(*, layout: BankLayout, rows: Sequence[ReadLine], sha256: str) -> ReadAgain:
    """What was imported of a layout's table while its columns were named otherwise, as they read it now.

    Only files are read that came in since the first day of these rows, for no earlier one can hold any of them, and the
    very same file, whose days may be read wrongly now. There are none but in the weeks after the columns were changed;
    then two queries, and one a file.
    """
    days = [row.line.value_on for row in rows]
    table, now = _table(layout), profile_of(layout)
    if not days:
        return ReadAgain(table=table)
    files = BankFile.objects.filter(
        Q(profile=table) | Q(profile__startswith=f"{table}:"),
        Q(imported_on__gte=min(days)) | Q(sha256=sha256),
        province__in={row.account.province_id for row in rows},
    ).exclude(profile=now)
    names = dict(files.order_by("pk").values_list("pk", "name"))
    if not names:
        return ReadAgain(table=table)
    written = _written(names)
    found: dict[tuple[str, int], Any] = {}
    unread = []
    for pk, name in names.items():
        try:
            content = bytes(BankFile.objects.values_list("content", flat=True).get(pk=pk))
            lines = content_of(name=name, content=content, layout=layout).lines
        except Refusal:  # the bank writes otherwise since: its lines are compared as those of another kind of file
            unread.append(pk)
            continue
        for line, occurrence in bank_files.numbered_by_occurrence(lines):
            before = written.get((pk, line.sequence))
            if before is not None:
                found.setdefault((line.identity, occurrence), before)
    return ReadAgain(table=table, lines=found, unread=tuple(unread))


def _table(layout: BankLayout) -> str:
    return f"{bank_files.TABLE_PROFILE}:{layout.pk}"


def _written(names: dict[int, str]) -> dict[tuple[int, int], tuple[Any, Other]]:
    """The lines that files brought, by file and row: what was booked of each, and the line itself."""
    rows = BankLine.objects.filter(file__in=names).values_list(
        "file_id", "sequence", "bank_account_id", "value_on", "kind", "amount", "pk", "time", "customer_name", "ref1"
    )
    return {(file, place): (tuple(rest[:4]), Other(*rest[4:], names[file])) for file, place, *rest in rows}
