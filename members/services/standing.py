"""Commands that change where a member lives and how she stands in the register."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from areas.models import Tambon, User
from members import rules
from members.models import FormerAddress, Member
from members.selectors import standing_of
from members.services.records import check_not_merged, tambon_named
from thai.refusals import Refusal
from thai.refusals import sentence as _

STANDING = ("status", "status_reason", "status_since_on", "status_until_on")


class MoveNotPossible(Refusal):
    """The day of a move cannot be, or nothing moved."""


def move(*, member: Member, tambon: Tambon | str, address: str, moved_on: date, by: User, on: date) -> Member:
    """Record that a member, or the office of an organisation, moved; the address left stays as a former address.

    A move to another tambon begins the six months anew (R-MEM-03); within the tambon they run on.

    :raises MoveNotPossible: not a new address, after today, or not after she came to the old one.
    :raises IsMerged: the record was merged into another.
    Source: R-MEM-03, R-MEM-08.
    """
    place, address = tambon_named(tambon), address.strip()
    with transaction.atomic():
        row = Member.objects.select_for_update().get(pk=member.pk)
        check_not_merged(row)
        since = came_on(row)
        if (row.tambon_id, row.address) == (place.pk, address):
            raise MoveNotPossible(_("ที่อยู่ใหม่ตรงกับที่อยู่เดิม"))
        if moved_on > on:
            raise MoveNotPossible(_("วันที่ย้ายต้องไม่หลังวันที่ %(on)s"), on=on)
        if moved_on <= since:
            raise MoveNotPossible(_("วันที่ย้ายต้องอยู่หลังวันที่มาอยู่ที่อยู่เดิม %(since)s"), since=since)
        FormerAddress.objects.create(
            member=row, tambon_id=row.tambon_id, address=row.address, from_on=since, until_on=moved_on, recorded_by=by
        )
        if row.tambon_id != place.pk:
            row.residence_since_on = moved_on
        row.tambon, row.amphoe_id, row.province_id, row.address = place, place.amphoe_id, place.province_id, address
        row.save(update_fields=["tambon", "amphoe", "province", "address", "residence_since_on"])
    return row


def came_on(member: Member) -> date:
    """Return the day from which a member has her present address: the last move within the tambon, or the arrival."""
    last = FormerAddress.objects.filter(member=member).order_by("-until_on").values_list("until_on", flat=True).first()
    return max(member.residence_since_on, last) if last else member.residence_since_on


def change_standing(
    *,
    member: Member,
    status: str,
    by: User,
    on: date,
    reason: str = "",
    since_on: date | None = None,
    until_on: date | None = None,
) -> Member:
    """Change the standing of a member: left, deceased, barred from a day (until a day), or taken back.

    ``since_on`` is today where nothing is given. A bar ends by itself after ``until_on``.

    :raises StatusNeedsReason: barred, or taken back, without a reason.
    :raises StatusNotPossible: a date that cannot be; the record was merged.
    Source: R-MEM-05, R-MEM-08.
    """
    changes = {"status": status, "status_reason": reason, "status_since_on": since_on, "status_until_on": until_on}
    with transaction.atomic():
        row = Member.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=member.pk)
        row.save(update_fields=set_standing(row, changes, on=on))
    return row


def set_standing(row: Member, changes: Mapping[str, Any], *, on: date) -> tuple[str, ...]:
    """Put a new standing into a locked row after the checks, and return the fields to save."""
    new = rules.Standing(
        status=changes["status"],
        reason=(changes.get("status_reason") or "").strip(),
        since_on=changes.get("status_since_on") or on,
        until_on=changes.get("status_until_on"),
    )
    rules.check_standing(
        old=standing_of(row), new=new, registered_on=row.registered_on, is_organisation=row.is_organisation, on=on
    )
    row.status, row.status_reason = new.status, new.reason
    row.status_since_on, row.status_until_on = new.since_on, new.until_on
    return STANDING
