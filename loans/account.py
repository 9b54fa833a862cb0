"""The account that the members open for the loan, and the people of the contract: who must be on it and how. Pure.

Kept beside ``rules``, which holds the arithmetic of a loan.
"""

# stays Thai throughout: banks and the account’s name, as the contract prints them

import re
from collections.abc import Sequence
from dataclasses import dataclass

from areas.rules import require_whole
from thai.digits import to_arabic
from thai.refusals import Refusal
from thai.refusals import sentence as _

MIN_HOLDERS = 3  # P-02: the representative and two co-borrowers
NAMED_CO_BORROWERS = 2  # R-CONT-04
SAVINGS = "SAVINGS"
CURRENT = "CURRENT"
BANKS: tuple[str, ...] = (
    "ธนาคารกรุงไทย",
    "ธนาคารออมสิน",
    "ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร",
    "ธนาคารกรุงเทพ",
    "ธนาคารกสิกรไทย",
    "ธนาคารไทยพาณิชย์",
    "ธนาคารกรุงศรีอยุธยา",
    "ธนาคารทหารไทยธนชาต",
    "ธนาคารอาคารสงเคราะห์",
    "ธนาคารอิสลามแห่งประเทศไทย",
)
_DIGITS = re.compile(r"[0-9]{10,12}")


class BadAccount(Refusal):
    """The account cannot be the loan's."""


class NotSavings(BadAccount):
    """The account is of another kind than a savings account."""


class WrongHolders(BadAccount):
    """The holders of the account are not the representative and enough co-borrowers."""


class TooFewWithdrawers(BadAccount):
    """Fewer persons than the policy asks may withdraw."""


class BadAccountNumber(BadAccount):
    """The number is not one that a Thai bank gives out."""


class WrongWitnesses(Refusal):
    """The witnesses are not two persons apart from those who sign."""


@dataclass(frozen=True, slots=True)
class Person:
    """A borrower as far as the account is concerned: the member's key and her name with its title."""

    key: int
    name: str


def account_number(typed: str) -> str:
    """The digits of an account number as it was typed, with or without dashes, in Thai or Arabic digits.

    :raises BadAccountNumber: unless there are 10 to 12 digits.
    """
    digits = re.sub(r"[-\s]", "", to_arabic(typed))
    if not _DIGITS.fullmatch(digits):
        raise BadAccountNumber(_("เลขที่บัญชี “%(typed)s” ต้องเป็นตัวเลข 10 ถึง 12 หลัก"), typed=str(typed)[:30])
    return digits


def check_account(
    *,
    kind: str,
    representative: Person,
    co_borrowers: Sequence[Person],
    holder_keys: Sequence[int],
    withdrawal_persons: int,
    min_holders: int = MIN_HOLDERS,
) -> str:
    """The name of the account, if its kind, its holders and its way of withdrawal are as the fund asks.

    The name is that of the representative and of two co-borrowers who hold the account with her, in their order.

    :param holder_keys: the holders chosen; the representative must be one of them.
    :raises NotSavings, WrongHolders, TooFewWithdrawers: as the names say.
    Source: R-CONT-01..04, P-02.
    """
    if kind != SAVINGS:
        raise NotSavings(_("บัญชีรับเงินกู้ต้องเป็นประเภทออมทรัพย์"))
    least = require_whole(min_holders, least=2, most=100)
    holders = [person for person in co_borrowers if person.key in holder_keys]
    strangers = set(holder_keys) - {person.key for person in (*co_borrowers, representative)}
    if strangers:
        raise WrongHolders(_("เจ้าของบัญชีต้องเป็นผู้แทนกลุ่มและผู้กู้ร่วมของโครงการนี้เท่านั้น"))
    if representative.key not in holder_keys:
        raise WrongHolders(_("ผู้แทนกลุ่ม %(name)s ต้องเป็นเจ้าของบัญชีด้วย"), name=representative.name)
    if len(holders) + 1 < least:
        raise WrongHolders(
            _("เจ้าของบัญชีต้องเป็นผู้แทนกลุ่มและผู้กู้ร่วมอย่างน้อย %(least)s คน เลือกผู้กู้ร่วมแล้ว %(chosen)s คน"),
            least=least - 1,
            chosen=len(holders),
        )
    if not least <= require_whole(withdrawal_persons, least=0, most=100) <= len(holders) + 1:
        raise TooFewWithdrawers(
            _("เงื่อนไขการถอนต้องลงชื่อร่วมกันไม่น้อยกว่า %(least)s คน และไม่เกินจำนวนเจ้าของบัญชี %(most)s คน"),
            least=least,
            most=len(holders) + 1,
        )
    return BETWEEN_NAMES.join(person.name for person in (representative, *holders[:NAMED_CO_BORROWERS]))


def check_own_account(*, kind: str, name: str, withdrawal_persons: int) -> str:
    """The name of the account that an organisation has already, tidied, if it may receive the loan.

    It is not opened anew and not for one project alone; a fixed deposit cannot be drawn from.

    :raises NotSavings: it is neither a savings nor a current account.
    :raises WrongHolders: it has no name.
    :raises TooFewWithdrawers: nobody may withdraw.
    Source: R-CONT-05.
    """
    if kind not in (SAVINGS, CURRENT):
        raise NotSavings(_("บัญชีขององค์กรต้องเป็นประเภทออมทรัพย์หรือกระแสรายวัน"))
    tidy = " ".join(name.split())
    if not tidy:
        raise WrongHolders(_("ต้องระบุชื่อบัญชีขององค์กร"))
    if require_whole(withdrawal_persons, least=0, most=100) < 1:
        raise TooFewWithdrawers(_("ต้องมีผู้ลงชื่อถอนเงินอย่างน้อย 1 คน"))
    return tidy


BETWEEN_NAMES = " และ "


def check_witnesses(*, names: Sequence[str], signers: Sequence[str]) -> tuple[str, str]:
    """The two names, tidied, if they are two different persons who do not sign as borrower or lender.

    :param signers: the names of the lender and of every borrower.
    :raises WrongWitnesses: otherwise.
    Source: R-ACT-05.
    """
    tidy = [" ".join(name.split()) for name in names if name.strip()]
    if len(tidy) != 2 or tidy[0] == tidy[1]:
        raise WrongWitnesses(_("ต้องระบุพยาน 2 คนที่ไม่ใช่คนเดียวกัน"))
    for name in tidy:
        if name in signers:
            raise WrongWitnesses(_("%(name)s เป็นคู่สัญญา จึงเป็นพยานไม่ได้"), name=name)
    return tidy[0], tidy[1]
