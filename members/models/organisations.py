"""What the register knows of a women's organisation beside its name and place."""

from datetime import date

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models.members import Member


@pghistory.track()
class Organisation(models.Model):
    """A women's organisation that is a member (R-ACT-02): whether it is a legal person decides who may act for it."""

    member = models.OneToOneField(
        Member, models.PROTECT, primary_key=True, related_name="organisation", verbose_name=_("สมาชิก")
    )
    is_legal_person = models.BooleanField(_("เป็นนิติบุคคล"))
    registration_number = models.CharField(_("เลขทะเบียนนิติบุคคล"), max_length=13, unique=True, null=True, blank=True)
    founded_on = models.DateField(_("วันที่ก่อตั้ง"), null=True, blank=True)

    class Meta:
        verbose_name = _("องค์กรสตรี")
        verbose_name_plural = _("องค์กรสตรี")
        constraints = [
            models.CheckConstraint(
                name="legal_person_has_registration",
                condition=Q(is_legal_person=False) | Q(registration_number__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.member)


class OrganisationOfficerQuerySet(models.QuerySet):
    def in_office(self, day: date) -> "OrganisationOfficerQuerySet":
        """Return those who act for their organisation on a day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


@pghistory.track()
class OrganisationOfficer(models.Model):
    """A natural person of the register who acts for an organisation: its president, or a representative.

    A representative has a power of attorney; ``authority`` names it (R-PROJ-15). Where the organisation is no legal
    person only the president may submit (R-PROJ-16).
    """

    class Duty(models.TextChoices):
        PRESIDENT = "PRESIDENT", _("ประธาน")
        REPRESENTATIVE = "REPRESENTATIVE", _("ผู้แทน")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="officers", verbose_name=_("องค์กรสตรี"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="offices_held", verbose_name=_("สมาชิก"))
    duty = models.CharField(_("หน้าที่"), max_length=15, choices=Duty.choices)
    authority = models.CharField(_("หนังสือมอบอำนาจ"), max_length=200, blank=True)
    valid_from = models.DateField(_("ตั้งแต่วันที่"))
    valid_to = models.DateField(_("ถึงวันที่"), null=True, blank=True)

    objects = OrganisationOfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ผู้กระทำการแทนองค์กร")
        verbose_name_plural = _("ผู้กระทำการแทนองค์กร")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="officer_term_runs_forward", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.member}"
