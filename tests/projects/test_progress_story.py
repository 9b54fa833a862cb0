"""The thirteen projects of Chiang Rai after their money came on 2 February 2561, as the demo plays it."""

from datetime import date

import pytest
from django.urls import reverse

from documents.models import Document
from projects.models import AmphoeSummary, FollowUpVisit, ProgressReport, Proposal
from reports.demo import contracts, people, progress, proposals
from tests.repayments import factories as money
from tests.scenario import kept_for_module


def _play():
    patch = money.quick_papers()
    try:
        proposals.play()
        contracts.play()
    finally:
        patch.undo()
    progress.play()


story = kept_for_module(_play)
MARCH = "2018-03-31"


@pytest.fixture
def in_april(db, story, business_date):
    business_date(date(2018, 4, 26))


def test_playing_it_again_changes_nothing(in_april):
    def counted():
        return [model.objects.count() for model in (ProgressReport, AmphoeSummary, FollowUpVisit, Document)]

    before = counted()
    progress.play()
    assert counted() == before


def test_every_project_but_one_has_reported_with_photographs(in_april):
    first = ProgressReport.objects.filter(kind="FIRST")
    assert first.count() == 12
    assert all(report.photos.exists() and report.forwarded_on == date(2018, 3, 30) for report in first)


@pytest.mark.requirement("R-REP-05", "R-FORM-02")
def test_the_summary_is_a_numbered_frozen_paper_of_what_had_come(in_april):
    paper = Document.objects.get(kind=Document.Kind.AMPHOE_SUMMARY, amphoe=people.KHUN_TAN)
    assert paper.number == "อกส.อ.ขุนตาล กส.4/2-1/2561"
    summary = AmphoeSummary.objects.get(amphoe=people.KHUN_TAN)
    assert (summary.content["sums"]["owed"], summary.content["sums"]["reported"]) == (6, 6)
    assert summary.content["sums"]["amount"] == "1200000.00"
    assert paper.context["content"] == summary.content


@pytest.mark.requirement("R-REP-06")
def test_a_summary_sent_back_stays_and_the_next_revision_takes_its_place(in_april):
    rows = AmphoeSummary.objects.filter(amphoe=people.WIANG_PA_PAO).order_by("revision")
    assert [(row.revision, row.outcome) for row in rows] == [(1, "RETURNED"), (2, "PASSED")]
    assert rows[0].content["sums"]["missing"] == 1


PAGES = [
    ("reports", [], "khuntan"),
    ("reports", [], "secretary"),
    ("reports", [], "national"),
    ("tambon_reports", [], "khuntan"),
    ("tambon_reports", [], "yanghom"),
    ("summaries", [], "secretary"),
    ("summary", [people.KHUN_TAN, MARCH], "khuntan"),
    ("summary", [people.WIANG_PA_PAO, MARCH], "secretary"),
    ("visits", [], "khuntan"),
    ("visits", [], "secretary"),
    ("plan_visit", [], "khuntan"),
]


@pytest.mark.parametrize(("name", "arguments", "user"), PAGES)
def test_every_page_opens_for_whom_it_is_meant(in_april, log_in, name, arguments, user):
    assert log_in(user).get(reverse(f"projects:{name}", args=arguments)).status_code == 200


def test_the_page_of_a_project_shows_its_reports(in_april, log_in):
    proposal = Proposal.objects.get(reference="57-2560-0009")
    shown = log_in("wiangpapao").get(reverse("projects:proposal", args=[proposal.reference])).content.decode()
    assert "รายงานครั้งแรก" in shown
    assert "เลยกำหนด 38 วัน" in shown  # from 19 March to 26 April


@pytest.mark.parametrize("name", ["summary_draft"])
def test_the_papers_come_as_pdf(in_april, log_in, name):
    answer = log_in("khuntan").get(reverse(f"projects:{name}", args=[people.KHUN_TAN, MARCH]))
    assert answer.content.startswith(b"%PDF")


@pytest.mark.requirement("R-FORM-01")
def test_a_report_is_printed_as_the_form_to_sign(in_april, log_in):
    report = ProgressReport.objects.filter(kind="HALF_YEAR", proposal__tambon="571403").get()
    client = log_in("yanghom")
    assert client.get(reverse("projects:report", args=[report.pk])).status_code == 200
    assert client.get(reverse("projects:report_paper", args=[report.pk])).content.startswith(b"%PDF")
