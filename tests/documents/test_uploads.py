"""A handed-in file is what its content says, is kept once and whole, and is given out with care."""

import errno
import hashlib
import sys
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import RequestFactory
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from documents import uploads
from documents.forms import UploadField
from documents.middleware import LargeRequestMiddleware
from documents.models import StoredFile
from documents.uploads import pictures, shelf
from thai.refusals import Refusal

GPS = 0x8825


def handed(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def photo(*, size=(400, 300), colour="darkred", orientation=None, after=b"") -> bytes:
    """A photograph as a phone makes it: with its place, its camera, and whatever was hung behind it."""
    image = Image.new("RGB", size, colour)
    image.paste("white", (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(GPS).update({1: "N", 2: (19.0, 50.0, 0.0)})
    if orientation:
        exif[0x0112] = orientation
    out = BytesIO()
    image.save(out, "JPEG", exif=exif, icc_profile=b"SECRETPROFILE" * 20, comment=b"SECRETCOMMENT")
    return out.getvalue() + after


def png(mode="RGB", size=(300, 200)) -> bytes:
    said = PngInfo()
    said.add_text("Author", "SECRETAUTHOR")
    out = BytesIO()
    Image.new(mode, size).save(out, "PNG", pnginfo=said)
    return out.getvalue()


def pdf(*, pages=1, change=None, password="") -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=595, height=842)
    if change:
        change(writer)
    if password:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def an_action(kind: str, **entries):
    def change(writer: PdfWriter) -> None:
        action = {NameObject("/S"): NameObject(f"/{kind}")}
        action |= {NameObject(f"/{name}"): TextStringObject(value) for name, value in entries.items()}
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(action)})

    return change


@pytest.fixture
def shelves(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def keep(users, shelves):
    def do(content: bytes, name: str = "ภาพ.jpg", **more) -> StoredFile:
        return uploads.keep_file(upload=handed(content, name), by=users["khuntan"], **more)

    return do


# -- what it is ------------------------------------------------------------------------------------------------------
def test_a_pdf_is_kept_as_it_came_with_the_number_of_its_pages(keep):
    content = pdf(pages=3)
    stored = keep(content, "แบบเสนอโครงการ.pdf")
    assert (stored.kind, stored.pages, stored.name) == ("PDF", 3, "แบบเสนอโครงการ.pdf")
    assert uploads.open_file(stored) == content
    assert stored.sha256 == stored.original_sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("at", ["SECRETPHONE", "SECRETPROFILE", "SECRETCOMMENT", "SECRETTAIL", "Exif", "GPS"])
def test_a_photograph_loses_place_camera_profile_comment_and_what_hangs_behind_it(keep, at):
    content = photo(after=b"SECRETTAIL <script>")
    kept = uploads.open_file(keep(content))
    assert at.encode() in content or at == "GPS"
    assert at.encode() not in kept
    assert not Image.open(BytesIO(kept)).getexif()


def test_a_photograph_lies_upright_and_no_longer_than_a_page_needs(keep):
    stored = keep(photo(size=(4000, 3000), orientation=6))  # held upright, stored lying
    assert (stored.width, stored.height) == (1950, 2600)
    kept = Image.open(BytesIO(uploads.open_file(stored)))
    assert kept.size == (1950, 2600)
    assert kept.getpixel((1900, 50))[1] > 200  # the white corner has turned to the upper right
    small = Image.open(BytesIO(bytes(stored.thumbnail)))
    assert small.format == "JPEG"
    assert max(small.size) == pictures.THUMBNAIL_EDGE


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_a_png_of_every_sort_is_drawn_anew(keep, mode):
    stored = keep(png(mode), "ใบสแกน.png")
    kept = uploads.open_file(stored)
    assert b"SECRETAUTHOR" not in kept
    assert Image.open(BytesIO(kept)).format == "PNG"
    assert stored.thumbnail


def test_sixteen_bits_of_grey_keep_their_shade():
    out = BytesIO()
    Image.new("I;16", (20, 20), 40_000).save(out, "PNG")
    drawn = Image.open(BytesIO(pictures.redraw(out.getvalue(), kind="PNG").content))
    assert drawn.getpixel((5, 5)) == pytest.approx(40_000 // 256, abs=1)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90\x00 a program", "ใบสมัคร.pdf", "ไม่ใช่ PDF ตามที่ชื่อบอก"),
        (b"<html><script>alert(1)</script>", "ภาพ.jpg", "ไม่ใช่ JPEG ตามที่ชื่อบอก"),
        (photo(), "เอกสาร.pdf", "แต่เนื้อหาเป็น JPEG"),
        (pdf(), "ภาพ.png", "แต่เนื้อหาเป็น PDF"),
        (pdf(), "โปรแกรม.exe", "แต่เนื้อหาเป็น PDF"),
        (pdf(), "ภาพ\u202efdp.exe", "แต่เนื้อหาเป็น PDF"),
        (b"PK\x03\x04 a sheet", "บัญชี.xlsx", "รับเฉพาะ PDF, JPEG, PNG"),
        (b"\x00\x00\x00\x18ftypheic", "IMG_1.HEIC", "เป็น HEIC"),
        (b"GIF89a", "ภาพ", "รับเฉพาะ PDF, JPEG, PNG"),
        (b"", "ว่าง.pdf", "ว่างเปล่า"),
        (pdf()[:-40], "ขาด.pdf", "ส่งมาไม่ครบ"),
        (b"%PDF-1.7\nnothing\n%%EOF", "เสีย.pdf", "ส่งมาไม่ครบ"),
        (photo(size=(900, 900))[:-2000], "ขาด.jpg", "ส่งมาไม่ครบ"),
        (png()[:100], "ขาด.png", "ส่งมาไม่ครบ"),
        (pdf(password="1234"), "ล็อก.pdf", "เข้ารหัสไว้"),
        (pdf(change=an_action("JavaScript", JS="app.alert(1)")), "js.pdf", "มีคำสั่งที่ทำงานเองได้"),
        (pdf(change=an_action("Launch", F="calc.exe")), "launch.pdf", "มีคำสั่งที่ทำงานเองได้"),
        (pdf(change=an_action("SubmitForm", F="http://x")), "submit.pdf", "มีคำสั่งที่ทำงานเองได้"),
        (pdf(change=lambda w: w.add_attachment("x.exe", b"MZ")), "parcel.pdf", "มีไฟล์อื่นซ่อนอยู่"),
    ],
)
def test_a_file_that_is_not_what_it_says_or_does_harm_is_refused_with_a_sentence(keep, shelves, content, name, said):
    with pytest.raises(Refusal, match=said):
        keep(content, name)
    assert not StoredFile.objects.exists()
    assert [path for path in shelves.rglob("*") if path.is_file()] == []


def test_a_script_in_an_object_that_no_page_leads_to_is_found_too():
    def hide(writer: PdfWriter) -> None:
        writer._add_object(ArrayObject([DictionaryObject({NameObject("/JS"): TextStringObject("app.alert(1)")})]))

    content = pdf(change=hide)
    with pytest.raises(uploads.Dangerous):
        uploads.examine(handed(content, "a.pdf"))


def test_a_link_and_a_bookmark_in_a_pdf_are_no_danger():
    def link(writer: PdfWriter) -> None:
        writer.add_uri(0, "https://www.womenfund.in.th", [10, 10, 60, 60])
        writer.add_outline_item(title="หน้า 1", page_number=0)

    assert uploads.examine(handed(pdf(change=link), "a.pdf")).pages == 1


def test_a_picture_that_would_unpack_to_too_many_dots_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setitem(pictures.MOST_DOTS, "PNG", 10_000)
    with pytest.raises(uploads.FileTooBig, match="ล้านจุด"):
        uploads.examine(handed(png(size=(300, 200)), "ใหญ่.png"))
    with pytest.raises(pictures.TooManyDots):
        pictures.redraw(_bomb(), kind="PNG")


def _bomb() -> bytes:
    """A PNG of a few bytes whose head claims 60,000 by 60,000 dots."""
    import struct
    import zlib

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0" * 99)) + part(b"IEND", b"")


def test_a_file_over_the_limit_is_refused_by_its_length_and_never_read(settings):
    class Endless:
        name, size = "วิดีโอ.pdf", 200 * 1_048_576

        def seek(self, _at):
            raise AssertionError("nothing of it is read")

        read = seek

    with pytest.raises(uploads.FileTooBig, match=r"ใหญ่ 200.0 MB รับได้ไม่เกิน 10 MB"):
        uploads.examine(Endless())


def test_a_length_that_lies_does_not_help(settings):
    settings.UPLOAD_MAX_BYTES = 1000
    liar = handed(pdf() + b"\0" * 2000, "a.pdf")
    liar.size = 10
    with pytest.raises(uploads.FileTooBig):
        uploads.examine(liar)


def test_only_the_kinds_that_a_page_takes_are_taken(keep):
    with pytest.raises(uploads.NotWhatItSays, match="รับเฉพาะ JPEG, PNG"):
        keep(pdf(), "a.pdf", allow=frozenset({"JPEG", "PNG"}))


# -- its name --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\เอกสาร\บัตร.PDF", "บัตร.pdf"),
        ("ใบ\u202egpj.fdp\u202c.pdf", "ใบgpj.fdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie- x.pdf"),
        ("   ", "ไฟล์.pdf"),
        ("หนังสือ พช.ชร", "หนังสือ พช.ชร.pdf"),
        ("รายงาน 12.5", "รายงาน 12.5.pdf"),
        ("ก" * 300 + ".pdf", "ก" * 116 + ".pdf"),
        ("ก" * 115 + "น้ำ" * 9 + ".pdf", "ก" * 115 + ".pdf"),  # the tone mark is not cut off its consonant
    ],
)
def test_a_name_is_cleaned_of_what_misleads(name, clean):
    assert uploads.clean_name(name, kind="PDF") == clean


# -- how it is kept --------------------------------------------------------------------------------------------------
def test_the_same_content_lies_on_the_disk_once(keep, shelves):
    first, second = keep(pdf(), "หนึ่ง.pdf"), keep(pdf(), "สอง.pdf")
    assert first.sha256 == second.sha256
    assert [path.name for path in shelves.rglob("*") if path.is_file()] == [first.sha256]
    assert uploads.path_of(first.sha256).stat().st_mode & 0o077 == 0


def test_a_full_disk_is_a_sentence_and_leaves_neither_row_nor_half_a_file(keep, shelves, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shelf.os, "fsync", full)
    with pytest.raises(uploads.CannotKeep, match="เต็ม"):
        keep(pdf(), "a.pdf")
    assert not StoredFile.objects.exists()
    assert [path for path in shelves.rglob("*") if path.is_file()] == []


def test_a_file_whose_row_was_rolled_back_is_swept_after_a_day_and_no_other(keep, shelves, capsys):
    import os

    kept = keep(pdf(pages=2), "b.pdf")
    point = transaction.savepoint()
    orphan = keep(pdf(), "a.pdf")
    transaction.savepoint_rollback(point)
    call_command("sweep_files")
    assert uploads.path_of(orphan.sha256).exists()  # young: its row may be about to be written
    for path in (uploads.path_of(orphan.sha256), uploads.path_of(kept.sha256)):
        os.utime(path, (0, 0))
    call_command("sweep_files")
    assert not uploads.path_of(orphan.sha256).exists()
    assert uploads.open_file(kept)


def test_a_file_that_vanished_or_was_changed_is_a_sentence_and_the_check_finds_it(keep, capsys):
    gone, changed, whole = keep(pdf(), "หาย.pdf"), keep(pdf(pages=2), "เปลี่ยน.pdf"), keep(pdf(pages=3), "ดี.pdf")
    call_command("check_files")
    uploads.path_of(gone.sha256).unlink()
    uploads.path_of(changed.sha256).write_bytes(b"other")
    with pytest.raises(uploads.Gone, match="กู้จากสำเนาสำรอง"):
        uploads.open_file(gone)
    with pytest.raises(uploads.Damaged):
        uploads.open_file(changed)
    capsys.readouterr()
    with pytest.raises(CommandError):
        call_command("check_files")
    said = capsys.readouterr().out
    assert gone.sha256 in said
    assert changed.sha256 in said
    assert whole.sha256 not in said
    keep(pdf(), "หาย.pdf")  # handed in again, the content stands where it belongs
    assert uploads.open_file(gone)


# -- the scanner -----------------------------------------------------------------------------------------------------
def a_scanner(code: str) -> list[str]:
    return [sys.executable, "-c", f"import sys; content = open(sys.argv[1], 'rb').read(); {code}", "{file}"]


def test_the_scanner_sees_what_came_in_and_says_that_it_was_asked(keep, settings):
    settings.ATTACHMENT_SCANNER = a_scanner("sys.exit(0 if b'SECRETPHONE' in content else 1)")
    assert keep(photo()).scanned_with.startswith("python")
    with pytest.raises(uploads.Infected, match="เครื่องตรวจไวรัสไม่ให้รับ"):
        keep(pdf(), "a.pdf")


@pytest.mark.parametrize(
    "scanner", [["/no/such/scanner", "{file}"], a_scanner("sys.exit(2)"), a_scanner("import time; time.sleep(30)")]
)
def test_a_scanner_without_an_answer_takes_nothing(keep, settings, shelves, scanner):
    settings.ATTACHMENT_SCANNER, settings.ATTACHMENT_SCANNER_SECONDS = scanner, 0.5
    with pytest.raises(uploads.CannotScan, match="ลองใหม่ภายหลัง"):
        keep(pdf(), "a.pdf")
    assert [path for path in shelves.rglob("*") if path.is_file()] == []


# -- giving it out ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("download", [False, True])
def test_a_file_is_given_out_so_that_no_browser_runs_or_keeps_it(keep, download):
    answer = uploads.serve(keep(photo(), 'บัตร "ประชาชน".jpg'), download=download)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("attachment" if download else "inline")
    assert "%E0%B8%9A" in answer["Content-Disposition"]


def test_a_thumbnail_is_a_small_picture_and_a_pdf_has_none(keep):
    assert uploads.thumbnail(keep(photo()))["Content-Type"] == "image/jpeg"
    assert uploads.thumbnail(keep(pdf(), "a.pdf")).status_code == 404


# -- forms and requests ----------------------------------------------------------------------------------------------
def test_the_field_says_every_fault_and_gives_several_files():
    field = UploadField(several=True)
    good = field.clean([handed(pdf(), "a.pdf"), handed(photo(), "b.jpg")])
    assert [one.kind for one in good] == ["PDF", "JPEG"]
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as refused:
        field.clean([handed(b"", "a.pdf"), handed(b"MZ", "b.pdf"), handed(pdf(), "c.pdf")])
    assert len(refused.value.messages) == 2
    with pytest.raises(ValidationError, match="ไม่เกิน 10"):
        field.clean([handed(pdf(), "a.pdf")] * 11)
    html = field.widget.render("files", None, {**field.widget.attrs, "id": "x"})
    assert "multiple" in html
    assert 'accept="image/jpeg,image/png,application/pdf"' in html
    one = UploadField()
    assert "multiple" not in one.widget.render("file", None, {**one.widget.attrs, "id": "x"})


def test_a_request_of_200_mb_is_answered_413_without_being_unpacked_or_held(settings):
    class Body:
        left, biggest = 200 * 1_048_576, 0

        def read(self, size=-1):
            assert size > 0
            Body.biggest = max(Body.biggest, size)
            Body.left -= size
            return b"\0" * min(size, max(Body.left + size, 0))

    request = RequestFactory().post("/projects/57-2561-0001/attachments/", data=b"", content_type="multipart/form-data")
    request.META["CONTENT_LENGTH"] = str(Body.left)
    request._stream = Body()

    def never(_request):
        raise AssertionError("no view is asked")

    answer = LargeRequestMiddleware(never)(request)
    assert answer.status_code == 413
    assert "64 MB" in answer.content.decode()
    assert Body.biggest <= 65_536


def test_an_upload_that_breaks_off_brings_no_file(client, keep, shelves):
    whole = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + pdf() + b"\r\n--x--\r\n"
    )
    factory = RequestFactory()
    for cut, found in ((len(whole), 1), (len(whole) - 200, 0)):
        request = factory.generic("POST", "/", whole[:cut], content_type="multipart/form-data; boundary=x")
        assert len(request.FILES) == found
    assert PdfReader(BytesIO(pdf())).is_encrypted is False


# -- the weekly job --------------------------------------------------------------------------------------------------
def test_once_a_week_a_job_looks_for_the_files_and_names_what_is_missing(keep):
    from datetime import date

    from jobs import services as jobs
    from jobs.models import JobFailure, JobRun

    def runs():
        return JobRun.objects.filter(job="documents.files")

    jobs.start_due_runs(on=date(2018, 8, 1))
    assert not runs().exists()  # there is nothing to look after yet
    keep(pdf(), "ดี.pdf")
    gone = keep(pdf(pages=2), "หาย.pdf")
    uploads.path_of(gone.sha256).unlink()
    for day in (1, 2, 5):
        jobs.start_due_runs(on=date(2018, 8, day))
    [run] = runs()
    jobs.work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.period, run.done) == (JobRun.State.DONE, "2018-07-30", 2)
    assert "หาย.pdf" in JobFailure.objects.get(run=run).sentence
    jobs.start_due_runs(on=date(2018, 8, 6))
    assert runs().count() == 2
