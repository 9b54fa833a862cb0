"""What happens to a contract after its money left: rows that are only ever added. The frozen terms stay as they are."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from loans.models.contracts import Contract

_WITHDRAWS_ITS_OWN = """
    IF NEW.withdraws_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM loans_contractchange c
        WHERE c.id = NEW.withdraws_id AND c.contract_id = NEW.contract_id AND c.kind <> 'WITHDRAWN'
    ) THEN
        RAISE EXCEPTION 'change % is not one of contract %', NEW.withdraws_id, NEW.contract_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'change_withdraws_its_own';
    END IF;
    RETURN NEW;
"""


class ContractChange(models.Model):
    """One event in the life of a contract in force, which the replay of its payments reads. Append-only.

    CALLED_IN: from ``effective_on`` the whole debt is due (A-03, A-13). SETTLEMENT: the debtor asked to settle on
    ``effective_on`` (A-23). RETURN_ANNOUNCED: the group told that it cannot do the project; the seven business days run
    from the transfer all the same. MONEY_RETURNED: ``amount`` of principal came back on ``effective_on``, the day of
    the bank (R-DISB-08); no contract interest is asked of it (A-21). WRITTEN_OFF: ``amount`` of principal was written
    off by a decision of the authority; the debtor stays visible. ACKNOWLEDGED: signers acknowledged the debt on
    ``effective_on`` (R-ACK-01). RESTRUCTURED: from ``effective_on`` a new version of the schedule is in force (A-14).
    WAIVED: ``amount`` of default interest is not asked any more, by a resolution of the province (A-34). JUDGED: a
    court gave judgment. WITHDRAWN takes back an earlier event, which then counts no more.
    """

    class Kind(models.TextChoices):
        CALLED_IN = "CALLED_IN", _("เรียกชำระหนี้ทั้งหมด")
        SETTLEMENT = "SETTLEMENT", _("ลูกหนี้ขอปิดบัญชีก่อนกำหนด")
        RETURN_ANNOUNCED = "RETURN_ANNOUNCED", _("กลุ่มแจ้งว่าดำเนินโครงการไม่ได้ จะส่งคืนเงิน")
        MONEY_RETURNED = "MONEY_RETURNED", _("ส่งคืนเงินแล้ว")
        WRITTEN_OFF = "WRITTEN_OFF", _("ตัดหนี้สูญ")
        ACKNOWLEDGED = "ACKNOWLEDGED", _("ลูกหนี้รับสภาพหนี้")
        RESTRUCTURED = "RESTRUCTURED", _("ปรับโครงสร้างหนี้")
        WAIVED = "WAIVED", _("งดหรือลดเบี้ยปรับ")
        JUDGED = "JUDGED", _("ศาลมีคำพิพากษา")
        WITHDRAWN = "WITHDRAWN", _("เพิกถอนรายการก่อนหน้า")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="changes", verbose_name=_("สัญญา"))
    kind = models.CharField(_("เหตุการณ์"), max_length=20, choices=Kind.choices)
    effective_on = models.DateField(_("มีผลวันที่"))
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=12, decimal_places=2, null=True, blank=True)
    reason = models.CharField(_("เหตุผล"), max_length=500)
    decision_number = models.CharField(_("เลขที่มติหรือหนังสือ"), max_length=100, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, verbose_name=_("หลักฐาน"))
    withdraws = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="withdrawal", verbose_name=_("เพิกถอนรายการ")
    )
    # Of a restructuring: the version of the schedule that it put in force, and what else was agreed.
    schedule_version = models.PositiveSmallIntegerField(_("ตารางผ่อนชำระฉบับที่"), null=True, blank=True)
    default_rate = models.DecimalField(_("อัตราดอกเบี้ยผิดนัดใหม่"), max_digits=7, decimal_places=6, null=True, blank=True)
    holiday_from = models.DateField(_("พักชำระหนี้ตั้งแต่"), null=True, blank=True)
    holiday_until = models.DateField(_("พักชำระหนี้ถึง"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้อนุมัติ")
    )
    recorded_on = models.DateField(_("บันทึกวันที่"))
    created_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("เหตุการณ์ของสัญญา")
        verbose_name_plural = _("เหตุการณ์ของสัญญา")
        ordering = ["effective_on", "id"]
        indexes = [models.Index(fields=["contract", "effective_on"], name="change_by_contract")]
        constraints = [
            models.CheckConstraint(
                name="change_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("recorded_by")),
            ),
            models.CheckConstraint(
                name="write_off_is_decided",
                condition=~Q(kind="WRITTEN_OFF")
                | (Q(approved_by__isnull=False, amount__isnull=False) & ~Q(decision_number="")),
            ),
            models.CheckConstraint(
                name="waiver_is_decided",
                condition=~Q(kind="WAIVED")
                | (Q(approved_by__isnull=False, amount__isnull=False) & ~Q(decision_number="")),
            ),
            models.CheckConstraint(
                name="restructuring_is_decided",
                condition=~Q(kind="RESTRUCTURED") | (Q(approved_by__isnull=False) & ~Q(decision_number="")),
            ),
            models.CheckConstraint(
                name="restructuring_has_schedule",
                condition=Q(kind="RESTRUCTURED", schedule_version__isnull=False)
                | (
                    ~Q(kind="RESTRUCTURED")
                    & Q(
                        schedule_version__isnull=True,
                        default_rate__isnull=True,
                        holiday_from__isnull=True,
                        holiday_until__isnull=True,
                    )
                ),
            ),
            models.CheckConstraint(
                name="holiday_has_both_ends",
                condition=Q(holiday_from__isnull=True, holiday_until__isnull=True)
                | Q(holiday_from__gte=F("effective_on"), holiday_until__gte=F("holiday_from")),
            ),
            models.CheckConstraint(
                name="default_rate_is_fraction",
                condition=Q(default_rate__isnull=True) | Q(default_rate__gte=0, default_rate__lte=1),
            ),
            models.UniqueConstraint(
                name="one_restructuring_a_version",
                fields=["contract", "schedule_version"],
                condition=Q(schedule_version__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawal_names_its_event",
                condition=Q(kind="WITHDRAWN", withdraws__isnull=False)
                | (~Q(kind="WITHDRAWN") & Q(withdraws__isnull=True)),
            ),
            models.CheckConstraint(name="change_amount_positive", condition=Q(amount__isnull=True) | Q(amount__gt=0)),
            models.CheckConstraint(name="change_says_why", condition=~Q(reason="")),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="withdraws_its_own", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_WITHDRAWS_ITS_OWN
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on}"
