"""Commands about women's organisations: registration, correction, and who acts for them."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from areas.models import Tambon, User
from members import rules, selectors
from members.models import Member, Organisation, OrganisationOfficer
from members.rules import Duty
from members.services.records import (
    AlreadyMember,
    PossibleDuplicate,
    check_not_merged,
    next_number,
    one_space,
    tambon_named,
)
from thai import juristic_number
from thai.refusals import Refusal
from thai.refusals import sentence as _

OF_MEMBER = ("first_name", "address", "residence_since_on", "occupation", "telephone")


class NameMissing(Refusal):
    """An organisation has a name."""


class NumberNotNeeded(Refusal):
    """Only a legal person has a registration number."""


def register_organisation(
    *,
    name: str,
    is_legal_person: bool,
    tambon: Tambon | str,
    address: str,
    residence_since_on: date,
    by: User | None,
    on: date,
    registration_number: str = "",
    founded_on: date | None = None,
    occupation: str = "",
    telephone: str = "",
    president: Member | None = None,
    president_since_on: date | None = None,
    is_known_other: bool = False,
) -> Organisation:
    """Register a women's organisation as a member, with the next member number of the province, and its president.

    ``tambon``, ``address`` and ``residence_since_on`` say where its office is and since when. ``is_known_other`` says
    that the officer has seen the likely duplicate and it is another organisation.

    :raises NameMissing: no name.
    :raises NotAJuristicNumber: a legal person without its thirteen digits, or with wrong ones.
    :raises NumberNotNeeded: a registration number of what is no legal person.
    :raises AlreadyMember: the registration number is in the register.
    :raises PossibleDuplicate: the same name in the same tambon, not yet confirmed as another.
    :raises FoundingNotPossible: founded, or in its office, after today.
    :raises OfficerNotPossible: the president cannot be one.
    Source: R-ACT-02, R-MEM-08.
    """
    name, place = one_space(name), tambon_named(tambon)
    number = _checked_number(is_legal_person, registration_number)
    if not name:
        raise NameMissing(_("กรุณาระบุชื่อองค์กร"))
    rules.check_founding(founded_on=founded_on, office_since_on=residence_since_on, on=on)
    with transaction.atomic():
        _check_new_number(number)
        if not is_known_other:
            _check_not_likely_known(name, place)
        member = Member.objects.create(
            kind=Member.Kind.ORGANISATION,
            member_number=next_number(place.province_id),
            first_name=name,
            province_id=place.province_id,
            amphoe_id=place.amphoe_id,
            tambon=place,
            address=address.strip(),
            residence_since_on=residence_since_on,
            occupation=occupation.strip(),
            telephone=telephone.strip(),
            registered_on=on,
        )
        organisation = _created(member, is_legal_person=is_legal_person, number=number, founded_on=founded_on)
        if president is not None:
            appoint_officer(
                organisation=organisation,
                member=president,
                duty=Duty.PRESIDENT,
                valid_from=president_since_on or on,
                by=by,
                on=on,
            )
    return organisation


def update_organisation(*, organisation: Organisation, changes: dict[str, Any], by: User, on: date) -> Organisation:
    """Correct what the register says of an organisation; the old rows stay in the history.

    Keys are those of ``register_organisation`` (``name``, ``is_legal_person``, ``registration_number``, ``founded_on``,
    ``tambon``, ``address``, ``residence_since_on``, ``occupation``, ``telephone``). An office that moved is ``move``d.

    :raises NotAJuristicNumber, NumberNotNeeded, AlreadyMember, FoundingNotPossible, NameMissing: as at registration.
    :raises IsMerged: the record was merged into another.
    Source: R-MEM-08.
    """
    with transaction.atomic():
        row = Organisation.objects.select_for_update().get(pk=organisation.pk)
        member = Member.objects.select_for_update().get(pk=organisation.pk)
        check_not_merged(member)
        for name, value in changes.items():
            field = "first_name" if name == "name" else name
            if field == "tambon":
                member.tambon, member.amphoe_id, member.province_id = value, value.amphoe_id, value.province_id
            elif field in OF_MEMBER:
                setattr(member, field, one_space(value) if isinstance(value, str) else value)
            elif field in ("is_legal_person", "registration_number", "founded_on"):
                setattr(row, field, value)
            else:
                raise ValueError(f"{name} of an organisation cannot be changed")
        if not member.first_name:
            raise NameMissing(_("กรุณาระบุชื่อองค์กร"))
        row.registration_number = _checked_number(row.is_legal_person, row.registration_number or "")
        rules.check_founding(founded_on=row.founded_on, office_since_on=member.residence_since_on, on=on)
        _check_new_number(row.registration_number, but=row)
        member.save(update_fields=[*OF_MEMBER, "tambon", "amphoe", "province"])
        row.save(update_fields=["is_legal_person", "registration_number", "founded_on"])
    return row


def appoint_officer(
    *,
    organisation: Organisation,
    member: Member,
    duty: str,
    valid_from: date,
    by: User | None,
    on: date,
    authority: str = "",
    valid_to: date | None = None,
) -> OrganisationOfficer:
    """Appoint a member president or representative of an organisation from a day on.

    A new president ends the term of the former one the day before. ``authority`` names a representative's power of
    attorney.

    :raises OfficerNotPossible: no natural person in good standing, no power of attorney, a term that cannot be, in
        office already, or a president who began later than this one would.
    :raises IsMerged: the organisation's record was merged into another.
    Source: R-ACT-02, R-PROJ-15, R-PROJ-16.
    """
    with transaction.atomic():
        held = Organisation.objects.select_for_update(of=("self",)).select_related("member").get(pk=organisation.pk)
        check_not_merged(held.member)
        person = Member.objects.select_related("merged_into").get(pk=member.pk)
        rules.check_officer(
            name=person.full_name,
            is_person=not person.is_organisation,
            standing=selectors.standing_of(person),
            duty=duty,
            authority=authority.strip(),
            valid_from=valid_from,
            valid_to=valid_to,
            on=on,
        )
        _make_room(held, person, duty, valid_from=valid_from, valid_to=valid_to)
        return OrganisationOfficer.objects.create(
            organisation=held,
            member=person,
            duty=duty,
            authority=authority.strip() if duty == Duty.REPRESENTATIVE else "",
            valid_from=valid_from,
            valid_to=valid_to,
        )


def end_officer(*, officer: OrganisationOfficer, valid_to: date, by: User) -> OrganisationOfficer:
    """End the term of an officer with a day, the last on which she acts.

    :raises OfficerNotPossible: before she began, or her term has ended already.
    """
    with transaction.atomic():
        row = OrganisationOfficer.objects.select_for_update().get(pk=officer.pk)
        rules.check_term(valid_from=row.valid_from, valid_to=valid_to)
        if row.valid_to is not None and row.valid_to <= valid_to:
            raise rules.OfficerNotPossible(_("ผู้นี้สิ้นสุดหน้าที่แล้วเมื่อวันที่ %(valid_to)s"), valid_to=row.valid_to)
        row.valid_to = valid_to
        row.save(update_fields=["valid_to"])
    return row


def _make_room(
    organisation: Organisation, person: Member, duty: str, *, valid_from: date, valid_to: date | None
) -> None:
    """End the former president's term, and refuse an office that the person, or a later president, holds already."""
    rows = OrganisationOfficer.objects.filter(organisation=organisation, duty=duty).select_related("member")
    for row in rows:
        overlaps = (row.valid_to is None or row.valid_to >= valid_from) and (
            valid_to is None or row.valid_from <= valid_to
        )
        if not overlaps:
            continue
        if row.member_id == person.pk:
            raise rules.OfficerNotPossible(
                _("%(name)s ทำหน้าที่นี้อยู่แล้วตั้งแต่วันที่ %(since)s"), name=person.full_name, since=row.valid_from
            )
        if duty != Duty.PRESIDENT:
            continue
        if row.valid_from >= valid_from:
            raise rules.OfficerNotPossible(
                _("มีประธานคนใหม่กว่าแล้ว คือ %(name)s ตั้งแต่วันที่ %(since)s"), name=row.member.full_name, since=row.valid_from
            )
        row.valid_to = valid_from - timedelta(days=1)
        row.save(update_fields=["valid_to"])


def _checked_number(is_legal_person: bool, typed: str) -> str | None:
    if is_legal_person:
        return juristic_number.require_valid(typed)
    if typed.strip():
        raise NumberNotNeeded(_("องค์กรที่ไม่เป็นนิติบุคคลไม่มีเลขทะเบียนนิติบุคคล ให้เว้นว่างไว้"))
    return None


def _check_new_number(number: str | None, *, but: Organisation | None = None) -> None:
    if number is None:
        return
    rows = Organisation.objects.filter(registration_number=number)
    known = rows.exclude(pk=but.pk if but else None).select_related(
        "member__tambon", "member__amphoe", "member__province"
    )
    for organisation in known:
        raise AlreadyMember(
            _("เลขทะเบียนนิติบุคคลนี้ขึ้นทะเบียนแล้วในชื่อ %(name)s %(area)s"),
            name=organisation.member.full_name,
            area=organisation.member.area_label,
        )


def _check_not_likely_known(name: str, tambon: Tambon) -> None:
    likely = list(selectors.likely_same_organisations(name=name, tambon_id=tambon.pk))
    if likely:
        refusal = PossibleDuplicate(
            _("มีองค์กรชื่อเดียวกันในตำบลนี้แล้ว (เลขที่ %(numbers)s) ตรวจว่าเป็นองค์กรเดียวกันหรือไม่ก่อนบันทึก"),
            numbers=", ".join(member.member_number for member in likely),
        )
        refusal.members = tuple(likely)
        raise refusal


def _created(member: Member, *, is_legal_person: bool, number: str | None, founded_on: date | None) -> Organisation:
    try:
        with transaction.atomic():
            return Organisation.objects.create(
                member=member, is_legal_person=is_legal_person, registration_number=number, founded_on=founded_on
            )
    except IntegrityError:  # another officer registered the same number a moment ago
        _check_new_number(number)
        raise
