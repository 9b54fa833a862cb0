"""Commands about natural persons: registration, correction, and the whole card number."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from areas.models import PersonalDataAccess, Tambon, User
from areas.services import log_personal_data
from members import identity, rules, selectors
from members.models import Member
from members.services.records import (
    AlreadyMember,
    PossibleDuplicate,
    check_not_merged,
    next_number,
    one_space,
    tambon_named,
)
from members.services.standing import set_standing
from thai import national_id as card
from thai.refusals import sentence as _

EDITABLE = (
    "title",
    "first_name",
    "last_name",
    "birth_on",
    "address",
    "residence_since_on",
    "occupation",
    "telephone",
)


def register(
    *,
    national_id: str,
    title: str,
    first_name: str,
    last_name: str,
    birth_on: date,
    tambon: Tambon | str,
    address: str,
    residence_since_on: date,
    by: User | None,
    on: date,
    occupation: str = "",
    telephone: str = "",
    is_known_other_person: bool = False,
) -> Member:
    """Register a natural person as a member and give her the next member number of the province (57-0000123).

    ``is_known_other_person`` says that the officer has seen the likely duplicate and it is somebody else.

    :raises NotANationalId: the card number is wrong.
    :raises AlreadyMember: the card is registered.
    :raises PossibleDuplicate: same name, birthday and tambon, not yet confirmed as another person.
    :raises NotAWoman: a man's title.
    :raises TooYoung: under fifteen on the day.
    :raises DateNotPossible: born in the future or more than 120 years ago, or living there before birth or after today.
    Source: R-ACT-01, R-MEM-08.
    """
    digits = card.require_valid(national_id)
    place = tambon_named(tambon)
    rules.check_title(title=title)
    rules.check_dates(birth_on=birth_on, residence_since_on=residence_since_on, on=on)
    rules.check_age(birth_on=birth_on, on=on)
    first_name, last_name = one_space(first_name), one_space(last_name)
    with transaction.atomic():
        _check_new_card(digits)
        if not is_known_other_person:
            _check_not_likely_known(first_name, last_name, birth_on, place)
        number = next_number(place.province_id)
        try:
            with transaction.atomic():
                return Member.objects.create(
                    member_number=number,
                    **identity.kept(digits),
                    title=title.strip(),
                    first_name=first_name,
                    last_name=last_name,
                    birth_on=birth_on,
                    province_id=place.province_id,
                    amphoe_id=place.amphoe_id,
                    tambon=place,
                    address=address.strip(),
                    residence_since_on=residence_since_on,
                    occupation=occupation.strip(),
                    telephone=telephone.strip(),
                    registered_on=on,
                )
        except IntegrityError:  # another officer registered the same card a moment ago
            _check_new_card(digits)
            raise


def update(*, member: Member, changes: dict[str, Any], by: User, on: date) -> Member:
    """Correct what the register says of a person; the card number never changes. The old row stays in the history.

    A corrected tambon (key ``tambon``) takes its amphoe and province along; somebody who moved is ``move``d instead,
    and her standing is changed by ``change_standing`` (a ``status`` among the changes goes there).

    :raises DateNotPossible: as at registration.
    :raises NotAWoman: a man's title.
    :raises StatusNeedsReason: barred without a reason.
    :raises IsMerged: the record was merged into another.
    Source: R-MEM-08.
    """
    with transaction.atomic():
        row = Member.objects.select_for_update().get(pk=member.pk)
        check_not_merged(row)
        for name, value in changes.items():
            if name == "tambon":
                row.tambon, row.amphoe_id, row.province_id = value, value.amphoe_id, value.province_id
            elif name in EDITABLE:
                setattr(row, name, value.strip() if isinstance(value, str) else value)
            elif name not in ("status", "status_reason"):
                raise ValueError(f"{name} of a member cannot be changed")
        if row.birth_on is None:
            raise ValueError("an organisation is changed by update_organisation")
        rules.check_title(title=row.title)
        rules.check_dates(birth_on=row.birth_on, residence_since_on=row.residence_since_on, on=on)
        row.first_name, row.last_name = one_space(row.first_name), one_space(row.last_name)
        standing = set_standing(row, changes, on=on) if "status" in changes else ()
        row.save(update_fields=[*EDITABLE, "tambon", "amphoe", "province", *standing])
    return row


def reveal_national_id(*, member: Member, by: User, reason: str) -> str:
    """Return the whole card number, with dashes, after recording who asked and why.

    :raises ReasonMissing: no reason was given; nothing is shown then.
    """
    with transaction.atomic():
        log_personal_data(
            user=by, action=PersonalDataAccess.Action.REVEAL, subject=f"member:{member.pk}", reason=reason
        )
        stored = Member.objects.values_list("national_id_encrypted", flat=True).get(pk=member.pk)
        return card.format_dashed(identity.decrypt(stored))


def _check_new_card(digits: str) -> None:
    known = selectors.find_by_national_id(digits)
    if known is not None:
        raise AlreadyMember(
            _("เลขประจำตัวประชาชนนี้ขึ้นทะเบียนแล้วในชื่อ %(name)s %(area)s"), name=known.full_name, area=known.area_label
        )


def _check_not_likely_known(first_name: str, last_name: str, birth_on: date, tambon: Tambon) -> None:
    likely = selectors.likely_duplicates(
        first_name=first_name, last_name=last_name, birth_on=birth_on, tambon_id=tambon.pk
    )
    if likely:
        refusal = PossibleDuplicate(
            _("มีสมาชิกชื่อ วันเกิด และตำบลเดียวกันในทะเบียนแล้ว (เลขที่ %(numbers)s) ตรวจว่าเป็นคนเดียวกันหรือไม่ก่อนบันทึก"),
            numbers=", ".join(member.member_number for member in likely),
        )
        refusal.members = tuple(likely)
        raise refusal
