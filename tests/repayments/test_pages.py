"""The pages of repayments, as the people of the story use them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import Document
from repayments.models import BankLine, BankUpload, Receipt
from repayments.services import issue_receipts
from tests.repayments.factories import (
    RECEIPT_DAY,
    bank_file,
    contracts_in_force,
    imported,
    paid,
    receipted,
)
from tests.scenario import kept_for_module

contracts = kept_for_module(lambda: _play())
pytestmark = pytest.mark.usefixtures("db", "blank_papers", "on_receipt_day")
JULY_20 = date(2018, 7, 20)


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


@pytest.fixture
def on_receipt_day(business_date):
    business_date(RECEIPT_DAY)


def upload(content, name="july.txt"):
    return {"file": SimpleUploadedFile(name, content)}


@pytest.mark.requirement("R-SYS-03")
def test_a_file_is_shown_first_and_imported_only_when_confirmed(log_in, contracts):
    accountant = log_in("accountant")
    content = bank_file(paid(contracts[0]), paid(None, "77.00"))
    page = accountant.post(reverse("repayments:import"), upload(content), follow=True)
    assert "เลขอ้างอิงตรงกับสัญญา" in page.content.decode()
    assert "ยืนยันนำเข้า 2 รายการ" in page.content.decode()
    assert not BankLine.objects.exists()
    kept = BankUpload.objects.get()
    confirm = reverse("repayments:confirm_upload", args=[kept.pk])
    done = accountant.post(confirm, follow=True)
    assert "รายการใหม่ 2 รายการ จาก 2 รายการในไฟล์" in done.content.decode()
    again = accountant.post(confirm, follow=True)
    assert "ไฟล์นี้นำเข้าแล้ว" in again.content.decode()
    shown = accountant.post(reverse("repayments:import"), upload(content), follow=True)
    assert "ทุกรายการในไฟล์นี้นำเข้าไว้แล้ว" in shown.content.decode()
    other = BankUpload.objects.get(state="WAITING")
    refused = accountant.post(reverse("repayments:confirm_upload", args=[other.pk]), follow=True)
    assert "ไม่มีรายการใหม่ ทั้ง 2 รายการนำเข้าไว้แล้ว" in refused.content.decode()
    dropped = accountant.post(reverse("repayments:drop_upload", args=[other.pk]), follow=True)
    assert "ยกเลิกไฟล์แล้ว" in dropped.content.decode()
    assert BankLine.objects.count() == 2
    assert not BankUpload.objects.filter(content__isnull=False).exists()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda content: content[:-10], "ต้องกว้าง 256 ไบต์"),
        (lambda content: content.replace(b"0000005251507000001", b"0000005251508000001"), "ไม่ตรงกับผลรวม 52,515.07 บาท"),
        (lambda content: content.replace(b"04072018", b"04072561"), "วันที่ “04072561” ต้องเป็นวันเดือนปี ค.ศ. แปดหลัก"),
        (lambda content: b"", "The submitted file is empty.|ว่างเปล่า"),
    ],
)
def test_a_faulty_file_is_refused_on_the_page_with_its_sentence(log_in, contracts, spoil, said):
    page = log_in("accountant").post(reverse("repayments:import"), upload(spoil(bank_file(paid(contracts[0])))))
    assert any(part in page.content.decode() for part in said.split("|"))
    assert not BankLine.objects.exists()


def test_only_who_imports_may_import_and_a_foreign_account_is_not_found(log_in, contracts):
    assert log_in("khuntan").get(reverse("repayments:import")).status_code == 403
    assert log_in("chief").post(reverse("repayments:issue")).status_code == 403
    page = log_in("accountant").post(
        reverse("repayments:import"), upload(bank_file(paid(contracts[0]), account="1112223334"))
    )
    assert "ไม่มีบัญชีเลขที่ 1112223334" in page.content.decode()


def test_receipts_are_issued_with_one_button_and_a_second_press_issues_none(log_in, people, contracts):
    (line, _other) = imported(people, paid(contracts[0], "30000.00", on=JULY_20), paid(contracts[1]))
    accountant = log_in("accountant")
    shown = accountant.get(reverse("repayments:bank_file", args=[line.file_id])).content.decode()
    assert "ออกใบเสร็จ 2 ฉบับ" in shown
    done = accountant.post(reverse("repayments:issue"), {"file": line.file_id}, follow=True)
    assert "ออกใบเสร็จ 2 ฉบับแล้ว" in done.content.decode()
    again = accountant.post(reverse("repayments:issue"), {"file": line.file_id}, follow=True)
    assert "ไม่มีรายการรอออกใบเสร็จ" in again.content.decode()
    assert Receipt.objects.count() == 2
    receipt = Receipt.objects.get(bank_line=line)
    page = accountant.get(reverse("repayments:receipt", args=[receipt.pk])).content.decode()
    for part in ("156.25", "2,515.07", "27,328.68", "7.50 %", "50,000.00"):
        assert part in page
    assert reverse("repayments:line", args=[line.pk]) in page


@pytest.mark.requirement("R-REPAY-15", "R-REPAY-01", "R-ACT-21")
def test_bill_payment_forms_are_issued_once_for_all_instalments_or_for_one(log_in, contracts, business_date):
    business_date(date(2018, 7, 2))  # nothing is late yet
    accountant, contract = log_in("accountant"), contracts[0]
    url = reverse("repayments:bills", args=[contract.pk])
    for sent in ({}, {}, {"instalment": "2"}):
        assert accountant.post(url, sent, follow=True).status_code == 200
    every, one = Document.objects.filter(kind="BILL_PAYMENT").order_by("pk")
    bill = every.context["bills"][0]
    assert every.context["biller"]["banks"] == ["ธนาคารกรุงไทย", "ธนาคารออมสิน", "ธ.ก.ส."]
    assert len(every.context["bills"]) == 4
    assert bill["barcode"] == f"|099400099957001\r{contract.ref1}\r01\r5251507"
    assert bill["qr"].startswith("000201010212306")
    assert [bill["ref2"] for bill in one.context["bills"]] == ["02"]
    refused = accountant.post(url, {"instalment": "9"}, follow=True)
    assert "ไม่มีงวดที่เลือก" in refused.content.decode()
    assert log_in("khuntan").post(url).status_code == 403


@pytest.mark.requirement("R-REG-03")
def test_a_contracts_page_shows_its_standing_on_any_day_with_the_working(log_in, people, contracts):
    receipted(people, paid(contracts[0], "30000.00", on=JULY_20))
    url = reverse("repayments:contract", args=[contracts[0].pk])
    for keeper in ("accountant", "khuntan"):
        page = log_in(keeper).get(url, {"as_of": "5/8/2561"}).content.decode()
        for part in ("22,746.89", "75.57", "22,671.32", "172,671.32"):
            assert part in page
    assert "ออกแบบฟอร์มชำระเงินทุกงวด" not in page
    assert log_in("phan").get(url).status_code == 404


def test_the_queue_is_worked_line_by_line(log_in, people, contracts):
    first, second = imported(people, paid(contracts[0], ref1="57610000100", on=date(2018, 7, 3)), paid(None, "9.00"))
    accountant = log_in("accountant")
    queue = accountant.get(reverse("repayments:queue")).content.decode()
    assert "data-queue" in queue
    assert reverse("repayments:line", args=[first.pk]) in queue
    page = accountant.get(reverse("repayments:line", args=[first.pk])).content.decode()
    assert contracts[0].label in page
    without = accountant.post(reverse("repayments:match", args=[first.pk]), {"contract": contracts[0].pk, "reason": ""})
    assert without.status_code == 200
    done = accountant.post(
        reverse("repayments:match", args=[first.pk]), {"contract": contracts[0].pk, "reason": "สลิปธนาคาร"}
    )
    assert done.url == reverse("repayments:line", args=[second.pk])
    found = accountant.get(reverse("repayments:line", args=[second.pk]), {"find": contracts[1].label}).content.decode()
    assert f'value="{contracts[1].pk}"' in found
    held = accountant.post(reverse("repayments:hold", args=[second.pk]), {"reason": "รอหลักฐานจากธนาคาร"})
    assert held.url == reverse("repayments:queue")
    second.refresh_from_db()
    assert (second.state, second.why) == ("UNKNOWN", "พักไว้: รอหลักฐานจากธนาคาร")


def test_a_long_queue_is_paged_and_says_how_many_wait(log_in, people, contracts, monkeypatch):
    monkeypatch.setattr("repayments.views.lines.PAGE", 2)
    lines = imported(people, *(paid(None, f"{number}.00", on=date(2018, 7, number)) for number in range(1, 6)))
    client, url = log_in("accountant"), reverse("repayments:queue")
    shown = []
    for number, said in ((1, "1 ถึง 2 จาก 5"), (2, "3 ถึง 4 จาก 5"), (3, "5 ถึง 5 จาก 5"), (9, "5 ถึง 5 จาก 5")):
        page = client.get(url, {"page": number}).content.decode()
        assert said in page
        shown += [line.pk for line in lines if reverse("repayments:line", args=[line.pk]) in page and number < 9]
    assert sorted(shown) == sorted(line.pk for line in lines)
    assert "?page=2" in client.get(url).content.decode()


def test_lines_and_files_of_the_province_are_not_found_from_elsewhere(log_in, people, contracts):
    (line,) = imported(people, paid(contracts[0]))
    client = log_in("khuntan")  # lines lie in the province, an amphoe's officer sees the contract and the receipt only
    assert client.get(reverse("repayments:line", args=[line.pk])).status_code == 404
    assert client.get(reverse("repayments:bank_file", args=[line.file_id])).status_code == 404
    assert client.get(reverse("repayments:bank_files")).status_code == 200


@pytest.mark.requirement("R-REPAY-02")
def test_no_receipt_is_written_for_money_that_no_line_of_the_bank_brought(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    receipt.pk, receipt.number, receipt.bank_line_id = None, 99, None
    with pytest.raises(IntegrityError, match="bank_line_id"), transaction.atomic():
        receipt.save(force_insert=True)
    assert Receipt.objects.count() == 1


def queries(client, url):
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_pages_take_the_same_few_queries_with_many_lines(log_in, people, contracts):
    accountant = log_in("accountant")
    line = imported(people, paid(None, "1.00"), paid(contracts[0], "2.00"))[0]
    urls = [
        reverse("repayments:bank_files"),
        reverse("repayments:queue"),
        reverse("repayments:receipts"),
        reverse("repayments:bank_file", args=[line.file_id]),
        reverse("repayments:contract", args=[contracts[0].pk]),
        reverse("repayments:line", args=[line.pk]),
    ]
    before = [queries(accountant, url) for url in urls]
    rows = [paid(None, Decimal(n), name=f"ผู้ชำระ {n}") for n in range(2, 60)]
    imported(people, *rows, *[paid(contracts[0], Decimal(n)) for n in range(3, 13)])
    issue_receipts(province="57", by=people.users["accountant"], on=RECEIPT_DAY)
    after = [queries(accountant, url) for url in urls]
    assert after == before
    assert max(after) <= 20
