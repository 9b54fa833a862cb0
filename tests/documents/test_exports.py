"""Long lists as files: written piece by piece in constant memory, kept some days, given to whoever asked alone."""

from datetime import date, datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.urls import reverse

from areas.models import PersonalDataAccess, RoleAssignment
from documents import exports
from documents.exports import sources, writing
from documents.models import Export
from documents.spreadsheets import read_sheet
from jobs.models import JobRun
from jobs.services import start_due_runs, work

ON = date(2018, 8, 3)
COUNT = 23
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]


class Numbers:
    """A list of numbers, with something of every kind in each row."""

    name, permission = "test.numbers", "loans.view"
    count_of, happens = COUNT, staticmethod(lambda at: None)

    def subject(self, asked):
        return "list:numbers"

    def title(self, asked):
        return "ตัวเลข"

    def words(self, asked):
        return "ทั้งหมด"

    def head(self, asked):
        return []

    def file_name(self, asked):
        return "numbers"

    def province(self, asked):
        return "57"

    def columns(self, asked):
        return [
            {"label": "ที่", "kind": "number"},
            {"label": "บาท", "kind": "money"},
            {"label": "วัน", "kind": "date"},
            {"label": "เมื่อ", "kind": "datetime"},
            {"label": "ชื่อ"},
        ]

    def count(self, *, user, asked):
        return self.count_of

    def piece(self, *, user, asked, cursor, most):
        start = cursor.get("next", 0)
        self.happens(start)
        numbers = range(start + 1, min(start + most, self.count_of) + 1)
        total = Decimal(cursor.get("total", "0.00")) + sum(map(Decimal, numbers))
        moment = datetime(2018, 8, 3, 9, 30)
        rows = [[number, {"value": Decimal(number), "kind": "money"}, ON, moment, f"=ก{number}"] for number in numbers]
        return exports.Piece(rows, {"next": start + len(rows), "total": str(total)})

    def totals(self, asked, cursor):
        return ["", Decimal(cursor.get("total", 0)), None, None, "รวม"]


@pytest.fixture
def numbers(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(sources, "_sources", {**sources._sources})
    monkeypatch.setattr("documents.exports.services.CHUNK", 10)
    settings.MEDIA_ROOT = tmp_path
    source = Numbers()
    exports.provide(source)
    return source


def ask(users, form="xlsx", by="secretary"):
    return exports.start_export(source="test.numbers", asked={}, form=form, by=users[by], on=ON)


def written(export, log_in, by="secretary"):
    answer = log_in(by).get(reverse("documents:export_file", args=[export.pk]))
    return read_sheet(name=export.name, content=b"".join(answer.streaming_content))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_long_list_is_written_piece_by_piece_with_its_sums(
    numbers, users, log_in, form, django_capture_on_commit_callbacks
):
    export = ask(users, form)
    with django_capture_on_commit_callbacks(execute=True):
        work(run_id=export.run_id)
    assert not writing.aside(export).exists()  # what lay aside goes with the commit
    export.refresh_from_db()
    run = export.run
    assert (run.state, run.done, run.total, export.row_count) == (JobRun.State.DONE, COUNT, COUNT, COUNT)
    sheet = written(export, log_in)
    assert sheet.headings == ("ที่", "บาท", "วัน", "เมื่อ", "ชื่อ")
    assert [row.cells[0] for row in sheet.rows[:-1]] == [str(number) for number in range(1, COUNT + 1)]
    assert sheet.rows[-1].cells[1] == ("276.00" if form == "csv" else "276")
    assert {row.cells[4][-2:] for row in sheet.rows[8:9]} == {"ก9"}


def test_a_fault_in_the_middle_repeats_nothing_and_loses_nothing(numbers, users, log_in):
    export = ask(users, "csv")
    broken = []

    def break_once(at):
        if at == 10 and not broken:
            broken.append(at)
            with writing.aside(export).open("ab") as file:
                file.write(b"half a line that was never committed")
            raise RuntimeError("worker gone")

    numbers.happens = break_once
    work(run_id=export.run_id)
    assert JobRun.objects.get(pk=export.run_id).state == JobRun.State.FAILED
    JobRun.objects.filter(pk=export.run_id).update(state=JobRun.State.WAITING)
    work(run_id=export.run_id)
    export.refresh_from_db()
    assert [row.cells[0] for row in written(export, log_in).rows[:-1]] == [str(n) for n in range(1, COUNT + 1)]


def test_a_lost_disk_begins_the_file_anew(numbers, users, log_in):
    export = ask(users, "csv")
    lost = []

    def lose(at):
        if at == 20 and not lost:
            lost.append(at)
            writing.remove(export)

    numbers.happens = lose
    work(run_id=export.run_id)
    export.refresh_from_db()
    assert export.row_count == COUNT
    assert len(written(export, log_in).rows) == COUNT + 1


def test_an_empty_list_is_a_file_with_headings(numbers, users, log_in):
    numbers.count_of = 0
    for form in ("csv", "xlsx"):
        export = ask(users, form)
        work(run_id=export.run_id)
        export.refresh_from_db()
        assert written(export, log_in).headings[0] == "ที่"


def test_asked_for_twice_it_is_written_once_and_again_after_it_is_done(numbers, users):
    first = ask(users)
    assert ask(users) == first
    assert ask(users, by="accountant") != first
    work(run_id=first.run_id)
    assert ask(users) != first


def test_who_asked_and_who_took_it_away_is_recorded(numbers, users, log_in):
    export = ask(users)
    work(run_id=export.run_id)
    export.refresh_from_db()
    written(export, log_in)
    seen = PersonalDataAccess.objects.filter(user=users["secretary"], action="EXPORT", subject="list:numbers")
    assert [row.reason for row in seen.order_by("pk")] == ["ตัวเลข ทั้งหมด", "ดาวน์โหลด numbers.xlsx: ตัวเลข ทั้งหมด"]


def test_an_export_is_its_askers_alone(numbers, users, log_in):
    export = ask(users)
    work(run_id=export.run_id)
    for name in ("export", "export_progress", "export_file"):
        assert log_in("accountant").get(reverse(f"documents:{name}", args=[export.pk])).status_code == 404
    assert "numbers.xlsx" in log_in("secretary").get(reverse("documents:exports")).content.decode()
    assert "numbers.xlsx" not in log_in("accountant").get(reverse("documents:exports")).content.decode()


def test_whose_role_became_smaller_takes_nothing_away_and_has_nothing_written(numbers, users, log_in):
    done, waiting = ask(users, "csv"), ask(users)
    work(run_id=done.run_id)
    assert done.areas == ["57"]
    RoleAssignment.objects.filter(user=users["secretary"]).update(amphoe="5702", role="AMPHOE_OFFICER")
    page = log_in("secretary").get(reverse("documents:export_file", args=[done.pk]), follow=True).content.decode()
    assert "สิทธิของท่านเปลี่ยนไปหลังจากขอไฟล์นี้" in page
    work(run_id=waiting.run_id)
    run = JobRun.objects.get(pk=waiting.run_id)
    assert (run.state, "สิทธิของท่าน" in run.message) == (JobRun.State.FAILED, True)


def test_the_page_shows_how_far_it_is_and_then_the_file(numbers, users, log_in, business_date):
    business_date(ON)
    export, client = ask(users), log_in("secretary")
    page = reverse("documents:export", args=[export.pk])
    file = reverse("documents:export_file", args=[export.pk])
    assert "กำลังเขียนไฟล์" in client.get(page).content.decode()
    assert "ยังไม่เสร็จหรือถูกลบแล้ว" in client.get(file, follow=True).content.decode()
    work(run_id=export.run_id)
    assert file in client.get(page).content.decode()
    assert file in client.get(reverse("documents:export_progress", args=[export.pk])).content.decode()


def test_files_are_deleted_after_some_days_and_the_row_says_so(numbers, users, log_in):
    done, never_finished = ask(users, "csv"), ask(users)
    work(run_id=done.run_id)
    done.refresh_from_db()
    path = writing.path_of(done)
    assert path.exists()
    start_due_runs(on=done.keep_until)
    assert not JobRun.objects.filter(job="documents.delete_exports").exists()
    start_due_runs(on=date(2018, 8, 11))
    work(run_id=JobRun.objects.get(job="documents.delete_exports").pk)
    assert not path.exists()
    assert not Export.objects.filter(deleted_at__isnull=True).exists()
    assert "ลบไฟล์แล้ว" in log_in("secretary").get(reverse("documents:export", args=[done.pk])).content.decode()
    assert never_finished.pk != done.pk


def test_a_million_rows_go_on_in_a_second_sheet(numbers, users, log_in, monkeypatch):
    monkeypatch.setattr(writing, "MOST_OF_A_SHEET", 20)
    export = ask(users)
    work(run_id=export.run_id)
    with ZipFile(writing.path_of(Export.objects.get(pk=export.pk))) as book:
        sheets = [book.read(f"xl/worksheets/sheet{number}.xml") for number in (1, 2)]
    assert [sheet.count(b"<row ") for sheet in sheets] == [21, 5]  # headings each, the sums on the last


def test_memory_does_not_grow_with_the_rows(numbers, users, monkeypatch):
    """A list forty times as long needs about as much memory: only one piece is held."""
    import tracemalloc

    monkeypatch.setattr("documents.exports.services.CHUNK", 200)

    def peak(count):
        numbers.count_of = count
        export = ask(users)
        tracemalloc.start()
        work(run_id=export.run_id)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert Export.objects.get(pk=export.pk).row_count == count
        return most

    peak(200)  # what is loaded once is loaded now
    assert peak(8_000) < 2 * peak(400) + 1_000_000


def test_a_screen_counts_exactly_up_to_ten_thousand():
    assert exports.more_than(10_000) == "10,000"
    assert exports.more_than(10_001) == "มากกว่า 10,000"
