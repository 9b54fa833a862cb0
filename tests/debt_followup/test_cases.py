"""Cases: opened by a default and closed by itself, checked, handed from team to team."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse

from debt_followup import services as debt
from debt_followup.exports import CASES, asked_of
from debt_followup.jobs.cases import NAME, FollowCases
from debt_followup.models import CaseHandOver, DebtCase, DebtTeam
from debt_followup.rules.cases import CASE, CaseState, CaseStep, SameTeam
from debt_followup.rules.machines import StepNotOpen
from debt_followup.selectors.cases import case_rows, cases
from debt_followup.services.cases import HandOverRefused, check_evidence, follow_cases, hand_over_case
from jobs.models import JobRun
from jobs.services import work
from loans.models import Contract
from repayments.services import refresh_courses
from reports.selectors.tasks import tasks
from tests.repayments import factories

ON = date(2018, 9, 28)


@pytest.fixture
def kept(loans):
    refresh_courses(on=ON)
    debt.refresh_arrears()
    return loans


def run(on=ON):
    [due] = FollowCases().due(on=on)
    made = JobRun.objects.create(job=NAME, period=due.period, business_on=on)
    work(run_id=made.pk)
    made.refresh_from_db()
    return made


@pytest.fixture
def case(kept):
    follow_cases(contract_ids=[kept[2].pk], on=ON)
    return DebtCase.objects.get()


@pytest.mark.requirement("R-DEBT-08")
def test_the_day_opens_a_case_for_each_default_and_the_next_day_none_anew(kept):
    first = run()
    assert first.state == JobRun.State.DONE
    assert first.result == {"opened": 2, "closed": 0}
    assert {case.contract_id for case in DebtCase.objects.all()} == {kept[1].pk, kept[2].pk}
    assert run(on=date(2018, 9, 29)).result == {"opened": 0, "closed": 0}
    work_again = JobRun.objects.get(pk=first.pk)
    work(run_id=work_again.pk)
    assert DebtCase.objects.count() == 2
    assert not DebtTeam.objects.exclude(kind="FIELD").exclude(province="57").exists()
    assert {case.team.kind for case in DebtCase.objects.all()} == {"EVIDENCE"}


def test_a_case_closes_by_itself_when_nothing_is_late_and_a_later_default_opens_another(
    kept, case, people, quick_papers
):
    owed = debt_total(kept[2])
    factories.receipted(people, factories.paid(kept[2], f"{owed}", on=ON), on=ON)
    assert follow_cases(contract_ids=[kept[2].pk], on=ON) == (0, 1)
    case.refresh_from_db()
    assert (case.state, case.closed_on) == (CaseState.CLOSED, ON)
    assert follow_cases(contract_ids=[kept[2].pk], on=ON) == (0, 0)
    assert follow_cases(contract_ids=[kept[2].pk], on=date(2019, 9, 28)) == (1, 0)
    assert DebtCase.objects.filter(contract=kept[2]).count() == 2


def debt_total(contract):
    from repayments.selectors import standings

    [standing] = standings(contracts=Contract.objects.filter(pk=contract.pk), as_of=ON).values()
    return standing.due_total


def test_a_debtor_who_is_met_first_leaves_the_papers_to_be_looked_through():
    assert CASE.edge(CaseState.OPENED, CaseStep.CONTACT).to is CaseState.OPENED
    assert CASE.edge(CaseState.CHECKED, CaseStep.CONTACT).to is CaseState.FOLLOWED


@pytest.mark.requirement("R-DEBT-09")
def test_checked_evidence_brings_a_case_to_the_field_team_of_its_amphoe(case, users):
    assert case.team.kind == "EVIDENCE"
    checked = check_evidence(case=case, by=users["debt"], on=ON)
    assert checked.state == CaseState.CHECKED
    assert (checked.team.kind, checked.team.amphoe_id) == ("FIELD", case.amphoe_id)
    assert CaseHandOver.objects.get().reason == "ตรวจหลักฐานครบแล้ว"
    with pytest.raises(StepNotOpen):
        check_evidence(case=case, by=users["debt"], on=ON)


def test_a_case_goes_to_another_team_of_its_area_with_a_reason_only(case, users):
    network = DebtTeam.objects.get(kind="NETWORK")
    with pytest.raises(HandOverRefused, match="เหตุผล"):
        hand_over_case(case=case, team=network, reason=" ", by=users["debt"], on=ON)
    with pytest.raises(SameTeam):
        hand_over_case(case=case, team=case.team, reason="ก", by=users["debt"], on=ON)
    elsewhere = DebtTeam.objects.filter(kind="FIELD").exclude(amphoe=case.amphoe_id).first()
    with pytest.raises(HandOverRefused, match="ในพื้นที่"):
        hand_over_case(case=case, team=elsewhere, reason="ก", by=users["debt"], on=ON)
    moved = hand_over_case(case=case, team=network, reason="ขอให้ช่วยตามหาที่อยู่", by=users["debt"], on=ON)
    assert moved.team == network


def test_the_database_guards_the_life_of_a_case(case, users):
    with pytest.raises(IntegrityError, match="case_step_allowed|cannot go"), transaction.atomic():
        DebtCase.objects.filter(pk=case.pk).update(state=CaseState.FOLLOWED)
    check_evidence(case=case, by=users["debt"], on=ON)
    DebtCase.objects.filter(pk=case.pk).update(state=CaseState.FOLLOWED)
    with pytest.raises(IntegrityError, match="case_step_allowed|cannot go"), transaction.atomic():
        DebtCase.objects.filter(pk=case.pk).update(state=CaseState.OPENED)
    with pytest.raises(IntegrityError, match="one_open_case"), transaction.atomic():
        DebtCase.objects.create(
            contract=case.contract, province=case.province, amphoe=case.amphoe, tambon=case.tambon, team=case.team,
            opened_on=ON, oldest_due_on=case.oldest_due_on,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="closed_case_has_day"), transaction.atomic():
        DebtCase.objects.filter(pk=case.pk).update(state=CaseState.CLOSED)
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        DebtCase.objects.filter(pk=case.pk).update(opened_on=date(2018, 1, 1))
    hand_over_case(case=case, team=DebtTeam.objects.get(kind="NETWORK"), reason="ก", by=users["debt"], on=ON)
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM debt_followup_casehandover")


def test_every_state_has_its_words_and_only_the_system_closes():
    assert set(CASE.labels) == set(CaseState)
    assert set(CASE.step_labels) == set(CaseStep)
    assert CASE.ends() == [CaseState.CLOSED]
    assert {edge.permission for (_state, step), edge in CASE.table.items() if step == CaseStep.CLOSE} == {None}


def test_many_cases_are_opened_in_as_many_questions_as_one(kept, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        follow_cases(contract_ids=[one.pk for one in kept], on=ON)
    assert DebtCase.objects.count() == 2
    with django_assert_max_num_queries(10):
        follow_cases(contract_ids=[one.pk for one in kept], on=ON)


def test_what_is_owed_and_until_when_to_sue_stands_in_the_list_and_in_its_file(case, users):
    [row] = case_rows(list(cases(user=users["debt"])), on=ON)
    assert (row.name, row.due_total) == (
        case.contract.parties.get(role="REPRESENTATIVE").name,
        debt_total(case.contract),
    )
    assert row.arrears.earliest_until == date(2023, 7, 5)
    asked = asked_of({}, on=ON)
    [line] = CASES.piece(user=users["debt"], asked=asked, cursor={}, most=10).rows
    assert line[0] == case.contract.label
    assert row.due_total in line
    assert date(2023, 7, 5) in [cell["value"] for cell in line if isinstance(cell, dict)]
    assert len(line) == len(CASES.columns(asked))


# -- the pages ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def on_the_day(business_date):
    business_date(ON)


def test_a_case_is_listed_checked_and_handed_over_through_the_pages(case, on_the_day, log_in):
    client = log_in("debt")
    listed = client.get(reverse("debt_followup:cases"))
    assert case.contract.label in listed.content.decode()
    assert not client.get(reverse("debt_followup:cases"), {"state": "CLOSED"}).context["table"]["rows"]
    found = client.get(reverse("debt_followup:cases"), {"find": case.contract.parties.first().name.split()[-1]})
    assert [row["url"] for row in found.context["table"]["rows"]] == [reverse("debt_followup:case", args=[case.pk])]
    assert not client.get(reverse("debt_followup:cases"), {"find": "ไม่มีใครชื่อนี้"}).context["table"]["rows"]
    client.post(reverse("debt_followup:check_case", args=[case.pk]))
    network = DebtTeam.objects.get(kind="NETWORK")
    answer = client.post(
        reverse("debt_followup:hand_over_case", args=[case.pk]), {"team": network.pk, "reason": "ขอให้เครือข่ายช่วย"}
    )
    shown = client.get(answer.url).content.decode()
    assert "ขอให้เครือข่ายช่วย" in shown
    assert "บันทึกหลักฐานการชำระ" in shown


def test_new_cases_wait_in_the_work_of_those_who_check_them(case, users):
    def waits(user):
        return [task.count for task in tasks(user=users[user], on=ON) if "รอตรวจหลักฐาน" in task.title]

    assert waits("debt") == [1]
    assert waits("auditor") == []


def test_the_cases_of_another_area_are_not_found(case, on_the_day, log_in):
    officers = {"5714": "khuntan", "5711": "wiangpapao", "5705": "phan"}
    stranger = next(name for code, name in officers.items() if code != case.amphoe_id)
    assert log_in(stranger).get(reverse("debt_followup:case", args=[case.pk])).status_code == 404
    assert log_in("auditor").post(reverse("debt_followup:check_case", args=[case.pk])).status_code == 403
