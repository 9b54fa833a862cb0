"""Members of the fund: natural persons and women's organisations in one register.

A person's national ID is encrypted, hashed for look-up and shown masked. An organisation has no card of its own.
"""

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from members.models.names import FIRST_WORD_KNOWN, later_words
from thai.expressions import thai_key


class NameOf(Func):
    """First and last name with a space between; unlike concat() immutable, so a generated column may use it."""

    template = "%(expressions)s"
    arg_joiner = " || ' ' || "
    output_field = models.TextField()


# A file taken in by ``import_members`` is one event with its hash (MemberImport); it sets this for its transactions.
IN_BULK = "members.in_bulk"
_ONE_BY_ONE = pgtrigger.Condition(f"COALESCE(current_setting('{IN_BULK}', true), '') <> 'yes'")


@pghistory.track(
    pghistory.InsertEvent(condition=_ONE_BY_ONE), pghistory.UpdateEvent(), exclude=["national_id_encrypted"]
)
class Member(models.Model):
    """A natural person (R-ACT-01) or a women's organisation (R-ACT-02) in the register of one province.

    ``residence_since_on`` carries the six-month rule (R-MEM-03); of an organisation it says since when its office has
    been there, and ``first_name`` is its whole name. A bar ends after ``status_until_on``, where one is given.
    """

    class Kind(models.TextChoices):
        PERSON = "PERSON", _("บุคคลธรรมดา")
        ORGANISATION = "ORGANISATION", _("องค์กรสตรี")

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", _("เป็นสมาชิก")
        LEFT = "LEFT", _("พ้นสมาชิกภาพ")
        DECEASED = "DECEASED", _("เสียชีวิต")
        BARRED = "BARRED", _("ถูกระงับสิทธิ")
        MERGED = "MERGED", _("รวมเข้ากับระเบียนอื่น")

    kind = models.CharField(_("ประเภทสมาชิก"), max_length=12, choices=Kind.choices, default=Kind.PERSON)
    member_number = models.CharField(_("เลขที่สมาชิก"), max_length=20, db_collation="C")
    national_id_encrypted = models.BinaryField(_("เลขประจำตัวประชาชน (เข้ารหัส)"), null=True, blank=True)
    # null, not empty: an organisation has no card, and empty texts would meet each other
    national_id_hash = models.CharField(  # noqa: DJ001
        _("ค่าค้นหาเลขประจำตัว"), max_length=64, db_collation="C", null=True, blank=True
    )
    national_id_masked = models.CharField(_("เลขประจำตัวประชาชน"), max_length=20, blank=True)
    title = models.CharField(_("คำนำหน้า"), max_length=20, blank=True)
    first_name = models.CharField(_("ชื่อ"), max_length=200)
    last_name = models.CharField(_("นามสกุล"), max_length=80, blank=True)
    name_key = models.GeneratedField(
        expression=thai_key(NameOf("first_name", "last_name")),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    birth_on = models.DateField(_("วันเกิด"), null=True, blank=True)
    # without an index of their own: each area leads one of the indexes by name below
    province = models.ForeignKey(Province, models.PROTECT, db_index=False, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, db_index=False, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, db_index=False, verbose_name=_("ตำบล"))
    address = models.CharField(_("บ้านเลขที่ หมู่ ถนน"), max_length=200)
    residence_since_on = models.DateField(_("อยู่ในพื้นที่ตั้งแต่"))
    occupation = models.CharField(_("อาชีพ"), max_length=100, blank=True)
    telephone = models.CharField(_("โทรศัพท์"), max_length=40, blank=True)
    status = models.CharField(_("สถานะ"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    status_reason = models.CharField(_("เหตุผลของสถานะ"), max_length=300, blank=True)
    status_since_on = models.DateField(_("สถานะตั้งแต่วันที่"), null=True, blank=True)
    status_until_on = models.DateField(_("ระงับสิทธิถึงวันที่"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="absorbed",
        verbose_name=_("รวมเข้ากับ"),
    )
    registered_on = models.DateField(_("วันที่ขึ้นทะเบียน"))

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("สมาชิก")
        verbose_name_plural = _("สมาชิก")
        constraints = [
            # constraints rather than unique fields, which would each bring a second index for LIKE
            models.UniqueConstraint(fields=["member_number"], name="member_number_once"),
            models.UniqueConstraint(fields=["national_id_hash"], name="national_id_once"),
            models.CheckConstraint(
                name="barred_member_has_reason", condition=~Q(status="BARRED") | ~Q(status_reason="")
            ),
            models.CheckConstraint(
                name="person_has_card_name_and_birthday",
                condition=~Q(kind="PERSON")
                | Q(
                    national_id_encrypted__isnull=False,
                    national_id_hash__isnull=False,
                    birth_on__isnull=False,
                    last_name__gt="",
                ),
            ),
            models.CheckConstraint(
                name="organisation_has_no_card",
                condition=~Q(kind="ORGANISATION")
                | Q(
                    national_id_encrypted__isnull=True,
                    national_id_hash__isnull=True,
                    birth_on__isnull=True,
                    title="",
                    last_name="",
                ),
            ),
            models.CheckConstraint(
                name="merged_member_names_the_other",
                condition=Q(status="MERGED", merged_into__isnull=False)
                | (~Q(status="MERGED") & Q(merged_into__isnull=True)),
            ),
            models.CheckConstraint(name="member_is_not_merged_into_herself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="bar_ends_after_it_begins",
                condition=Q(status_until_on__isnull=True) | Q(status_until_on__gte=F("status_since_on")),
            ),
            models.CheckConstraint(
                name="member_is_registered_after_birth", condition=Q(registered_on__gt=F("birth_on"))
            ),
        ]
        # Every index is paid for at each row of an import: what the four by name, and the one of names' later
        # words, cannot answer is rare enough to be walked (members.selectors.names).
        indexes = [
            models.Index(fields=["name_key", "id"], name="member_by_name"),
            models.Index(fields=["province", "name_key", "id"], name="member_by_province_name"),
            models.Index(fields=["amphoe", "name_key", "id"], name="member_by_amphoe_name"),
            models.Index(fields=["tambon", "name_key", "id"], name="member_by_tambon_name"),
            GinIndex(
                F("province"), OpClass(later_words("name_key"), name="gin_trgm_ops"), name="member_province_later_words"
            ),
            models.Index(
                fields=["status", "name_key", "id"], name="member_not_active_by_name", condition=~Q(status="ACTIVE")
            ),
            models.Index(
                fields=["kind", "name_key", "id"], name="member_organisation_by_name", condition=Q(kind="ORGANISATION")
            ),
            models.Index(fields=["merged_into"], name="member_merged_into", condition=Q(merged_into__isnull=False)),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="first_word_known",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("first_name", "last_name"),
                condition=_ONE_BY_ONE,
                func=FIRST_WORD_KNOWN,
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Return title, first name and last name as papers print them (no space after the title)."""
        return f"{self.title}{self.first_name} {self.last_name}".strip()

    @property
    def is_organisation(self) -> bool:
        return self.kind == self.Kind.ORGANISATION

    @property
    def area_label(self) -> str:
        """Return tambon, amphoe and province as papers write them."""
        return f"{self.tambon.label} {self.amphoe.label} {self.province.label}"
