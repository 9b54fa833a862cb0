"""Starting a project, reporting on it with photographs, and the tambon's sending on; and the lists of who is late."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from projects.models import ProgressPhoto, ProgressReport, Proposal
from projects.rules import EditedMeanwhile, State, WrongStep
from projects.rules import progress as rules
from projects.rules.progress import ReportKind
from projects.selectors import collecting
from projects.selectors import progress as reads
from projects.services import progress as services
from reports.demo.progress import photograph
from tests.projects.paid import ON, PAID_ON, TOLD, a_paid_project, first_report, half_year_report
from thai.refusals import Refusal

MARCH = date(2018, 3, 31)


@pytest.fixture
def project(people):
    return a_paid_project(people)


# -- the start -------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DISB-05")
def test_a_start_after_the_seventh_business_day_is_shown_late(people, project):
    days = {"by": people.users["khuntan"], "on": date(2018, 2, 20)}
    assert reads.progress_of(proposal=project, on=date(2018, 2, 14)).start_days_late == 1
    services.record_start(proposal=project, started_on=date(2018, 2, 15), **days)
    shown = reads.progress_of(proposal=project, on=date(2018, 6, 1))
    assert (shown.start_by, shown.started_on, shown.start_days_late) == (date(2018, 2, 13), date(2018, 2, 15), 2)


@pytest.mark.parametrize("day", [date(2018, 2, 1), date(2018, 2, 21)])
def test_a_start_before_the_money_or_in_the_future_is_refused(people, project, day):
    with pytest.raises(rules.StartDayWrong, match="2 ก.พ. 2561"):
        services.record_start(proposal=project, started_on=day, by=people.users["khuntan"], on=date(2018, 2, 20))
    project.refresh_from_db()
    assert project.state == State.TRANSFERRED


def test_of_two_clicks_one_starts_the_project(people, project):
    given = {"proposal": project, "started_on": PAID_ON, "by": people.users["khuntan"], "on": ON}
    services.record_start(**given)
    with pytest.raises(WrongStep):
        services.record_start(**given)


# -- a report --------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DISB-06", "R-REP-01")
def test_the_first_report_comes_with_its_photographs(people, project):
    report = first_report(people, project, photos=[photograph(number=6), photograph(number=7)])
    assert (report.kind, report.period_on, report.photos.count()) == ("FIRST", PAID_ON, 2)
    assert all(photo.file.kind == "JPEG" and photo.file.thumbnail for photo in report.photos.all())


def test_the_first_report_without_a_photograph_is_refused_and_nothing_is_kept(people, project):
    with pytest.raises(rules.PhotoMissing):
        first_report(people, project, photos=[])
    assert not ProgressReport.objects.exists()


def test_a_file_that_is_no_picture_refuses_the_whole_report(people, project):
    page = SimpleUploadedFile("ภาพ.jpg", b"%PDF-1.7 not a picture", content_type="image/jpeg")
    with pytest.raises(Refusal):
        first_report(people, project, photos=[photograph(number=6), page])
    assert not ProgressReport.objects.exists()
    assert not ProgressPhoto.objects.exists()


def test_the_same_photograph_twice_or_of_another_project_is_refused(people, project):
    same = {"photos": [photograph(number=6), photograph(number=6)]}
    with pytest.raises(rules.PhotoTwice, match="รายงานนี้แล้ว"):
        first_report(people, project, **same)
    first_report(people, project, photos=[photograph(number=6)])
    with pytest.raises(rules.PhotoTwice, match="งวดก่อน"):
        half_year_report(people, project, photos=[photograph(number=6)])
    with pytest.raises(rules.PhotoTwice, match="โครงการอื่น"):
        first_report(people, a_paid_project(people, group=5), photos=[photograph(number=6)])


def test_the_report_of_a_period_is_recorded_once(people, project):
    half_year_report(people, project)
    with pytest.raises(services.AlreadyReported):
        half_year_report(people, project)
    assert project.reports.count() == 1


def test_a_project_without_money_or_a_period_that_is_not_owed_is_refused(people, project):
    with pytest.raises(rules.NotOwed, match="ยังไม่ได้รับเงิน"):
        first_report(people, a_paid_project(people, group=5, state=State.CONTRACT_SIGNED))
    with pytest.raises(rules.NotOwed):
        half_year_report(people, project, period_on=date(2017, 9, 30))
    with pytest.raises(rules.NotAPeriod):
        half_year_report(people, project, period_on=date(2018, 3, 30))


@pytest.mark.requirement("R-REP-02")
def test_a_closed_project_owes_the_half_years_before_its_last_repayment_and_no_later_one(people):
    closed = a_paid_project(people, state=State.CLOSED, closed_on=date(2018, 9, 30))
    half_year_report(people, closed)
    with pytest.raises(rules.NotOwed):
        half_year_report(people, closed, period_on=date(2018, 9, 30), on=date(2018, 10, 3))


def test_money_spent_is_counted_from_the_transfer_on_and_stays_within_what_was_received(people, project):
    first_report(people, project)
    with pytest.raises(rules.SpentTooMuch, match=r"80,000\.00"):
        half_year_report(people, project, told=replace(TOLD, spent=Decimal("79999.99")))
    with pytest.raises(rules.SpentTooMuch, match=r"200,000\.00"):
        half_year_report(people, project, told=replace(TOLD, spent=Decimal("200000.01")))
    half_year_report(people, project, told=replace(TOLD, spent=Decimal("200000.00")))


def test_a_report_that_says_nothing_is_refused(people, project):
    with pytest.raises(rules.NothingReported):
        half_year_report(people, project, told=replace(TOLD, activity="  "))


def test_of_two_who_edit_at_once_the_second_is_told(people, project):
    report = first_report(people, project)
    edit = {"report": report, "edit_number": 0, "reported_on": ON, "by": people.users["khuntan"], "on": ON}
    services.update_report(told=replace(TOLD, people=12), **edit)
    with pytest.raises(EditedMeanwhile):
        services.update_report(told=replace(TOLD, people=3), **edit)
    report.refresh_from_db()
    assert report.content["people"] == 12


def test_the_last_photograph_of_a_first_report_stays(people, project):
    report = first_report(people, project, photos=[photograph(number=6), photograph(number=7)])
    one, other = report.photos.all()
    services.remove_photo(photo=one, by=people.users["khuntan"])
    with pytest.raises(rules.PhotoMissing):
        services.remove_photo(photo=other, by=people.users["khuntan"])


# -- sending on ------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REP-16", "R-ACT-06")
def test_a_report_goes_to_the_tambon_first_and_from_there_to_the_amphoe(people, project):
    report = first_report(people, project, user="yanghom")
    desk = collecting.desk(user=people.users["yanghom"], tambon=project.tambon_id, on=ON)
    assert [row.report for row in desk.to_forward] == [report]
    services.forward_reports(reports=[report], forwarded_on=ON, by=people.users["yanghom"], on=ON)
    desk = collecting.desk(user=people.users["yanghom"], tambon=project.tambon_id, on=ON)
    assert (list(desk.to_forward), list(desk.forwarded)) == ([], [report])


@pytest.mark.requirement("R-REP-03")
def test_first_reports_are_to_be_sent_on_by_the_end_of_their_month(people, project):
    first_report(people, project, on=date(2018, 2, 20))
    look = {"user": people.users["yanghom"], "tambon": project.tambon_id}
    (row,) = collecting.desk(on=date(2018, 3, 3), **look).to_forward
    assert (row.forward_by_on, row.days_late) == (date(2018, 2, 28), 3)


@pytest.mark.requirement("R-REP-04")
def test_half_year_reports_are_to_be_sent_on_by_10_april(people, project):
    half_year_report(people, project)
    look = {"user": people.users["yanghom"], "tambon": project.tambon_id}
    assert collecting.desk(on=date(2018, 4, 10), **look).to_forward[0].days_late == 0
    assert collecting.desk(on=date(2018, 4, 12), **look).to_forward[0].days_late == 2


def test_what_was_sent_on_stays_whatever_writes_to_it(people, project):
    report = first_report(people, project)
    by = people.users["khuntan"]
    services.forward_reports(reports=[report], forwarded_on=ON, by=by, on=ON)
    with pytest.raises(services.AlreadyForwarded, match="5 มี.ค. 2561"):
        services.update_report(report=report, edit_number=0, told=TOLD, reported_on=ON, by=by, on=ON)
    with pytest.raises(services.AlreadyForwarded):
        services.remove_photo(photo=report.photos.get(), by=by)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProgressReport.objects.filter(pk=report.pk).update(spent=1)
    with pytest.raises(services.NothingToForward):
        services.forward_reports(reports=[report], forwarded_on=ON, by=by, on=ON)


@pytest.mark.parametrize("day", [date(2018, 3, 4), date(2018, 3, 6)])
def test_a_report_is_sent_on_between_its_coming_and_today(people, project, day):
    report = first_report(people, project)
    with pytest.raises(rules.ReportDayWrong):
        services.forward_reports(reports=[report], forwarded_on=day, by=people.users["khuntan"], on=ON)


# -- the desk --------------------------------------------------------------------------------------------------------
def test_the_desk_shows_what_is_owed_now_the_most_late_first(people, project):
    desk = collecting.desk(user=people.users["yanghom"], tambon=project.tambon_id, on=date(2018, 4, 2))
    assert [(row.owed.kind, row.days_late) for row in desk.to_report] == [("FIRST", 14), ("HALF_YEAR", 2)]
    assert [row.start_by_on for row in desk.to_start] == [date(2018, 2, 13)]


def test_a_tambon_group_sees_its_own_tambon_alone(people, project):
    a_paid_project(people, group=5)
    assert [code for code, _label in collecting.tambon_choices(user=people.users["yanghom"])] == ["571403"]
    elsewhere = collecting.desk(user=people.users["yanghom"], tambon="571402", on=ON)
    assert not elsewhere.to_report


# -- the lists in SQL say what the rule says of each ------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(3))
def test_the_numbers_and_the_late_ones_are_those_of_the_rule_on_a_random_portfolio(people, seed):
    chance = random.Random(seed)
    for at in range(24):
        moved = date(2017, 9, 1) + timedelta(days=chance.randrange(400))
        closed = chance.choice([None, None, moved + timedelta(days=chance.randrange(30, 500))])
        state = State.CLOSED if closed else chance.choice(reads.RUNNING)
        project = a_paid_project(people, group=at % 13 + 1, on=moved, state=state, closed_on=closed)
        for kind, period_on in [("FIRST", moved), *(("HALF_YEAR", end) for end in _ends(moved))]:
            if chance.random() < 0.5:
                _plain_report(people, project, kind, period_on, chance)
    on = date(2018, 10, 4)
    for period in [reads.half_year(MARCH), reads.half_year(date(2018, 9, 30)), reads.first_reports(2561)]:
        _compare(people, period, on)


def _ends(moved):
    return rules.half_year_ends(after=moved, until=date(2018, 9, 30))


def _plain_report(people, project, kind, period_on, chance):
    came_on = period_on + timedelta(days=chance.randrange(60))
    sent_on = came_on if chance.random() < 0.5 else None
    user = people.users["khuntan"]
    ProgressReport.objects.create(
        proposal=project,
        kind=kind,
        period_on=period_on,
        content={},
        reported_on=came_on,
        entered_by=user,
        forwarded_on=sent_on,
        forwarded_by=user if sent_on else None,
    )


def _compare(people, period, on):
    days = reads.ReportDays(provinces=["57"])
    rows = reads.owing(Proposal.objects.visible_to(people.users["secretary"], "projects.view"), period=period, on=on)
    said = {"owed": [], "reported": [], "forwarded": [], "overdue": []}
    for project in Proposal.objects.all():
        told = reads.days_of(project.timeline.all())
        owed = days.owed(
            province="57", transferred_on=told["TRANSFER"], closed_on=told.get("CLOSE"), until=max(on, period.last_on)
        )
        for one in owed:
            if one.kind is not period.kind:
                continue
            if period.kind is ReportKind.HALF_YEAR and one.period_on != period.last_on:
                continue
            if period.kind is ReportKind.FIRST and not period.first_on <= one.period_on <= min(period.last_on, on):
                continue
            report = project.reports.filter(kind=one.kind, period_on=one.period_on).first()
            said["owed"].append(project.pk)
            said["reported"] += [project.pk] if report else []
            said["forwarded"] += [project.pk] if report and report.forwarded_on else []
            late = rules.lateness(owed=[one], reported={}, on=on)
            said["overdue"] += [project.pk] if late and not report else []
    assert sorted(row.pk for row in rows) == sorted(said["owed"])
    found = reads.tallies(rows=rows, period=period, days=days, on=on).values()
    for name, pks in said.items():
        assert sum(getattr(tally, name) for tally in found) == len(pks), (period.key, name)
    overdue = reads.overdue(rows=rows, period=period, days=days, on=on)
    assert sorted(row.pk for row in overdue) == sorted(said["overdue"])
