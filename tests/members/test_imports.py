"""Members taken in from a file on a page: checked first, confirmed, written once."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.spreadsheets import read_sheet
from jobs.models import JobRun
from jobs.services import work
from members import identity
from members.imports import columns, files
from members.models import FirstWord, Member, MemberImport, Organisation
from thai import national_id, sorting
from thai.refusals import Refusal

pytestmark = pytest.mark.usefixtures("in_2017")
State = MemberImport.State
HEADINGS = [heading for _name, heading, _others in columns.COLUMNS]


def row(seed: int, **changed: str) -> list[str]:
    facts = {
        "kind": "",
        "national_id": national_id.generate(seed),
        "title": "นาง",
        "first_name": f"นำเข้า{seed}",
        "last_name": "จากไฟล์",
        "birth_on": "5/7/2520",
        "tambon": "571403",
        "address": "9 หมู่ 1",
        "residence_since_on": "1 ม.ค. 2550",
        "occupation": "ทอผ้า",
        "telephone": "0812345678",
        "registered_on": "",
        "registration_number": "",
        "founded_on": "",
    }
    return list((facts | changed).values())


def csv(*rows: list[str], headings: list[str] = HEADINGS, encoding: str = "utf-8") -> bytes:
    return "".join(",".join(cells) + "\r\n" for cells in (headings, *rows)).encode(encoding)


def check(content: bytes, people, on, user: str = "secretary") -> MemberImport:
    return files.check(name="ทะเบียน.csv", content=content, by=people.users[user], on=on)


def written(run: MemberImport, people, on) -> MemberImport:
    """Confirm a file and let a worker write it."""
    assert work(run_id=files.confirm(run=run, by=people.users["secretary"], on=on).pk)
    run.refresh_from_db()
    return run


def reasons(run: MemberImport) -> dict[int, str]:
    """The sentences of the file of refused rows by the row's number in the file that was sent."""
    sheet = read_sheet(name="x.xlsx", content=bytes(run.refused_file))
    return {int(one.cells[-2]): one.cells[-1] for one in sheet.rows}


@pytest.mark.requirement("R-MEM-08")
def test_a_file_is_checked_first_and_written_when_it_is_confirmed(people, in_2017):
    organisation = row(
        0, kind="องค์กรสตรี", national_id="", title="", last_name="", birth_on="", first_name="กลุ่มทอผ้าจากไฟล์"
    )
    before = Member.objects.count()
    run = check(csv(row(901), row(902, birth_on="๕ กรกฎาคม ๒๕๒๐"), organisation), people, in_2017)
    assert (run.state, run.rows, run.refused) == (State.CHECKED, 3, 0)
    assert Member.objects.count() == before
    done = written(run, people, in_2017)
    assert (done.state, done.loaded, done.content) == (State.DONE, 3, None)
    first = Member.objects.get(national_id_hash=identity.hash(national_id.generate(901)))
    assert (first.full_name, first.tambon_id, first.province_id) == ("นางนำเข้า901 จากไฟล์", "571403", "57")
    assert identity.decrypt(first.national_id_encrypted) == national_id.generate(901)
    assert Organisation.objects.get(member__first_name="กลุ่มทอผ้าจากไฟล์").is_legal_person is False
    numbers = sorted(Member.objects.filter(first_name__startswith="นำเข้า9").values_list("member_number", flat=True))
    assert int(numbers[1][3:]) == int(numbers[0][3:]) + 1
    assert FirstWord.objects.filter(key=sorting.key("นำเข้า901")).exists()


def test_the_file_is_one_event_of_the_history_and_not_one_for_each_row(people, in_2017):
    written(check(csv(row(903)), people, in_2017), people, in_2017)
    member = Member.objects.get(national_id_hash=identity.hash(national_id.generate(903)))
    assert member.events.count() == 0
    member.occupation = "ค้าขาย"
    member.save()
    assert [event.pgh_label for event in member.events.all()] == ["update"]


def test_a_second_confirmation_and_the_same_file_again_write_nothing(people, in_2017):
    secretary = people.users["secretary"]
    content = csv(row(904))
    run = check(content, people, in_2017)
    files.confirm(run=run, by=secretary, on=in_2017)
    with pytest.raises(files.FileRefused, match="กำลังบันทึกไฟล์นี้อยู่"):
        files.confirm(run=run, by=secretary, on=in_2017)
    assert "นำเข้าแล้วเมื่อ" in check(content, people, in_2017).sentence
    work(run_id=files.writing_of(run).pk)
    count = Member.objects.count()
    with pytest.raises(files.FileRefused, match="บันทึกเข้าทะเบียนแล้ว"):
        files.confirm(run=run, by=secretary, on=in_2017)
    again = check(content, people, in_2017)
    assert (again.state, again.content) == (State.REFUSED, None)
    assert "นำเข้าแล้วเมื่อ" in again.sentence
    assert Member.objects.count() == count


def test_of_two_checks_of_the_same_file_one_is_written(people, in_2017):
    secretary = people.users["secretary"]
    first, second = check(csv(row(905)), people, in_2017), check(csv(row(905)), people, in_2017)
    with pytest.raises(files.FileRefused):
        files.confirm(run=first, by=secretary, on=in_2017)
    assert written(second, people, in_2017).loaded == 1


def test_the_file_that_is_written_is_the_one_that_was_checked(people, in_2017):
    run = check(csv(row(906)), people, in_2017)
    MemberImport.objects.filter(pk=run.pk).update(content=csv(row(907)))
    with pytest.raises(files.FileRefused, match="ไม่ตรงกับไฟล์ที่ตรวจ"):
        files.confirm(run=run, by=people.users["secretary"], on=in_2017)
    with pytest.raises(files.FileRefused):
        files.confirm(run=check(csv(row(908)), people, in_2017), by=people.users["khuntan"], on=in_2017)


@pytest.mark.requirement("R-MEM-08", "R-ACT-01")
def test_bad_rows_are_named_with_their_columns_and_the_good_ones_are_taken(people, in_2017):
    known = identity.decrypt(people.groups[6][0].national_id_encrypted)
    wrong = national_id.generate(1)[:-1] + str((int(national_id.generate(1)[-1]) + 1) % 10)
    rows = {
        2: (row(910), ""),
        3: (row(911, national_id=wrong), "เลขประจำตัวประชาชน: "),
        4: (row(912, national_id="1.23457E+12"), "ถูกย่อ"),
        5: (row(910, first_name="ซ้ำ"), "ซ้ำกับแถวก่อนหน้า"),
        6: (row(0, national_id=known), "ขึ้นทะเบียนแล้ว"),
        7: (row(913, tambon="999999"), "ไม่มีตำบลรหัส 999999"),
        8: (row(914, tambon="100101"), "นอกจังหวัด"),
        9: (row(915, birth_on="31/2/2520"), "วันเกิด: "),
        10: (row(916, birth_on="5/7/2549"), "อายุไม่น้อยกว่า 15 ปี"),
        11: (row(917, title="นาย"), "สตรี"),
        12: (row(918, last_name="", address=""), "นามสกุล: ต้องไม่เว้นว่าง; ที่อยู่: ต้องไม่เว้นว่าง"),
        13: (row(919, residence_since_on="5/7/2570"), "อยู่ในพื้นที่"),
        14: (row(920, kind="สโมสร"), "ไม่รู้จักประเภท"),
        15: (row(921, registered_on="1/1/2563"), "ขึ้นทะเบียน"),
    }
    run = check(csv(*(cells for cells, _said in rows.values())), people, in_2017)
    assert (run.rows, run.refused) == (14, 13)
    found = reasons(run)
    assert {number for number, (_cells, said) in rows.items() if said} == set(found)
    for number, said in found.items():
        assert rows[number][1] in said, (number, said)
        assert wrong not in said
        assert known not in said
    assert written(run, people, in_2017).loaded == 1


def test_the_file_of_refused_rows_is_mended_and_sent_again(people, in_2017):
    run = written(check(csv(row(930), row(931, title="")), people, in_2017), people, in_2017)
    sheet = read_sheet(name="x.xlsx", content=bytes(run.refused_file))
    mended = [
        cell or "นาง" if heading == "คำนำหน้า" else cell
        for heading, cell in zip(sheet.headings, sheet.rows[0].cells, strict=True)
    ]
    again = check(csv(mended, headings=list(sheet.headings)), people, in_2017)
    assert (again.state, again.rows, again.refused) == (State.CHECKED, 1, 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp874"])
def test_a_csv_of_an_office_is_read_whatever_its_encoding(people, in_2017, encoding):
    run = check(csv(row(940), encoding=encoding), people, in_2017)
    assert (run.state, run.rows, run.refused) == (State.CHECKED, 1, 0)


def test_a_workbook_with_card_numbers_as_floats_is_read_and_that_is_said(people, in_2017):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, row(941))
        sheet.write_number(1, 1, float(national_id.generate(941)))
    run = check(content.getvalue(), people, in_2017)
    assert (run.rows, run.refused) == (1, 0)
    assert "ทศนิยม" in run.cursor["sentences"][0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (csv(row(1), headings=HEADINGS[:1] + HEADINGS[2:]), "ไม่พบคอลัมน์ เลขประจำตัวประชาชน"),
        (csv([*row(1), "x"], headings=[*HEADINGS, "หมายเหตุ"]), "ไม่รู้จักคอลัมน์ หมายเหตุ"),
        (csv([*row(1), "x"], headings=[*HEADINGS, "เลขบัตรประชาชน"]), "หัวคอลัมน์ซ้ำกัน"),
        (csv(), "มีแต่หัวคอลัมน์"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "อ่านรหัสอักขระ"),
        (b"a\n" * 50_002, "เกิน 50,000 แถว"),
    ],
)
def test_a_file_with_a_fault_as_a_whole_is_refused_as_a_whole(people, in_2017, content, said):
    run = check(content, people, in_2017)
    assert run.state == State.REFUSED
    assert said in run.sentence
    assert run.content is None


def test_the_pages_lead_from_the_upload_to_the_register(log_in, people, settings):
    client = log_in("secretary")
    page = client.get("/members/imports/").content.decode()
    assert "แบบไฟล์เปล่า" in page
    template = client.get("/members/imports/template.xlsx")
    assert read_sheet(name="x.xlsx", content=template.content).headings == tuple(HEADINGS)
    upload = SimpleUploadedFile("ของเรา.csv", csv(row(950), row(951, title="")))
    answer = client.post("/members/imports/", {"file": upload})
    run = MemberImport.objects.get()
    assert answer["Location"] == f"/members/imports/{run.pk}/"
    page = client.get(answer["Location"]).content.decode()
    assert "คำนำหน้า" in page
    assert "ต้องไม่เว้นว่าง" in page
    assert "บันทึกเข้าทะเบียน" in page
    assert client.get(f"/members/imports/{run.pk}/refused.xlsx").status_code == 200
    assert client.get(f"/members/imports/{run.pk}/progress/").status_code == 404
    assert client.post(f"/members/imports/{run.pk}/confirm/").status_code == 302
    page = client.get(f"/members/imports/{run.pk}/").content.decode()
    assert f'hx-get="/members/imports/{run.pk}/progress/"' in page
    assert f'action="/members/imports/{run.pk}/confirm/"' not in page
    work(run_id=files.writing_of(run).pk)
    assert Member.objects.filter(first_name="นำเข้า950").exists()
    assert "ดูผลการนำเข้า" in client.get(f"/members/imports/{run.pk}/progress/").content.decode()
    page = client.get(f"/members/imports/{run.pk}/").content.decode()
    assert "/confirm/" not in page
    assert client.post(f"/members/imports/{run.pk}/confirm/", follow=True).status_code == 200
    assert Member.objects.filter(first_name="นำเข้า950").count() == 1


def test_the_writing_is_stopped_and_goes_on_where_it_stood(log_in, people, in_2017, monkeypatch):
    monkeypatch.setattr(files, "AT_ONCE", 2)
    run = check(csv(*(row(960 + seed) for seed in range(5)), row(961, first_name="ซ้ำ")), people, in_2017)
    client = log_in("secretary")
    first = files.confirm(run=run, by=people.users["secretary"], on=in_2017)
    JobRun.objects.filter(pk=first.pk).update(state="RUNNING", total=6)
    first.refresh_from_db()
    assert files.write_next(run=first) is False
    assert client.post(f"/members/imports/{run.pk}/stop/").status_code == 302
    assert work(run_id=first.pk)
    run.refresh_from_db()
    assert (run.state, run.loaded) == (State.LOADING, 2)
    assert "บันทึกต่อ" in client.get(f"/members/imports/{run.pk}/").content.decode()
    client.post(f"/members/imports/{run.pk}/confirm/")
    second = files.writing_of(run)
    assert (second.revision, second.state) == (2, "WAITING")
    work(run_id=second.pk)
    run.refresh_from_db()
    assert (run.state, run.loaded, run.refused) == (State.DONE, 5, 1)
    assert "ขึ้นทะเบียนแล้ว" in reasons(run)[7]
    with pytest.raises(Refusal):
        files.stop(run=run, by=people.users["secretary"])


def test_somebody_registered_a_moment_ago_is_refused_and_the_others_are_written(people, in_2017, monkeypatch):
    run = check(csv(row(970), row(971)), people, in_2017)
    written(check(csv(row(970, first_name="คนเดียวกัน")), people, in_2017), people, in_2017)
    real, asked = files.MemberResource.before_import, []

    def look_up(resource, *args, **named):
        real(resource, *args, **named)
        if not asked:  # at the first look she was not there yet
            resource._known_cards.clear()
        asked.append(resource)

    monkeypatch.setattr(files.MemberResource, "before_import", look_up)
    assert (written(run, people, in_2017).state, run.loaded, run.refused) == (State.DONE, 1, 1)
    assert len(asked) == 2
    assert "ขึ้นทะเบียนแล้ว" in reasons(run)[2]


def test_a_file_of_which_no_row_can_be_written_any_more_is_not_said_to_be_written(people, in_2017):
    first = check(csv(row(972)), people, in_2017)
    second = check(csv(row(972, occupation="")), people, in_2017)
    assert written(first, people, in_2017).state == State.DONE
    assert (written(second, people, in_2017).state, second.loaded) == (State.REFUSED, 0)
    assert second.sentence == "ไม่มีแถวใดที่บันทึกได้"


def test_a_file_is_cancelled_and_nobody_else_opens_it(log_in, people):
    client = log_in("secretary")
    client.post("/members/imports/", {"file": SimpleUploadedFile("a.csv", csv(row(952)))})
    run = MemberImport.objects.get()
    assert client.post(f"/members/imports/{run.pk}/cancel/").status_code == 302
    run.refresh_from_db()
    assert (run.state, run.content) == (State.REFUSED, None)
    assert client.get("/members/imports/1999999/").status_code == 404
    assert log_in("khuntan").get(f"/members/imports/{run.pk}/").status_code == 403


def test_a_file_of_200_megabytes_is_refused_by_its_size(log_in, monkeypatch):
    from members.imports import forms

    monkeypatch.setattr(forms, "MOST_BYTES", 10)
    page = log_in("secretary").post("/members/imports/", {"file": SimpleUploadedFile("a.csv", csv(row(953)))})
    assert "เกินที่รับได้" in page.content.decode()
    assert not MemberImport.objects.exists()
