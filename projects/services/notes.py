"""After a meeting: notes that put right its minutes, and the papers that were signed by hand."""

from datetime import date

from django.db import transaction

from areas.models import User
from documents.models import Document
from documents.services import issue
from documents.uploads import Examined, keep_file
from projects import letters
from projects.models import Meeting, MeetingFile, MeetingNote
from thai.refusals import Refusal
from thai.refusals import sentence as _


class NotClosedYet(Refusal):
    """An open meeting is corrected itself; a note is for a closed one."""


class NoteEmpty(Refusal):
    """A note says what is put right."""


class FiledAlready(Refusal):
    """The same file hangs on this meeting as the same kind of paper."""


def add_note(*, meeting: Meeting, text: str, by: User, on: date) -> MeetingNote:
    """Add a dated note to a closed meeting and issue it as a paper; the meeting, its minutes and letters stay.

    :raises NotClosedYet: the meeting is still open.
    :raises NoteEmpty: nothing said.
    Source: R-MEET-01, R-APPR-02.
    """
    said = text.strip()
    if not said:
        raise NoteEmpty(_("ต้องระบุว่าแก้ไขเรื่องใด จากอะไรเป็นอะไร"))
    with transaction.atomic():
        row = Meeting.objects.select_for_update(of=("self",)).select_related("province", "amphoe").get(pk=meeting.pk)
        if row.closed_on is None:
            raise NotClosedYet(_("การประชุมยังไม่ปิด แก้ไขในการประชุมได้โดยตรง"))
        note = MeetingNote.objects.create(meeting=row, text=said, written_by=by, written_on=on)
        number = row.notes.count()
        issue(
            kind=Document.Kind.MEETING_NOTE,
            number=f"{letters.paper_number(row)} แก้ไขที่ {number}",  # stays Thai: names a paper
            title=f"บันทึกแก้ไขรายงานการประชุม {letters.meeting_name(row)} "  # stays Thai: names a paper
            f"ครั้งที่ {row.number}/{row.year_be} ฉบับที่ {number}",
            template="papers/meeting_note.html",
            context=letters.note(row=note, number=number),
            province=row.province_id,
            amphoe=row.amphoe_id,
            subject=f"meeting:{row.pk}",
            as_of=row.held_on,
            issued_on=on,
            by=by,
        )
    return note


def file_paper(*, meeting: Meeting, upload: Examined, kind: str, by: User, on: date) -> MeetingFile:
    """Hang a signed paper on a meeting, open or closed; nothing is ever taken away again.

    :raises documents.uploads.Refusal: the file is not what it says, too big, or refused by the scanner.
    :raises FiledAlready: the same file as the same kind of paper.
    """
    with transaction.atomic():
        row = Meeting.objects.select_for_update().get(pk=meeting.pk)
        stored = keep_file(upload=upload, by=by)
        kind = MeetingFile.Kind(kind)
        if MeetingFile.objects.filter(meeting=row, kind=kind, file__sha256=stored.sha256).exists():
            raise FiledAlready(_("แนบไฟล์นี้ไว้กับการประชุมนี้แล้ว"))
        return MeetingFile.objects.create(meeting=row, file=stored, kind=kind, added_by=by, added_on=on)
