"""No number on a paper runs over the next column, however long it is."""

import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from documents.registers import TEMPLATE, register_context
from documents.rendering import render_pdf
from loans.tables import registers as loan_registers
from loans.tables.transfers import bank_list
from repayments.selectors.ledgers import Happening, Ledger, LedgerLine
from repayments.tables.ledgers import ledger_table
from tests.documents import examples
from tests.documents.reading import numbers_over_others, out_of_their_cells, text_of

ON = date(2018, 11, 30)
ACCOUNT = "539099945788"  # twelve digits: the longest of the banks that pay out
LOAN = Decimal("999999.99")
OF_A_PROVINCE = Decimal("99999999.99")
PARTS = ("due", "received", "costs", "default_interest", "contract_interest", "principal")


def accounts(loans: int = 3) -> dict[str, Any]:
    row = {
        "number": "ชร 10234/2561",
        "name": "นางสาวตัวอย่างนามยาว ใจงามสมมุติ",
        "amphoe": "เวียงเชียงรุ้ง",
        "bank": "ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร",
        "branch": "แม่ฟ้าหลวง",
        "account": ACCOUNT,
        "holder": "กลุ่มสตรีทอผ้าตัวอย่างบ้านสันทราย",
        "persons": 3,
        "principal": OF_A_PROVINCE / loans,
        "on": ON,
        "url": "",
    }
    return loan_registers.register_paper("accounts", [row] * loans, as_of=ON, known_at=ON, issuer=examples.ISSUER)


def transfer_list() -> dict[str, Any]:
    paid = SimpleNamespace(
        label="ชร 10234/2561",
        account_name="นางสาวตัวอย่างนามยาว ใจงามสมมุติ",
        account_bank="ธนาคารออมสิน",
        account_branch="เวียงเชียงรุ้ง",
        account_number=ACCOUNT,
    )
    line = SimpleNamespace(pk=1, contract=paid, grant=None, amount=LOAN, rejected_on=None, account_then=None)
    found = bank_list(None, [line] * 101)  # type: ignore[arg-type]
    return {
        "title": "รายการโอนเงิน",
        "landscape": True,
        "columns": found["columns"],
        "groups": [{"rows": [{**row, "amount": str(row["amount"])} for row in found["rows"]]}],
        "totals": {"label": "รวม", "amount": str(found["sums"][-1]["amount"])},
    }


def debtor_ledger() -> dict[str, Any]:
    parts = dict.fromkeys(PARTS, LOAN)
    line = LedgerLine(on=ON, kind=Happening.RECEIPT, credit_left=LOAN, principal_left=LOAN, due_left=LOAN, **parts)
    closing = SimpleNamespace(credit=LOAN, principal=LOAN, due_total=LOAN)
    ledger = Ledger(13, ON, ON, line, (line, line), closing, parts)  # type: ignore[arg-type]
    return register_context(ledger_table(ledger), title="ทะเบียนคุมลูกหนี้รายตัว", as_of=ON, known_on=ON)


REGISTERS = {"accounts": accounts, "transfers": transfer_list, "debtor": debtor_ledger}


@pytest.mark.parametrize("name", REGISTERS)
def test_the_digits_of_accounts_and_sums_stay_in_their_columns(name):
    context = REGISTERS[name]()
    assert not out_of_their_cells(template=TEMPLATE, context=context)
    assert not numbers_over_others(render_pdf(template=TEMPLATE, context=context))


def test_an_account_of_twelve_digits_is_read_to_its_last():
    assert "๕๓๙๐๙๙๙๔๕๗๘๘" in text_of(render_pdf(template=TEMPLATE, context=accounts()))


def test_a_table_that_needs_more_than_its_page_is_set_smaller_instead_of_being_cut():
    columns = [{"key": f"c{at}", "label": "เงิน", "kind": "money", "width": "20mm"} for at in range(12)]
    row = {column["key"]: str(OF_A_PROVINCE) for column in columns}
    context = {"title": "ทะเบียน", "landscape": True, "columns": columns, "groups": [{"rows": [row]}], "totals": row}
    assert not out_of_their_cells(template=TEMPLATE, context=context)


def test_a_table_whose_words_fit_keeps_the_widths_that_were_asked_for():
    pdf = render_pdf(template=TEMPLATE, context=examples.REGISTER)
    assert not numbers_over_others(pdf)
    assert not out_of_their_cells(template=TEMPLATE, context=examples.REGISTER)


@pytest.mark.parametrize("amount", [LOAN, OF_A_PROVINCE], ids=str)
@pytest.mark.parametrize(
    ("template", "name", "context"), examples.ALL, ids=[name for _path, name, _context in examples.ALL]
)
def test_every_paper_has_room_for_sums_of_a_loan_and_of_a_province(template, name, context, amount):
    if (name, amount) == ("minutes", OF_A_PROVINCE):
        pytest.skip("a project's own sum stands there, not a province's")
    for path, part in _papers(template, context):
        assert not out_of_their_cells(template=path, context=_with(part, str(amount)))


def _papers(template: str, context: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(part["template"], part["context"]) for part in context.get("parts", ())] or [(template, context)]


def _with(value: Any, amount: str) -> Any:
    """The paper with every sum of three digits and more replaced by this one."""
    if isinstance(value, dict):
        return {key: _with(each, amount) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_with(each, amount) for each in value]
    return amount if isinstance(value, str) and re.fullmatch(r"[1-9]\d{2,}\.\d\d", value) else value
