"""Commands of the register of members."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from areas.models import PersonalDataAccess, Tambon, User
from areas.services import ReasonMissing, log_personal_data
from documents.services import take_number
from members import identity, selectors
from members.models import Member
from thai import national_id as card
from thai.dates import add_years
from thai.refusals import Refusal
from thai.refusals import sentence as _

__all__ = [
    "AlreadyMember",
    "DateNotPossible",
    "PossibleDuplicate",
    "ReasonMissing",
    "register",
    "reveal_national_id",
    "update",
]

EDITABLE = (
    "title",
    "first_name",
    "last_name",
    "birth_on",
    "address",
    "residence_since_on",
    "occupation",
    "telephone",
    "status",
    "status_reason",
)
_OLDEST = 120


class AlreadyMember(Refusal):
    """The card is in the register already."""


class PossibleDuplicate(Refusal):
    """Somebody of the same name, birthday and tambon is in the register; ``members`` are those."""

    members: tuple[Member, ...] = ()


class DateNotPossible(Refusal):
    """A date of the member cannot be."""


class StatusNeedsReason(Refusal):
    """A barred member needs the reason written down."""


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
    :raises DateNotPossible: born in the future or more than 120 years ago, or living there before birth or after today.
    Source: R-ACT-01, R-MEM-08.
    """
    digits = card.require_valid(national_id)
    place = tambon if isinstance(tambon, Tambon) else Tambon.objects.get(pk=tambon)
    _check_dates(birth_on=birth_on, residence_since_on=residence_since_on, on=on)
    first_name, last_name = _one_space(first_name), _one_space(last_name)
    with transaction.atomic():
        _check_new_card(digits)
        if not is_known_other_person:
            _check_not_likely_known(first_name, last_name, birth_on, place)
        number = take_number(series=f"member:{place.province_id}", year_be=0)
        try:
            with transaction.atomic():
                return Member.objects.create(
                    member_number=f"{place.province_id}-{number:07d}",
                    national_id_encrypted=identity.encrypt(digits),
                    national_id_hash=identity.hash(digits),
                    national_id_masked=card.mask(digits),
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
    """Change what the register says of a member; the card number never changes. The old row stays in the history.

    A move to another tambon (key ``tambon``) takes the new area; the day she came there belongs with it.

    :raises DateNotPossible: as at registration.
    :raises StatusNeedsReason: barred without a reason.
    Source: R-MEM-08.
    """
    with transaction.atomic():
        row = Member.objects.select_for_update().get(pk=member.pk)
        for name, value in changes.items():
            if name == "tambon":
                row.tambon, row.amphoe_id, row.province_id = value, value.amphoe_id, value.province_id
            elif name in EDITABLE:
                setattr(row, name, value.strip() if isinstance(value, str) else value)
            else:
                raise ValueError(f"{name} of a member cannot be changed")
        _check_dates(birth_on=row.birth_on, residence_since_on=row.residence_since_on, on=on)
        if row.status == Member.Status.BARRED and not row.status_reason:
            raise StatusNeedsReason(_("การระงับสิทธิสมาชิกต้องระบุเหตุผล"))
        row.first_name, row.last_name = _one_space(row.first_name), _one_space(row.last_name)
        row.save(update_fields=[*EDITABLE, "tambon", "amphoe", "province"])
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


def _check_dates(*, birth_on: date, residence_since_on: date, on: date) -> None:
    if birth_on >= on:
        raise DateNotPossible(_("วันเกิดต้องอยู่ก่อนวันที่ %(on)s"), on=on)
    if add_years(birth_on, _OLDEST) < on:
        raise DateNotPossible(_("วันเกิด %(birth_on)s เกิน %(most)s ปีแล้ว กรุณาตรวจปีเกิด"), birth_on=birth_on, most=_OLDEST)
    if residence_since_on < birth_on:
        raise DateNotPossible(_("วันที่เริ่มอยู่ในพื้นที่ต้องไม่ก่อนวันเกิด"))
    if residence_since_on > on:
        raise DateNotPossible(_("วันที่เริ่มอยู่ในพื้นที่ต้องไม่หลังวันที่ %(on)s"), on=on)


def _one_space(text: str) -> str:
    return " ".join(text.split())
