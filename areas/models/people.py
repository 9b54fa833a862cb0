"""Users and the roles they hold at an area, from one date to another."""

from collections.abc import Sequence
from datetime import date

import pghistory
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.roles import ROLES, Role, role_label

from .territory import Amphoe, Province, Tambon


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractUser):
    """A person who logs in. What she may do comes from her role assignments alone."""

    display_name = models.CharField(_("ชื่อที่แสดง"), max_length=150, blank=True)
    position = models.CharField(_("ตำแหน่ง"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("ผู้ใช้")
        verbose_name_plural = _("ผู้ใช้")

    def __str__(self) -> str:
        return self.display_name or self.username

    def assignments_on(self, day: date) -> Sequence["RoleAssignment"]:
        """Return the role assignments in force on a day; read once per day and user object."""
        cache = self.__dict__.setdefault("_assignments", {})
        if day not in cache:
            cache[day] = list(self.role_assignments.in_force(day).select_related("province", "amphoe", "tambon"))
        return cache[day]


class RoleAssignmentQuerySet(models.QuerySet):
    def in_force(self, day: date) -> "RoleAssignmentQuerySet":
        """Return the assignments that hold on a day, both ends included."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


@pghistory.track()
class RoleAssignment(models.Model):
    """One role of one user at one area: the nation, a province, an amphoe or a tambon."""

    user = models.ForeignKey(User, models.PROTECT, related_name="role_assignments", verbose_name=_("ผู้ใช้"))
    role = models.CharField(_("บทบาท"), max_length=30, choices=[(role.value, ROLES[role].label) for role in Role])
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, null=True, blank=True, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    valid_from = models.DateField(_("ตั้งแต่วันที่"))
    valid_to = models.DateField(_("ถึงวันที่"), null=True, blank=True)
    order_number = models.CharField(_("เลขที่คำสั่ง"), max_length=60, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("บทบาทในพื้นที่")
        verbose_name_plural = _("บทบาทในพื้นที่")
        constraints = [
            models.CheckConstraint(
                name="role_amphoe_needs_province",
                condition=Q(amphoe__isnull=True) | Q(province__isnull=False),
            ),
            models.CheckConstraint(
                name="role_tambon_needs_amphoe",
                condition=Q(tambon__isnull=True) | Q(amphoe__isnull=False),
            ),
            models.CheckConstraint(
                name="role_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.area_label}"

    def get_role_display(self) -> str:
        """What the role is called where it is held."""
        return role_label(Role(self.role), in_bangkok=self.province_id == Province.BANGKOK)

    def is_over(self, day: date) -> bool:
        """Whether it has ended before a day."""
        return self.valid_to is not None and self.valid_to < day

    @property
    def area_label(self) -> str:
        """Name the area: the tambon, else the amphoe, else the province, else the nation."""
        return str(self.tambon or self.amphoe or self.province or _("ทั่วประเทศ"))
