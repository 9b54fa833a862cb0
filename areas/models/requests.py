"""The forms that were sent: what each key stood for, and how it was answered."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SentForm(models.Model):
    """A form that was sent and did its work; its key is used up.

    Written in the transaction of the work itself, so either both are there or neither. ``sha256`` is over who sent it,
    where, every field and every file; ``answer`` is the page to which the sender was led.
    """

    key = models.UUIDField(_("รหัสคำขอ"), primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้ใช้"))
    sha256 = models.CharField(_("ค่าแฮชของเนื้อหา"), max_length=64)
    answer = models.TextField(_("หน้าที่ตอบ"), blank=True)
    sent_at = models.DateTimeField(_("ส่งเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("แบบที่ส่งแล้ว")
        verbose_name_plural = _("แบบที่ส่งแล้ว")
        indexes = [models.Index(fields=["sent_at"], name="sent_form_by_time")]

    def __str__(self) -> str:
        return str(self.key)
