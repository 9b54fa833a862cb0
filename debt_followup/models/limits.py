"""What was last announced of a contract's last day to sue, so that a day that moves backwards in time can be told."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from debt_followup.models.acknowledgements import OfContractQuerySet
from loans.models import Contract


@pghistory.track()
class AnnouncedLimit(models.Model):
    """The last days to sue that were announced for a contract, as they were known on the day of announcing.

    The first one of any debtor, and the representative's: what nobody is named for moves hers alone (A-12).
    What that day is known to have been since is read beside it: where the two differ, something dated back moved it.
    """

    contract = models.OneToOneField(Contract, models.PROTECT, related_name="announced_limit", verbose_name=_("สัญญา"))
    announced_on = models.DateField(_("แจ้งเมื่อ"))
    announced_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now=True)
    last_day_on = models.DateField(_("วันสุดท้ายที่ฟ้องได้"))
    nominal_on = models.DateField(_("ครบกำหนดตามสัญญาของงวดเก่าสุด"))
    since_on = models.DateField(_("อายุความนับจากวันถัดจาก"))
    representative_until = models.DateField(_("ฟ้องผู้แทนกลุ่มได้ถึง"), null=True, blank=True)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("วันขาดอายุความที่แจ้งไว้")
        verbose_name_plural = _("วันขาดอายุความที่แจ้งไว้")
        indexes = [models.Index(fields=["last_day_on"], name="announced_by_last_day")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.last_day_on}"


class LimitMove(models.Model):
    """Somebody took note that an announced last day to sue had moved: from which day to which, and why. Append-only.

    ``of_representative`` where it was the representative's day alone that moved.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="limit_moves", verbose_name=_("สัญญา"))
    announced_on = models.DateField(_("แจ้งไว้เมื่อ"))
    moved_from = models.DateField(_("จากวันที่"))
    moved_to = models.DateField(_("เป็นวันที่"), null=True, blank=True)
    of_representative = models.BooleanField(_("เฉพาะผู้แทนกลุ่ม"), default=False, db_default=False)
    because = models.CharField(_("เหตุ"), max_length=300)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้รับทราบ"))
    seen_on = models.DateField(_("รับทราบวันที่"))
    seen_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("การเลื่อนของวันขาดอายุความ")
        verbose_name_plural = _("การเลื่อนของวันขาดอายุความ")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="limit_really_moved", condition=Q(moved_to__isnull=True) | ~Q(moved_to=F("moved_from"))
            )
        ]
        indexes = [models.Index(fields=["contract", "-id"], name="limit_move_by_contract")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.moved_from} > {self.moved_to}"
