"""The text file by which a bank pays many accounts at once: a header and a line a payment, 498 characters each. Pure.

One profile among several, as Krungthai's direct credit is known from public sources; no official specification was
seen, so an office asks its bank before it sends the first one. Texts are TIS-620 and padded by bytes; amounts are whole
satang without a point. An account has eleven digits in it; a longer one, usual at ธนาคารออมสิน and ธ.ก.ส., is paid by
the list for the bank's portal instead, because no source says which of its digits to leave out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _

WIDTH = 498
ENCODING = "cp874"
ACCOUNT_DIGITS = 11
SERVICE = "07"  # loans, to other banks
LINE_END = b"\r\n"
# The codes by which the clearing house knows the banks.
BANK_CODES: dict[str, str] = {
    "ธนาคารกรุงเทพ": "002",  # stays Thai: names of banks
    "ธนาคารกสิกรไทย": "004",  # stays Thai: names of banks
    "ธนาคารกรุงไทย": "006",  # stays Thai: names of banks
    "ธนาคารทหารไทยธนชาต": "011",  # stays Thai: names of banks
    "ธนาคารไทยพาณิชย์": "014",  # stays Thai: names of banks
    "ธนาคารกรุงศรีอยุธยา": "025",  # stays Thai: names of banks
    "ธนาคารออมสิน": "030",  # stays Thai: names of banks
    "ธนาคารอาคารสงเคราะห์": "033",  # stays Thai: names of banks
    "ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร": "034",  # stays Thai: names of banks
    "ธนาคารอิสลามแห่งประเทศไทย": "066",  # stays Thai: names of banks
}


class CannotWrite(Refusal):
    """The file cannot be made of these payments."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The province's account that pays: its bank's code, its number, its name."""

    bank_code: str
    account_number: str
    name: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment: the bank by its name, the account, whose it is, baht, and what the receiver reads."""

    bank: str
    account_number: str
    name: str
    amount: Decimal
    reference: str


def require_line(payment: Payment) -> None:
    """Nothing, if the payment can stand in the file; otherwise a refusal that says what the file has no room for.

    :raises CannotWrite: a bank without a code, an account of too many digits, or a letter outside TIS-620.
    """
    if payment.bank not in BANK_CODES:
        raise CannotWrite(_("ไม่รู้จักรหัสธนาคารของ “%(bank)s”"), bank=payment.bank)
    _text(payment.account_number, ACCOUNT_DIGITS, digits=True)
    _text(payment.name, 100)
    _text(payment.reference, 40)


def write(*, sender: Sender, transfer_on: date, number: int, payments: Sequence[Payment]) -> bytes:
    """The file of a batch: header ``101``, then a ``102`` for each payment, each line 498 bytes and CR LF.

    The header holds how many payments there are and their sum, so a cut file is seen at once.

    :param number: the batch's own number, up to six digits.
    :raises CannotWrite: no payment, no account of the province, or a payment that has no line (``require_line``).
    Source: R-DISB-01, formats of the outside world, 4.
    """
    if not payments:
        raise CannotWrite(_("ไม่มีรายการโอนให้ทำไฟล์"))
    if not sender.account_number or not sender.bank_code:
        raise CannotWrite(_("จังหวัดยังไม่มีบัญชีออมทรัพย์ที่ใช้โอนเงิน จึงทำไฟล์ธนาคารไม่ได้"))
    day = f"{transfer_on:%d%m%Y}"
    total = sum((require_money(payment.amount) for payment in payments), Decimal("0.00"))
    lines = [
        _line(
            "101",
            _number(number % 1_000_000, 6),
            _text(sender.bank_code, 3),
            _number(len(payments), 7),
            _satang(total, 19),
            day,
            _text("C", 1),
            _text("", 8),
            _text(sender.account_number, 16),
            _text(sender.name, 50),
        )
    ]
    for at, payment in enumerate(payments, start=1):
        require_line(payment)
        lines.append(
            _line(
                "102",
                _number(number % 1_000_000, 6),
                _text(BANK_CODES[payment.bank], 3),
                _text(payment.account_number, ACCOUNT_DIGITS, digits=True),
                _text(sender.bank_code, 3),
                _text(sender.account_number, ACCOUNT_DIGITS, digits=True),
                day,
                SERVICE,
                _text("", 2),
                _satang(payment.amount, 17),
                _text("", 8),
                _text(payment.name, 100),
                _text(sender.name, 60),
                _text(payment.reference, 40),
                _number(at, 6),
            )
        )
    return b"".join(line + LINE_END for line in lines)


def _line(*parts: str | bytes) -> bytes:
    """The parts one after another, padded to the width of a line."""
    whole = b"".join(part if isinstance(part, bytes) else part.encode("ascii") for part in parts)
    return whole.ljust(WIDTH)


def _text(value: str, width: int, *, digits: bool = False) -> bytes:
    """A text in TIS-620, cut and padded by bytes; the digits of an account stand to the right after zeroes."""
    try:
        coded = value.encode(ENCODING)
    except UnicodeEncodeError:
        raise CannotWrite(_("“%(text)s” มีอักขระที่ไฟล์ธนาคารรับไม่ได้"), text=value) from None
    if digits:
        if len(coded) > width:
            raise CannotWrite(_("เลขที่บัญชี “%(number)s” ยาวเกิน %(width)s หลัก"), number=value, width=width)
        return coded.rjust(width, b"0")
    return coded[:width].ljust(width)


def _number(value: int, width: int) -> str:
    return f"{value:0{width}}"


def _satang(amount: Decimal, width: int) -> str:
    return _number(int(require_money(amount) * 100), width)
