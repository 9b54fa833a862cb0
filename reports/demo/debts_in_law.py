"""Old debtors of the demo to whom the law happened: one of every kind beside the five examples of limitation.

One died and her heir is written to, one is bankrupt, one was sued and judged, one was restructured, one was waived
default interest, one debt was found to be fraud, and one claim is barred.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from areas.models import User
from debt_followup import services
from debt_followup.imports.columns import DEBTS
from debt_followup.models import FraudCase, LegalFile, Notice, OldDebt, Restructuring, Waiver
from debt_followup.rules import FraudStep
from debt_followup.rules.notices import NoticeKind
from debt_followup.rules.restructuring import Method
from debt_followup.selectors import restructurings as offers
from debt_followup.selectors.waivers import waivable
from debt_followup.services import memoranda, restructurings
from debt_followup.services.notices import issue_notice
from loans.models import Contract
from reports.demo import old_debts, people

ON = old_debts.TAKEN_IN_ON
_DIED = {"contract_on": "1/4/2558", "first_due_on": "1/5/2558"}
_BARRED = {"contract_on": "1/10/2555", "first_due_on": "1/11/2555", "count": "6", "approval_year": "2555"}
# Number, title, borrower and what is not as with E1.
_DEBTS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("109/2558", "ทำขนมพื้นบ้าน", "นางบัวเขียว ดอยงาม", _DIED),
    ("110/2558", "เย็บกระเป๋าผ้า", "นางมาลัย ดอยเวียง", _DIED),
    ("111/2557", "เลี้ยงปลาดุก", "นางสายหยุด ดอยคำ", {}),
    ("112/2558", "ปลูกข้าวโพดหวาน", "นางเรณู ดอยสน", _DIED | {"received": "30,000", "last_paid_on": "5/1/2560"}),
    ("113/2558", "ทำดอกไม้ประดิษฐ์", "นางพิกุล ดอยฟ้า", _DIED | {"received": "80,000", "last_paid_on": "5/4/2560"}),
    ("114/2557", "ร้านค้าชุมชน", "นางอุบล ดอยเงิน", {}),
    ("115/2555", "เลี้ยงไก่ไข่", "นางทองดี ดอยยาว", _BARRED),
)


def play() -> None:
    """Take these debtors in and let to each happen what her kind is; harmless when played before."""
    if not OldDebt.objects.filter(contract__register_number="109/2558").exists():
        old_debts.take_in("ทะเบียนลูกหนี้ที่มีคดี.csv", old_debts.rows_of(_DEBTS), base_on=old_debts.LATER, columns=DEBTS)
    users = people.read().users
    secretary, chief, officer = (users[name] for name in ("secretary", "chief", "khuntan"))
    _died(_contract("109/2558"), by=secretary)
    _bankrupt(_contract("110/2558"), by=secretary)
    _judged(_contract("111/2557"), by=secretary)
    _restructured(_contract("112/2558"), officer=officer, secretary=secretary, chief=chief)
    _waived(_contract("113/2558"), by=secretary, chief=chief)
    _fraud(_contract("114/2557"), by=secretary, chief=chief)


def _contract(number: str) -> Contract:
    return Contract.objects.get(province=people.PROVINCE, register_number=number)


def _file(contract: Contract, kind: str, *, by: User, **given: Any) -> LegalFile | None:
    """Open a file about the one debtor of a contract; None where it is there."""
    if LegalFile.objects.filter(contract=contract, kind=kind).exists():
        return None
    return services.open_file(contract=contract, kind=kind, by=by, on=ON, **given)


def _days(file: LegalFile, *, by: User, **days: date) -> None:
    for day, on in days.items():
        services.record_day(file=file, day=day, happened_on=on, by=by, on=ON)


def _died(contract: Contract, *, by: User) -> None:
    """Her daughter told the office; a bill goes to the daughter, and the estate's year runs."""
    party = contract.parties.get()
    file = _file(contract, "DEATH", party=party.pk, reason="บุตรแจ้งที่สำนักงานพร้อมมรณบัตร", by=by)
    if file is not None:
        _days(file, DIED=date(2018, 8, 2), LEARNED=date(2018, 8, 20), by=by)
        services.add_addressee(
            file=file, role="HEIR", name="นางสาวบัวลอย ดอยงาม", address="45 หมู่ 3 ตำบลต้า อำเภอขุนตาล จังหวัดเชียงราย",
            standing="บุตร", by=by, on=ON,
        )  # fmt: skip
    if not Notice.objects.filter(contract=contract).exists():
        issue_notice(contract=contract, kind=NoticeKind.INVOICE, by=by, on=ON, known_at=timezone.now())


def _bankrupt(contract: Contract, *, by: User) -> None:
    """The receivership was advertised in September: the claim is due within two months."""
    file = _file(
        contract, "BANKRUPTCY", party=contract.parties.get().pk, reason="ประกาศคำสั่งพิทักษ์ทรัพย์ในราชกิจจานุเบกษา",
        court="ศาลล้มละลายกลาง", case_number="ล. 4521/2561", by=by,
    )  # fmt: skip
    if file is not None:
        _days(file, RECEIVERSHIP=date(2018, 8, 30), ADVERTISED=date(2018, 9, 12), by=by)
        services.add_addressee(
            file=file, role="RECEIVER", name="เจ้าพนักงานพิทักษ์ทรัพย์ กองบังคับคดีล้มละลาย 1", address="กรมบังคับคดี กรุงเทพมหานคร",
            standing="คดีหมายเลข ล. 4521/2561", by=by, on=ON,
        )  # fmt: skip


def _judged(contract: Contract, *, by: User) -> None:
    """Sued in March, judged in September: ten years to execute."""
    file = _file(
        contract, "LITIGATION", reason="ผิดนัดทุกงวดและไม่ตอบหนังสือทวงถาม", court="ศาลแขวงเชียงราย",
        case_number="ผบ. 118/2561", by=by,
    )  # fmt: skip
    if file is not None:
        _days(file, SENT=date(2018, 1, 15), FILED=date(2018, 3, 19), JUDGED=date(2018, 9, 5), by=by)


def _restructured(contract: Contract, *, officer: User, secretary: User, chief: User) -> None:
    """A drought; the province agreed to two years, and she signed on the same day."""
    if Restructuring.objects.filter(contract=contract).exists():
        return
    party = contract.parties.get()
    row = restructurings.apply(
        contract=contract, applicant=party.pk, applied_on=ON, reason="ภัยแล้ง ข้าวโพดเสียหายทั้งแปลง",
        wish=Method.LONGER, by=officer, on=ON,
    )  # fmt: skip
    row = restructurings.assess(
        restructuring=row, incomes=[("ขายผัก", Decimal("7500.00")), ("รับจ้าง", Decimal("3000.00"))],
        expenses=[("อาหาร", Decimal("4500.00")), ("ค่าเล่าเรียนบุตร", Decimal("1000.00"))],
        assessment="ผ่อนได้เดือนละไม่เกิน 5,000 บาท", assessed_on=ON, by=officer, on=ON,
    )  # fmt: skip
    rates, _is_silent = offers.rates_of(contract)
    plan = offers.plan_of(
        Method.LONGER, offers.Asked(agreed_on=ON), offers.limits_of(province=contract.province_id, on=ON), rates=rates
    )
    row = restructurings.propose(
        restructuring=row, plan=plan, met_on=ON, meeting="9/2561", proposal="เห็นควรให้ขยายเวลา", by=officer, on=ON
    )
    row = restructurings.opine(
        restructuring=row, supports=True, opinion="เห็นพ้องกับอำเภอ", opined_on=ON, by=secretary, on=ON
    )
    row = restructurings.decide(
        restructuring=row, approve=True, decision_number="14/2561", decided_on=ON, reason="", by=chief, on=ON
    )
    row = memoranda.prepare_memorandum(restructuring=row, agreed_on=ON, by=officer, on=ON)
    for line in row.signers.all():
        memoranda.sign(restructuring=row, signer=line.pk, signed_on=ON, by=officer, on=ON)


def _waived(contract: Contract, *, by: User, chief: User) -> None:
    """She paid most of it back: the province waived the default interest of the illness."""
    if Waiver.objects.filter(contract=contract).exists():
        return
    row = services.ask_waiver(
        contract=contract, amount=min(waivable(contract, on=ON), Decimal("2000.00")), decision_number="13/2561",
        decided_on=ON, reason="เจ็บป่วยและนอนโรงพยาบาลสามเดือน", by=by, on=ON,
    )  # fmt: skip
    services.approve_waiver(waiver=row, by=chief, on=ON)


def _fraud(contract: Contract, *, by: User, chief: User) -> None:
    """The project never was, as the committee found."""
    if FraudCase.objects.filter(contract=contract).exists():
        return
    case = services.open_fraud(
        contract=contract, opened_on=ON, reasons="ไม่มีร้านค้าตามโครงการ และสมาชิกในกลุ่มไม่เคยได้รับเงิน", by=by, on=ON
    )
    services.decide_fraud(
        case=case,
        step=FraudStep.CONFIRM,
        decision_number="15/2561",
        decided_on=ON,
        decision="พบว่าทุจริต",
        by=chief,
        on=ON,
    )
