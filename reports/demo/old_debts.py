"""Old debts of the demo: an invented register with a debtor of every kind, taken in as an office would take one in.

The five debts E1 to E5 of the limitation examples, one that was paid off, one of which only the total is known, one
whose contract is silent on the rate.
"""

import csv
import io
from datetime import date
from decimal import Decimal

from debt_followup.imports import files
from debt_followup.imports.columns import DEBTS, SUBSIDIES, Columns
from debt_followup.imports.controls import Control
from debt_followup.models import Acknowledgement, OldDebt, OldRegister
from debt_followup.services.acknowledgements import prepare_acknowledgement, register_signatures
from debt_followup.services.old_controls import set_controls, sign_agreement
from jobs.services import work
from loans.models import Contract
from reports.demo import people
from reports.demo.progress import photograph

BASE_ON, LATER = date(2016, 4, 30), date(2017, 4, 30)
TAKEN_IN_ON = date(2018, 10, 1)
ACKNOWLEDGED_ON = date(2017, 5, 30)
_SHARED = {
    "approval_year": "2556", "contract_on": "1/4/2557", "tambon": "571403", "approved": "120,000", "received": "0",
    "repayment": "ผ่อนเป็นงวด", "due_day": "1", "count": "12", "first_due_on": "1/5/2557", "annual_rate": "3",
    "default_rate": "7.5",
}  # fmt: skip
# Number, title, borrower and what is not as with E1.
_DEBTS = (
    ("101/2557", "เลี้ยงหมูหลุม", "นางคำแปง ดอยตุง", {}),  # E1: nothing paid
    ("102/2557", "จักสานไม้ไผ่", "นางแสงหล้า ดอยช้าง", {"received": "40,000", "last_paid_on": "1/8/2557"}),  # E2
    ("103/2557", "ทอผ้าพื้นเมือง", "นางบัวตอง ดอยแม", {"received": "110,000"}),  # E3: only the last is unpaid
    ("105/2557", "แปรรูปลำไย", "นางจันทร์ดี ดอยวาว", {"annual_rate": ""}),  # E5: acknowledged on 30 May 2560
    ("106/2557", "เพาะเห็ดนางฟ้า", "นางศรีวรรณ ดอยผา", {"received": "120,000"}),
    ("107/2557", "ปลูกผักสวนครัว", "นางอำไพ ดอยล้าน",
     {"repayment": "", "due_day": "", "count": "", "first_due_on": "1/4/2558", "received": "25,000"}),
    ("108/2557", "ทำน้ำพริก", "นางวันเพ็ญ ดอยปุย", {"default_rate": "", "clause": "มี"}),
)  # fmt: skip
_LATER = (
    ("104/2557", "ตัดเย็บเสื้อผ้า", "นางทองใบ ดอยหลวง", {"received": "5,000", "last_paid_on": "1/4/2560"}),  # E4
)
_SUBSIDIES = (
    ("2556", "1", "กลุ่มสตรีบ้านป่าตาล", "อบรมอาชีพเสริม", "50,000", "50,000", "45,000", "5,000", "มี"),
    ("2557", "1", "กลุ่มสตรีบ้านยางฮอม", "พัฒนาคุณภาพชีวิตผู้สูงอายุ", "80,000", "80,000", "80,000", "", "มี"),
    ("2558", "1", "กลุ่มสตรีบ้านต้า", "รณรงค์ยุติความรุนแรง", "30,000", "30,000", "", "", "ไม่มี"),
)


def play() -> None:
    """Take the register in, hold it against its control totals and have the chief sign; harmless when played before."""
    users = people.read().users
    if OldDebt.objects.filter(province=people.PROVINCE).exists():
        return
    take_in("ทะเบียนลูกหนี้ 2556.csv", rows_of(_DEBTS), base_on=BASE_ON, columns=DEBTS)
    take_in("ทะเบียนลูกหนี้เพิ่มเติม.csv", rows_of(_LATER), base_on=LATER, columns=DEBTS)
    names = ("fiscal_year", "number", "organisation", "title", "approved", "paid", "used", "returned", "has_report")
    subsidies = [{**dict(zip(names, row, strict=True)), "amphoe": "5714"} for row in _SUBSIDIES]
    take_in("เงินอุดหนุน 2556-2558.csv", subsidies, base_on=BASE_ON, columns=SUBSIDIES)
    total = Control(2556, "", "", 7, 6, Decimal(840_000), Decimal(295_000), Decimal(545_000))
    given = {"province": people.PROVINCE, "base_on": BASE_ON, "on": TAKEN_IN_ON}
    set_controls(controls=[total], source="รายงานฐานะการเงิน ณ 30 เม.ย. 2559", by=users["accountant"], **given)
    sign_agreement(name=str(users["chief"]), position="พัฒนาการจังหวัดเชียงราย", explanation="", by=users["chief"], **given)
    _acknowledge(users["secretary"])


def rows_of(debts: tuple[tuple[str, str, str, dict[str, str]], ...]) -> list[dict[str, str]]:
    """Return the rows of a register: each debt is as E1 but for what it says otherwise."""
    return [
        {**_SHARED, "number": number, "title": title, "borrower": borrower, **more}
        for number, title, borrower, more in debts
    ]


def take_in(name: str, rows: list[dict[str, str]], *, base_on: date, columns: Columns) -> None:
    """Check a file of these rows and have it written, as the secretary of the province."""
    by = people.read().users["secretary"]
    kind = OldRegister.Kind.DEBTS if columns is DEBTS else OldRegister.Kind.SUBSIDIES
    register = files.check(
        kind=kind,
        province=people.PROVINCE,
        base_on=base_on,
        name=name,
        content=_file(rows, columns),
        by=by,
        on=TAKEN_IN_ON,
    )
    work(run_id=files.confirm(register=register, by=by, on=TAKEN_IN_ON).pk)


def _file(rows: list[dict[str, str]], columns: Columns) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns.headings.values())
    writer.writerows([row.get(name, "") for name in columns.headings] for row in rows)
    return written.getvalue().encode()


def _acknowledge(by) -> None:
    """E5: the representative acknowledged her debt on 30 May 2560, by a plan of twelve months."""
    contract = Contract.objects.get(province=people.PROVINCE, register_number="105/2557")
    if Acknowledgement.objects.filter(contract=contract).exists():
        return
    [party] = contract.parties.all()
    row = prepare_acknowledgement(
        contract=contract,
        parties=[party.pk],
        count=12,
        first_due_on=date(2017, 7, 5),
        months_between=1,
        place="ที่ว่าการอำเภอขุนตาล",
        by=by,
        on=ACKNOWLEDGED_ON,
    )
    signer = row.signers.get()
    register_signatures(
        acknowledgement=row,
        signed={signer.pk: ACKNOWLEDGED_ON},
        file=photograph(number=5),
        by=by,
        on=ACKNOWLEDGED_ON,
    )
