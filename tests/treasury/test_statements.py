"""Statements of the bank and the GFMIS movement beside the books, with every difference explained."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests.treasury.test_months import receive
from treasury import chart, closing, selectors, services, sheets
from treasury.models import BankAccount, Statement
from treasury.rules import Movement, pair
from treasury.services import NewLine

FEB_1, FEB_28, MAR_1 = date(2018, 2, 1), date(2018, 2, 28), date(2018, 3, 1)


@pytest.fixture
def bank(chiang_rai, accountant):
    """A savings account with 1,000 baht in the books since 2 February."""
    services.allocate_capital(province="57", amount=Decimal("1500.00"), reference="1", on=FEB_1, by=accountant)
    services.draw(province="57", amount=Decimal("1000.00"), reference="2", on=date(2018, 2, 2), by=accountant)
    return BankAccount.objects.get(province="57", kind="SAVINGS")


def recorded(account, by, *, balance="1000.00", opening="0.00", as_of=FEB_28, lines=(), on=MAR_1):
    return services.record_statement(
        bank_account=account,
        from_on=FEB_1,
        as_of=as_of,
        opening=Decimal(opening),
        balance=Decimal(balance),
        lines=lines,
        by=by,
        on=on,
    )


def test_a_statement_that_says_what_the_books_say_is_reconciled(bank, accountant):
    found = selectors.reconciliation(recorded(bank, accountant))
    assert (found.book_opening, found.book_balance, found.difference) == (0, Decimal("1000.00"), 0)
    assert found.is_reconciled


def test_a_difference_stays_until_its_reason_is_listed(bank, accountant):
    statement = recorded(bank, accountant, balance="1012.34")
    assert selectors.reconciliation(statement).unexplained == Decimal("12.34")
    with pytest.raises(services.ReasonMissing):
        services.explain_difference(statement=statement, amount=Decimal("12.34"), reason=" ", by=accountant, on=MAR_1)
    services.explain_difference(
        statement=statement, amount=Decimal("12.34"), reason="ดอกเบี้ยธนาคาร", by=accountant, on=MAR_1
    )
    assert selectors.reconciliation(statement).is_reconciled
    with pytest.raises(DatabaseError), transaction.atomic():
        statement.differences.update(reason="อื่น")


def test_money_that_the_books_had_to_post_a_month_later_explains_itself(bank, accountant):
    services.close_month(province="57", month_on=FEB_1, by=accountant, on=MAR_1)
    services.post(
        province="57",
        posting_on=MAR_1,
        value_on=date(2018, 2, 27),
        kind="UNMATCHED",
        memo="รับเงินผ่านธนาคาร",
        source="bank_line:1",
        lines=[services.Line(chart.BANK, Decimal("70.00")), services.Line(chart.SUSPENSE, Decimal("-70.00"))],
        by=accountant,
    )
    found = selectors.reconciliation(recorded(bank, accountant, balance="1070.00"))
    assert found.difference == Decimal("70.00") == found.timing_total
    assert found.is_reconciled


def test_movements_must_make_the_closing_balance_and_lie_within_the_period(bank, accountant):
    with pytest.raises(services.StatementDoesNotAddUp, match=r"ได้ 999\.00 บาท ไม่ตรงกับยอดคงเหลือ 1,000\.00 บาท"):
        recorded(bank, accountant, lines=[NewLine(on=date(2018, 2, 2), amount=Decimal("999.00"))])
    with pytest.raises(services.StatementDoesNotAddUp, match="อยู่นอกช่วงของรายงาน"):
        recorded(bank, accountant, lines=[NewLine(on=MAR_1, amount=Decimal("1000.00"))])
    with pytest.raises(services.TooEarly):
        recorded(bank, accountant, on=date(2018, 2, 27))
    assert not Statement.objects.exists()


def test_a_new_revision_supersedes_the_old_and_takes_no_more_reasons_for_it(bank, accountant):
    old = recorded(bank, accountant, balance="1.00")
    new = recorded(bank, accountant)
    assert (old.revision, new.revision) == (1, 2)
    assert list(selectors.newest_statements(province="57")) == [new]
    with pytest.raises(services.StatementSuperseded):
        services.explain_difference(statement=old, amount=Decimal("1.00"), reason="-", by=accountant, on=MAR_1)


@pytest.mark.requirement("R-SYS-02")
def test_the_gfmis_movement_is_keyed_and_set_beside_the_treasury_register(bank, accountant):
    keyed = (
        "1/2/2561 | 010001 | รับจัดสรร | 1,500.00 |\n2/2/2561 | 360002 | เบิกเงิน | | 1,000.00\n3/2/2561 | 1 | ผิด | 5.00 |"
    )
    deposit = BankAccount.objects.get(province="57", kind="TREASURY_DEPOSIT")
    movements = sheets.read_keyed(text=keyed)
    assert not movements.faults
    statement = recorded(deposit, accountant, balance="505.00", lines=movements.lines)
    compared = selectors.compared(statement)
    assert compared.paired == 2
    assert [line.reference for line in compared.only_statement] == ["1"]
    assert not compared.only_books
    assert selectors.reconciliation(statement).unexplained == Decimal("5.00")


def test_a_row_that_cannot_be_read_is_named_and_nothing_is_taken():
    read = sheets.read_movements(
        name="g.csv", content="วันที่,เลขที่เอกสาร,รายการ,รับ,จ่าย\n31/2/2561,1,ก,5,\n1/2/2561,2,ข,5,5\n".encode()
    )
    assert [(fault.row, fault.column) for fault in read.faults] == [(2, "A (วันที่)"), (3, "D (รับ)")]
    with pytest.raises(sheets.BadRows, match="ไฟล์มีข้อผิดพลาด 2 แห่ง แถวที่ 2 คอลัมน์ A"):
        sheets.require_good(read.faults)
    with pytest.raises(sheets.ColumnsMissing, match="ไฟล์ขาดคอลัมน์ รับ, จ่าย"):
        sheets.read_movements(name="g.csv", content="วันที่,ยอด\n1/2/2561,5\n".encode())


def test_movements_of_one_amount_are_paired_with_the_nearest_day():
    five = Decimal("5.00")
    statement = [Movement(1, date(2018, 2, 10), five), Movement(2, date(2018, 2, 20), five)]
    books = [Movement(7, date(2018, 2, 19), five), Movement(8, date(2018, 2, 1), -five)]
    found = pair(statement=statement, books=books)
    assert found.pairs == ((1, 7),)
    assert (found.only_statement, found.only_books) == ((2,), (8,))


def test_a_month_with_an_unexplained_difference_stays_open_and_one_without_a_paper_is_pointed_out(bank, accountant):
    def check():
        found = closing.checklist(province="57", month_on=FEB_1)
        return next(one for one in found if one.code == "STATEMENT_SAVINGS")

    assert (check().is_met, check().blocks) == (False, False)
    statement = recorded(bank, accountant, balance="990.00")
    assert (check().is_met, check().blocks) == (False, True)
    with pytest.raises(services.NotReadyToClose, match=r"ผลต่างที่ยังไม่ทราบสาเหตุ -10\.00 บาท"):
        services.close_month(province="57", month_on=FEB_1, by=accountant, on=MAR_1)
    services.explain_difference(
        statement=statement, amount=Decimal("-10.00"), reason="ค่าธรรมเนียม", by=accountant, on=MAR_1
    )
    assert check().is_met
    services.close_month(province="57", month_on=FEB_1, by=accountant, on=MAR_1)


def test_bank_interest_and_fees_are_booked_and_go_the_way_of_the_months_remittance(bank, accountant):
    given = {"province": "57", "on": FEB_28, "by": accountant}
    services.book_bank_interest(amount=Decimal("12.34"), reference="ก.พ. 2561", **given)
    services.book_bank_fee(amount=Decimal("2.00"), reference="ก.พ. 2561", **given)
    held = selectors.balances(province="57", as_of=FEB_28)
    assert (held[chart.BANK_INTEREST], held[chart.BANK_FEES]) == (Decimal("-12.34"), Decimal("2.00"))
    assert selectors.to_remit(province="57", as_of=FEB_28) == Decimal("10.34")


# -- the remittance put right ------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-13")
def test_a_remittance_is_booked_again_with_what_came_late(bank, accountant):
    receive("57", "100.00")
    first = services.remit_month(province="57", on=FEB_28, by=accountant)
    receive("57", "40.00", on=FEB_28, source="receipt:2")
    with pytest.raises(services.ReasonMissing):
        services.rebook_remittance(province="57", month_on=FEB_1, on=FEB_28, by=accountant, reason="")
    again = services.rebook_remittance(province="57", month_on=FEB_1, on=FEB_28, by=accountant, reason="รับเพิ่ม")
    assert again.postings.get(account=chart.BANK).amount == Decimal("-140.00")
    same = services.rebook_remittance(province="57", month_on=FEB_1, on=FEB_28, by=accountant, reason="กดซ้ำ")
    assert same == again
    assert selectors.remittance_of(province="57", month_on=FEB_1) == again != first
    assert selectors.to_remit(province="57", as_of=FEB_28) == 0
    assert selectors.balance(province="57", account=chart.BANK, as_of=FEB_28) == Decimal("1000.00")


def test_a_remittance_put_right_later_stays_on_the_day_on_which_the_bank_moved_it(bank, accountant):
    receive("57", "100.00")
    services.remit_month(province="57", on=FEB_28, by=accountant, in_transit=True)
    services.receive_remittance(province="57", month_on=FEB_1, on=MAR_1, by=accountant)
    receive("57", "40.00", on=FEB_28, source="receipt:2")
    again = services.rebook_remittance(
        province="57", month_on=FEB_1, on=date(2018, 3, 5), by=accountant, reason="ธนาคารโอน 140 บาท"
    )
    assert (again.posting_on, again.value_on) == (FEB_28, FEB_28)
    held = {day: selectors.balances(province="57", as_of=day) for day in (FEB_28, MAR_1)}
    assert held[FEB_28][chart.BANK] == Decimal("1000.00")
    assert [held[day][chart.IN_TRANSIT] for day in held] == [Decimal("140.00"), 0]
    assert held[MAR_1][chart.TREASURY_DEPOSIT] == Decimal("640.00")


def test_a_remittance_is_not_put_right_after_a_later_one_took_what_was_left(bank, accountant):
    receive("57", "100.00")
    services.remit_month(province="57", on=FEB_28, by=accountant)
    receive("57", "10.00", on=FEB_28, source="receipt:2")
    services.remit_month(province="57", on=date(2018, 3, 30), by=accountant)
    with pytest.raises(services.NothingToClose, match="ให้ปรับการนำส่งของเดือนนั้นแทน"):
        services.rebook_remittance(
            province="57", month_on=FEB_1, on=date(2018, 4, 2), by=accountant, reason="มาช้า 10 บาท"
        )


def test_the_day_on_which_the_bank_moved_the_remittance_is_typed_with_it(bank, log_in, business_date):
    receive("57", "100.00")
    business_date(date(2018, 3, 5))
    client, remit = log_in("accountant"), reverse("treasury:remit", args=["2018-02"])
    client.post(remit, {"on": "6/3/2561"})
    assert selectors.remittance_of(province="57", month_on=FEB_1) is None
    client.post(remit, {"on": "28/2/2561"})
    entry = selectors.remittance_of(province="57", month_on=FEB_1)
    assert (entry.posting_on, entry.value_on) == (FEB_28, FEB_28)


def test_money_on_its_way_reaches_the_treasury_deposit_on_its_own_day(bank, accountant):
    receive("57", "100.00")
    services.remit_month(province="57", on=FEB_28, by=accountant, in_transit=True)
    held = selectors.balances(province="57", as_of=FEB_28)
    assert (held[chart.IN_TRANSIT], held[chart.TREASURY_DEPOSIT]) == (Decimal("100.00"), Decimal("500.00"))
    arrived = services.receive_remittance(province="57", month_on=FEB_1, on=MAR_1, by=accountant)
    assert services.receive_remittance(province="57", month_on=FEB_1, on=MAR_1, by=accountant) == arrived
    held = selectors.balances(province="57", as_of=MAR_1)
    assert (held[chart.IN_TRANSIT], held[chart.TREASURY_DEPOSIT]) == (0, Decimal("600.00"))
    with pytest.raises(services.NothingToClose):
        services.receive_remittance(province="57", month_on=MAR_1, on=MAR_1, by=accountant)


# -- pages -------------------------------------------------------------------------------------------------------------
def test_the_accountant_records_a_statement_with_its_file_and_explains_the_rest(bank, log_in, business_date):
    business_date(MAR_1)
    client = log_in("accountant")
    file = SimpleUploadedFile("feb.csv", "วันที่,รายการ,รับ,จ่าย\n2/2/2561,โอน,1000,\n28/2/2561,ดอกเบี้ย,3.5,\n".encode())
    sent = {
        "bank_account": bank.pk,
        "from_on": "1/2/2561",
        "as_of": "28/2/2561",
        "opening": "0",
        "balance": "1,003.50",
        "movements": file,
    }
    answer = client.post(reverse("treasury:new_statement"), sent)
    assert answer.status_code == 302, answer.content.decode()
    page = answer["Location"]
    shown = client.get(page).content.decode()
    assert "มีผลต่างที่ยังไม่ทราบสาเหตุ" in shown
    assert "ดอกเบี้ย" in shown
    pk = Statement.objects.get().pk
    client.post(reverse("treasury:explain", args=[pk]), {"amount": "3.50", "reason": "ดอกเบี้ยรอลงบัญชี"})
    assert "กระทบยอดแล้ว" in client.get(page).content.decode()
    assert client.get(page, {"as": "pdf"}).content.startswith(b"%PDF-")
    assert "กระทบยอดแล้ว" in client.get(reverse("treasury:statements")).content.decode()
    assert log_in("chief").post(reverse("treasury:explain", args=[pk]), {}).status_code == 403


def test_a_file_with_faults_is_shown_row_by_row_and_nothing_is_written(bank, log_in, business_date):
    business_date(MAR_1)
    file = SimpleUploadedFile("feb.csv", "วันที่,รับ,จ่าย\nเมื่อวาน,1000,\n".encode())
    sent = {"bank_account": bank.pk, "from_on": "1/2/2561", "as_of": "28/2/2561", "opening": "0", "balance": "1000"}
    shown = log_in("accountant").post(reverse("treasury:new_statement"), sent | {"movements": file}).content.decode()
    assert "อ่านวันที่ “เมื่อวาน” ไม่ได้" in shown
    assert not Statement.objects.exists()
