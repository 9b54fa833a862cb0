"""Invented files of old registers, as an office would send them, and what the tests do with them."""

import csv
import io
from datetime import date
from typing import Any

from debt_followup.imports import files
from debt_followup.imports.columns import DEBTS, SUBSIDIES, Columns
from debt_followup.models import OldRegister
from jobs.services import work

BASE_ON = date(2016, 4, 30)
ON = date(2017, 12, 12)
PROVINCE = "57"
TAMBON = "571403"


def csv_of(rows: list[dict[str, Any]], columns: Columns = DEBTS) -> bytes:
    """A CSV file of these rows, in the columns that any of them has."""
    used = [name for name in columns.headings if any(name in row for row in rows) or name in columns.needed]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([columns.headings[name] for name in used])
    writer.writerows([row.get(name, "") for name in used] for row in rows)
    return written.getvalue().encode()


def debt(number: str, **more: Any) -> dict[str, Any]:
    """One row of a debt of 120,000 baht in twelve instalments from 1 May 2557 (E1), changed by what is given."""
    return {
        "approval_year": "2556",
        "number": number,
        "contract_on": "1/4/2557",
        "title": "ทอผ้าพื้นเมือง",
        "tambon": TAMBON,
        "approved": "120,000.00",
        "received": "0",
        "repayment": "ผ่อนเป็นงวด",
        "due_day": "1",
        "count": "12",
        "first_due_on": "1/5/2557",
        "default_rate": "7.5",
        "borrower": "นางสมจิต ตัวอย่าง",
        **more,
    }


def checked(rows: list[dict[str, Any]], users: Any, *, by: str = "secretary", name: str = "register.csv", **more: Any):
    """A checked file of these rows."""
    given = {"kind": OldRegister.Kind.DEBTS, "province": PROVINCE, "base_on": BASE_ON, "on": ON, **more}
    columns = DEBTS if given["kind"] == OldRegister.Kind.DEBTS else SUBSIDIES
    return files.check(name=name, content=csv_of(rows, columns), by=users[by], **given)


def taken_in(rows: list[dict[str, Any]], users: Any, **more: Any) -> OldRegister:
    """A file of these rows, checked, confirmed and written."""
    register = checked(rows, users, **more)
    assert register.state == OldRegister.State.CHECKED, register.sentence
    run = files.confirm(register=register, by=register.made_by, on=more.get("on", ON))
    work(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == run.State.DONE, run.message
    register.refresh_from_db()
    return register
