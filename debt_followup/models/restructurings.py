"""Requests to restructure a debt: the household's means, the plan, the decision, the memorandum and who signed it."""

from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from debt_followup.models.acknowledgements import OfContractQuerySet
from debt_followup.rules.restructuring import MACHINE, METHODS, OPEN, Stage
from documents.models import Document
from loans.models import Contract, ContractChange, Party

_APPLICATION_STAYS = """
    RAISE EXCEPTION 'restructuring % is what was applied for', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'restructuring_stays_as_applied';
"""
# What the province decided on, and what was signed, is the plan; another plan needs another request.
_PLAN_STAYS = """
    IF OLD.state IN ('OPINED', 'APPROVED', 'PREPARED', 'IN_FORCE', 'REFUSED', 'TOLD') THEN
        RAISE EXCEPTION 'the plan of restructuring % was put to the province', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restructuring_plan_stays';
    END IF;
    RETURN NEW;
"""
# Resolutions of earlier days stand as they were recorded, so only a new one is asked.
_DECIDED_BY_ANOTHER = """
    IF NEW.decided_by_id = NEW.assessed_by_id AND (
        TG_OP = 'INSERT'
        OR NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id
        OR NEW.assessed_by_id IS DISTINCT FROM OLD.assessed_by_id
    ) THEN
        RAISE EXCEPTION 'whoever assessed restructuring % does not decide on it', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restructuring_decided_by_nobody_who_assessed';
    END IF;
    RETURN NEW;
"""
_ALL_SIGNED = """
    IF NEW.state = 'IN_FORCE' AND (
        NOT EXISTS (
            SELECT 1 FROM debt_followup_restructuringsigner s
            WHERE s.restructuring_id = NEW.id AND s.signed_on IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM debt_followup_entryvoid v
                WHERE v.restructuring_signer_id = s.id AND v.state = 'CONFIRMED' AND v.right_on IS NULL
            )
        )
        OR EXISTS (
            SELECT 1 FROM debt_followup_restructuringsigner s
            WHERE s.restructuring_id = NEW.id AND s.signed_on IS NULL AND s.dropped_on IS NULL
        )
    ) THEN
        RAISE EXCEPTION 'not everybody signed the memorandum of restructuring %', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restructuring_is_signed_by_all';
    END IF;
    RETURN NEW;
"""
_APPLIED = ("contract", "applied_on", "applicant", "reason", "applied_by", "wish")
_PLANNED = (
    "method",
    "count",
    "months_between",
    "first_due_on",
    "default_rate",
    "keeps_rate",
    "holiday_from",
    "holiday_months",
    "exception_reason",
)
_DECIDED = ["APPROVED", "PREPARED", "IN_FORCE", "REFUSED", "TOLD"]


def _money(label) -> models.DecimalField:
    return models.DecimalField(label, max_digits=14, decimal_places=2, null=True, blank=True)


def user_key(label, *, required: bool = False) -> models.ForeignKey:
    """Return a key to whoever took a step."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=not required,
        blank=not required,
        related_name="+",
        verbose_name=label,
    )


def _paper(label) -> models.ForeignKey:
    return models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label)


@pghistory.track()
class Restructuring(models.Model):
    """One request of a debtor who cannot pay, from the application to the memorandum that everybody signed.

    The balances are those of the end of ``agreed_on`` as they were known when the memorandum was prepared; what was
    signed stays, whatever becomes known later (A-14). ``event`` is what the replay of the contract reads.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="restructurings", verbose_name=_("สัญญา"))
    state = models.CharField(
        _("สถานะ"),
        max_length=10,
        choices=[(state.value, _(label)) for state, label in MACHINE.labels.items()],
        default=Stage.APPLIED,
    )
    # the application
    applicant = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("ผู้ยื่นคำขอ"))
    applied_on = models.DateField(_("ยื่นคำขอวันที่"))
    reason = models.CharField(_("เหตุที่ชำระไม่ได้"), max_length=500)
    wish = models.CharField(
        _("วิธีที่ขอ"), max_length=10, choices=[(method.value, _(label)) for method, label in METHODS.items()]
    )
    applied_by = user_key(_("ผู้รับคำขอ"), required=True)
    created_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)
    # the assessment of the amphoe debt group
    assessed_on = models.DateField(_("ประเมินวันที่"), null=True, blank=True)
    assessed_by = user_key(_("ผู้ประเมิน"))
    assessment = models.CharField(_("สรุปผลการตรวจสอบหนี้และความสามารถ"), max_length=500, blank=True)
    # the joint meeting at the amphoe
    met_on = models.DateField(_("ประชุมร่วมวันที่"), null=True, blank=True)
    meeting = models.CharField(_("การประชุมครั้งที่"), max_length=100, blank=True)
    method = models.CharField(
        _("วิธีที่เลือก"),
        max_length=10,
        blank=True,
        choices=[(method.value, _(label)) for method, label in METHODS.items()],
    )
    count = models.PositiveSmallIntegerField(_("จำนวนงวด"), null=True, blank=True)
    months_between = models.PositiveSmallIntegerField(_("ระยะห่างงวด (เดือน)"), null=True, blank=True)
    first_due_on = models.DateField(_("งวดแรกครบกำหนด"), null=True, blank=True)
    default_rate = models.DecimalField(_("อัตราดอกเบี้ยผิดนัดใหม่"), max_digits=7, decimal_places=6, null=True, blank=True)
    keeps_rate = models.BooleanField(_("ใช้อัตราใหม่ต่อไปแม้ผิดนัดตามตารางใหม่"), default=False)
    holiday_from = models.DateField(_("พักชำระตั้งแต่"), null=True, blank=True)
    holiday_months = models.PositiveSmallIntegerField(_("พักชำระ (เดือน)"), default=0)
    exception_reason = models.CharField(_("เหตุผลที่ขอเกินระยะเวลาสูงสุด"), max_length=300, blank=True)
    proposal = models.CharField(_("ความเห็นของที่ประชุม"), max_length=500, blank=True)
    proposed_by = user_key(_("ผู้บันทึกการประชุม"))
    # the provincial debt group
    supports = models.BooleanField(_("เห็นควรอนุมัติ"), null=True, blank=True)
    opinion = models.CharField(_("ความเห็นของคณะทำงานจังหวัด"), max_length=500, blank=True)
    opined_on = models.DateField(_("ให้ความเห็นวันที่"), null=True, blank=True)
    opined_by = user_key(_("ผู้บันทึกความเห็น"))
    # อกส.จ.
    decision_number = models.CharField(_("เลขที่มติ อกส.จ."), max_length=100, blank=True)
    decided_on = models.DateField(_("มติลงวันที่"), null=True, blank=True)
    decision_reason = models.CharField(_("เหตุผลของมติ"), max_length=500, blank=True)
    decided_by = user_key(_("ผู้บันทึกมติ"))
    tell_by = models.DateField(_("ต้องแจ้งผลภายใน"), null=True, blank=True)
    told_on = models.DateField(_("แจ้งผลวันที่"), null=True, blank=True)
    # the memorandum
    number = models.PositiveIntegerField(_("เลขที่บันทึกข้อตกลง"), null=True, blank=True)
    year_be = models.PositiveSmallIntegerField(_("ปี พ.ศ."), null=True, blank=True)
    agreed_on = models.DateField(_("ทำบันทึกข้อตกลงวันที่"), null=True, blank=True)
    principal = _money(_("เงินต้น"))
    contract_interest = _money(_("ดอกเบี้ยค้างที่พักไว้"))
    default_interest = _money(_("ดอกเบี้ยผิดนัดค้างที่พักไว้"))
    waived = _money(_("ดอกเบี้ยผิดนัดที่ลดให้"))
    costs = _money(_("ค่าใช้จ่าย"))
    prepared_by = user_key(_("ผู้จัดทำบันทึก"))
    in_force_on = models.DateField(_("ลงนามครบวันที่"), null=True, blank=True)
    event = models.OneToOneField(
        ContractChange, models.PROTECT, null=True, blank=True, related_name="restructuring", verbose_name=_("เหตุการณ์")
    )
    waiver = models.OneToOneField(
        ContractChange, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("การลดเบี้ยปรับ")
    )
    ended_on = models.DateField(_("ถอนคำขอวันที่"), null=True, blank=True)
    ended_reason = models.CharField(_("เหตุที่ถอนคำขอ"), max_length=300, blank=True)
    # the papers
    request_paper = _paper(_("คำขอ"))
    review_paper = _paper(_("แบบประเมิน"))
    deed_paper = _paper(_("บันทึกข้อตกลง"))
    refusal_paper = _paper(_("หนังสือแจ้งไม่อนุมัติ"))

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("การปรับโครงสร้างหนี้")
        verbose_name_plural = _("การปรับโครงสร้างหนี้")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["contract", "-id"], name="restructuring_by_contract"),
            models.Index(fields=["state"], name="restructuring_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], name="one_restructuring_at_a_time", condition=Q(state__in=[*OPEN])
            ),
            models.CheckConstraint(name="restructuring_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="restructuring_is_assessed",
                condition=Q(state__in=["APPLIED", "WITHDRAWN"]) | Q(assessed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="restructuring_has_plan",
                condition=Q(state__in=["APPLIED", "ASSESSED", "WITHDRAWN"])
                | (
                    ~Q(method="")
                    & Q(count__gt=0, months_between__gt=0, first_due_on__isnull=False, met_on__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="restructuring_has_opinion",
                condition=~Q(state__in=["OPINED", *_DECIDED]) | Q(supports__isnull=False, opined_on__isnull=False),
            ),
            models.CheckConstraint(
                name="restructuring_has_resolution",
                condition=~Q(state__in=_DECIDED)
                | (~Q(decision_number="") & Q(decided_on__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="restructuring_refused_for_reasons",
                condition=~Q(state__in=["REFUSED", "TOLD"]) | (~Q(decision_reason="") & Q(tell_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="restructuring_decided_by_another",
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("applied_by")) & ~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("opined_by"))),
            ),
            models.CheckConstraint(
                name="restructuring_told_by_letter",
                condition=~Q(state="TOLD") | Q(told_on__isnull=False, refusal_paper__isnull=False),
            ),
            models.CheckConstraint(
                name="restructuring_has_memorandum",
                condition=~Q(state__in=["PREPARED", "IN_FORCE"])
                | Q(
                    agreed_on__isnull=False,
                    deed_paper__isnull=False,
                    principal__gte=0,
                    contract_interest__gte=0,
                    default_interest__gte=0,
                    waived__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="restructuring_in_force_is_event",
                condition=Q(state="IN_FORCE", event__isnull=False, in_force_on__gte=F("agreed_on"))
                | (~Q(state="IN_FORCE") & Q(event__isnull=True)),
            ),
            models.CheckConstraint(
                name="restructuring_withdrawn_for_reason",
                condition=~Q(state="WITHDRAWN") | (Q(ended_on__isnull=False) & ~Q(ended_reason="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="stays_as_applied",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(*_APPLIED),
                func=_APPLICATION_STAYS,
            ),
            pgtrigger.Trigger(
                name="plan_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(*_PLANNED),
                func=_PLAN_STAYS,
            ),
            pgtrigger.Trigger(
                name="step_allowed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func=MACHINE.guard_sql(constraint="restructuring_step_allowed"),
            ),
            pgtrigger.Trigger(
                name="decided_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("decided_by_id", "assessed_by_id"),
                func=_DECIDED_BY_ANOTHER,
            ),
            pgtrigger.Trigger(
                name="signed_by_all",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
                func=_ALL_SIGNED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.applied_on}"

    @property
    def label(self) -> str:
        """Return the number of the memorandum as it is written, 12/2561; nothing before it has one."""
        return f"{self.number}/{self.year_be}" if self.number else ""

    @property
    def frozen(self) -> Decimal:
        """Return the interest of either kind that the memorandum froze, in baht."""
        return (self.contract_interest or Decimal("0.00")) + (self.default_interest or Decimal("0.00"))
