"""The reference by which a bank names a contract: the contract's key and two check digits. Pure."""

import re

from thai.refusals import Refusal
from thai.refusals import sentence as _

_CONTRACT_KEY = re.compile(r"[0-9]{9}")
_REF1 = re.compile(r"[0-9]{11}")
_LARGEST_NUMBER = 99_999


class ContractKeyWrong(Refusal):
    """The key of a contract is not its nine digits."""


class Ref1Wrong(Refusal):
    """A ref1 whose check digits do not agree: mistyped, or none of ours."""


def contract_key(*, province: str, year_be: int, number: int) -> str:
    """The key of a contract: the province's code (2), the BE year without its century (2), the running number (5).

    :raises ContractKeyWrong: the code is not two digits or the number does not fit five.
    """
    key = f"{province}{year_be % 100:02}{number:05}"
    if not 1 <= number <= _LARGEST_NUMBER or not _CONTRACT_KEY.fullmatch(key):
        raise ContractKeyWrong(_("รหัสสัญญา “%(key)s” ต้องเป็นตัวเลข 9 หลัก (จังหวัด 2 ปี 2 ลำดับ 5)"), key=key[:40])
    return key


def make_ref1(*, contract_key: str) -> str:
    """The ref1 of a contract: its nine-digit key and two check digits (ISO 7064 MOD 97-10).

    The key is the province's code (2), the BE year without its century (2) and the running number (5). The check digits
    catch every wrong digit, every swap of two digits side by side or one apart, and a digit too many or too few.

    :raises ContractKeyWrong: the key is not nine digits.
    """
    if not _CONTRACT_KEY.fullmatch(contract_key):
        raise ContractKeyWrong(_("รหัสสัญญา “%(key)s” ต้องเป็นตัวเลข 9 หลัก (จังหวัด 2 ปี 2 ลำดับ 5)"), key=contract_key[:40])
    return f"{contract_key}{98 - int(contract_key) * 100 % 97:02}"


def check_ref1(ref1: str) -> str:
    """The contract's key out of a ref1 whose check digits agree.

    :raises Ref1Wrong: it is not eleven digits or the check digits do not agree: not to be booked unseen.
    """
    if not _REF1.fullmatch(ref1) or make_ref1(contract_key=ref1[:9]) != ref1:
        raise Ref1Wrong(_("เลขอ้างอิง 1 “%(ref1)s” ไม่ถูกต้อง กรุณาตรวจกับแบบฟอร์มชำระเงิน"), ref1=ref1[:20])
    return ref1[:9]
