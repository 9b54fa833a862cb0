"""Telling the results of an approving meeting: one circular number, one letter to each district chief."""

from datetime import date

from django.db import transaction

from areas.models import Signatory, User
from areas.selectors import office_of, signature_context
from documents.models import Document
from documents.services import issue, take_number
from projects import letters
from projects.models import Meeting
from projects.rules import State, Step
from projects.selectors.table import table_of
from projects.services.pipeline import advance_many
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _


class NoResults(Refusal):
    """Results are told of a closed meeting of the provincial sub-committee only."""


class AlreadyTold(Refusal):
    """The letters of this meeting were issued already."""


def issue_results(*, meeting: Meeting, by: User, on: date) -> list[Document]:
    """Issue the result letters of a meeting, one to each district chief under one shared number, and notify.

    Each letter names what was approved in its amphoe and what was not, with the reason. The approved projects move to
    NOTIFIED.

    :raises NoResults: the meeting is not one of อกส.จ., or not closed yet.
    :raises AlreadyTold: a second call; nothing is issued twice.
    :raises areas.selectors.OfficeMissing, SignatoryMissing: the office or its signatory is not entered.
    Source: R-APPR-09, R-APPR-10, R-LET-01..12; one shared number: R-LET-02.
    """
    with transaction.atomic():
        row = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if row.organ != "SUBCOMMITTEE" or row.closed_on is None:
            raise NoResults(_("แจ้งผลได้หลังจากปิดการประชุม อกส.จ. แล้วเท่านั้น"))
        subject = f"meeting:{row.pk}"
        if Document.objects.filter(subject=subject, kind=Document.Kind.RESULT_LETTER).exists():
            raise AlreadyTold(_("ออกหนังสือแจ้งผลของการประชุมนี้แล้ว"))
        office = office_of(province=row.province_id)
        signature = signature_context(office=office, purpose=Signatory.Purpose.RESULT_LETTER, on=on)
        table = table_of(meeting=row)
        running = take_number(series=f"circular:{office.pk}", year_be=be_year(on))
        number = f"{office.letter_code}/ว {running}"  # stays Thai: names a paper
        issued = [
            issue(
                kind=Document.Kind.RESULT_LETTER,
                number=number,
                addressee=letters.district_chief(group.amphoe.name_th),
                title=f"แจ้งผลการพิจารณาอนุมัติโครงการ ครั้งที่ {row.number}/{row.year_be} "  # stays Thai: names a paper
                f"อำเภอ{group.amphoe.name_th}",
                template="papers/result_letter.html",
                context=letters.result_letter(
                    table=table, group=group, office=office, signature=signature, issued_on=on
                ),
                province=row.province_id,
                amphoe=group.amphoe.pk,
                subject=subject,
                as_of=row.held_on,
                issued_on=on,
                by=by,
            )
            for group in table.groups
        ]
        approved = [line.proposal for line in table.lines if State(line.proposal.state) is State.APPROVED]
        advance_many(
            proposals=approved, step=Step.NOTIFY, by=by, on=on, notes=dict.fromkeys((p.pk for p in approved), number)
        )
    return issued
