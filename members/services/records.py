"""What every command about a record of the register does: numbers, places, and the refusals they share."""

from areas.models import Tambon
from documents.services import take_numbers
from members.models import Member
from thai.refusals import Refusal
from thai.refusals import sentence as _


class AlreadyMember(Refusal):
    """The card is in the register already."""


class PossibleDuplicate(Refusal):
    """Somebody of the same name, birthday and tambon is in the register; ``members`` are those."""

    members: tuple[Member, ...] = ()


class IsMerged(Refusal):
    """The record was merged into another and stays as it was."""


def tambon_named(tambon: Tambon | str) -> Tambon:
    """Return the tambon itself, given it or its code."""
    return tambon if isinstance(tambon, Tambon) else Tambon.objects.get(pk=tambon)


def next_number(province: str) -> str:
    """Take the next member number of a province, such as 57-0000123; persons and organisations share one series."""
    return next_numbers(province, 1)[0]


def next_numbers(province: str, count: int) -> list[str]:
    """Take the next member numbers of a province as one block, in their order."""
    return [f"{province}-{number:07d}" for number in take_numbers(series=f"member:{province}", year_be=0, count=count)]


def check_not_merged(member: Member) -> None:
    """Refuse to change a record that was merged into another.

    :raises IsMerged: with the number of the record to use.
    """
    if member.merged_into_id:
        kept = Member.objects.only("member_number").get(pk=member.merged_into_id)
        raise IsMerged(_("ระเบียนนี้รวมเข้ากับสมาชิกเลขที่ %(number)s แล้ว แก้ไขไม่ได้ ให้แก้ที่ระเบียนนั้น"), number=kept.member_number)


def one_space(text: str) -> str:
    """Return a text without spaces at its ends and with single ones inside."""
    return " ".join(text.split())
