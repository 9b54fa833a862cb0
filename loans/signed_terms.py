"""What of the terms binds the borrowers who signed them, and where the terms of another day say something else. Pure.

The due dates are not among them: a transfer lends on those that were agreed, or not at all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from thai.refusals import Refusal
from thai.refusals import sentence as _

_BASES = {"INSTALMENT": _("เงินต้นของงวดที่ผิดนัด"), "OUTSTANDING": _("เงินต้นคงเหลือทั้งหมด")}
_PARTS = {
    "COSTS": _("ค่าใช้จ่าย"),
    "DEFAULT_INTEREST": _("ดอกเบี้ยผิดนัด"),
    "CONTRACT_INTEREST": _("ดอกเบี้ยตามสัญญา"),
    "PRINCIPAL": _("เงินต้น"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Words that are put into the reader's language only when somebody reads them, one after the other."""

    parts: tuple[Refusal, ...]

    def __str__(self) -> str:
        return " → ".join(str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Difference:
    """One term that was signed otherwise than it is now."""

    what: Refusal
    signed: Words
    now: Words


def _rate(value: Any) -> Words:
    return Words((Refusal(_("ร้อยละ %(rate)s ต่อปี"), rate=f"{(Decimal(str(value)) * 100).normalize():f}"),))


def _days(value: Any) -> Words:
    return Words((Refusal(_("%(days)s วัน"), days=value),))


def _base(value: Any) -> Words:
    return Words((Refusal(_BASES.get(value, str(value))),))


def _order(value: Any) -> Words:
    return Words(tuple(Refusal(_PARTS.get(part, str(part))) for part in value))


_BINDING: tuple[tuple[str, str, Callable[[Any], Words]], ...] = (
    ("annual_rate", _("อัตราดอกเบี้ยตามสัญญา"), _rate),
    ("contract_day_basis", _("จำนวนวันต่อปีของดอกเบี้ยตามสัญญา"), _days),
    ("default_rate", _("อัตราดอกเบี้ยผิดนัด"), _rate),
    ("day_basis", _("จำนวนวันต่อปีของดอกเบี้ยผิดนัด"), _days),
    ("default_base", _("ฐานของดอกเบี้ยผิดนัด"), _base),
    ("allocation_order", _("ลำดับการตัดชำระ"), _order),
    ("early_days", _("จำนวนวันที่ชำระล่วงหน้าเป็นของงวดนั้นได้"), _days),
)
_RATES = frozenset({"annual_rate", "default_rate"})


def differences(*, signed: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """Return what the borrowers signed otherwise than the terms of another day say; empty where nothing differs.

    A term that the signed snapshot does not name was not agreed on, and is not compared.

    :param signed: the snapshot that the signed paper was made from (``TermsInForce.snapshot``).
    :param now: the snapshot of the other day.
    Source: A-04, A-07, P-04, P-08, P-09, P-10, docs/decisions.md.
    """
    return [
        Difference(Refusal(label), worded(signed[key]), worded(now[key]))
        for key, label, worded in _BINDING
        if key in signed and _value(key, signed[key]) != _value(key, now[key])
    ]


def _value(key: str, value: Any) -> Any:
    """A rate as a number, whatever its zeros; anything else as it is."""
    return Decimal(str(value)) if key in _RATES else value
