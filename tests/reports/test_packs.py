"""The monthly treasury pack: when it is made, what it says, when it is a draft, and that it is made once."""

import hashlib
import io
import re
import subprocess
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from areas.models import Holiday, Office, Signatory
from areas.selectors import office_calendar
from documents.models import Document
from jobs.models import JobRun
from jobs.services import work
from reports import jobs, services
from reports.models import MonthlyPack
from reports.selectors import cash, packs
from tests.papers import blank_pdf
from tests.reports.conftest import JULY, close_until, waiting
from thai.digits import to_thai
from treasury import chart
from treasury import selectors as books
from treasury import services as treasury
from treasury.models import BankAccount
from treasury.services import reopen_month
from treasury.services.statements import NewLine

JOB = jobs.MonthlyPackJob()
ON = date(2018, 8, 3)


def make(users, *, month_on=JULY, on=ON):
    return services.make_pack(province="57", month_on=month_on, by=users["accountant"], on=on)


def made(users, **changed):
    run = make(users, **changed)
    work(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == JobRun.State.DONE, run.message
    return MonthlyPack.objects.get(run=run)


def periods(on):
    return [due.period for due in JOB.due(on=on) if due.province == "57"]


def part(pack, name):
    (found,) = [part for part in pack.document.context["parts"] if part["template"] == f"papers/pack/{name}.html"]
    return found["context"]


# -- when -------------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REP-07")
def test_the_fifth_is_a_sunday_so_the_pack_is_due_on_friday_the_third(loans):
    assert "2018-07" not in periods(date(2018, 8, 2))
    assert "2018-07" in periods(date(2018, 8, 3))


def test_a_holiday_before_the_fifth_brings_the_day_forward(loans):
    Holiday.objects.create(on=date(2018, 8, 3), name_th="วันหยุดพิเศษ", source="test")
    assert "2018-07" in periods(date(2018, 8, 2))


def test_every_missed_month_is_caught_up_from_the_first_entry_on(loans):
    assert periods(ON) == ["2017-10", "2017-11", "2017-12", *(f"2018-{month:02}" for month in range(1, 8))]


def test_no_month_before_the_province_came_into_service(loans):
    Office.objects.filter(province="57", amphoe=None).update(in_service_on=date(2018, 6, 11))
    assert periods(ON) == ["2018-06", "2018-07"]


@pytest.mark.requirement("R-LET-13")
@pytest.mark.parametrize(
    ("made_on", "dated"),
    [
        (date(2018, 8, 1), date(2018, 8, 1)),
        (date(2018, 8, 3), date(2018, 8, 3)),
        (date(2018, 8, 6), date(2018, 8, 3)),
        (date(2018, 9, 20), date(2018, 8, 3)),
    ],
)
def test_the_letter_is_never_dated_later_than_the_fifth(loans, made_on, dated):
    day = jobs.letter_date(month_on=JULY, on=made_on, is_office_open=office_calendar(province="57"))
    assert day == dated
    assert day <= date(2018, 8, 5)


@pytest.mark.requirement("R-LET-13")
def test_a_pack_made_late_carries_a_date_within_the_fifth(closed, users, quick_papers):
    pack = made(users, on=date(2018, 9, 20))
    assert pack.document.issued_on == date(2018, 8, 3)
    assert part(pack, "cover_letter")["issued_on"] == "2018-08-03"


# -- what -------------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REP-10")
def test_the_pack_holds_the_letter_and_the_papers_in_order(closed, users, quick_papers):
    pack = made(users)
    names = [one["template"].rpartition("/")[2] for one in pack.document.context["parts"]]
    assert names == [
        "cover_letter.html",
        "deposit_register.html",
        "bank_register.html",
        "receipts_payments.html",
        "repayment_summary.html",
        "trial_balance.html",
        "register.html",
        "register.html",
    ]
    titles = [one["name"] for one in pack.document.context["parts"][-2:]]
    assert titles == ["รายการใบเสร็จรับเงิน", "สรุปลูกหนี้เงินกู้รายอำเภอ"]
    assert not pack.is_draft
    assert "watermark" not in pack.document.context


@pytest.mark.requirement("R-REG-07")
def test_the_treasury_deposit_register_ends_with_the_ledgers_balance(closed, users, quick_papers):
    register = part(made(users), "deposit_register")
    held = books.balance(province="57", account=chart.TREASURY_DEPOSIT, as_of=date(2018, 7, 31))
    assert register["closing"] == str(held)
    assert [row["in_amount"] for row in register["rows"]] == ["105515.07"]


@pytest.mark.requirement("R-REG-04", "R-REG-11")
def test_the_bank_register_shows_what_came_in_and_what_was_remitted(closed, users, quick_papers):
    register = part(made(users), "bank_register")
    assert (register["total_in"], register["total_out"]) == ("105515.07", "105515.07")
    assert register["closing"] == register["opening"]


@pytest.mark.requirement("R-REP-11")
def test_receipts_and_payments_explain_the_movement_of_the_money_to_the_satang(closed):
    for month in (date(2017, 10, 1), date(2018, 2, 1), JULY):
        _first, last = books.period_of(month)
        report = cash.receipts_and_payments(province="57", from_on=month, to_on=last)
        moved = report.opening_total + report.receipts_total - report.payments_total
        assert moved == report.closing_total
    assert report.receipts_total == Decimal("105515.07")
    assert {line.text for line in report.receipts} >= {"รับชำระคืนเงินต้น", "รับดอกเบี้ยเงินกู้", "รับเบี้ยปรับ/ดอกเบี้ยผิดนัด"}


def test_lending_is_a_payment_and_the_year_to_date_is_counted_from_october(closed):
    february = cash.receipts_and_payments(province="57", from_on=date(2018, 2, 1), to_on=date(2018, 2, 28))
    assert [(line.text, line.amount) for line in february.payments] == [("จ่ายเงินกู้ให้สมาชิก", Decimal("400000.00"))]
    capital = next(line for line in february.receipts if line.text == "รับจัดสรรเงินทุนหมุนเวียน")
    assert (capital.amount, capital.year_to_date) == (Decimal("0.00"), Decimal("3000000.00"))


@pytest.mark.requirement("R-REG-06")
def test_the_summary_by_amphoe_agrees_with_the_trial_balance(closed, users, quick_papers):
    pack = made(users)
    totals, trial = part(pack, "repayment_summary")["totals"], part(pack, "trial_balance")["rows"]
    by_code = {row["code"]: row for row in trial}
    assert totals["outstanding"] == by_code[chart.LOANS]["closing_debit"]
    assert totals["principal"] == by_code[chart.LOANS]["credit"]
    assert totals["contract_interest"] == by_code[chart.CONTRACT_INTEREST]["credit"]
    assert totals["default_interest"] == by_code[chart.DEFAULT_INTEREST]["credit"]
    advance = by_code[chart.BORROWER_CREDIT]["credit"]
    assert Decimal(totals["received"]) + Decimal(advance) == Decimal("105515.07")
    assert totals["due"] == "105030.14"
    assert [row["amphoe"] for row in part(pack, "repayment_summary")["rows"]] == ["พาน", "ขุนตาล"]


@pytest.mark.requirement("R-REG-06")
def test_the_trial_balance_balances(closed, users, quick_papers):
    totals = part(made(users), "trial_balance")["totals"]
    assert totals["debit"] == totals["credit"]
    assert totals["closing_debit"] == totals["closing_credit"]


@pytest.mark.requirement("R-REPAY-13")
def test_the_letter_names_what_was_remitted_to_the_treasury_deposit(closed, users, quick_papers):
    figures = part(made(users), "cover_letter")["figures"]
    assert figures["remitted"] == figures["received"] == "105515.07"


@pytest.mark.requirement("R-REP-11", "R-REG-07")
def test_the_printed_pack_shows_the_figures_in_thai_digits(closed, users, tmp_path):
    pack = made(users)
    file = tmp_path / "pack.pdf"
    file.write_bytes(bytes(pack.document.file.pdf))
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True).stdout
    for amount in ("105,515.07", "105,030.14", "3,000,000.00"):
        assert to_thai(amount) in text
    assert "๓ สิงหาคม ๒๕๖๑" in text
    assert "ร่าง" not in text.split("นำส่งรายงานการเงิน")[0]


# -- drafts -----------------------------------------------------------------------------------------------------------
def test_an_unclosed_month_gives_a_draft_that_takes_no_number(loans, users, quick_papers):
    pack = made(users)
    assert pack.is_draft
    assert pack.document.is_draft
    assert pack.document.context["watermark"] == "ร่าง"
    assert pack.document.number == "ร่าง 07/2561 ครั้งที่ 1"


def test_a_close_that_nobody_confirmed_gives_a_draft(loans, users, quick_papers):
    close_until(users, JULY, confirm=False)
    assert made(users).is_draft


def test_a_draft_is_not_sent(loans, users, quick_papers):
    pack = made(users)
    with pytest.raises(services.DraftNotSent, match="ฉบับร่างส่งไม่ได้"):
        services.mark_sent(pack=pack, by=users["accountant"], on=ON)
    pack.refresh_from_db()
    assert pack.sent_on is None


def test_after_the_close_a_draft_is_followed_by_the_pack_as_a_new_revision(loans, users, quick_papers):
    draft = made(users)
    close_until(users, JULY)
    pack = made(users)
    assert (draft.run.revision, pack.run.revision) == (1, 2)
    assert not pack.is_draft
    assert MonthlyPack.objects.count() == 2


# -- once, and again --------------------------------------------------------------------------------------------------
def test_done_twice_it_stays_the_same(closed, users, quick_papers):
    pack = made(users)
    work(run_id=pack.run_id)
    assert MonthlyPack.objects.count() == 1
    with pytest.raises(services.PackIsThere, match="จัดทำเสร็จแล้ว"):
        make(users)
    assert JobRun.objects.filter(job=jobs.NAME).count() == 1


def test_a_worker_lost_between_gathering_and_issuing_takes_no_number_twice(closed, users, quick_papers, monkeypatch):
    real = jobs.issue

    def power_cut(**kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr(jobs, "issue", power_cut)
    run = make(users)
    work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done) == (JobRun.State.FAILED, jobs.GATHERED)
    monkeypatch.setattr(jobs, "issue", real)
    first = made(users)
    assert first.run_id == run.pk
    second = made(users, month_on=date(2018, 6, 1))
    assert [pack.document.number.rpartition("/")[2] for pack in (first, second)] == ["1", "2"]


def test_a_reopened_month_makes_the_pack_out_of_date_and_a_new_close_a_new_revision(closed, users, quick_papers):
    pack = made(users)
    reopen_month(province="57", month_on=JULY, by=users["chief"], on=ON, reason="พบใบเสร็จตกหล่น")
    with pytest.raises(services.PackOutdated, match="เปิดใหม่หลังจัดทำ"):
        services.mark_sent(pack=pack, by=users["accountant"], on=ON)
    close_until(users, JULY)
    again = made(users)
    assert again.run.revision == 2
    assert not again.is_draft
    services.mark_sent(pack=again, by=users["accountant"], on=ON)


def test_figures_are_gathered_anew_when_the_month_was_closed_in_between(loans, users, quick_papers):
    from jobs.services import _begin, _chunk

    run = make(users)
    _begin(run.pk)
    assert _chunk(run.pk)
    close_until(users, JULY)
    work(run_id=run.pk)
    assert not MonthlyPack.objects.get(run=run).is_draft


def test_a_pack_is_sent_once(closed, users, quick_papers):
    pack = made(users)
    services.mark_sent(pack=pack, by=users["accountant"], on=ON)
    with pytest.raises(services.AlreadySent, match="3 ส.ค. 2561"):
        services.mark_sent(pack=pack, by=users["secretary"], on=date(2018, 8, 5))
    pack.refresh_from_db()
    assert (pack.sent_on, pack.sent_by) == (ON, users["accountant"])


# -- refused ----------------------------------------------------------------------------------------------------------
def test_a_month_that_is_not_over_is_refused(loans, users):
    with pytest.raises(services.MonthNotOver, match=r"เดือนกรกฎาคม.*ยังไม่สิ้นสุด"):
        make(users, on=date(2018, 7, 31))
    assert not JobRun.objects.filter(job=jobs.NAME).exists()


def test_a_month_without_books_is_refused(loans, users):
    with pytest.raises(services.BeforeService, match="ยังไม่มีบัญชีในระบบ"):
        make(users, month_on=date(2017, 9, 1))
    assert not JobRun.objects.filter(job=jobs.NAME).exists()


def test_without_a_signatory_the_run_stops_with_a_sentence(closed, users, quick_papers):
    Signatory.objects.filter(purpose=Signatory.Purpose.MONTHLY_PACK).delete()
    run = make(users)
    work(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == JobRun.State.FAILED
    assert "ยังไม่ได้กำหนดผู้ลงนาม" in run.message
    assert not Document.objects.filter(kind=Document.Kind.MONTHLY_PACK).exists()


# -- the page ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def on_pack_day(business_date):
    business_date(ON)


def test_the_page_makes_the_pack_and_marks_it_as_sent(closed, on_pack_day, log_in, quick_papers):
    client, page = log_in("accountant"), reverse("reports:packs")
    assert "จัดทำฉบับจริง" in client.get(page).content.decode()
    said = client.post(reverse("reports:make_pack"), {"province": "57", "month": "2018-07"}, follow=True)
    assert "กำลังจัดทำ" in said.content.decode()
    work(run_id=JobRun.objects.get(job=jobs.NAME).pk)
    pack = MonthlyPack.objects.get()
    said = client.get(page).content.decode()
    assert reverse("documents:open", args=[pack.document_id]) in said
    assert "พร้อมส่ง" in said
    address = reverse("reports:mark_sent", args=[pack.pk])
    assert pack.document.number in client.get(address).content.decode()
    form = {"sent_to": "อธิบดีกรมการพัฒนาชุมชน", "sent_reference": "รับ 4411/2561", "sent_on": "3/8/2561"}
    said = client.post(address, form, follow=True).content.decode()
    assert "ส่งแล้ว" in said
    sent = MonthlyPack.objects.get()
    assert (sent.sent_on, sent.sent_to, sent.sent_reference) == (ON, form["sent_to"], form["sent_reference"])
    assert all(words in said for words in (str(sent.sent_by), form["sent_to"], form["sent_reference"]))


@pytest.mark.parametrize(("day", "why"), [("4/8/2561", "ไม่เกินวันนี้"), ("2/8/2561", "ไม่ก่อนวันที่จัดทำ")])
def test_a_pack_is_not_sent_before_it_was_made_nor_in_the_days_to_come(
    closed, on_pack_day, users, log_in, quick_papers, day, why
):
    address = reverse("reports:mark_sent", args=[made(users).pk])
    said = log_in("accountant").post(address, {"sent_to": "กรม", "sent_on": day}).content.decode()
    assert why in said
    assert MonthlyPack.objects.get().sent_on is None


# -- the workbook -----------------------------------------------------------------------------------------------------
def sheets_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = re.findall(r'<sheet name="([^"]+)"', file.read("xl/workbook.xml").decode())
        return {name: file.read(f"xl/worksheets/sheet{at}.xml").decode() for at, name in enumerate(names, start=1)}


@pytest.mark.requirement("R-REP-10", "R-REG-11")
def test_the_workbook_holds_every_list_down_to_the_single_lines(closed, on_pack_day, users, log_in, quick_papers):
    pack = made(users)
    answer = log_in("accountant").get(reverse("reports:workbook", args=[pack.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="pack-57-2018-07.xlsx"'
    assert hashlib.sha256(answer.content).hexdigest() == pack.workbook.sha256
    sheets = sheets_of(answer.content)
    assert list(sheets) == [
        "ทะเบียนคุมเงินฝากคลัง",
        "ทะเบียนคุมเงินฝากธนาคาร",
        "รายงานการรับ-จ่ายเงินกองทุน",
        "สรุปผลการชำระคืนเงิน",
        "งบทดลอง",
        "ทะเบียนคุมเงินหมุนเวียน",
        "ใบเสร็จรับเงิน",
        "ลูกหนี้รายอำเภอ",
        "ลูกหนี้รายสัญญา",
        "อายุหนี้รายสัญญา",
        "การโอนเงินให้สมาชิก",
        "รายการธนาคาร",
        "สมุดรายวัน",
    ]
    assert "<v>105515.07</v>" in sheets["ทะเบียนคุมเงินฝากธนาคาร"]
    assert sheets["ใบเสร็จรับเงิน"].count("<row ") == 3 + 1 + 2 + 1  # head, headings, receipts, sums


def test_the_workbook_of_a_pack_stays_as_it_was_made(closed, users, quick_papers):
    kept = made(users).workbook
    kept.sha256 = "0" * 64
    with pytest.raises(DatabaseError, match="append_only|Cannot update"), transaction.atomic():
        kept.save()


# -- what the bank and the treasury say -------------------------------------------------------------------------------
@pytest.fixture
def statements(closed, users):
    """Record the statement of the savings account with its copy, and the movement of the treasury deposit, of July."""
    accounts = {one.kind: one for one in BankAccount.objects.filter(province="57")}
    _first, last = books.period_of(JULY)
    copy = SimpleUploadedFile("statement.pdf", blank_pdf())
    for account, upload in ((accounts["SAVINGS"], copy), (accounts["TREASURY_DEPOSIT"], None)):
        register = books.register(province="57", account=account.ledger_account_id, from_on=JULY, to_on=last)
        treasury.record_statement(
            bank_account=account,
            from_on=JULY,
            as_of=last,
            opening=register.opening,
            balance=register.closing,
            lines=[NewLine(on=row.on, amount=row.in_amount - row.out_amount, text=row.text) for row in register.rows],
            upload=upload,
            by=users["accountant"],
            on=ON,
        )


@pytest.mark.requirement("R-SYS-02", "R-REP-10")
def test_the_pack_binds_reconciliations_movements_and_the_copy_of_the_statement(statements, users, quick_papers):
    pack = made(users)
    assert [one["name"] for one in pack.document.context["parts"][8:]] == [
        "งบกระทบยอด: รายงานเคลื่อนไหวเงินฝากคลังจากระบบ GFMIS",
        "รายงานเคลื่อนไหวเงินฝากคลังจากระบบ GFMIS",
        "งบกระทบยอด: รายงานเคลื่อนไหวบัญชีเงินฝากธนาคาร (Statement)",
        "รายงานเคลื่อนไหวบัญชีเงินฝากธนาคาร (Statement)",
        "สำเนารายงานเคลื่อนไหวบัญชีเงินฝากธนาคาร (Statement)",
    ]
    copy = pack.document.context["parts"][-1]["stored_file"]
    assert (copy["name"], copy["kind"]) == ("statement.pdf", "PDF")
    listed = [one["text"] for one in part(pack, "cover_letter")["enclosures"]]
    assert listed[-1] == "สมุดงานรายละเอียดทุกรายการ (XLSX)"
    assert len(listed) == len(pack.document.context["parts"])  # every paper behind the letter, and the workbook


@pytest.mark.requirement("R-REP-07", "R-SYS-02")
def test_a_statement_that_comes_after_the_pack_has_it_made_again_before_it_is_sent(closed, users, quick_papers):
    pack = made(users)
    account = BankAccount.objects.get(province="57", kind=BankAccount.Kind.SAVINGS)
    _first, last = books.period_of(JULY)
    kept = books.register(province="57", account=account.ledger_account_id, from_on=JULY, to_on=last)
    statement = treasury.record_statement(
        bank_account=account,
        from_on=JULY,
        as_of=last,
        opening=kept.opening,
        balance=kept.closing + 10,
        by=users["accountant"],
        on=ON,
    )
    with pytest.raises(services.PackOutdated, match="บันทึกหลังจัดทำ"):
        services.mark_sent(pack=pack, by=users["accountant"], on=ON)
    [month] = [one for one in packs.months(province="57", on=ON) if one.month_on == JULY]
    assert (month.is_outgrown, month.is_reopened, month.has_final) == (True, False, False)
    again = made(users)
    assert (again.run.revision, again.is_draft) == (2, False)
    treasury.explain_difference(
        statement=statement, amount=Decimal("10.00"), reason="ดอกเบี้ยที่ยังไม่ได้รับรู้", by=users["accountant"], on=ON
    )
    with pytest.raises(services.PackOutdated, match="บันทึกหลังจัดทำ"):
        services.mark_sent(pack=again, by=users["accountant"], on=ON)
    services.mark_sent(pack=made(users), by=users["accountant"], on=ON)
    treasury.explain_difference(
        statement=statement, amount=Decimal("1.00"), reason="ค่าธรรมเนียม", by=users["accountant"], on=ON
    )
    [month] = [one for one in packs.months(province="57", on=ON) if one.month_on == JULY]
    assert month.is_outgrown
    to_make = waiting(users["accountant"], ON)["ชุดรายงานประจำเดือนที่ต้องจัดทำ"]
    assert to_make.count == 9  # the months before; what was sent stays sent


def test_who_only_reads_gets_no_button_and_no_command(closed, on_pack_day, log_in):
    client = log_in("auditor")
    assert "จัดทำฉบับจริง" not in client.get(reverse("reports:packs"), {"province": "57"}).content.decode()
    assert client.post(reverse("reports:make_pack"), {"province": "57", "month": "2018-07"}).status_code == 403
    assert not JobRun.objects.filter(job=jobs.NAME).exists()


def test_another_province_is_not_made_and_not_seen(closed, on_pack_day, log_in):
    client = log_in("accountant")
    assert client.post(reverse("reports:make_pack"), {"province": "10", "month": "2018-07"}).status_code == 403
    assert client.get(reverse("reports:packs"), {"province": "10"}).status_code == 404


def test_an_officer_of_an_amphoe_is_told_that_packs_are_the_provinces(closed, on_pack_day, log_in):
    assert "ชุดรายงานเป็นของจังหวัด" in log_in("khuntan").get(reverse("reports:packs")).content.decode()


def test_a_refusal_is_shown_as_a_sentence(closed, on_pack_day, log_in):
    form = {"province": "57", "month": "2018-08"}
    said = log_in("accountant").post(reverse("reports:make_pack"), form, follow=True).content.decode()
    assert "ยังไม่สิ้นสุด" in said


def test_the_page_asks_few_questions(closed, on_pack_day, log_in, django_assert_max_num_queries):
    client = log_in("accountant")
    with django_assert_max_num_queries(20):
        client.get(reverse("reports:packs"))
