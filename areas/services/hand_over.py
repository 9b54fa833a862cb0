"""One officer goes, another comes: the roles pass from a day on, and the history of who held them stays."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Q

from areas import rules
from areas.models import RoleAssignment, User
from areas.rules import CannotHandOver, Term
from thai.refusals import Refusal
from thai.refusals import sentence as _


class OwnHandOver(Refusal):
    """Nobody hands over her own role, nor takes one for herself: somebody else sees to it."""


class HoldsAlready(Refusal):
    """The successor has this role in this area on those days."""


def hand_over(
    *,
    assignments: Collection[RoleAssignment],
    leaver: User,
    successor: User,
    from_on: date,
    order_number: str,
    until: date | None = None,
    last_on: date | None = None,
    by: User,
    on: date,
) -> list[RoleAssignment]:
    """Pass roles of an officer to her successor, all of them or none; return what the successor got.

    The leaver's role ends the day before, the successor's begins on ``from_on`` and ends when the leaver's would have
    ended. With ``until`` the successor acts for that time, and the role goes back to the leaver the day after. What
    waits stays where it is: it belongs to the role and its area, not to the person.

    :param assignments: rows inside the area of whoever hands over; the caller has read them there.
    :param last_on: the leaver's last day, where an overlap or a gap is wanted.
    :param order_number: of the order of appointment.
    :raises OwnHandOver: ``by`` is the leaver or the successor.
    :raises CannotHandOver: no order, the same person twice, an inactive successor, nothing chosen, or wrong days; see
        ``areas.rules.handed_over``.
    :raises HoldsAlready: the successor holds one of the roles already.
    """
    if by.pk in (leaver.pk, successor.pk):
        raise OwnHandOver(_("ส่งมอบหรือรับมอบบทบาทของตนเองไม่ได้ ต้องให้ผู้อื่นที่มีอำนาจดำเนินการ"))
    if leaver.pk == successor.pk:
        raise CannotHandOver(_("ผู้รับมอบต้องไม่ใช่ผู้ส่งมอบ"))
    if not successor.is_active:
        raise CannotHandOver(_("บัญชีของผู้รับมอบถูกปิดการใช้งาน"))
    if not order_number.strip():
        raise CannotHandOver(_("ต้องระบุเลขที่คำสั่ง"))
    wanted = {row.pk for row in assignments}
    if not wanted:
        raise CannotHandOver(_("เลือกบทบาทที่จะส่งมอบอย่างน้อยหนึ่งบทบาท"))
    with transaction.atomic():
        # both officers, always in the same order: two hand-overs between them come one after the other
        list(User.objects.select_for_update().filter(pk__in=[leaver.pk, successor.pk]).order_by("pk"))
        rows = list(RoleAssignment.objects.filter(pk__in=wanted, user=leaver).order_by("pk"))
        if len(rows) != len(wanted):
            raise CannotHandOver(_("บทบาทที่เลือกไม่ใช่ของผู้ส่งมอบแล้ว ให้เปิดหน้านี้ใหม่"))
        return [
            _pass_on(row, successor, from_on=from_on, until=until, last_on=last_on, order=order_number.strip(), on=on)
            for row in rows
        ]


def _pass_on(
    row: RoleAssignment,
    successor: User,
    *,
    from_on: date,
    until: date | None,
    last_on: date | None,
    order: str,
    on: date,
) -> RoleAssignment:
    kept, passed, back = rules.handed_over(
        held=Term(row.valid_from, row.valid_to), from_on=from_on, on=on, until=until, last_on=last_on
    )
    where = {"role": row.role, "province_id": row.province_id, "amphoe_id": row.amphoe_id, "tambon_id": row.tambon_id}
    overlapping = RoleAssignment.objects.filter(user=successor, **where).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=passed.from_on)
    )
    if passed.to_on is not None:
        overlapping = overlapping.filter(valid_from__lte=passed.to_on)
    if overlapping.exists():
        raise HoldsAlready(_("ผู้รับมอบถือบทบาท “%(role)s” ในพื้นที่นี้อยู่แล้วในช่วงดังกล่าว"), role=row.get_role_display())
    row.valid_to = kept.to_on
    row.save(update_fields=["valid_to"])
    new = RoleAssignment.objects.create(
        user=successor, **where, valid_from=passed.from_on, valid_to=passed.to_on, order_number=order[:60]
    )
    if back is not None:
        RoleAssignment.objects.create(
            user_id=row.user_id,
            **where,
            valid_from=back.from_on,
            valid_to=back.to_on,
            order_number=row.order_number,
        )
    return new
