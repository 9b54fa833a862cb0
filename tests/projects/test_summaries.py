"""กส.๔/๒: what an amphoe sums up, what it sends, and what the province says to it."""

from datetime import date
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pypdf import PdfReader

from areas.models import Amphoe
from documents.models import Document
from documents.rendering import render_pdf
from projects.models import AmphoeSummary
from projects.rules import OwnApproval, ReasonMissing
from projects.rules import progress as rules
from projects.selectors import summaries as selectors
from projects.selectors.progress import half_year
from projects.services import progress, summaries
from tests.documents.given_out import assert_every_number_is_found
from tests.projects.paid import a_paid_project, half_year_report

MARCH = half_year(date(2018, 3, 31))
SENT_ON, CHECKED_ON = date(2018, 4, 19), date(2018, 4, 24)


@pytest.fixture
def khun_tan(people):
    return Amphoe.objects.select_related("province").get(code="5714")


@pytest.fixture
def projects(people):
    """Three projects of the amphoe: one reported and sent on, one with the tambon still, one silent."""
    sent, held, silent = (a_paid_project(people, group=group) for group in (6, 5, 4))
    by = people.users["khuntan"]
    report = half_year_report(people, sent)
    half_year_report(people, held)
    progress.forward_reports(reports=[report], forwarded_on=date(2018, 4, 9), by=by, on=date(2018, 4, 9))
    return sent, held, silent


def send(people, amphoe, *, on=SENT_ON, user="khuntan"):
    return summaries.send_summary(amphoe=amphoe, period=MARCH, by=people.users[user], on=on)


@pytest.mark.requirement("R-FORM-02")
def test_a_report_counts_once_its_tambon_has_sent_it_on_and_the_others_are_named_as_missing(people, khun_tan, projects):
    content = selectors.content_of(amphoe=khun_tan, period=MARCH, on=SENT_ON)
    rows = {row["reference"]: row for group in content["groups"] for row in group["rows"]}
    sent, held, silent = projects
    assert rows[sent.reference]["spent"] == "80000.00"
    assert rows[held.reference]["reported_on"] is rows[silent.reference]["reported_on"] is None
    assert (content["sums"]["owed"], content["sums"]["reported"], content["sums"]["missing"]) == (3, 1, 2)
    assert [group["code"] for group in content["groups"]] == ["571402", "571403"]


@pytest.mark.requirement("R-REP-05")
def test_what_was_sent_stays_as_it_was_when_more_reports_come(people, khun_tan, projects):
    summary = send(people, khun_tan)
    half_year_report(people, projects[2], on=date(2018, 4, 20))
    summary.refresh_from_db()
    assert summary.content["sums"]["reported"] == 1
    paper = Document.objects.get(kind=Document.Kind.AMPHOE_SUMMARY)
    assert (paper.number, paper.as_of, paper.pages) == ("อกส.อ.ขุนตาล กส.4/2-1/2561", MARCH.last_on, 1)


def test_a_second_click_sends_nothing_and_leaves_no_gap_in_the_numbers(people, khun_tan, projects):
    first = send(people, khun_tan)
    with pytest.raises(summaries.AlreadySummarised, match="19 เม.ย. 2561"):
        send(people, khun_tan)
    check(people, first, passed=False, reason="ยอดรวมไม่ตรง")
    send(people, khun_tan, on=CHECKED_ON)
    numbers = Document.objects.filter(kind=Document.Kind.AMPHOE_SUMMARY).order_by("pk").values_list("number", flat=True)
    assert [number[-6:] for number in numbers] == ["1/2561", "2/2561"]


def test_a_half_year_is_not_summed_up_before_its_end_nor_where_nothing_is_owed(people, khun_tan, projects):
    with pytest.raises(rules.TooEarlyToSend):
        send(people, khun_tan, on=date(2018, 3, 30))
    phan = Amphoe.objects.select_related("province").get(code="5705")
    with pytest.raises(summaries.NothingToSummarise):
        send(people, phan, user="phan")


# -- the province ----------------------------------------------------------------------------------------------------
def check(people, summary, *, passed=True, reason="", user="secretary"):
    return summaries.check_summary(summary=summary, passed=passed, reason=reason, by=people.users[user], on=CHECKED_ON)


@pytest.mark.requirement("R-REP-06")
def test_the_province_sends_back_with_a_reason_and_the_amphoe_sends_the_next_revision(people, khun_tan, projects):
    summary = send(people, khun_tan)
    with pytest.raises(ReasonMissing):
        check(people, summary, passed=False, reason=" ")
    check(people, summary, passed=False, reason="ขาดรายงานตำบลต้า")
    again = send(people, khun_tan, on=CHECKED_ON)
    assert (again.revision, check(people, again).outcome) == (2, "PASSED")
    with pytest.raises(summaries.AlreadySummarised):
        send(people, khun_tan, on=CHECKED_ON)
    assert_every_number_is_found("amphoe_summary")


def test_a_summary_is_checked_once_and_not_by_who_sent_it(people, khun_tan, projects):
    summary = send(people, khun_tan)
    with pytest.raises(OwnApproval):
        check(people, summary, user="khuntan")
    check(people, summary)
    with pytest.raises(summaries.AlreadyChecked):
        check(people, summary, passed=False, reason="ช้า")
    with pytest.raises(DatabaseError), transaction.atomic():
        AmphoeSummary.objects.filter(pk=summary.pk).update(outcome="RETURNED")


@pytest.mark.requirement("R-REP-05")
def test_who_has_not_sent_after_20_april_is_late_by_so_many_days(people, khun_tan, projects):
    look = {"user": people.users["secretary"], "period": MARCH}
    (standing,) = selectors.standings(on=date(2018, 4, 20), **look)
    assert (standing.status, standing.days_late, standing.send_by_on) == ("MISSING", 0, date(2018, 4, 20))
    (standing,) = selectors.standings(on=date(2018, 4, 23), **look)
    assert (standing.days_late, standing.check_by_on) == (3, date(2018, 4, 25))
    send(people, khun_tan, on=date(2018, 4, 23))
    (standing,) = selectors.standings(on=date(2018, 5, 30), **look)
    assert (standing.status, standing.days_late) == ("SENT", 3)


@pytest.mark.requirement("R-FORM-02")
def test_the_signatures_under_a_summary_never_stand_alone_on_a_page(people, khun_tan, projects):
    send(people, khun_tan)
    context = Document.objects.get(kind=Document.Kind.AMPHOE_SUMMARY).context
    group, *_others = context["content"]["groups"]
    context["content"]["groups"] = [group]
    lengths, row = set(), group["rows"][0]
    for rows in range(3, 9):
        group["rows"] = [row | {"number": number} for number in range(1, rows + 1)]
        paper = PdfReader(BytesIO(render_pdf(template="papers/amphoe_summary.html", context=context)))
        lengths.add(len(paper.pages))
        assert "โครงการ รายงานแล้ว" in paper.pages[-1].extract_text(), rows
        assert "ตำบล" in paper.pages[-1].extract_text() or "ตําบล" in paper.pages[-1].extract_text(), rows
    assert lengths == {1, 2}


# -- the pages -------------------------------------------------------------------------------------------------------
def test_the_amphoe_sends_and_the_province_checks_from_their_pages(people, khun_tan, projects, log_in, business_date):
    business_date(SENT_ON)
    page = reverse("projects:summary", args=["5714", MARCH.key])
    sending = reverse("projects:send_summary", args=["5714", MARCH.key])
    assert "ส่งให้จังหวัด" in log_in("khuntan").get(page).content.decode()
    assert log_in("secretary").post(sending).status_code == 403
    log_in("khuntan").post(sending)
    summary = AmphoeSummary.objects.get()
    checking = reverse("projects:check_summary", args=[summary.pk])
    assert log_in("khuntan").post(checking, {"outcome": "PASSED"}).status_code == 403
    log_in("secretary").post(checking, {"outcome": "RETURNED", "reason": "ขาดหนึ่งโครงการ"})
    assert "ขาดหนึ่งโครงการ" in log_in("khuntan").get(page).content.decode()


@pytest.mark.parametrize("user", ["phan", "yanghom"])
def test_the_summary_of_another_amphoe_is_not_there_nor_is_one_for_a_tambon_group(
    projects, log_in, business_date, user
):
    business_date(SENT_ON)
    assert log_in(user).get(reverse("projects:summary", args=["5714", MARCH.key])).status_code == 404
