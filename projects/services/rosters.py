"""The rosters of the committees: appointing, ending a term, the order on the page. Past meetings stay as they were."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from areas.models import Province, User
from projects.models import Attendance, CommitteeMember
from projects.rules import ORGANS, check_meets
from projects.rules.rosters import SeatIncomplete, SeatStays, Term, check_appointment, check_end, tidy_name
from thai.refusals import sentence as _


def appoint_member(
    *,
    organ: str,
    province: str,
    amphoe: str | None,
    name: str,
    position: str,
    order_number: str,
    term_from: date,
    term_to: date | None = None,
    by: User,
    on: date,
) -> CommitteeMember:
    """Appoint somebody to a committee for a term; she comes last on the page.

    :param amphoe: for อกส.อ.; None for the committees of the province.
    :raises NoSuchOrgan: อกส.อ. in Bangkok.
    :raises projects.rules.rosters.SeatIncomplete, TermWrong, SeatTaken: see ``check_appointment``.
    Source: R-ACT-06..11, R-ACT-13.
    """
    check_meets(organ=ORGANS[organ], province=province)
    with transaction.atomic():
        _lock(province)
        rows = CommitteeMember.objects.filter(organ=organ, province_id=province, amphoe_id=amphoe)
        term = Term(name=tidy_name(name), first_on=term_from, last_on=term_to)
        check_appointment(term=term, position=position, order_number=order_number, others=[_term(row) for row in rows])
        return CommitteeMember.objects.create(
            organ=organ,
            province_id=province,
            amphoe_id=amphoe,
            name=term.name,
            position=position.strip(),
            order_number=order_number.strip(),
            order=(rows.aggregate(last=Max("order"))["last"] or 0) + 1,
            term_from=term_from,
            term_to=term_to,
        )


def end_term(*, member: CommitteeMember, last_on: date, by: User, on: date) -> CommitteeMember:
    """End a term with its last day, which may lie ahead. Meetings that she was recorded at are untouched.

    :raises projects.rules.rosters.AlreadyEnded, TermWrong: see ``check_end``.
    """
    with transaction.atomic():
        row = CommitteeMember.objects.select_for_update().get(pk=member.pk)
        met = Attendance.objects.filter(member=row).aggregate(last=Max("meeting__held_on"))["last"]
        check_end(term=_term(row), last_on=last_on, last_meeting_on=met, on=on)
        row.term_to = last_on
        row.save(update_fields=["term_to"])
    return row


def correct_member(
    *, member: CommitteeMember, name: str, position: str, order_number: str, by: User, on: date
) -> CommitteeMember:
    """Put right what was misspelt in an appointment, as long as she was recorded at no meeting.

    :raises projects.rules.rosters.SeatStays: she was; end her term and appoint her anew.
    :raises projects.rules.rosters.SeatIncomplete, SeatTaken: as in ``appoint_member``.
    """
    with transaction.atomic():
        _lock(member.province_id)
        row = CommitteeMember.objects.select_for_update().get(pk=member.pk)
        if Attendance.objects.filter(member=row).exists():
            raise SeatStays(_("%(name)s มีรายชื่อในการประชุมแล้ว แก้ไขไม่ได้ ให้สิ้นสุดวาระแล้วแต่งตั้งใหม่"), name=row.name)
        others = CommitteeMember.objects.filter(
            organ=row.organ, province_id=row.province_id, amphoe_id=row.amphoe_id
        ).exclude(pk=row.pk)
        term = Term(name=tidy_name(name), first_on=row.term_from, last_on=row.term_to)
        check_appointment(
            term=term, position=position, order_number=order_number, others=[_term(other) for other in others]
        )
        row.name, row.position, row.order_number = term.name, position.strip(), order_number.strip()
        row.save(update_fields=["name", "position", "order_number"])
    return row


def set_order(*, organ: str, province: str, amphoe: str | None, places: dict[int, int], by: User) -> None:
    """Set the order in which the members of a committee stand on pages and papers.

    :param places: the place typed for each member; who is left out keeps hers.
    :raises projects.rules.rosters.SeatIncomplete: a place outside 1 to 999.
    """
    with transaction.atomic():
        _lock(province)
        rows = list(
            CommitteeMember.objects.filter(organ=organ, province_id=province, amphoe_id=amphoe).order_by("order", "pk")
        )
        if any(not 1 <= place <= 999 for place in places.values()):
            raise SeatIncomplete(_("ลำดับต้องเป็นเลข 1 ถึง 999"))
        # Whoever is moved up to a place comes before the one who has it, whoever is moved down after.
        rows.sort(key=lambda row: (place := places.get(row.pk, row.order), (place > row.order) - (place < row.order)))
        for at, row in enumerate(rows, start=1):
            row.order = at
        CommitteeMember.objects.bulk_update(rows, ["order"])


def _lock(province: str) -> None:
    """Appointments of one province come one after the other, so that nobody is seated twice by two clicks."""
    Province.objects.select_for_update(no_key=True).get(pk=province)


def _term(row: CommitteeMember) -> Term:
    return Term(name=row.name, first_on=row.term_from, last_on=row.term_to)
