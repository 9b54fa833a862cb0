"""How many members there are, counted once a day, so that no page ever counts the register itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from areas.scope import AreaQuerySet
from members.models.members import Member


class MemberCountQuerySet(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": None, "tambon": None}


class MemberCount(models.Model):
    """The members of one kind in one province at the end of a day: those of before the fiscal year, and those since.

    Counted are members in good standing or barred; who left, died or was merged is not.
    """

    as_of = models.DateField(_("ณ วันที่"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    kind = models.CharField(_("ประเภทสมาชิก"), max_length=12, choices=Member.Kind.choices)
    before_year = models.PositiveIntegerField(_("สมาชิกเดิม"))
    in_year = models.PositiveIntegerField(_("สมาชิกใหม่ในปีงบประมาณ"))

    objects = MemberCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("จำนวนสมาชิก")
        verbose_name_plural = _("จำนวนสมาชิก")
        constraints = [
            models.UniqueConstraint(fields=["as_of", "province", "kind"], name="member_count_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.as_of} {self.province_id} {self.kind}"
