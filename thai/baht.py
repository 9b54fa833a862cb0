"""Amounts in baht: checked, rounded, written with commas and in words, and read from what a user typed."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from thai.digits import to_arabic
from thai.refusals import Refusal
from thai.refusals import sentence as _

SATANG = Decimal("0.01")
# Wider than any amount of money, so that no step below rounds by itself.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_LARGEST = Decimal(10) ** 24
_NONE = Decimal("0.00")  # never minus zero

_DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")

_TYPED_AMOUNT = re.compile(r"(?P<sign>[-+]?)(?P<baht>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.(?P<satang>[0-9]+))?")
_LONGEST_TYPED = 24


class NotMoney(Refusal):
    """The value cannot be an amount of money: a float, a truth value, a text, not finite, or finer than a satang."""


class UnreadableAmount(Refusal):
    """What the user typed is no amount in baht."""


def require_money(amount: object) -> Decimal:
    """The amount as a Decimal with exactly two places.

    :param amount: a Decimal or an int, in baht, of whole satang.
    :raises NotMoney: for a float, a bool, any other type, NaN, infinity, and for parts of a satang.
    """
    # what nearly every amount is comes first: a replay asks of each payment
    is_plain = amount.__class__ is Decimal and amount.is_finite() and -_LARGEST < amount < _LARGEST
    exact: Decimal = amount if is_plain else _require_number(amount)  # type: ignore[assignment]
    satang = exact.quantize(SATANG, context=_EXACT)
    if satang != exact:
        raise NotMoney(_("จำนวนเงิน %(amount)s บาทละเอียดกว่าหนึ่งสตางค์"), amount=exact)
    return satang if satang else _NONE


def half_up(amount: Decimal | int, places: int = 2) -> Decimal:
    """The number rounded to ``places`` decimals, a tie away from zero; two places are satang. Never minus zero.

    :raises NotMoney: for a float, a bool, any other type, NaN and infinity.
    """
    rounded = _require_number(amount).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_EXACT)
    return rounded if rounded else rounded.copy_abs()


def with_commas(amount: Decimal | int) -> str:
    """The amount as it is printed: 1,234.50.

    :raises NotMoney: as ``require_money``.
    """
    return f"{require_money(amount):,.2f}"


def in_words(amount: Decimal | int) -> str:
    """The amount in Thai words, as a contract or a receipt spells it.

    Whole baht end in ถ้วน; an amount below one baht names satang only; nought is ศูนย์บาทถ้วน. A negative amount,
    which only a correction can have, begins with ลบ. Millions repeat without limit: หนึ่งล้านล้านบาทถ้วน.

    :raises NotMoney: as ``require_money``.
    """
    money = require_money(amount)
    baht, satang = divmod(int(money.copy_abs().scaleb(2, context=_EXACT)), 100)
    sign = "ลบ" if money < 0 else ""
    if not satang:
        return f"{sign}{_number_in_words(baht) or 'ศูนย์'}บาทถ้วน"
    return f"{sign}{_number_in_words(baht) + 'บาท' if baht else ''}{_number_in_words(satang)}สตางค์"


def parse(text: str) -> Decimal:
    """The amount that a user typed, with two places.

    Accepts commas between thousands, Thai digits, a leading minus or plus, and บาท or ฿ beside the number. A comma
    that does not part thousands is refused, because 1234,50 could be read in two ways.

    :raises UnreadableAmount: with a sentence that quotes what was typed.
    """
    typed = str(text).strip()
    bare = to_arabic(typed).replace("\u2212", "-").removeprefix("฿").removesuffix("บาท").strip()
    found = _TYPED_AMOUNT.fullmatch(bare)
    if len(bare) > _LONGEST_TYPED or not found or not (found["baht"] or found["satang"]):
        raise UnreadableAmount(
            _("อ่านจำนวนเงิน “%(typed)s” ไม่ได้ กรุณากรอกเป็นตัวเลข เช่น 1,234.50"), typed=typed[:_LONGEST_TYPED]
        )
    if len(found["satang"] or "") > 2:
        raise UnreadableAmount(_("จำนวนเงิน “%(typed)s” มีทศนิยมเกินสองตำแหน่ง (สตางค์)"), typed=typed)
    whole = (found["baht"] or "0").replace(",", "")
    return require_money(Decimal(f"{found['sign']}{whole}.{found['satang'] or '00'}"))


def _require_number(amount: object) -> Decimal:
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int):
        raise NotMoney(_("จำนวนเงินต้องเป็นเลขฐานสิบที่แน่นอน ไม่ใช่ %(kind)s"), kind=type(amount).__name__)
    number = Decimal(amount)
    if not number.is_finite() or number.copy_abs() >= _LARGEST:
        raise NotMoney(_("จำนวนเงิน %(amount)s ไม่ใช่จำนวนที่เป็นไปได้"), amount=str(amount)[:_LONGEST_TYPED])
    return number


def _number_in_words(number: int, *, follows: bool = False) -> str:
    """A whole number in words, '' for nought; ``follows`` says that a higher group stands before it."""
    if number >= 1_000_000:
        millions, rest = divmod(number, 1_000_000)
        return f"{_number_in_words(millions, follows=follows)}ล้าน{_number_in_words(rest, follows=True)}"
    digits = [int(digit) for digit in reversed(str(number))]
    words = []
    for place in reversed(range(len(digits))):
        digit = digits[place]
        if not digit:
            continue
        if place == 0 and digit == 1 and (follows or number > 1):
            words.append("เอ็ด")  # a last one after anything higher
        elif place == 1 and digit == 1:
            words.append("สิบ")
        elif place == 1 and digit == 2:
            words.append("ยี่สิบ")
        else:
            words.append(_DIGITS[digit] + _PLACES[place])
    return "".join(words)
