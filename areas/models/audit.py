"""Who looked at whose personal data, when and why."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonalDataAccess(models.Model):
    """One look at personal data; append-only by trigger."""

    class Action(models.TextChoices):
        VIEW = "VIEW", _("เปิดดู")
        REVEAL = "REVEAL", _("เปิดเผยเลขประจำตัวประชาชน")
        EXPORT = "EXPORT", _("ส่งออก")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้ใช้"))
    action = models.CharField(_("การกระทำ"), max_length=10, choices=Action.choices)
    subject = models.CharField(_("ข้อมูลของ"), max_length=60, help_text="member:123")
    reason = models.CharField(_("เหตุผล"), max_length=300, blank=True)
    at = models.DateTimeField(_("เมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("การเข้าถึงข้อมูลส่วนบุคคล")
        verbose_name_plural = _("การเข้าถึงข้อมูลส่วนบุคคล")
        indexes = [
            models.Index(fields=["subject", "-at"], name="access_by_subject"),
            # exports are few among the looks at lists, and are asked for by each member whose list it was
            models.Index(fields=["-at"], name="access_exports", condition=models.Q(action="EXPORT")),
        ]
        constraints = [
            models.CheckConstraint(
                name="reveal_has_reason", condition=~models.Q(action="REVEAL") | ~models.Q(reason="")
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.user} {self.action} {self.subject}"
