"""Members of the fund: natural persons, with the national ID encrypted, hashed for look-up and shown masked."""

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from thai.expressions import thai_key


class NameOf(Func):
    """First and last name with a space between; unlike concat() immutable, so a generated column may use it."""

    template = "%(expressions)s"
    arg_joiner = " || ' ' || "
    output_field = models.TextField()


class MemberQuerySet(AreaQuerySet):
    def in_thai_order(self) -> "MemberQuerySet":
        """Return the members as a Thai dictionary orders them."""
        return self.order_by("name_key", "pk")


@pghistory.track(exclude=["national_id_encrypted"])
class Member(models.Model):
    """A natural person who is a member (R-ACT-01). ``residence_since_on`` carries the six-month rule (R-MEM-03)."""

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", _("เป็นสมาชิก")
        LEFT = "LEFT", _("พ้นสมาชิกภาพ")
        DECEASED = "DECEASED", _("เสียชีวิต")
        BARRED = "BARRED", _("ถูกระงับสิทธิ")

    member_number = models.CharField(_("เลขที่สมาชิก"), max_length=20, unique=True)
    national_id_encrypted = models.BinaryField(_("เลขประจำตัวประชาชน (เข้ารหัส)"))
    national_id_hash = models.CharField(_("ค่าค้นหาเลขประจำตัว"), max_length=64, unique=True)
    national_id_masked = models.CharField(_("เลขประจำตัวประชาชน"), max_length=20)
    title = models.CharField(_("คำนำหน้า"), max_length=20)
    first_name = models.CharField(_("ชื่อ"), max_length=80)
    last_name = models.CharField(_("นามสกุล"), max_length=80)
    name_key = models.GeneratedField(
        expression=thai_key(NameOf("first_name", "last_name")),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    birth_on = models.DateField(_("วันเกิด"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    address = models.CharField(_("บ้านเลขที่ หมู่ ถนน"), max_length=200)
    residence_since_on = models.DateField(_("อยู่ในพื้นที่ตั้งแต่"))
    occupation = models.CharField(_("อาชีพ"), max_length=100, blank=True)
    telephone = models.CharField(_("โทรศัพท์"), max_length=40, blank=True)
    status = models.CharField(_("สถานะ"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    status_reason = models.CharField(_("เหตุผลของสถานะ"), max_length=300, blank=True)
    registered_on = models.DateField(_("วันที่ขึ้นทะเบียน"))

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("สมาชิก")
        verbose_name_plural = _("สมาชิก")
        constraints = [
            models.CheckConstraint(
                name="barred_member_has_reason", condition=~Q(status="BARRED") | ~Q(status_reason="")
            ),
            models.CheckConstraint(
                name="member_is_registered_after_birth", condition=Q(registered_on__gt=F("birth_on"))
            ),
        ]
        indexes = [
            models.Index(fields=["tambon", "name_key", "id"], name="member_by_tambon_name"),
            models.Index(fields=["amphoe", "name_key", "id"], name="member_by_amphoe_name"),
            models.Index(fields=["province", "name_key", "id"], name="member_by_province_name"),
            GinIndex(OpClass("name_key", name="gin_trgm_ops"), name="member_name_trigrams"),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Return title, first name and last name as papers print them (no space after the title)."""
        return f"{self.title}{self.first_name} {self.last_name}"

    @property
    def area_label(self) -> str:
        """Return tambon, amphoe and province as papers write them."""
        return f"{self.tambon.label} {self.amphoe.label} {self.province.label}"
