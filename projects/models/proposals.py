"""A proposal, its group of borrowers, its papers, its versions, and every decision about it."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from members.models import Member, Organisation
from projects.rules import BANGKOK, LABELS, STEP_LABELS, State, Step, edges_sql, grant_edges_sql

_STEP_ALLOWED = f"""
    IF (NEW.province_id = '{BANGKOK}' AND OLD.state || '>' || NEW.state NOT IN ({edges_sql(BANGKOK)}))
       OR (NEW.province_id <> '{BANGKOK}' AND OLD.state || '>' || NEW.state NOT IN ({edges_sql()}))
       OR (NEW.support <> 'SUBSIDY' AND OLD.state || '>' || NEW.state IN ({grant_edges_sql()})) THEN
        RAISE EXCEPTION 'proposal % cannot go from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_step_allowed';
    END IF;
    RETURN NEW;
"""


class ProposalQuerySet(AreaQuerySet):
    def in_state(self, *states: State) -> "ProposalQuerySet":
        """Return the proposals in one of these states."""
        return self.filter(state__in=states)


class OfProposalQuerySet(AreaQuerySet):
    """Rows that lie where their proposal lies."""

    area_fields = {"province": "proposal__province", "amphoe": "proposal__amphoe", "tambon": "proposal__tambon"}


@pghistory.track()
class Proposal(models.Model):
    """A proposal for a revolving loan or a subsidy (R-PROJ-01, R-PROJ-02), of a group of persons or an organisation.

    A group submits where its representative lives (R-PROJ-18), an organisation where its office is (R-PROJ-19); the
    organisation's ``borrowers`` are then the one person who acts for it.
    """

    class Support(models.TextChoices):
        LOAN = "LOAN", _("เงินทุนหมุนเวียน (เงินกู้)")
        SUBSIDY = "SUBSIDY", _("เงินอุดหนุน")

    class Proposer(models.TextChoices):
        GROUP = "GROUP", _("กลุ่มบุคคลธรรมดา")
        ORGANISATION = "ORGANISATION", _("องค์กรสตรี")

    class Category(models.IntegerChoices):
        AGRICULTURE = 1, _("เกษตร")
        INDUSTRY = 2, _("อุตสาหกรรม")
        COMMERCE = 3, _("พาณิชยกรรม/บริการ")
        HOME_ECONOMICS = 4, _("คหกรรม")
        HANDICRAFT = 5, _("หัตถกรรม")

    support = models.CharField(_("ประเภทเงิน"), max_length=10, choices=Support.choices, default=Support.LOAN)
    proposer = models.CharField(_("ผู้เสนอโครงการ"), max_length=12, choices=Proposer.choices, default=Proposer.GROUP)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("องค์กรสตรีที่เสนอ"),
    )
    reference = models.CharField(_("เลขที่คำขอ"), max_length=30, unique=True)
    # none has an index of its own: one of those named below begins with each, without a twin for LIKE
    province = models.ForeignKey(Province, models.PROTECT, db_index=False, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, db_index=False, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, db_index=False, verbose_name=_("ตำบล"))
    title = models.CharField(_("ชื่อโครงการ"), max_length=200)
    category = models.PositiveSmallIntegerField(_("ประเภทโครงการ"), choices=Category.choices, null=True, blank=True)
    place = models.CharField(_("สถานที่ดำเนินการ"), max_length=200, blank=True)
    purpose = models.TextField(_("วัตถุประสงค์และแผนงาน"), blank=True)
    amount = models.DecimalField(_("วงเงินที่ขอสนับสนุน"), max_digits=12, decimal_places=2, default=0)
    applied_on = models.DateField(_("วันที่ยื่น"))
    state = models.CharField(
        _("สถานะ"), max_length=30, choices=[(s.value, _(LABELS[s])) for s in State], default=State.DRAFT
    )
    state_on = models.DateField(_("สถานะตั้งแต่วันที่"))
    version = models.PositiveSmallIntegerField(_("ฉบับที่"), default=1)
    revise_by_on = models.DateField(_("ปรับปรุงภายในวันที่"), null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้บันทึก"))
    request_key = models.UUIDField(_("รหัสคำขอ"), unique=True)
    edit_number = models.PositiveIntegerField(_("ครั้งที่แก้ไข"), default=0)
    sara_number = models.CharField(_("เลขที่ในระบบ SARA"), max_length=40, blank=True, default="", db_default="")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("โครงการ")
        verbose_name_plural = _("โครงการ")
        constraints = [
            # A draft may be saved half filled in; from the sending on it is whole.
            models.CheckConstraint(
                name="proposal_amount_positive", condition=Q(amount__gt=0) | Q(state="DRAFT", amount=0)
            ),
            models.CheckConstraint(
                name="sent_proposal_has_category", condition=Q(state="DRAFT") | Q(category__isnull=False)
            ),
            models.CheckConstraint(
                name="organisation_proposes_for_itself",
                condition=Q(proposer="GROUP", organisation__isnull=True)
                | Q(proposer="ORGANISATION", organisation__isnull=False)
                | Q(proposer="ORGANISATION", state="DRAFT"),
            ),
            # Subsidies go to organisations only (R-PROJ-02).
            models.CheckConstraint(
                name="subsidy_goes_to_an_organisation", condition=Q(support="LOAN") | Q(proposer="ORGANISATION")
            ),
            models.CheckConstraint(
                name="returned_proposal_has_a_day",
                condition=~Q(state="RETURNED_FOR_REVISION") | Q(revise_by_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["province", "sara_number"],
                name="proposal_in_sara_once",
                condition=~Q(sara_number="") & ~Q(state="CANCELLED_MEMBER_CHANGE"),
            ),
        ]
        indexes = [
            models.Index(fields=["province", "-id"], name="proposal_newest_of_province"),
            models.Index(fields=["province", "state"], name="proposal_by_province_state"),
            models.Index(fields=["amphoe", "state"], name="proposal_by_amphoe_state"),
            models.Index(fields=["tambon"], name="proposal_by_tambon"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="step_allowed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func=_STEP_ALLOWED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class Borrower(models.Model):
    """A member of the proposing group: its representative or a co-borrower (R-ACT-03, R-ACT-04)."""

    class Role(models.TextChoices):
        REPRESENTATIVE = "REPRESENTATIVE", _("ผู้แทนกลุ่ม")
        CO_BORROWER = "CO_BORROWER", _("ผู้กู้ร่วม")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="borrowers", verbose_name=_("โครงการ"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="borrowings", verbose_name=_("สมาชิก"))
    role = models.CharField(_("ฐานะ"), max_length=15, choices=Role.choices)
    position = models.PositiveSmallIntegerField(_("ลำดับ"))
    current_address = models.CharField(_("ที่อยู่ปัจจุบัน (ถ้าต่างจากบัตร)"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("ผู้กู้")
        verbose_name_plural = _("ผู้กู้")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "member"], name="borrower_once_a_proposal"),
            models.UniqueConstraint(fields=["proposal"], name="one_representative", condition=Q(role="REPRESENTATIVE")),
            models.UniqueConstraint(
                fields=["proposal", "position"], name="borrower_position_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.member}"


class Paper(models.Model):
    """A paper of the checklist C-01 or a criterion, ticked as seen."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="papers", verbose_name=_("โครงการ"))
    code = models.CharField(_("รายการ"), max_length=30)
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้ตรวจ"))

    class Meta:
        verbose_name = _("เอกสารประกอบ")
        verbose_name_plural = _("เอกสารประกอบ")
        constraints = [models.UniqueConstraint(fields=["proposal", "code"], name="paper_once_a_proposal")]

    def __str__(self) -> str:
        return self.code


class ProposalVersion(models.Model):
    """What the proposal said when it was sent; decisions point at it. Append-only."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="versions", verbose_name=_("โครงการ"))
    number = models.PositiveSmallIntegerField(_("ฉบับที่"))
    content = models.JSONField(_("เนื้อหา"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้ส่ง"))
    sent_on = models.DateField(_("วันที่ส่ง"))

    class Meta:
        verbose_name = _("ฉบับของโครงการ")
        verbose_name_plural = _("ฉบับของโครงการ")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="version_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.proposal_id} v{self.number}"


class Decision(models.Model):
    """An opinion or decision of one organ on one version. Append-only; an edit of the proposal starts a new version."""

    class Stage(models.TextChoices):
        TAMBON = "TAMBON", _("ความเห็นคณะทำงานตำบล")
        AMPHOE = "AMPHOE", _("มติ อกส.อ.")
        WORKING_GROUP = "WORKING_GROUP", _("ผลกลั่นกรองคณะทำงานจังหวัด")
        SUBCOMMITTEE = "SUBCOMMITTEE", _("มติ อกส.จ.")

    class Outcome(models.TextChoices):
        PASSED = "PASSED", _("เห็นชอบ/ผ่าน/อนุมัติ")
        NOT_PASSED = "NOT_PASSED", _("ไม่เห็นชอบ/ไม่ผ่าน/ไม่อนุมัติ")

    version = models.ForeignKey(ProposalVersion, models.PROTECT, related_name="decisions", verbose_name=_("ฉบับ"))
    stage = models.CharField(_("ขั้น"), max_length=15, choices=Stage.choices)
    outcome = models.CharField(_("ผล"), max_length=10, choices=Outcome.choices)
    reason = models.TextField(_("เหตุผล/ความเห็น"), blank=True)
    score = models.DecimalField(_("คะแนน"), max_digits=4, decimal_places=2, null=True, blank=True)
    scored_by = models.PositiveSmallIntegerField(_("จำนวนผู้ให้คะแนน"), null=True, blank=True)
    meeting = models.ForeignKey("projects.Meeting", models.PROTECT, null=True, blank=True, verbose_name=_("การประชุม"))
    has_signed_paper = models.BooleanField(_("มีเอกสารที่ลงนามแล้ว"), default=False)
    decided_on = models.DateField(_("วันที่มีมติ"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("มติ/ความเห็น")
        verbose_name_plural = _("มติ/ความเห็น")
        ordering = ["recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["version", "stage"], name="decision_once_a_stage"),
            models.CheckConstraint(name="refusal_has_reason", condition=Q(outcome="PASSED") | ~Q(reason="")),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.get_outcome_display()}"


class StateChange(models.Model):
    """One step of the pipeline: who, when, why. The proposal's timeline; append-only."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="timeline", verbose_name=_("โครงการ"))
    step = models.CharField(_("ขั้นตอน"), max_length=25, choices=[(s.value, _(STEP_LABELS[s])) for s in Step])
    from_state = models.CharField(max_length=30)
    to_state = models.CharField(max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("ผู้ดำเนินการ"))
    on = models.DateField(_("วันที่"))
    at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)
    note = models.TextField(_("หมายเหตุ"), blank=True)

    class Meta:
        verbose_name = _("ความเคลื่อนไหว")
        verbose_name_plural = _("ความเคลื่อนไหว")
        ordering = ["at", "id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.on} {self.get_step_display()}"
