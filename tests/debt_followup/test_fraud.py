"""Debts of fraud: a file with its reasons and papers, a resolution recorded by another, a class of their own."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse

from debt_followup import selectors, services
from debt_followup.models import FraudCase
from debt_followup.rules import FRAUD_FILE, FraudState, FraudStep
from debt_followup.rules.machines import StepNotOpen
from debt_followup.selectors import Wanted
from loans.models import Contract
from repayments.services import refresh_courses
from reports.selectors.tasks import tasks
from tests.papers import blank_pdf

ON = date(2018, 9, 30)
REASONS = "ผู้แทนกลุ่มนำเงินไปใช้ส่วนตัว ไม่มีการดำเนินโครงการ"


@pytest.fixture
def kept(loans):
    refresh_courses(on=ON)
    services.refresh_arrears()
    return loans


@pytest.fixture
def case(kept, users):
    return services.open_fraud(
        contract=kept[2], opened_on=date(2018, 9, 1), reasons=REASONS, by=users["secretary"], on=ON
    )


def decide(case, by, step=FraudStep.CONFIRM, **more):
    given = {"decision_number": "มติ อกส.จ. 9/2561", "decided_on": date(2018, 9, 20), "decision": "พบว่าทุจริต", **more}
    return services.decide_fraud(case=case, step=step, by=by, on=ON, **given)


def classes(as_of=ON):
    return {row.contract.pk: row.kind for row in selectors.classed_debts(Contract.objects.all(), as_of=as_of)}


@pytest.mark.requirement("R-DEBT-04")
def test_a_debt_is_a_fraud_debt_from_the_day_of_the_resolution_on(kept, case, users):
    assert classes()[kept[2].pk] != "FRAUD"
    decide(case, users["chief"])
    assert classes()[kept[2].pk] == "FRAUD"
    assert classes(as_of=date(2018, 9, 19))[kept[2].pk] != "FRAUD"
    contracts = Contract.objects.all()
    listed = selectors.debtors(contracts, as_of=ON, wanted=Wanted(is_fraud=True)).debtors
    assert [row.contract.pk for row in listed] == [kept[2].pk]
    others = selectors.debtors(contracts, as_of=ON, wanted=Wanted(is_fraud=False)).debtors
    assert kept[2].pk not in [row.contract.pk for row in others]


def test_what_is_owed_and_until_when_to_sue_stays(kept, case, users):
    before = selectors.debtor(kept[2], as_of=ON)
    decide(case, users["chief"])
    after = selectors.debtor(kept[2], as_of=ON)
    assert (before.standing.total, before.limits.earliest_on) == (after.standing.total, after.limits.earliest_on)


def test_who_opened_a_file_does_not_record_what_was_decided(case, users):
    with pytest.raises(services.OwnFraudFile, match="ต้องให้ผู้อื่นบันทึก"):
        decide(case, users["secretary"])


def test_a_file_that_was_found_to_be_none_is_a_debt_of_contract_again(kept, case, users):
    decide(case, users["chief"])
    decide(case, users["chief"], step=FraudStep.DISMISS, decided_on=date(2018, 9, 25))
    assert classes()[kept[2].pk] != "FRAUD"
    with pytest.raises(StepNotOpen):
        decide(case, users["chief"])


def test_a_matter_that_ended_stays_a_fraud_debt_and_takes_no_more_papers(kept, case, users):
    decide(case, users["chief"])
    services.settle_fraud(
        case=case, ended_on=date(2018, 9, 28), ended_reason="ชดใช้ตามคำพิพากษาแล้ว", by=users["secretary"], on=ON
    )
    assert classes()[kept[2].pk] == "FRAUD"
    with pytest.raises(services.FraudRefused, match="สิ้นสุดแล้ว"):
        services.add_fraud_paper(case=case, title="คำพิพากษา", file=pdf(), by=users["secretary"], on=ON)


def test_one_file_of_a_contract_runs_at_a_time(kept, case, users):
    with pytest.raises(services.FraudRefused, match="อยู่แล้ว"):
        services.open_fraud(contract=kept[2], opened_on=ON, reasons=REASONS, by=users["chief"], on=ON)
    decide(case, users["chief"], step=FraudStep.DISMISS)
    again = services.open_fraud(contract=kept[2], opened_on=ON, reasons=REASONS, by=users["chief"], on=ON)
    assert again.pk != case.pk


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reasons": "  "}, "ต้องระบุข้อเท็จจริง"),
        ({"opened_on": date(2018, 10, 1)}, "ไม่หลังวันนี้"),
        ({"opened_on": date(2017, 1, 1)}, "ไม่ก่อนวันที่ในสัญญา"),
    ],
)
def test_a_file_without_a_reason_or_with_an_impossible_day_is_refused(kept, users, changed, said):
    given = {"opened_on": ON, "reasons": REASONS, **changed}
    with pytest.raises(services.FraudRefused, match=said):
        services.open_fraud(contract=kept[2], by=users["secretary"], on=ON, **given)


@pytest.mark.parametrize(
    "changed", [{"decision_number": " "}, {"decided_on": date(2018, 8, 31)}, {"decided_on": date(2018, 10, 1)}]
)
def test_a_resolution_without_number_or_on_an_impossible_day_is_refused(case, users, changed):
    with pytest.raises(services.FraudRefused):
        decide(case, users["chief"], **changed)


def test_the_database_guards_the_life_of_a_file(case, users):
    with pytest.raises(IntegrityError, match="fraud_step_allowed|cannot go"), transaction.atomic():
        FraudCase.objects.filter(pk=case.pk).update(state=FraudState.SETTLED)
    with pytest.raises(IntegrityError, match="fraud_is_decided"), transaction.atomic():
        FraudCase.objects.filter(pk=case.pk).update(state=FraudState.CONFIRMED)
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        FraudCase.objects.filter(pk=case.pk).update(reasons="อื่น")
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM debt_followup_fraudcase WHERE id = %s", [case.pk])
    with pytest.raises(IntegrityError, match="fraud_decided_by_another"), transaction.atomic():
        FraudCase.objects.filter(pk=case.pk).update(
            state=FraudState.CONFIRMED,
            decided_on=ON,
            decision_number="1",
            decision_recorded_by=users["secretary"],
        )


def test_every_state_has_its_words_and_the_diagram_is_drawn_from_the_table():
    assert set(FRAUD_FILE.labels) == set(FraudState)
    assert set(FRAUD_FILE.step_labels) == set(FraudStep)
    assert FRAUD_FILE.ends() == [FraudState.DISMISSED, FraudState.SETTLED]
    assert "stateDiagram-v2" in FRAUD_FILE.draw()


# -- the pages ---------------------------------------------------------------------------------------------------------
def pdf(name="order.pdf"):
    return SimpleUploadedFile(name, blank_pdf(), content_type="application/pdf")


@pytest.fixture
def on_the_day(business_date):
    business_date(ON)


def test_a_file_is_opened_decided_and_ended_through_the_pages(kept, on_the_day, log_in):
    client = log_in("secretary")
    opened = client.post(
        reverse("debt_followup:open_fraud", args=[kept[2].pk]),
        {"opened_on": "1/9/2561", "reasons": REASONS, "title": "คำสั่งตั้งกรรมการ", "file": pdf()},
    )
    case = FraudCase.objects.get()
    assert opened.url == reverse("debt_followup:fraud_case", args=[case.pk])
    said = client.get(opened.url).content.decode()
    assert REASONS in said
    assert "คำสั่งตั้งกรรมการ" in said
    assert "ต้องให้ผู้อื่นบันทึก" in said
    paper = case.papers.get()
    got = client.get(reverse("debt_followup:fraud_paper", args=[case.pk, paper.pk]))
    assert got.status_code == 200
    client = log_in("chief")
    answer = {"step": "CONFIRM", "decision_number": "9/2561", "decided_on": "20/9/2561", "decision": "พบว่าทุจริต"}
    client.post(reverse("debt_followup:decide_fraud", args=[case.pk]), answer)
    assert FraudCase.objects.get().state == FraudState.CONFIRMED
    client.post(
        reverse("debt_followup:settle_fraud", args=[case.pk]), {"ended_on": "28/9/2561", "ended_reason": "ชดใช้แล้ว"}
    )
    assert FraudCase.objects.get().state == FraudState.SETTLED
    assert kept[2].label in client.get(reverse("debt_followup:fraud_cases")).content.decode()
    debtor = client.get(reverse("debt_followup:debtor", args=[kept[2].pk])).content.decode()
    assert "หนี้ทุจริตสิ้นสุดแล้ว" in debtor


def test_a_file_waits_in_the_work_of_whoever_may_decide_and_did_not_open_it(case, users):
    def waits(user):
        return [task for task in tasks(user=users[user], on=ON) if "แฟ้มหนี้ทุจริต" in task.title]

    assert waits("chief")
    assert not waits("secretary")
    assert not waits("debt")


def test_the_files_of_another_area_are_not_found(case, on_the_day, log_in, users):
    officers = {"5714": "khuntan", "5711": "wiangpapao", "5705": "phan"}
    stranger = next(name for code, name in officers.items() if code != case.contract.amphoe_id)
    url = reverse("debt_followup:fraud_case", args=[case.pk])
    assert log_in(stranger).get(url).status_code == 404
    assert log_in(officers[case.contract.amphoe_id]).get(url).status_code == 200
    assert log_in("debt").post(reverse("debt_followup:decide_fraud", args=[case.pk])).status_code == 403


@pytest.mark.requirement("R-DEBT-03", "R-DEBT-04", "R-DEBT-05")
def test_the_classed_register_comes_on_screen_paper_and_in_a_workbook(
    kept, case, users, on_the_day, log_in, quick_papers
):
    decide(case, users["chief"])
    client = log_in("debt")
    page = client.get(reverse("debt_followup:register"))
    said = page.content.decode()
    assert all(contract.label in said for contract in kept)
    kinds = page.context["summaries"][0]
    shown = {row["cells"][0]: row["cells"][1]["value"] for row in kinds["rows"]}
    assert shown["หนี้ทุจริต"] == 1
    assert sum(shown.values()) == kinds["totals"][1]["value"] == 3
    assert client.get(reverse("debt_followup:register_file", args=["pdf"]))["Content-Type"] == "application/pdf"
    book = client.get(reverse("debt_followup:register_file", args=["xlsx"]))
    assert book.status_code == 200
    assert book["Content-Type"].startswith("application/vnd")
    earlier = client.get(reverse("debt_followup:register"), {"as_of": "19/9/2561"})
    before = earlier.context["summaries"][0]["rows"]
    assert {row["cells"][0]: row["cells"][1]["value"] for row in before}["หนี้ทุจริต"] == 0
    assert "เลือกวันที่ไม่เกินวันนี้" in client.get(reverse("debt_followup:register"), {"as_of": "1/10/2561"}).content.decode()
