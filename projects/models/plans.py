"""The work plan and the budget of a proposal, and a changed plan after the money came."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.models.meetings import Meeting
from projects.models.proposals import OfProposalQuerySet, Proposal


class PlanStep(models.Model):
    """One activity of the work plan, from one month to another."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="plan_steps", verbose_name=_("โครงการ"))
    position = models.PositiveSmallIntegerField(_("ลำดับ"))
    activity = models.CharField(_("กิจกรรม"), max_length=300)
    from_on = models.DateField(_("เริ่ม"))
    until_on = models.DateField(_("สิ้นสุด"))
    responsible = models.CharField(_("ผู้รับผิดชอบ"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("กิจกรรมในแผนงาน")
        verbose_name_plural = _("แผนงาน")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "position"], name="plan_step_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(name="plan_step_runs_forward", condition=Q(until_on__gte=F("from_on"))),
        ]

    def __str__(self) -> str:
        return self.activity


class BudgetLine(models.Model):
    """One line of the budget: quantity times unit price is ``amount`` in baht, of which ``asked`` comes from the fund.

    The rest is the proposer's own money; the lines' ``asked`` together are the amount of the proposal.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="budget_lines", verbose_name=_("โครงการ"))
    position = models.PositiveSmallIntegerField(_("ลำดับ"))
    item = models.CharField(_("รายการ"), max_length=300)
    quantity = models.DecimalField(_("จำนวน"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("หน่วย"), max_length=40)
    unit_price = models.DecimalField(_("ราคาต่อหน่วย"), max_digits=12, decimal_places=2)
    amount = models.DecimalField(_("เป็นเงิน"), max_digits=12, decimal_places=2)
    asked = models.DecimalField(_("ขอจากกองทุน"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("รายการงบประมาณ")
        verbose_name_plural = _("งบประมาณ")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "position"], name="budget_line_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                name="budget_line_asks_within_its_amount", condition=Q(asked__gte=0, amount__gte=F("asked"))
            ),
            models.CheckConstraint(
                name="budget_line_is_quantity_times_price",
                condition=Q(quantity__gt=0, unit_price__gte=0)
                & Q(amount__gte=F("quantity") * F("unit_price") - 0.005)
                & Q(amount__lte=F("quantity") * F("unit_price") + 0.005),
            ),
        ]

    def __str__(self) -> str:
        return self.item


class PlanChange(models.Model):
    """A changed work plan after the money was received, within the approved amount; อกส.จ. decides (R-PROJ-21).

    ``content`` holds ``{"plan": [...], "budget": [...]}`` in the shape of a version's content. Decided once.
    """

    class Outcome(models.TextChoices):
        PASSED = "PASSED", _("อนุมัติ")
        NOT_PASSED = "NOT_PASSED", _("ไม่อนุมัติ")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="plan_changes", verbose_name=_("โครงการ"))
    number = models.PositiveSmallIntegerField(_("ครั้งที่"))
    content = models.JSONField(_("แผนงานใหม่"))
    reason = models.TextField(_("เหตุผลที่ขอแก้ไข"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้บันทึก"))
    asked_on = models.DateField(_("วันที่ขอ"))
    outcome = models.CharField(_("มติ"), max_length=10, choices=Outcome.choices, blank=True)
    outcome_reason = models.TextField(_("เหตุผลของมติ"), blank=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, verbose_name=_("การประชุม"))
    decided_on = models.DateField(_("วันที่มีมติ"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้บันทึกมติ")
    )

    objects = OfProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("การแก้ไขแผนงาน")
        verbose_name_plural = _("การแก้ไขแผนงาน")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="plan_change_once"),
            # One waits at a time: the next is asked for when the last was decided.
            models.UniqueConstraint(fields=["proposal"], name="one_plan_change_waits", condition=Q(outcome="")),
            models.CheckConstraint(
                name="plan_change_is_decided_whole",
                condition=Q(outcome="", decided_on__isnull=True, decided_by__isnull=True)
                | (~Q(outcome="") & Q(decided_on__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="plan_change_refusal_has_reason", condition=~Q(outcome="NOT_PASSED") | ~Q(outcome_reason="")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__outcome__df="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} #{self.number}"
