"""Cases: one for each default, opened and closed by the daily job, in the hands of one team at a time."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from debt_followup.models.teams import DebtTeam
from debt_followup.rules.cases import CASE, CaseState
from loans.models import Contract

_OPENED = ("contract_id", "province_id", "amphoe_id", "tambon_id", "opened_on", "oldest_due_on")


@pghistory.track()
class DebtCase(models.Model):
    """The work on one default of a contract, until nothing of it is late any more.

    A later default of the same contract is a case of its own.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="debt_cases", verbose_name=_("สัญญา"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    team = models.ForeignKey(DebtTeam, models.PROTECT, related_name="cases", verbose_name=_("ทีมที่รับผิดชอบ"))
    state = models.CharField(
        _("สถานะ"),
        max_length=8,
        choices=[(state.value, _(label)) for state, label in CASE.labels.items()],
        default=CaseState.OPENED,
    )
    opened_on = models.DateField(_("เปิดเรื่องวันที่"))
    oldest_due_on = models.DateField(_("งวดที่ค้างเก่าที่สุด ครบกำหนด"))
    closed_on = models.DateField(_("ปิดเรื่องวันที่"), null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("เรื่องติดตามหนี้")
        verbose_name_plural = _("เรื่องติดตามหนี้")
        indexes = [
            models.Index(fields=["amphoe", "-id"], name="open_case_by_amphoe", condition=~Q(state="CLOSED")),
            models.Index(fields=["province", "-id"], name="open_case_by_province", condition=~Q(state="CLOSED")),
            models.Index(fields=["team", "-id"], name="open_case_by_team", condition=~Q(state="CLOSED")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["contract"], name="one_open_case", condition=~Q(state="CLOSED")),
            models.CheckConstraint(
                name="closed_case_has_day",
                condition=Q(state="CLOSED", closed_on__isnull=False, closed_on__gte=F("opened_on"))
                | (~Q(state="CLOSED") & Q(closed_on__isnull=True)),
            ),
            models.CheckConstraint(name="case_is_of_a_default", condition=Q(oldest_due_on__lt=F("opened_on"))),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(name="opened_stays", operation=pgtrigger.UpdateOf(*_OPENED)),
            pgtrigger.Trigger(
                name="begins_at_first",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__state=CASE.first.value),
                func="RAISE EXCEPTION 'a case begins at its first state' "
                "USING ERRCODE = 'check_violation', CONSTRAINT = 'case_begins_at_first';",
            ),
            pgtrigger.Trigger(
                name="step_allowed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func=CASE.guard_sql(constraint="case_step_allowed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.opened_on}"


class CaseHandOver(models.Model):
    """A case that went from one team to another, and why. Append-only."""

    case = models.ForeignKey(DebtCase, models.PROTECT, related_name="hand_overs", verbose_name=_("เรื่อง"))
    from_team = models.ForeignKey(DebtTeam, models.PROTECT, related_name="+", verbose_name=_("จากทีม"))
    to_team = models.ForeignKey(DebtTeam, models.PROTECT, related_name="+", verbose_name=_("ถึงทีม"))
    reason = models.CharField(_("เหตุผล"), max_length=300)
    handed_on = models.DateField(_("ส่งต่อวันที่"))
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้ส่งต่อ"))
    handed_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("การส่งต่อเรื่องระหว่างทีม")
        verbose_name_plural = _("การส่งต่อเรื่องระหว่างทีม")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="handed_to_another_team", condition=~Q(from_team=F("to_team"))),
            models.CheckConstraint(name="handed_over_for_a_reason", condition=~Q(reason="")),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.case_id} {self.handed_on}"
