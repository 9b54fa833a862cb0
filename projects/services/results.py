"""Telling decisions: result letters to the districts, refusals and requests for revision to the proposers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from areas.models import Office, Signatory, User
from areas.selectors import office_of, policy, signature_context
from documents.models import Document
from documents.services import issue, take_number
from projects import letters
from projects.models import Decision, Meeting, Proposal, ProposalVersion, StateChange
from projects.rules import BANGKOK, State, Step, organ_name
from projects.selectors.table import Table, table_of
from projects.services.pipeline import advance_many
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _


class NoResults(Refusal):
    """Results are told of a closed meeting of the provincial sub-committee only."""


class AlreadyTold(Refusal):
    """The letters of this meeting were issued already."""


def issue_results(*, meeting: Meeting, by: User, on: date) -> list[Document]:
    """Tell the results of an approving meeting: letters to the districts and to those who were refused; notify.

    The letters about one kind of money share one circular number, one to each district that has such projects. Each
    names what was approved there and what was not, with the reason. Whoever was refused gets a letter of her own. The
    approved projects move to NOTIFIED.

    :return: the circular letters, then the refusals.
    :raises NoResults: the meeting is not one of อกส.จ. or อกส.กทม., or not closed yet.
    :raises AlreadyTold: a second call; nothing is issued twice.
    :raises areas.selectors.OfficeMissing, SignatoryMissing: the office or its signatory is not entered.
    Source: R-APPR-09, R-APPR-10, R-LET-01..12; one shared number: R-LET-02; Bangkok: R-ACT-07, R-ACT-13.
    """
    with transaction.atomic():
        row = Meeting.objects.select_for_update(of=("self",)).select_related("province").get(pk=meeting.pk)
        if row.organ != "SUBCOMMITTEE" or row.closed_on is None:
            raise NoResults(_("แจ้งผลได้หลังจากปิดการประชุม %(organ)s แล้วเท่านั้น"), organ=_organ(row))
        subject = f"meeting:{row.pk}"
        if Document.objects.filter(subject=subject, kind=Document.Kind.RESULT_LETTER).exists():
            raise AlreadyTold(_("ออกหนังสือแจ้งผลของการประชุมนี้แล้ว"))
        office = office_of(province=row.province_id)
        signature = signature_context(office=office, purpose=Signatory.Purpose.RESULT_LETTER, on=on)
        table = table_of(meeting=row)
        told: dict[int, str] = {}
        issued: list[Document] = []
        for support in table.supports:
            of_kind = table.of(support)
            running = take_number(series=f"circular:{office.province_id}", year_be=be_year(on))
            number = f"{office.letter_code}/ว {running}"  # stays Thai: names a paper
            told |= {line.proposal.pk: number for line in of_kind.lines}
            issued += _circular(of_kind, office, signature, number=number, by=by, on=on)
        issued += _refusals(table, office, signature, by=by, on=on)
        approved = [line.proposal for line in table.lines if State(line.proposal.state) is State.APPROVED]
        advance_many(proposals=approved, step=Step.NOTIFY, by=by, on=on, notes={p.pk: told[p.pk] for p in approved})
    return issued


def issue_revision_letters(*, meeting: Meeting, by: User, on: date) -> list[Document]:
    """Ask the proposers of what อกส.อ. did not pass to revise it: a letter to each that has none yet.

    :return: the letters of this call; none where everybody was told.
    :raises NoResults: the meeting is not one of อกส.อ., or not closed yet.
    :raises areas.selectors.OfficeMissing, SignatoryMissing: the amphoe's office or its signatory is not entered.
    Source: R-APPR-04.
    """
    with transaction.atomic():
        row = Meeting.objects.select_for_update(of=("self",)).select_related("province", "amphoe").get(pk=meeting.pk)
        if row.organ != "AMPHOE" or row.closed_on is None:
            raise NoResults(_("แจ้งให้ปรับปรุงได้หลังจากปิดการประชุม อกส.อ. แล้วเท่านั้น"))
        refused = list(
            Decision.objects.filter(meeting=row, outcome=Decision.Outcome.NOT_PASSED)
            .select_related("version__proposal__province", "version__proposal__amphoe", "version__proposal__tambon")
            .order_by("pk")
        )
        return _revisions(
            [(decision.version, decision.reason) for decision in refused],
            meeting=row,
            office=office_of(province=row.province_id, amphoe=row.amphoe_id) if refused else None,
            by=by,
            on=on,
        )


def issue_revision_letter(*, proposal: Proposal, by: User, on: date) -> list[Document]:
    """Ask a proposer of Bangkok to revise what the secretariat of อกส.กทม. returned.

    :return: the letter; none where she was told already.
    :raises NoResults: the proposal was not returned, or not in Bangkok.
    :raises areas.selectors.OfficeMissing, SignatoryMissing: the office or its signatory is not entered.
    Source: R-ACT-13, R-APPR-04.
    """
    with transaction.atomic():
        row = (
            Proposal.objects.select_for_update(of=("self",))
            .select_related("province", "amphoe", "tambon")
            .get(pk=proposal.pk)
        )
        if row.province_id != BANGKOK or State(row.state) is not State.RETURNED_FOR_REVISION:
            raise NoResults(_("โครงการนี้ไม่ได้ถูกสำนักงานเลขานุการ อกส.กทม. ส่งกลับให้ปรับปรุง"))
        version = row.versions.get(number=row.version)
        version.proposal = row
        change = StateChange.objects.filter(proposal=row, to_state=State.RETURNED_FOR_REVISION)
        returned = change.filter(step=Step.RETURN_IN_BANGKOK, from_state=State.TAMBON_CHECKED).latest("at", "pk")
        return _revisions(
            [(version, returned.note)], meeting=None, office=office_of(province=row.province_id), by=by, on=on
        )


def _circular(
    table: Table, office: Office, signature: dict[str, Any], *, number: str, by: User, on: date
) -> list[Document]:
    meeting = table.meeting
    return [
        issue(
            kind=Document.Kind.RESULT_LETTER,
            number=number,
            addressee=letters.district_chief(group.amphoe),
            title="แจ้งผลการพิจารณาอนุมัติโครงการ "  # stays Thai: names a paper
            f"ครั้งที่ {meeting.number}/{meeting.year_be} {group.amphoe.label}",
            template="papers/result_letter.html",
            context=letters.result_letter(table=table, group=group, office=office, signature=signature, issued_on=on),
            province=meeting.province_id,
            amphoe=group.amphoe.pk,
            subject=f"meeting:{meeting.pk}",
            as_of=meeting.held_on,
            issued_on=on,
            by=by,
        )
        for group in table.groups
    ]


def _refusals(table: Table, office: Office, signature: dict[str, Any], *, by: User, on: date) -> list[Document]:
    meeting = table.meeting
    issued = []
    for line in table.lines:
        if not line.is_rejected:
            continue
        context = letters.refusal_letter(line=line, meeting=meeting, office=office, signature=signature, issued_on=on)
        issued.append(
            issue(
                kind=Document.Kind.REFUSAL_LETTER,
                number=_next_number(office, on=on),
                addressee=context["to"][:200],
                title=f"แจ้งไม่อนุมัติโครงการ{line.content['title']}"[:300],  # stays Thai: names a paper
                template="papers/proposer_letter.html",
                context=context,
                province=meeting.province_id,
                amphoe=line.proposal.amphoe_id,
                subject=f"proposal:{line.proposal.pk}",
                as_of=meeting.held_on,
                issued_on=on,
                by=by,
            )
        )
    return issued


def _revisions(
    returned: Sequence[tuple[ProposalVersion, str]],
    *,
    meeting: Meeting | None,
    office: Office | None,
    by: User,
    on: date,
) -> list[Document]:
    """A letter for each version that none was written about yet."""
    subjects = [f"proposal:{version.proposal_id}" for version, _reason in returned]
    told = set(
        Document.objects.filter(kind=Document.Kind.REVISION_LETTER, subject__in=subjects).values_list(
            "subject", "context__version"
        )
    )
    due = [pair for pair in returned if (f"proposal:{pair[0].proposal_id}", pair[0].number) not in told]
    if not due or office is None:
        return []
    signature = signature_context(office=office, purpose=Signatory.Purpose.REVISION_LETTER, on=on)
    days = policy(key="revise_days", province=office.province_id, on=on)["days"]
    issued = []
    for version, reason in due:
        proposal = version.proposal
        context = letters.revision_letter(
            proposal=proposal,
            version=version,
            meeting=meeting,
            reason=reason,
            days=days,
            office=office,
            signature=signature,
            issued_on=on,
        )
        issued.append(
            issue(
                kind=Document.Kind.REVISION_LETTER,
                number=_next_number(office, on=on),
                addressee=context["to"][:200],
                title=f"ขอให้ปรับปรุงแก้ไขโครงการ{version.content['title']}"[:300],  # stays Thai: names a paper
                template="papers/proposer_letter.html",
                context=context,
                province=proposal.province_id,
                amphoe=proposal.amphoe_id,
                subject=f"proposal:{proposal.pk}",
                as_of=on,
                issued_on=on,
                by=by,
            )
        )
    return issued


def _next_number(office: Office, *, on: date) -> str:
    return f"{office.letter_code}/{take_number(series=office.letter_series, year_be=be_year(on))}"


def _organ(meeting: Meeting) -> Refusal:
    return Refusal(organ_name(organ="SUBCOMMITTEE", province=meeting.province_id))
