"""Long and scheduled work: one row per job, scope, period and revision."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from areas.scope import AreaQuerySet


class JobRunQuerySet(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": None, "tambon": None}

    def unfinished(self) -> "JobRunQuerySet":
        """Return the runs that still have work to do."""
        return self.filter(state__in=[JobRun.State.WAITING, JobRun.State.RUNNING])


class JobRun(models.Model):
    """One run of one job. The row is the truth; the broker only wakes a worker that reads it.

    ``cursor`` moves in the transaction of the chunk it counts, so a killed worker repeats nothing and loses nothing.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", _("รอเริ่ม")
        RUNNING = "RUNNING", _("กำลังทำ")
        DONE = "DONE", _("เสร็จแล้ว")
        FAILED = "FAILED", _("ไม่สำเร็จ")
        CANCELLED = "CANCELLED", _("ยกเลิก")

    job = models.CharField(_("งาน"), max_length=60)
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, verbose_name=_("จังหวัด"))
    period = models.CharField(_("งวด"), max_length=20, help_text="2018-07, 2018-09-30")
    revision = models.PositiveSmallIntegerField(_("ครั้งที่"), default=1)
    parameters = models.JSONField(_("ค่าที่กำหนด"), default=dict, blank=True)
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(_("ทั้งหมด"), default=0)
    done = models.PositiveIntegerField(_("เสร็จแล้ว"), default=0)
    cursor = models.JSONField(_("ตำแหน่ง"), default=dict, blank=True)
    message = models.TextField(_("ข้อความ"), blank=True)
    result = models.JSONField(_("ผลลัพธ์"), default=dict, blank=True)
    business_on = models.DateField(_("วันทำการ"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("ผู้สั่ง")
    )
    created_at = models.DateTimeField(_("สร้างเมื่อ"), auto_now_add=True)
    started_at = models.DateTimeField(_("เริ่มเมื่อ"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("เคลื่อนไหวล่าสุด"), null=True, blank=True)
    finished_at = models.DateTimeField(_("เสร็จเมื่อ"), null=True, blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("งานเบื้องหลัง")
        verbose_name_plural = _("งานเบื้องหลัง")
        constraints = [
            models.UniqueConstraint(
                fields=["job", "province", "period", "revision"], name="one_run_a_period", nulls_distinct=False
            ),
            models.CheckConstraint(name="run_not_more_done_than_total", condition=Q(total=0) | Q(done__lte=F("total"))),
        ]
        indexes = [models.Index(fields=["state", "id"], name="run_by_state")]

    def __str__(self) -> str:
        return f"{self.job} {self.province_id or ''} {self.period}/{self.revision}"

    @property
    def percent(self) -> int:
        """Tell how far the run is, 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return self.done * 100 // self.total if self.total else 0


class JobFailure(models.Model):
    """One item of a run that could not be done, with its sentence; the run goes on."""

    run = models.ForeignKey(JobRun, models.PROTECT, related_name="failures", verbose_name=_("งาน"))
    item = models.CharField(_("รายการ"), max_length=120)
    sentence = models.TextField(_("สาเหตุ"))

    class Meta:
        verbose_name = _("รายการที่ทำไม่ได้")
        verbose_name_plural = _("รายการที่ทำไม่ได้")
        constraints = [models.UniqueConstraint(fields=["run", "item"], name="failure_once_an_item")]

    def __str__(self) -> str:
        return f"{self.item}: {self.sentence}"
