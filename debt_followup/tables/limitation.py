"""Limitation periods in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from debt_followup import rules
from debt_followup.tables.cells import short


def limitation_words(ends: Sequence[rules.LimitationEnd], *, years: int, on: date) -> list[dict[str, Any]]:
    """Return a sentence for each unpaid instalment: from when the period counts, what began it anew, when it ends."""
    said = []
    for end in ends:
        values = {
            "due": short(end.due_on),
            "since": short(end.counts_from_on),
            "last": short(end.last_day_on),
            "years": years,
        }
        if end.interrupted_on:
            values["paid"] = short(end.interrupted_on[-1])
            text = _(
                "งวดที่ครบกำหนด %(due)s: ชำระบางส่วนเมื่อ %(paid)s อายุความสะดุดหยุดลง จึงเริ่มนับใหม่ตั้งแต่ %(since)s "
                "ครบ %(years)s ปี ฟ้องได้ถึง %(last)s"
            )
        else:
            text = _("งวดที่ครบกำหนด %(due)s: อายุความเริ่มนับ %(since)s ครบ %(years)s ปี ฟ้องได้ถึง %(last)s")
        said.append({"text": text % values, "is_barred": end.is_barred(on=on)})
    return said
