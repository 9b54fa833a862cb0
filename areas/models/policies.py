"""Policies: dated rows with a source, national or of one province."""

from decimal import Decimal
from typing import Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from thai.baht import half_up

from .territory import Province


@pghistory.track()
class Policy(models.Model):
    """One value of one policy from one date on. The newest row not later than the day counts, province before nation.

    ``value`` is typed JSON: ``{"number": "200000"}``, ``{"days": 15, "unit": "business"}``, ``{"rule": "same_month"}``,
    ``{"rule": "day_of_next_month", "day": 5}``, ``{"calendar": [10, 16, 25]}``, ``{"text": "INSTALMENT"}``,
    ``{"per": "2000", "cap": "10000"}``, ``{"bands": [{"days": 0, "rate": "0"}, {"days": 366, "rate": "0.5"}]}``.
    """

    policy_no = models.CharField(_("เลขที่นโยบาย"), max_length=8)
    key = models.CharField(_("ชื่อ"), max_length=60)
    value = models.JSONField(_("ค่า"))
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="policies", verbose_name=_("จังหวัด")
    )
    effective_from = models.DateField(_("มีผลตั้งแต่"))
    source = models.CharField(_("ที่มา"), max_length=300)
    remark = models.TextField(_("หมายเหตุ"), blank=True)

    class Meta:
        verbose_name = _("นโยบาย")
        verbose_name_plural = _("นโยบาย")
        ordering = ["policy_no", "province_id", "effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "province", "effective_from"], name="policy_one_value_a_day", nulls_distinct=False
            ),
            models.CheckConstraint(name="policy_has_source", condition=~models.Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.policy_no} {self.key} ({self.province or _('ทั่วประเทศ')}) {self.effective_from}"

    @property
    def label(self) -> str:
        """Return what the policy is about, for people."""
        return str(LABELS.get(self.key, self.key))

    @property
    def value_text(self) -> str:
        """Return the value as a reader understands it; rates in per cent."""
        if self.key in RATES and "number" in self.value:
            return f"{half_up(Decimal(self.value['number']) * 100)} %"
        return text_of(self.value)


LABELS = {
    "member_target_persons": _("เป้าหมายสมาชิกใหม่ประเภทบุคคลธรรมดาของปีงบประมาณ (คน)"),
    "member_target_organisations": _("เป้าหมายสมาชิกใหม่ประเภทองค์กรสตรีของปีงบประมาณ (องค์กร)"),
    "group_min_members": _("จำนวนสมาชิกขั้นต่ำของกลุ่ม (คน)"),
    "account_min_holders": _("จำนวนผู้เปิดบัญชีร่วมขั้นต่ำ (คน)"),
    "loan_max_baht": _("วงเงินกู้สูงสุดต่อโครงการ (บาท)"),
    "subsidy_max_baht": _("เงินอุดหนุนสูงสุดต่อโครงการ (บาท)"),
    "contract_interest_rate": _("อัตราดอกเบี้ยเงินกู้ต่อปี"),
    "term_max_months": _("ระยะเวลาชำระคืนสูงสุด (เดือน)"),
    "instalments_min_per_year": _("จำนวนงวดขั้นต่ำต่อปี"),
    "due_day_of_month": _("วันครบกำหนดของเดือน"),
    "default_rate": _("อัตราดอกเบี้ยผิดนัดต่อปี"),
    "default_day_basis": _("จำนวนวันต่อปีของดอกเบี้ยผิดนัด"),
    "default_base": _("ฐานคำนวณดอกเบี้ยผิดนัด"),
    "statutory_default_rate_if_contract_silent": _("อัตราดอกเบี้ยผิดนัดตามกฎหมายเมื่อสัญญาไม่ได้กำหนด"),
    "notify_result_days": _("กำหนดแจ้งผลการพิจารณา"),
    "contract_return_days": _("กำหนดส่งสัญญาคืน"),
    "transfer_limit": _("กำหนดโอนเงินกู้"),
    "committee_calendar": _("วันประชุมประจำเดือน"),
    "first_report_days": _("กำหนดรายงานครั้งแรกหลังรับเงิน"),
    "revise_days": _("กำหนดปรับปรุงโครงการที่ไม่ผ่าน"),
    "return_unused_money_days": _("กำหนดคืนเงินเมื่อดำเนินโครงการไม่ได้"),
    "late_return_rate": _("อัตราดอกเบี้ยต่อปีเมื่อคืนเงินที่ไม่ได้ใช้เกินกำหนด"),
    "restructure_default_rate_floor": _("อัตราดอกเบี้ยผิดนัดขั้นต่ำเมื่อปรับโครงสร้างหนี้"),
    "restructure_max_months": _("ระยะเวลาสูงสุดของการปรับโครงสร้างหนี้ (เดือน)"),
    "restructure_holiday_months": _("ระยะพักชำระของการปรับโครงสร้างหนี้ (เดือน)"),
    "restructure_refusal_notice_days": _("กำหนดแจ้งผลไม่อนุมัติปรับโครงสร้างหนี้"),
    "limitation_years_instalments": _("อายุความหนี้ผ่อนเป็นงวด (ปี)"),
    "limitation_years_single": _("อายุความหนี้ชำระครั้งเดียว (ปี)"),
    "stamp_duty": _("อากรแสตมป์"),
    "old_debt_collection_target": _("เป้าหมายเก็บหนี้เก่า"),
    "system_of_record": _("ระบบหลักของสัญญาเงินกู้"),
    "allowance_rates": _("อัตราค่าเผื่อหนี้สงสัยจะสูญตามจำนวนวันที่ค้างชำระ"),
    "debt_contact_hours": _("เวลาติดต่อลูกหนี้"),
    "debt_contact_max_per_day": _("จำนวนครั้งติดต่อลูกหนี้สูงสุดต่อวัน"),
    "notice_addressees": _("ผู้รับใบแจ้งหนี้และหนังสือทวงถามครั้งที่ 1-2"),
    "invoice_days": _("ออกใบแจ้งหนี้หลังวันครบกำหนด"),
    "first_demand_days": _("ทวงถามครั้งที่ 1 หลังใบแจ้งหนี้"),
    "second_demand_days": _("ทวงถามครั้งที่ 2 หลังทวงถามครั้งที่ 1"),
    "final_demand_days": _("ทวงถามครั้งสุดท้ายหลังทวงถามครั้งที่ 2"),
    "call_in_days": _("เรียกชำระหนี้ทั้งหมดหลังทวงถามครั้งสุดท้าย"),
    "notice_reply_days": _("กำหนดให้ชำระหรือตอบหนังสือแจ้งและทวงถาม"),
    "confirmation_addressees": _("ผู้รับหนังสือยืนยันยอดหนี้สิ้นเดือนกันยายน"),
    "confirmation_reply_days": _("กำหนดให้ตอบหนังสือยืนยันยอดหนี้"),
}
RATES = frozenset(
    {
        "contract_interest_rate",
        "default_rate",
        "late_return_rate",
        "statutory_default_rate_if_contract_silent",
        "restructure_default_rate_floor",
        "old_debt_collection_target",
    }
)
CHOICES = {
    "INSTALMENT": _("เงินต้นของงวดที่ผิดนัด"),
    "PER_CONTRACT": _("ตามที่สัญญากำหนด"),
    "APP": _("ระบบนี้"),
    "SARA": _("โปรแกรม SARA"),
    "REPRESENTATIVE": _("ผู้แทนกลุ่ม"),
    "ALL_SIGNERS": _("ผู้ลงนามทุกคน"),
}


def text_of(value: dict[str, Any]) -> str:
    """Write a typed value as a reader understands it."""
    match value:
        case {"number": number}:
            return f"{Decimal(number):,}"
        case {"days": days, "unit": unit}:
            return (_("%(days)s วันทำการ") if unit == "business" else _("%(days)s วัน")) % {"days": days}
        case {"rule": "same_month"}:
            return str(_("ภายในเดือนเดียวกัน"))
        case {"rule": "fiscal_year_end"}:
            return str(_("ภายในสิ้นปีงบประมาณ (30 กันยายน)"))
        case {"rule": "day_of_next_month", "day": day}:
            return _("วันที่ %(day)s ของเดือนถัดไป") % {"day": day}
        case {"calendar": []}:
            return str(_("ตามนัด"))
        case {"calendar": days}:
            return _("วันที่ %(days)s ของเดือน") % {"days": ", ".join(map(str, days))}
        case {"text": choice}:
            return str(CHOICES.get(choice, choice))
        case {"bands": bands}:
            return ", ".join(
                _("ค้าง %(days)s วันขึ้นไป %(rate)s %%")
                % {"days": band["days"], "rate": half_up(Decimal(band["rate"]) * 100)}
                for band in bands
            )
        case {"per": per, "cap": cap}:
            return _("1 บาทต่อ %(per)s บาท ไม่เกิน %(cap)s บาท") % {
                "per": f"{Decimal(per):,}",
                "cap": f"{Decimal(cap):,}",
            }
        case {"workday": [opens, closes], "holiday": [first, last]}:
            return _("วันทำการ %(opens)s-%(closes)s น. วันหยุด %(first)s-%(last)s น.") % {
                "opens": opens,
                "closes": closes,
                "first": first,
                "last": last,
            }
    return ", ".join(f"{name}: {part}" for name, part in value.items())
