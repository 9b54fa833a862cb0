"""Legal files: a death, a bankruptcy, a litigation, a judgment; each with its days, papers, notes and addressees."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.scope import AreaQuerySet
from debt_followup.models.acknowledgements import Acknowledgement, OfContractQuerySet
from debt_followup.rules.acts import LEGAL_FILE, FileState
from debt_followup.rules.legal import DAY_LABELS
from documents.models import Document, StoredFile
from loans.models import Contract, ContractChange, Party

# A day, a note and a paper are corrected by another row of the same file and code.
_CORRECTS_ITS_OWN = """
    IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM debt_followup_legalentry e
        WHERE e.id = NEW.corrects_id AND e.file_id = NEW.file_id AND e.kind = NEW.kind AND e.day = NEW.day
    ) THEN
        RAISE EXCEPTION 'entry % is not one of file %', NEW.corrects_id, NEW.file_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_corrects_its_own';
    END IF;
    RETURN NEW;
"""
# Whoever a file is about signed the contract of the file.
_PARTY_OF_THE_CONTRACT = """
    IF NOT EXISTS (
        SELECT 1 FROM debt_followup_legalfile f JOIN loans_party p ON p.contract_id = f.contract_id
        WHERE f.id = NEW.file_id AND p.id = NEW.party_id
    ) THEN
        RAISE EXCEPTION 'party % did not sign the contract of file %', NEW.party_id, NEW.file_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_party_of_the_contract';
    END IF;
    RETURN NEW;
"""

_DEBTOR_OF_THE_CONTRACT = """
    IF NEW.party_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM loans_party p WHERE p.id = NEW.party_id AND p.contract_id = NEW.contract_id
    ) THEN
        RAISE EXCEPTION 'party % did not sign contract %', NEW.party_id, NEW.contract_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_party_of_the_contract';
    END IF;
    RETURN NEW;
"""

# Two open suits of a contract are against different debtors (CCC 291, 295): asked when one is named, and when a file
# that was closed is opened again.
_SUED_ELSEWHERE = """
    IF EXISTS (
        SELECT 1 FROM debt_followup_legalfile own
        JOIN debt_followup_legaldefendant named ON named.file_id = own.id
        JOIN debt_followup_legaldefendant other ON other.party_id = named.party_id AND other.file_id <> own.id
        JOIN debt_followup_legalfile f ON f.id = other.file_id AND f.kind = 'LITIGATION' AND f.state <> 'CLOSED'
        WHERE own.id = {file} AND own.kind = 'LITIGATION' AND own.state <> 'CLOSED'
    ) THEN
        RAISE EXCEPTION 'a debtor of file % is in another open suit', {file}
            USING ERRCODE = 'check_violation', CONSTRAINT = 'one_open_suit_of_a_debtor';
    END IF;
    RETURN NULL;
"""


@pghistory.track()
class LegalFile(models.Model):
    """A file about a contract in the hands of the law. ``party`` is who died or became bankrupt; a suit has defendants.

    ``next_on`` and ``next_what`` are the next deadline or appointment, worked out from the days of the file whenever
    one is recorded; ``sue_by_on`` is the last day to sue while nothing is filed, or by which a claim against the estate
    or in the bankruptcy has to be brought. Caches for the list and the alerts.
    """

    class Kind(models.TextChoices):
        DEATH = "DEATH", _("ลูกหนี้เสียชีวิต")
        BANKRUPTCY = "BANKRUPTCY", _("ลูกหนี้ล้มละลาย")
        LITIGATION = "LITIGATION", _("ฟ้องคดี")
        JUDGMENT = "JUDGMENT", _("คำพิพากษาและการบังคับคดี")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="legal_files", verbose_name=_("สัญญา"))
    kind = models.CharField(_("ประเภท"), max_length=10, choices=Kind.choices)
    state = models.CharField(
        _("สถานะ"),
        max_length=10,
        choices=[(state.value, _(label)) for state, label in LEGAL_FILE.labels.items()],
        default=FileState.OPEN,
    )
    number = models.PositiveIntegerField(_("เลขที่แฟ้ม"))
    year_be = models.PositiveSmallIntegerField(_("ปี พ.ศ."))
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="legal_files", verbose_name=_("ลูกหนี้")
    )
    acknowledgement = models.ForeignKey(
        Acknowledgement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="legal_files",
        verbose_name=_("หนังสือรับสภาพหนี้ที่ผิดนัด"),
    )
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("ต่อจากแฟ้ม")
    )
    reason = models.CharField(_("เหตุที่เปิดแฟ้ม"), max_length=300)
    court = models.CharField(_("ศาล"), max_length=150, blank=True)
    case_number = models.CharField(_("หมายเลขคดี"), max_length=60, blank=True)
    opened_on = models.DateField(_("เปิดวันที่"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้เปิดแฟ้ม")
    )
    event = models.OneToOneField(
        ContractChange, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("เหตุการณ์ของสัญญา")
    )
    sue_by_on = models.DateField(_("วันสุดท้ายที่ฟ้องได้"), null=True, blank=True)
    next_on = models.DateField(_("วันสำคัญถัดไป"), null=True, blank=True)
    next_what = models.CharField(_("เรื่องของวันถัดไป"), max_length=100, blank=True)
    closed_on = models.DateField(_("ปิดวันที่"), null=True, blank=True)
    closed_reason = models.CharField(_("เหตุที่ปิด"), max_length=300, blank=True)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("แฟ้มคดี")
        verbose_name_plural = _("แฟ้มคดี")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["contract"], name="legal_file_by_contract"),
            models.Index(fields=["next_on"], name="legal_file_by_next", condition=~Q(state="CLOSED")),
        ]
        constraints = [
            models.CheckConstraint(
                name="death_and_bankruptcy_are_of_one",
                condition=Q(kind__in=["DEATH", "BANKRUPTCY"], party__isnull=False)
                | Q(kind__in=["LITIGATION", "JUDGMENT"], party__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["party", "kind"],
                name="one_open_file_of_a_party",
                condition=Q(kind__in=["DEATH", "BANKRUPTCY"]) & ~Q(state="CLOSED"),
            ),
            models.CheckConstraint(
                name="closed_file_says_why",
                condition=Q(state="CLOSED", closed_on__isnull=False) & ~Q(closed_reason="")
                | ~Q(state="CLOSED") & Q(closed_on__isnull=True, closed_reason=""),
            ),
            models.CheckConstraint(name="file_says_why_it_was_opened", condition=~Q(reason="")),
            models.CheckConstraint(
                name="next_day_says_what", condition=Q(next_on__isnull=True, next_what="") | ~Q(next_what="")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="step_allowed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func=LEGAL_FILE.guard_sql(constraint="legal_file_step_allowed"),
            ),
            pgtrigger.Trigger(
                name="sued_once",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state="CLOSED"),
                func=_SUED_ELSEWHERE.format(file="NEW.id"),
            ),
            pgtrigger.Trigger(
                name="debtor_of_the_contract",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("party_id", "contract_id"),
                func=_DEBTOR_OF_THE_CONTRACT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.label}"

    @property
    def label(self) -> str:
        """Return the number as it is written: 3/2561."""
        return f"{self.number}/{self.year_be}"


class LegalDefendant(models.Model):
    """One debtor who is sued, or against whom judgment was given: the filing interrupts for her (CCC 193/14, 295).

    She is in one open suit at a time; those of a contract who were forgotten in one have another.
    """

    file = models.ForeignKey(LegalFile, models.PROTECT, related_name="defendants", verbose_name=_("แฟ้มคดี"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="suits", verbose_name=_("คู่สัญญา"))

    class Meta:
        verbose_name = _("จำเลย")
        verbose_name_plural = _("จำเลย")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["file", "party"], name="defendant_once")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="party_of_the_contract",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_PARTY_OF_THE_CONTRACT,
            ),
            pgtrigger.Trigger(
                name="sued_once",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=_SUED_ELSEWHERE.format(file="NEW.file_id"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.party)


class LegalEntry(models.Model):
    """One thing in a file: a day of the law, a note, a paper that was handed in or issued. Append-only.

    A day that was wrong is corrected by another entry, and counts no more.
    """

    class Kind(models.TextChoices):
        DAY = "DAY", _("วันที่")
        NOTE = "NOTE", _("บันทึก")
        PAPER = "PAPER", _("เอกสาร")

    file = models.ForeignKey(LegalFile, models.PROTECT, related_name="entries", verbose_name=_("แฟ้มคดี"))
    kind = models.CharField(_("ประเภท"), max_length=5, choices=Kind.choices)
    day = models.CharField(
        _("เรื่อง"), max_length=20, blank=True, choices=[(day.value, _(label)) for day, label in DAY_LABELS.items()]
    )
    on = models.DateField(_("วันที่"))
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=14, decimal_places=2, null=True, blank=True)
    text = models.CharField(_("ข้อความ"), max_length=1000, blank=True)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, verbose_name=_("ไฟล์"))
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("เอกสารที่ออก")
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("แก้ไขรายการ")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้บันทึก")
    )
    recorded_on = models.DateField(_("บันทึกวันที่"))
    created_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("รายการในแฟ้มคดี")
        verbose_name_plural = _("รายการในแฟ้มคดี")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["file", "-id"], name="legal_entry_by_file")]
        constraints = [
            models.CheckConstraint(
                name="entry_is_what_it_is",
                condition=Q(kind="DAY", stored__isnull=True, document__isnull=True) & ~Q(day="")
                | Q(kind="NOTE", day="", stored__isnull=True, document__isnull=True) & ~Q(text="")
                | Q(kind="PAPER", day="", stored__isnull=False, document__isnull=True) & ~Q(text="")
                | Q(kind="PAPER", day="", stored__isnull=True, document__isnull=False),
            ),
            models.CheckConstraint(name="entry_amount_positive", condition=Q(amount__isnull=True) | Q(amount__gt=0)),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="corrects_its_own", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_CORRECTS_ITS_OWN
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.day or self.kind} {self.on}"


class AddresseeQuerySet(AreaQuerySet):
    """Rows that lie where the contract of their file lies."""

    area_fields = {
        "province": "file__contract__province",
        "amphoe": "file__contract__amphoe",
        "tambon": "file__contract__tambon",
    }


@pghistory.track()
class LegalAddressee(models.Model):
    """Who is written to in a debtor's place: an heir, the administrator of her estate, the official receiver.

    She sees what concerns the estate and nothing of the other signers.
    """

    class Role(models.TextChoices):
        HEIR = "HEIR", _("ทายาท")
        ADMINISTRATOR = "ADMINISTRATOR", _("ผู้จัดการมรดก")
        RECEIVER = "RECEIVER", _("เจ้าพนักงานพิทักษ์ทรัพย์")

    file = models.ForeignKey(LegalFile, models.PROTECT, related_name="addressees", verbose_name=_("แฟ้มคดี"))
    role = models.CharField(_("ฐานะ"), max_length=13, choices=Role.choices)
    name = models.CharField(_("ชื่อ"), max_length=200)
    address = models.CharField(_("ที่อยู่"), max_length=400)
    standing = models.CharField(_("ความเกี่ยวพันหรือเลขที่คำสั่งศาล"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_on = models.DateField(_("บันทึกวันที่"))
    ended_on = models.DateField(_("สิ้นสุดวันที่"), null=True, blank=True)
    ended_reason = models.CharField(_("เหตุที่สิ้นสุด"), max_length=200, blank=True)

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        verbose_name = _("ผู้รับหนังสือแทนลูกหนี้")
        verbose_name_plural = _("ผู้รับหนังสือแทนลูกหนี้")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="addressee_has_a_standing", condition=~Q(name="") & ~Q(address="") & ~Q(standing="")
            ),
            models.CheckConstraint(
                name="addressee_ends_for_a_reason",
                condition=Q(ended_on__isnull=True, ended_reason="")
                | Q(ended_on__isnull=False, ended_on__gte=F("recorded_on")) & ~Q(ended_reason=""),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"
