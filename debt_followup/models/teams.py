"""The five teams of a province, and who serves in them from which day until which."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province
from areas.scope import AreaQuerySet
from debt_followup.rules.teams import TEAMS, TeamKind


class TeamQuerySet(AreaQuerySet):
    """Somebody of an amphoe sees its own team; the teams of the province are the province's."""

    area_fields = {"province": "province", "amphoe": "amphoe", "tambon": None}


class DebtTeam(models.Model):
    """One of the five teams (R-DEBT-08): of the field team each amphoe has one, of the others the province.

    ``duty`` is what the team was charged with when it was set up; the province may word it anew.
    """

    kind = models.CharField(_("ทีม"), max_length=10, choices=[(kind.value, _(TEAMS[kind].label)) for kind in TeamKind])
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, null=True, blank=True, verbose_name=_("อำเภอ"))
    duty = models.CharField(_("หน้าที่"), max_length=500)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("ทีมติดตามหนี้")
        verbose_name_plural = _("ทีมติดตามหนี้")
        constraints = [
            models.UniqueConstraint(fields=["province", "kind", "amphoe"], name="debt_team_once", nulls_distinct=False),
            models.CheckConstraint(
                name="field_team_has_amphoe",
                condition=Q(kind="FIELD", amphoe__isnull=False) | (~Q(kind="FIELD") & Q(amphoe__isnull=True)),
            ),
            models.CheckConstraint(name="debt_team_has_duty", condition=~Q(duty="")),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="whose_it_is_stays", operation=pgtrigger.UpdateOf("kind", "province_id", "amphoe_id")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amphoe.label if self.amphoe_id else self.province.label}"


@pghistory.track()
class TeamMember(models.Model):
    """Somebody of a team, from a day until another: an officer who logs in, or a woman of the network by her name."""

    team = models.ForeignKey(DebtTeam, models.PROTECT, related_name="members", verbose_name=_("ทีม"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="debt_teams",
        verbose_name=_("ผู้ใช้"),
    )
    name = models.CharField(_("ชื่อ-สกุล"), max_length=150)
    position = models.CharField(_("ตำแหน่ง"), max_length=150, blank=True)
    telephone = models.CharField(_("โทรศัพท์"), max_length=40, blank=True)
    is_lead = models.BooleanField(_("หัวหน้าทีม"), default=False)
    from_on = models.DateField(_("ตั้งแต่วันที่"))
    until_on = models.DateField(_("ถึงวันที่"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    added_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("สมาชิกทีมติดตามหนี้")
        verbose_name_plural = _("สมาชิกทีมติดตามหนี้")
        ordering = ["-is_lead", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team"], name="one_lead_at_a_time", condition=Q(is_lead=True, until_on__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["team", "user"],
                name="user_once_in_a_team",
                condition=Q(user__isnull=False, until_on__isnull=True),
            ),
            models.CheckConstraint(
                name="member_leaves_later", condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on"))
            ),
            models.CheckConstraint(name="team_member_has_name", condition=~Q(name="")),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="left_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__until_on__isnull=False)
            ),
            pgtrigger.Protect(
                name="who_it_is_stays", operation=pgtrigger.UpdateOf("team_id", "user_id", "name", "from_on")
            ),
        ]

    def __str__(self) -> str:
        return self.name
