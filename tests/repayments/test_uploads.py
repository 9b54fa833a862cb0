"""A bank's file from the hand-in to the books: its columns, what it would bring, the import in chunks by the worker."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from areas.models import RoleAssignment, User
from areas.roles import Role
from documents.models import Document
from jobs.models import JobRun
from jobs.services import cancel, work
from repayments import selectors, services
from repayments.bank_files import BankFileRefused
from repayments.models import BankFile, BankLayout, BankLine, BankUpload, Receipt
from repayments.services import uploads
from reports.demo.bank_file import Account, write
from tests.repayments.factories import (
    ACCOUNT,
    FIRST_INSTALMENT,
    RECEIPT_DAY,
    bank_file,
    contracts_in_force,
    imported,
    paid,
)
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books
from treasury.models import BankAccount, JournalEntry
from treasury.reference import open_province_accounts

contracts = kept_for_module(lambda: _play())
pytestmark = pytest.mark.usefixtures("db", "blank_papers", "on_receipt_day", "no_broker")
HEADINGS = ("Date", "Time", "Payer", "Ref 1", "Ref 2", "Amount", "Type")


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


@pytest.fixture
def on_receipt_day(business_date):
    business_date(RECEIPT_DAY)


@pytest.fixture
def no_broker(monkeypatch):
    monkeypatch.setattr("jobs.services.wake", lambda *, run_id: None)


@pytest.fixture
def by(people):
    return people.users["accountant"]


def csv_of(*rows, headings=HEADINGS):
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in (headings, *rows)).encode("cp874")


def row(contract, amount="52515.07", *, on="4/7/2561", at="10:30:00", name="", kind="C"):
    name = name or contract.parties.first().name
    return (on, at, name, contract.ref1, "1", amount, kind)


def upload(content, name="july.csv"):
    return {"file": SimpleUploadedFile(name, content)}


def name_columns(kept, by, **changed):
    columns = {
        "value_on": "Date", "time": "Time", "customer_name": "Payer",
        "ref1": "Ref 1", "ref2": "Ref 2", "amount": "Amount", "kind": "Type",
    }  # fmt: skip
    account = BankAccount.objects.get(province="57", kind="SAVINGS")
    return services.name_columns(
        upload=kept, account=account, columns=columns | changed, date_form="THAI", by=by, on=RECEIPT_DAY
    )


def keep(content, by, name="july.csv"):
    return services.keep_upload(name=name, content=content, by=by, on=RECEIPT_DAY)


# -- a table whose columns are named once ------------------------------------------------------------------------------
@pytest.mark.requirement("R-SYS-03", "R-REPAY-06")
def test_a_table_asks_for_its_columns_once_and_is_read_by_them_the_next_time(log_in, contracts):
    accountant = log_in("accountant")
    asked = accountant.post(reverse("repayments:import"), upload(csv_of(row(contracts[0]))), follow=True)
    page = asked.content.decode()
    kept = BankUpload.objects.get()
    assert asked.redirect_chain[-1][0] == reverse("repayments:columns", args=[kept.pk])
    assert "52515.07" in page
    assert '<option value="Ref 1" selected>' in page
    form = {
        "account": BankAccount.objects.get(province="57", kind="SAVINGS").pk, "date_form": "THAI",
        "value_on": "Date", "time": "Time", "customer_name": "Payer", "ref1": "Ref 1", "ref2": "Ref 2",
        "amount": "Amount", "kind": "Type",
    }  # fmt: skip
    twice = accountant.post(reverse("repayments:columns", args=[kept.pk]), form | {"ref2": "Ref 1"})
    assert "คอลัมน์หนึ่งใช้ได้อย่างเดียว" in twice.content.decode()
    shown = accountant.post(reverse("repayments:columns", args=[kept.pk]), form, follow=True).content.decode()
    assert "ยืนยันนำเข้า 1 รายการ" in shown
    accountant.post(reverse("repayments:confirm_upload", args=[kept.pk]))
    line = BankLine.objects.get()
    assert (line.state, line.contract, line.amount, line.ref2) == ("MATCHED", contracts[0], FIRST_INSTALMENT, "01")
    assert line.file.profile.startswith(f"TABLE:{BankLayout.objects.get().pk}:")
    second = csv_of(row(contracts[1]), row(contracts[0]))
    shown = accountant.post(reverse("repayments:import"), upload(second), follow=True).content.decode()
    assert "ยืนยันนำเข้า 1 รายการ" in shown
    assert BankLayout.objects.count() == 1


def test_the_same_table_as_xlsx_brings_the_same_lines(by, contracts):
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 1, ("10:30:00", "ผู้ชำระ", int(contracts[0].ref1), 1, 52515.07, "C"))
        sheet.write_datetime(1, 0, datetime(2018, 7, 4), book.add_format({"num_format": "d/m/yyyy"}))
    kept = keep(out.getvalue(), by, name="july.xlsx")
    name_columns(kept, by)
    kept.refresh_from_db()
    services.confirm_upload(upload=kept, by=by, on=RECEIPT_DAY)
    line = BankLine.objects.get()
    assert (line.value_on, line.amount, line.state) == (date(2018, 7, 4), FIRST_INSTALMENT, "MATCHED")


def test_a_layout_that_cannot_read_the_file_is_not_remembered(by, contracts):
    kept = keep(csv_of(row(contracts[0], on="31/2/2561")), by)
    with pytest.raises(BankFileRefused, match="วันที่ “31/2/2561” อ่านไม่ได้"):
        name_columns(kept, by)
    assert not BankLayout.objects.exists()


def test_a_payment_that_came_by_the_other_kind_of_file_is_not_brought_again(people, by, contracts):
    imported(people, paid(contracts[0]), paid(contracts[0]))
    cut = contracts[0].parties.first().name[:10]
    kept = keep(csv_of(*[row(contracts[0], at="", name=cut)] * 3, row(contracts[1])), by)
    name_columns(kept, by)
    kept.refresh_from_db()
    found = selectors.preview(name=kept.name, content=bytes(kept.content), by=by, on=RECEIPT_DAY, layout=kept.layout)
    assert [one.is_new for one in found.rows] == [False, False, True, True]
    services.confirm_upload(upload=kept, by=by, on=RECEIPT_DAY)
    assert BankLine.objects.count() == 4


def test_lines_that_a_table_marks_as_taken_back_are_reversals(by, contracts):
    kept = keep(csv_of(row(contracts[0]), row(contracts[0], kind="D", at="11:00")), by)
    name_columns(kept, by)
    kept.refresh_from_db()
    services.confirm_upload(upload=kept, by=by, on=RECEIPT_DAY)
    assert set(BankLine.objects.values_list("state", flat=True)) == {"NOT_A_RECEIPT"}
    assert books.balance(province="57", account=chart.SUSPENSE, as_of=RECEIPT_DAY) == 0


# -- files that are refused, let go, and sent twice --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK\x03\x04 not a book", "เปิดไฟล์ไม่ได้"),
        ("a.xls", b"\xd0\xcf\x11\xe0old", "Excel รุ่นเก่า"),
        ("a.csv", b"\xff\xfe\xfa\x00\x01", "อ่านรหัสอักขระของไฟล์ไม่ได้|ไม่ใช่ตาราง"),
        ("a.txt", b"H000001006" + b" " * 240 + b"\r\n", "ต้องกว้าง 256 ไบต์"),
    ],
)
def test_a_file_that_is_none_is_refused_before_it_is_kept(log_in, name, content, said):
    page = log_in("accountant").post(reverse("repayments:import"), upload(content, name)).content.decode()
    assert any(part in page for part in said.split("|"))
    assert not BankUpload.objects.exists()


def test_a_file_is_its_senders_and_one_left_for_a_week_is_let_go(log_in, people, by, contracts):
    old = keep(csv_of(row(contracts[0])), by)
    BankUpload.objects.filter(pk=old.pk).update(uploaded_at=old.uploaded_at - timedelta(days=8))
    new = keep(csv_of(row(contracts[1])), by)
    old.refresh_from_db()
    assert (old.state, old.content) == ("DROPPED", None)
    url = reverse("repayments:upload", args=[new.pk])
    assert log_in("khuntan").get(url).status_code == 403
    services.drop_upload(upload=new)
    with pytest.raises(services.UploadSettled, match="ยกเลิก"):
        services.confirm_upload(upload=new, by=by, on=RECEIPT_DAY)


# -- large files -------------------------------------------------------------------------------------------------------
@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(uploads, "CHUNK", 2)
    uploads._read.cache_clear()


def large(contracts):
    return bank_file(*(paid(contracts[n % 2], f"{n + 1}.00") for n in range(7)))


def test_a_large_file_is_imported_by_the_worker_chunk_by_chunk(small_chunks, log_in, by, contracts):
    accountant = log_in("accountant")
    accountant.post(reverse("repayments:import"), upload(large(contracts), "large.txt"))
    kept = BankUpload.objects.get()
    url = reverse("repayments:upload", args=[kept.pk])
    done = accountant.post(reverse("repayments:confirm_upload", args=[kept.pk]), follow=True).content.decode()
    assert "เริ่มนำเข้าแล้ว" in done
    assert not BankLine.objects.exists()
    run = JobRun.objects.get(job="repayments.import_bank_file")
    work(run_id=run.pk)
    run.refresh_from_db()
    kept.refresh_from_db()
    assert (run.state, run.done, run.total) == ("DONE", 7, 7)
    assert (kept.state, kept.new_count, kept.content) == ("IMPORTED", 7, None)
    file = BankFile.objects.get()
    assert (file.line_count, file.new_count, file.lines.count()) == (7, 7, 7)
    assert JournalEntry.objects.filter(kind="UNMATCHED").count() == 7
    assert reverse("repayments:bank_file", args=[file.pk]) in accountant.get(url).content.decode()


def test_an_import_stopped_by_hand_lets_its_file_go_and_the_same_file_brings_the_rest(
    small_chunks, log_in, monkeypatch, by, contracts
):
    kept = keep(large(contracts), by, name="large.txt")
    services.confirm_upload(upload=kept, by=by, on=RECEIPT_DAY)
    run = JobRun.objects.get(job="repayments.import_bank_file")
    real, chunks = services.import_chunk, []

    def two_alone(*, run):
        chunks.append(run.pk)
        if len(chunks) > 2:
            raise RuntimeError("worker gone")
        return real(run=run)

    monkeypatch.setattr(services, "import_chunk", two_alone)
    work(run_id=run.pk)
    JobRun.objects.filter(pk=run.pk).update(state=JobRun.State.RUNNING)
    cancel(run=run)
    kept.refresh_from_db()
    assert (kept.state, kept.content, kept.new_count) == ("DROPPED", None, BankLine.objects.count())
    assert kept.new_count == 4
    page = log_in("accountant").get(reverse("repayments:upload", args=[kept.pk])).content.decode()
    assert "นำส่งไฟล์เดิมอีกครั้งเพื่อนำเข้ารายการที่เหลือ" in page
    monkeypatch.setattr(services, "import_chunk", real)
    again = keep(large(contracts), by, name="large.txt")
    services.confirm_upload(upload=again, by=by, on=RECEIPT_DAY)
    again.refresh_from_db()
    work(run_id=again.run_id)
    again.refresh_from_db()
    assert (again.state, again.new_count, BankLine.objects.count()) == ("IMPORTED", 3, 7)


def test_an_import_that_breaks_goes_on_where_it_was_and_brings_nothing_twice(small_chunks, monkeypatch, by, contracts):
    kept = keep(large(contracts), by, name="large.txt")
    services.confirm_upload(upload=kept, by=by, on=RECEIPT_DAY)
    run = JobRun.objects.get(job="repayments.import_bank_file")
    written, write = [], uploads.incoming.write_lines

    def breaks(**given):
        if len(written) == 2:
            raise ValueError("killed")
        written.append(write(**given))
        return written[-1]

    monkeypatch.setattr(uploads.incoming, "write_lines", breaks)
    work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, BankLine.objects.count()) == ("FAILED", 4)
    other = keep(bank_file(paid(contracts[0], "99.00")), by, name="other.txt")
    with pytest.raises(services.ImportUnderWay, match="กำลังนำเข้าไฟล์ธนาคารอีกไฟล์หนึ่ง"):
        services.confirm_upload(upload=other, by=by, on=RECEIPT_DAY)
    monkeypatch.setattr(uploads.incoming, "write_lines", write)
    uploads._read.cache_clear()
    JobRun.objects.filter(pk=run.pk).update(state="WAITING")
    work(run_id=run.pk)
    assert BankLine.objects.count() == BankFile.objects.get().new_count == 7
    services.confirm_upload(upload=other, by=by, on=RECEIPT_DAY)
    assert books.balance(province="57", account=chart.SUSPENSE, as_of=RECEIPT_DAY) == -(28 + 99)


def test_a_large_file_whose_lines_another_brought_meanwhile_is_refused_when_it_is_confirmed(
    small_chunks, by, contracts
):
    first, second = (keep(large(contracts), by, name=f"{n}.txt") for n in (1, 2))
    assert (second.line_count, second.provinces, second.was_new) == (7, ["57"], True)
    services.confirm_upload(upload=first, by=by, on=RECEIPT_DAY)
    work(run_id=JobRun.objects.get(job="repayments.import_bank_file").pk)
    with pytest.raises(services.NothingNew, match="ทั้ง 7 รายการนำเข้าไว้แล้ว"):
        services.confirm_upload(upload=second, by=by, on=RECEIPT_DAY)
    third = keep(large(contracts), by, name="3.txt")
    assert third.was_new is False
    with pytest.raises(services.NothingNew):
        services.confirm_upload(upload=third, by=by, on=RECEIPT_DAY)


def test_a_large_file_is_not_read_again_to_be_confirmed_unless_it_was_kept_without_what_it_brings(
    small_chunks, monkeypatch, by, contracts
):
    kept, old = (keep(bank_file(*(paid(one, f"{n + 1}.00") for n in range(5))), by) for one in contracts[:2])
    BankUpload.objects.filter(pk=old.pk).update(was_new=None, provinces=[])
    read, names = selectors.read_file, []
    monkeypatch.setattr(selectors, "read_file", lambda **given: (names.append(given["name"]), read(**given))[1])
    services.confirm_upload(upload=kept, by=by, on=RECEIPT_DAY)
    assert not names
    work(run_id=JobRun.objects.get(job="repayments.import_bank_file").pk)
    names.clear()
    services.confirm_upload(upload=old, by=by, on=RECEIPT_DAY)
    assert names
    old.refresh_from_db()
    assert (old.run.parameters["provinces"], old.run.province_id) == (["57"], "57")
    assert (old.provinces, old.was_new) == (["57"], True)


def test_who_lost_the_province_since_the_hand_in_is_refused_when_she_confirms_and_no_run_is_left(
    small_chunks, by, contracts
):
    kept = keep(large(contracts), by, name="large.txt")
    RoleAssignment.objects.filter(user=by).update(valid_to=date(2018, 6, 30))
    with pytest.raises(BankFileRefused, match="ในพื้นที่ของท่าน"):
        services.confirm_upload(upload=kept, by=User.objects.get(pk=by.pk), on=RECEIPT_DAY)
    assert not JobRun.objects.filter(job="repayments.import_bank_file").exists()


def test_while_the_lines_of_one_province_come_in_another_can_use_its_books(small_chunks, monkeypatch, by, contracts):
    open_province_accounts(province="50", deposit_number="5010000501", savings_number="5010000502")
    RoleAssignment.objects.create(user=by, role=Role.ACCOUNTANT, province_id="50", valid_from=date(2018, 1, 1))
    there = {"company": "กองทุนพัฒนาบทบาทสตรี", "effective_on": RECEIPT_DAY}
    rows = tuple(paid(contracts[n % 2], f"{n + 1}.00") for n in range(4))
    file = write([Account(number=ACCOUNT, paid=rows[:2], **there), Account(number="5010000502", paid=rows, **there)])
    kept = keep(file, by, name="two.txt")
    services.confirm_upload(upload=kept, by=by, on=RECEIPT_DAY)
    held, lock = [], uploads.incoming.lock_provinces
    monkeypatch.setattr(uploads.incoming, "lock_provinces", lambda codes: (held.append(set(codes)), lock(held[-1])))
    work(run_id=JobRun.objects.get(job="repayments.import_bank_file").pk)
    assert held == [{"57"}, {"50"}, {"50"}]
    assert {file.province_id: file.new_count for file in BankFile.objects.all()} == {"57": 2, "50": 4}
    assert {one.province_id: one.lines.count() for one in BankFile.objects.all()} == {"57": 2, "50": 4}


# -- many receipts -----------------------------------------------------------------------------------------------------
def splits():
    rows = Receipt.objects.order_by("number").values_list(
        "number", "amount", "allocations__instalment_number", "allocations__component", "allocations__amount"
    )
    return sorted(rows, key=str)


def test_receipts_recorded_set_by_set_are_those_issued_one_by_one(people, by, contracts):
    rows = [paid(contracts[n % 2], f"{(n + 1) * 9000}.00", on=date(2018, 7, 4 + n)) for n in range(6)]
    lines = imported(people, *rows)
    from django.db import transaction

    with transaction.atomic():
        for line in sorted(lines, key=lambda one: one.value_on):
            services.issue_receipts(province="57", line_ids=[line.pk], by=by, on=RECEIPT_DAY)
        one_by_one, balance = splits(), books.balances(province="57", as_of=RECEIPT_DAY)
        transaction.set_rollback(True)
    assert not Receipt.objects.exists()
    assert len(services.record_receipts(province="57", by=by, on=RECEIPT_DAY)) == 6
    assert splits() == one_by_one
    assert books.balances(province="57", as_of=RECEIPT_DAY) == balance
    assert services.record_receipts(province="57", by=by, on=RECEIPT_DAY) == []


@pytest.mark.requirement("R-REPAY-09")
def test_many_receipts_are_issued_by_the_worker_and_printed_after_it(log_in, people, by, contracts, monkeypatch):
    monkeypatch.setattr("repayments.views.bank.MOST_AT_ONCE", 3)
    imported(people, *(paid(contracts[n % 2], f"{n + 1}.00") for n in range(7)))
    accountant = log_in("accountant")
    for _press in range(2):
        page = accountant.post(reverse("repayments:issue"), {"province": "57"}, follow=True).content.decode()
        assert "เริ่มออกใบเสร็จทุกรายการที่จับคู่แล้ว" in page
    run = JobRun.objects.get(job="repayments.issue_receipts")
    late = imported(people, paid(contracts[0], "1000.00"), name="late.txt")
    work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done) == ("DONE", 14)
    assert Receipt.objects.count() == Document.objects.filter(kind="RECEIPT").count() == 7
    assert BankLine.objects.get(pk=late[0].pk).state == "MATCHED"
    next_run = services.start_receipts(province="57", by=by, on=RECEIPT_DAY)
    assert next_run.revision == 2
    work(run_id=next_run.pk)
    assert Receipt.objects.count() == Document.objects.filter(kind="RECEIPT").count() == 8
    assert sorted(Receipt.objects.values_list("number", flat=True)) == list(range(1, 9))


def test_a_paper_printed_later_is_the_one_that_would_have_been_printed_at_once(people, by, contracts):
    imported(people, paid(contracts[0], "30000.00", on=date(2018, 7, 20)), paid(contracts[1]))
    from django.db import transaction

    def contexts():
        papers = Document.objects.filter(kind="RECEIPT").order_by("number")
        return [{key: value for key, value in paper.context.items() if key != "known_at"} for paper in papers]

    with transaction.atomic():
        services.issue_receipts(province="57", by=by, on=RECEIPT_DAY)
        at_once = contexts()
        transaction.set_rollback(True)
    services.record_receipts(province="57", by=by, on=RECEIPT_DAY)
    assert len(services.print_missing_papers(province="57", on=RECEIPT_DAY, by=by)) == 2
    assert contexts() == at_once
    assert services.print_missing_papers(province="57", on=RECEIPT_DAY, by=by) == []


def test_an_import_and_its_receipts_take_no_more_queries_for_more_lines(
    people, by, contracts, django_assert_max_num_queries
):
    row = paid(contracts[0], on=date(2018, 7, 5))
    few, many = (
        [replace(row, amount=Decimal(start + n).scaleb(-2)) for n in range(count)]
        for count, start in ((4, 100), (60, 1000))
    )
    with django_assert_max_num_queries(30):
        imported(people, *few, name="few.txt")
    with django_assert_max_num_queries(30):
        imported(people, *many, name="many.txt")
    with django_assert_max_num_queries(65):
        assert len(services.record_receipts(province="57", by=by, on=RECEIPT_DAY)) == 64


def test_several_accounts_of_one_file_each_bring_their_lines(people, by, contracts):
    assert BankAccount.objects.get(province="57", kind="SAVINGS").account_number.replace("-", "") == ACCOUNT
    content = bank_file(paid(contracts[0])) + bank_file(paid(contracts[1]))
    found = services.import_bank_file(name="two.txt", content=content, by=by, on=RECEIPT_DAY)
    assert (found.line_count, found.new_count, len(found.files)) == (2, 2, 1)
