"""Committees and their meetings: roster, agenda, recusals, scores. Members of a committee need no account."""

from datetime import date
from uuid import uuid4

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province
from areas.scope import AreaQuerySet
from documents.models import StoredFile
from projects.models.proposals import Decision, ProposalVersion
from projects.rules import organ_name
from thai.refusals import Refusal

_MEETING_IS_OPEN = """
    IF EXISTS (SELECT 1 FROM projects_meeting m WHERE m.id = {row}.meeting_id AND m.closed_on IS NOT NULL) THEN
        RAISE EXCEPTION 'meeting % is closed', {row}.meeting_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_is_open';
    END IF;
    RETURN {result};
"""
_ITEM_MEETING_IS_OPEN = """
    IF EXISTS (SELECT 1 FROM projects_agendaitem i JOIN projects_meeting m ON m.id = i.meeting_id
               WHERE i.id = NEW.item_id AND m.closed_on IS NOT NULL) THEN
        RAISE EXCEPTION 'the meeting of agenda item % is closed', NEW.item_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_is_open';
    END IF;
    RETURN NEW;
"""
_ITEM_MEETING_IS_OPEN_FOR_REMOVAL = _ITEM_MEETING_IS_OPEN.replace("NEW", "OLD")
_TOOK_NO_PART = """
    IF EXISTS (SELECT 1 FROM projects_score s WHERE s.item_id = NEW.item_id AND s.member_id = NEW.member_id)
       OR EXISTS (SELECT 1 FROM projects_vote v WHERE v.item_id = NEW.item_id AND v.member_id = NEW.member_id) THEN
        RAISE EXCEPTION 'a member who scored or voted on item % cannot be recused from it', NEW.item_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recused_took_no_part';
    END IF;
    RETURN NEW;
"""
# One person sits once on a committee at a time; the same name in two terms that overlap is the same person.
_ONE_SEAT = """
    IF EXISTS (SELECT 1 FROM projects_committeemember c
               WHERE c.id <> NEW.id AND c.organ = NEW.organ AND c.province_id = NEW.province_id
                 AND c.amphoe_id IS NOT DISTINCT FROM NEW.amphoe_id AND c.name = NEW.name
                 AND c.term_from <= COALESCE(NEW.term_to, 'infinity') AND NEW.term_from <= COALESCE(c.term_to, 'infinity'))
    THEN
        RAISE EXCEPTION '% sits on this committee already', NEW.name
            USING ERRCODE = 'check_violation', CONSTRAINT = 'one_seat_at_a_time';
    END IF;
    RETURN NEW;
"""  # noqa: E501
# A meeting shows its members as they were: whoever sat in one keeps name, position and first day.
_SEAT_STAYS = """
    IF (NEW.organ, NEW.province_id, NEW.name, NEW.position, NEW.order_number, NEW.term_from)
       IS DISTINCT FROM (OLD.organ, OLD.province_id, OLD.name, OLD.position, OLD.order_number, OLD.term_from)
       AND EXISTS (SELECT 1 FROM projects_attendance a WHERE a.member_id = OLD.id) THEN
        RAISE EXCEPTION 'committee member % has been at a meeting', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_stays';
    END IF;
    RETURN NEW;
"""
_NOT_RECUSED = """
    IF EXISTS (SELECT 1 FROM projects_recusal r WHERE r.item_id = NEW.item_id AND r.member_id = NEW.member_id) THEN
        RAISE EXCEPTION 'a recused member cannot score item %', NEW.item_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recused_does_not_score';
    END IF;
    RETURN NEW;
"""


def _open_only(name: str, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=func)


def _no_removal(func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="meeting_is_open_for_removal", when=pgtrigger.Before, operation=pgtrigger.Delete, func=func
    )


class Organ(models.TextChoices):
    """The committees that meet (R-ACT-08, 10, 11); what each is called in a province: ``projects.rules.organ_name``."""

    AMPHOE = "AMPHOE", _("อกส.อ.")
    WORKING_GROUP = "WORKING_GROUP", _("คณะทำงานขับเคลื่อนฯ จังหวัด")
    SUBCOMMITTEE = "SUBCOMMITTEE", _("อกส.จ.")


class AreaOfOrganQuerySet(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": "amphoe", "tambon": None}


class CommitteeMemberQuerySet(AreaOfOrganQuerySet):
    def in_term(self, day: date) -> "CommitteeMemberQuerySet":
        """Return the members whose term covers a day."""
        return self.filter(Q(term_to__isnull=True) | Q(term_to__gte=day), term_from__lte=day)


@pghistory.track()
class CommitteeMember(models.Model):
    """A named person on a committee with her term of office; no account needed."""

    organ = models.CharField(_("องค์คณะ"), max_length=15, choices=Organ.choices)
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, null=True, blank=True, verbose_name=_("อำเภอ"))
    name = models.CharField(_("ชื่อ-สกุล"), max_length=150)
    position = models.CharField(_("ตำแหน่ง"), max_length=150)
    order_number = models.CharField(_("เลขที่คำสั่งแต่งตั้ง"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(_("ลำดับ"))
    term_from = models.DateField(_("ดำรงตำแหน่งตั้งแต่"))
    term_to = models.DateField(_("ถึง"), null=True, blank=True)

    objects = CommitteeMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("กรรมการ")
        verbose_name_plural = _("ทำเนียบกรรมการ")
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                name="committee_term_ends_after_it_begins",
                condition=Q(term_to__isnull=True) | Q(term_to__gte=models.F("term_from")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            _open_only("one_seat_at_a_time", _ONE_SEAT),
            pgtrigger.Trigger(name="seat_stays", when=pgtrigger.Before, operation=pgtrigger.Update, func=_SEAT_STAYS),
        ]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """A meeting of one organ: number per organ and BE calendar year (A-25), date, place. Closed, it cannot change."""

    organ = models.CharField(_("องค์คณะ"), max_length=15, choices=Organ.choices)
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, null=True, blank=True, verbose_name=_("อำเภอ"))
    number = models.PositiveSmallIntegerField(_("ครั้งที่"))
    year_be = models.PositiveSmallIntegerField(_("ปี พ.ศ."))
    held_on = models.DateField(_("วันที่ประชุม"))
    place = models.CharField(_("สถานที่"), max_length=200)
    guests = models.TextField(
        _("ผู้เข้าร่วมประชุมที่เชิญมา"), blank=True, help_text=_("หนึ่งคนต่อบรรทัด เช่น ชื่อ ตำแหน่ง")
    )  # R-APPR-14
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้นัดประชุม"))
    request_key = models.UUIDField(_("รหัสคำขอ"), unique=True, default=uuid4)
    closed_on = models.DateField(_("ปิดการประชุมเมื่อ"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้ปิด")
    )

    objects = AreaOfOrganQuerySet.as_manager()

    class Meta:
        verbose_name = _("การประชุม")
        verbose_name_plural = _("การประชุม")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "province", "amphoe", "year_be", "number"],
                name="meeting_number_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="amphoe_meeting_has_amphoe", condition=~Q(organ="AMPHOE") | Q(amphoe__isnull=False)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="closed_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__closed_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organ_name} {self.number}/{self.year_be}"

    @property
    def organ_name(self) -> str:
        """What the committee is called in its province: อกส.จ., in Bangkok อกส.กทม. (R-ACT-13)."""
        return str(Refusal(organ_name(organ=self.organ, province=self.province_id)))


class Attendance(models.Model):
    """Whether a member of the roster was present."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances", verbose_name=_("การประชุม"))
    member = models.ForeignKey(CommitteeMember, models.PROTECT, verbose_name=_("กรรมการ"))
    is_present = models.BooleanField(_("มาประชุม"))
    reason = models.CharField(_("เหตุที่ไม่มา"), max_length=200, blank=True)
    seat = models.PositiveSmallIntegerField(_("ลำดับที่นั่ง"), default=0)  # her place on the roster at that time

    class Meta:
        verbose_name = _("การมาประชุม")
        verbose_name_plural = _("การมาประชุม")
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")]
        triggers = [
            _open_only("meeting_is_open", _MEETING_IS_OPEN.format(row="NEW", result="NEW")),
            _no_removal(_MEETING_IS_OPEN.format(row="OLD", result="OLD")),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.is_present}"


class AgendaItem(models.Model):
    """One proposal version on the agenda, with the outcome proposed until the meeting closes."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items", verbose_name=_("การประชุม"))
    version = models.ForeignKey(ProposalVersion, models.PROTECT, related_name="agenda_items", verbose_name=_("ฉบับ"))
    number = models.PositiveSmallIntegerField(_("ลำดับ"))
    outcome = models.CharField(_("ผล"), max_length=10, choices=Decision.Outcome.choices, blank=True)
    reason = models.TextField(_("เหตุผล"), blank=True)

    class Meta:
        verbose_name = _("ระเบียบวาระ")
        verbose_name_plural = _("ระเบียบวาระ")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="item_once_a_meeting"),
            models.UniqueConstraint(fields=["meeting", "number"], name="item_number_once"),
        ]
        triggers = [
            _open_only("meeting_is_open", _MEETING_IS_OPEN.format(row="NEW", result="NEW")),
            _no_removal(_MEETING_IS_OPEN.format(row="OLD", result="OLD")),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} #{self.number}"


class Recusal(models.Model):
    """A member with an interest takes no part in one item (R-APPR-13)."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="recusals", verbose_name=_("วาระ"))
    member = models.ForeignKey(CommitteeMember, models.PROTECT, verbose_name=_("กรรมการ"))
    reason = models.CharField(_("ส่วนได้เสีย"), max_length=300)

    class Meta:
        verbose_name = _("การงดออกเสียงเพราะมีส่วนได้เสีย")
        verbose_name_plural = _("การงดออกเสียงเพราะมีส่วนได้เสีย")
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="recusal_once")]
        triggers = [
            _open_only("meeting_is_open", _ITEM_MEETING_IS_OPEN),
            _open_only("recused_took_no_part", _TOOK_NO_PART),
            _no_removal(_ITEM_MEETING_IS_OPEN_FOR_REMOVAL),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.reason}"


class Score(models.Model):
    """The score one present, not recused member gives one item: 0 to 10 (A-20)."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="scores", verbose_name=_("วาระ"))
    member = models.ForeignKey(CommitteeMember, models.PROTECT, verbose_name=_("กรรมการ"))
    score = models.DecimalField(_("คะแนน"), max_digits=4, decimal_places=2)

    class Meta:
        verbose_name = _("คะแนน")
        verbose_name_plural = _("คะแนน")
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="score_once"),
            models.CheckConstraint(name="score_0_to_10", condition=Q(score__gte=0, score__lte=10)),
        ]
        triggers = [
            _open_only("meeting_is_open", _ITEM_MEETING_IS_OPEN),
            _open_only("not_recused", _NOT_RECUSED),
            _no_removal(_ITEM_MEETING_IS_OPEN_FOR_REMOVAL),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.score}"


class Vote(models.Model):
    """How one present, not recused member voted on one item (A-40: kept where the committee voted, never required)."""

    class Choice(models.TextChoices):
        FOR = "FOR", _("เห็นด้วย")
        AGAINST = "AGAINST", _("ไม่เห็นด้วย")
        ABSTAINED = "ABSTAINED", _("งดออกเสียง")

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes", verbose_name=_("วาระ"))
    member = models.ForeignKey(CommitteeMember, models.PROTECT, verbose_name=_("กรรมการ"))
    choice = models.CharField(_("ออกเสียง"), max_length=10, choices=Choice.choices)

    class Meta:
        verbose_name = _("การออกเสียง")
        verbose_name_plural = _("การออกเสียง")
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="vote_once")]
        triggers = [
            _open_only("meeting_is_open", _ITEM_MEETING_IS_OPEN),
            _open_only("not_recused", _NOT_RECUSED.replace("score item", "vote on item")),
            _no_removal(_ITEM_MEETING_IS_OPEN_FOR_REMOVAL),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.choice}"


class MeetingNote(models.Model):
    """A dated note on a closed meeting: how a mistake in it is put right without changing it. Append-only."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="notes", verbose_name=_("การประชุม"))
    text = models.TextField(_("ข้อความแก้ไข"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้บันทึก"))
    written_on = models.DateField(_("ลงวันที่"))
    written_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("บันทึกแก้ไขการประชุม")
        verbose_name_plural = _("บันทึกแก้ไขการประชุม")
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(name="meeting_note_says_something", condition=~Q(text=""))]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.written_on} {self.text[:40]}"


class MeetingFile(models.Model):
    """A signed paper of a meeting, handed in after it: minutes, attendance. Append-only."""

    class Kind(models.TextChoices):
        SIGNED_MINUTES = "SIGNED_MINUTES", _("รายงานการประชุมที่ลงนามแล้ว")
        SIGNED_ATTENDANCE = "SIGNED_ATTENDANCE", _("ใบลงชื่อผู้มาประชุม")
        OTHER = "OTHER", _("เอกสารอื่น")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="files", verbose_name=_("การประชุม"))
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name=_("ไฟล์"))
    kind = models.CharField(_("ชนิดเอกสาร"), max_length=20, choices=Kind.choices)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้แนบ"))
    added_on = models.DateField(_("แนบเมื่อ"))

    class Meta:
        verbose_name = _("เอกสารของการประชุม")
        verbose_name_plural = _("เอกสารของการประชุม")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "file", "kind"], name="meeting_file_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file}"
