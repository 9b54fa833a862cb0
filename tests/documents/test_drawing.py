"""Papers frozen and numbered in a transaction and drawn by a worker after it: none is lost, none is there twice."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from documents import drawing
from documents.models import Document, NumberSeries, PaperToDraw
from documents.selectors import papers_list
from documents.services import take_number
from jobs.models import JobRun
from jobs.services import cancel, start_due_runs, work
from tests.documents.given_out import assert_every_number_is_found
from thai.refusals import Refusal

ON = date(2018, 2, 2)
TEMPLATE = "papers/official_letter.html"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers", "no_broker")]


def letter(text="ข้อความ", template=TEMPLATE):
    number = take_number(series="letter:57", year_be=2561)
    return PaperToDraw(
        kind=Document.Kind.CORRECTION_NOTICE,
        number=f"ชร 0019/{number}",
        subject="contract:1",
        title="หนังสือแจ้ง",
        template=template,
        context={"paragraphs": [text]},
        province_id="57",
        as_of=ON,
        issued_on=ON,
    )


def later(*papers, period="letters 2018-02-02"):
    return drawing.draw_later(papers=papers, province="57", period=period, on=ON, by=None)


def test_a_paper_is_drawn_as_it_was_frozen_and_waits_no_longer(people, quick_papers):
    run = later(letter(), letter("อีกฉบับ"))
    assert not Document.objects.exists()
    assert [(row["url"], row["state"]) for row in papers_list(subject="contract:1")] == [("", "กำลังจัดทำเอกสาร")] * 2
    work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == (JobRun.State.DONE, 2, 2)
    assert [paper.context["paragraphs"] for paper in Document.objects.order_by("pk")] == [["ข้อความ"], ["อีกฉบับ"]]
    assert not PaperToDraw.objects.exists()
    assert all(row["url"] for row in papers_list(subject="contract:1"))
    assert quick_papers[-1][1]["number"] == "ชร 0019/2"


def test_the_number_of_a_paper_that_waits_is_no_gap(people):
    run = later(letter(), letter())
    assert_every_number_is_found("letter")
    work(run_id=run.pk)
    assert_every_number_is_found("letter")
    assert NumberSeries.objects.get(series="letter:57").last == 2


def test_papers_of_one_day_join_the_run_that_nobody_has_begun_with(people):
    first = later(letter())
    assert later(letter()) == first
    work(run_id=first.pk)
    second = later(letter())
    assert (second.revision, Document.objects.count()) == (2, 2)
    work(run_id=second.pk)
    assert Document.objects.count() == 3


def test_nothing_to_draw_makes_no_run(people):
    assert later() is None
    assert not JobRun.objects.exists()


def test_what_is_added_for_the_moment_of_drawing_is_not_kept(people, quick_papers, monkeypatch):
    monkeypatch.setitem(drawing._completers, TEMPLATE, lambda paper: {**paper.context, "whole": "1234567890123"})
    work(run_id=later(letter()).pk)
    assert quick_papers[-1][1]["whole"] == "1234567890123"
    assert "whole" not in Document.objects.get().context


def test_a_refused_paper_keeps_its_number_and_is_drawn_when_what_it_lacked_is_there(people, monkeypatch):
    def refuse(paper):
        raise Refusal("ไม่มีผู้ลงนาม")

    monkeypatch.setitem(drawing._completers, "papers/register.html", refuse)
    run = later(letter(), letter(template="papers/register.html"), letter())
    work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, list(run.failures.values_list("sentence", flat=True))) == ("DONE", ["ไม่มีผู้ลงนาม"])
    assert (Document.objects.count(), PaperToDraw.objects.get().number) == (2, "ชร 0019/2")
    monkeypatch.delitem(drawing._completers, "papers/register.html")
    start_due_runs(on=ON)
    left = JobRun.objects.get(job=drawing.DRAW, period=f"left {ON}")
    work(run_id=left.pk)
    assert sorted(Document.objects.values_list("number", flat=True)) == [f"ชร 0019/{n}" for n in (1, 2, 3)]


def test_a_run_stopped_by_hand_leaves_its_papers_to_that_of_the_day(people):
    run = later(letter())
    cancel(run=run)
    start_due_runs(on=ON)
    work(run_id=JobRun.objects.get(period=f"left {ON}").pk)
    assert Document.objects.count() == 1
    start_due_runs(on=date(2018, 2, 3))
    assert not JobRun.objects.filter(period="left 2018-02-03").exists()


def test_a_frozen_paper_is_never_changed(people):
    later(letter())
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        PaperToDraw.objects.update(title="อื่น")
