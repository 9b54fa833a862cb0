"""What belongs to a request to restructure: the household's month, the schedule to be signed, and who signs it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from debt_followup.models.restructurings import Restructuring, user_key
from debt_followup.models.signatures import Signature
from documents.models import StoredFile
from loans.models import Party

# A memorandum may be prepared anew while nobody signed; a signature stays for ever, and so does that she cannot sign.
_SIGNER_OF_THE_CONTRACT = """
    IF NOT EXISTS (
        SELECT 1 FROM debt_followup_restructuring r JOIN loans_party p ON p.contract_id = r.contract_id
        WHERE r.id = NEW.restructuring_id AND p.id = NEW.party_id
    ) THEN
        RAISE EXCEPTION 'party % did not sign the contract of restructuring %', NEW.party_id, NEW.restructuring_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restructured_by_a_debtor';
    END IF;
    IF EXISTS (
        SELECT 1 FROM debt_followup_restructuringsigner s
        WHERE s.restructuring_id = NEW.restructuring_id AND s.party_id = NEW.party_id AND s.dropped_on IS NULL
          AND NOT EXISTS (
            SELECT 1 FROM debt_followup_entryvoid v
            WHERE v.restructuring_signer_id = s.id AND v.state = 'CONFIRMED' AND v.right_on IS NULL
        )
    ) THEN
        RAISE EXCEPTION 'party % has her line in restructuring %', NEW.party_id, NEW.restructuring_id
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'restructuring_signer_once';
    END IF;
    RETURN NEW;
"""
_SIGNATURE_STAYS = """
    IF OLD.signed_on IS NOT NULL OR OLD.dropped_on IS NOT NULL THEN
        RAISE EXCEPTION 'signature % is recorded', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restructuring_signature_stays';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""
_LINES_STAY = """
    IF EXISTS (
        SELECT 1 FROM debt_followup_restructuringsigner s
        WHERE s.restructuring_id = OLD.restructuring_id AND s.signed_on IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM debt_followup_entryvoid v
            WHERE v.restructuring_signer_id = s.id AND v.state = 'CONFIRMED' AND v.right_on IS NULL
        )
    ) THEN
        RAISE EXCEPTION 'the schedule of restructuring % was signed', OLD.restructuring_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restructuring_schedule_stays';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


class HouseholdLine(models.Model):
    """One line of what a household earns or spends in a month, as the debt group wrote it down. Replaced as a whole."""

    class Kind(models.TextChoices):
        INCOME = "INCOME", _("รายได้")
        EXPENSE = "EXPENSE", _("รายจ่าย")

    restructuring = models.ForeignKey(
        Restructuring, models.PROTECT, related_name="household", verbose_name=_("การปรับโครงสร้างหนี้")
    )
    kind = models.CharField(_("ประเภท"), max_length=7, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(_("ลำดับ"))
    text = models.CharField(_("รายการ"), max_length=150)
    amount = models.DecimalField(_("บาทต่อเดือน"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("รายได้หรือรายจ่ายของครัวเรือน")
        verbose_name_plural = _("รายได้และรายจ่ายของครัวเรือน")
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["restructuring", "kind", "position"], name="household_line_once"),
            models.CheckConstraint(name="household_line_is_named", condition=Q(amount__gte=0) & ~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text


class RestructuringLine(models.Model):
    """One instalment of the memorandum, as it is to be signed; in force it becomes one of the contract's schedule."""

    restructuring = models.ForeignKey(
        Restructuring, models.PROTECT, related_name="lines", verbose_name=_("การปรับโครงสร้างหนี้")
    )
    number = models.PositiveSmallIntegerField(_("งวดที่"))
    nominal_due_on = models.DateField(_("วันครบกำหนด"))
    effective_due_on = models.DateField(_("วันครบกำหนดที่มีผล"))
    days = models.PositiveSmallIntegerField(_("จำนวนวัน"))
    opening_principal = models.DecimalField(_("เงินต้นยกมา"), max_digits=12, decimal_places=2)
    principal = models.DecimalField(_("เงินต้น"), max_digits=12, decimal_places=2)
    interest = models.DecimalField(_("ดอกเบี้ย"), max_digits=12, decimal_places=2)
    frozen_interest = models.DecimalField(_("ดอกเบี้ยค้างที่พักไว้"), max_digits=12, decimal_places=2)
    frozen_default_interest = models.DecimalField(_("ดอกเบี้ยผิดนัดค้างที่พักไว้"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("งวดตามบันทึกข้อตกลง")
        verbose_name_plural = _("งวดตามบันทึกข้อตกลง")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["restructuring", "number"], name="restructuring_line_once"),
            models.CheckConstraint(
                name="restructuring_line_amounts",
                condition=Q(principal__gte=0, interest__gte=0, frozen_interest__gte=0, frozen_default_interest__gte=0),
            ),
            models.CheckConstraint(
                name="restructuring_line_shifts_forward", condition=Q(effective_due_on__gte=F("nominal_due_on"))
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="schedule_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_LINES_STAY,
            )
        ]

    def __str__(self) -> str:
        return f"{self.restructuring_id} #{self.number}"

    @property
    def total(self):
        """Return all that falls due with the instalment, in baht."""
        return self.principal + self.interest + self.frozen_interest + self.frozen_default_interest


class RestructuringSigner(Signature, models.Model):
    """One debtor who is to sign the memorandum, on her own line: her signature acknowledges the debt (A-14).

    ``last_day_before`` is the day after which nothing of the claim against her was left to sue for when she signed: a
    signature after it would acknowledge what is barred (A-15). None where nothing was due. Who died, became bankrupt or
    was barred before she signed is dropped, with the reason, and what the others signed comes into force without her.
    Where a signature was taken back before that, ``attempt`` counts her lines.
    """

    restructuring = models.ForeignKey(
        Restructuring, models.PROTECT, related_name="signers", verbose_name=_("การปรับโครงสร้างหนี้")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="restructurings", verbose_name=_("คู่สัญญา"))
    attempt = models.PositiveSmallIntegerField(_("ครั้งที่"), default=1, db_default=1)
    signed_on = models.DateField(_("ลงนามวันที่"), null=True, blank=True)
    last_day_before = models.DateField(_("ฟ้องได้ถึง (ก่อนลงนาม)"), null=True, blank=True)
    dropped_on = models.DateField(_("ตัดออกวันที่"), null=True, blank=True)
    dropped_reason = models.CharField(_("เหตุที่ลงนามไม่ได้"), max_length=500, blank=True)
    dropped_by = user_key(_("ผู้ตัดออก"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, verbose_name=_("ฉบับที่ลงนาม"))
    recorded_by = user_key(_("ผู้บันทึก"))
    recorded_on = models.DateField(_("บันทึกวันที่"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), null=True, blank=True)

    class Meta:
        verbose_name = _("ผู้ลงนามบันทึกข้อตกลง")
        verbose_name_plural = _("ผู้ลงนามบันทึกข้อตกลง")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["restructuring", "party", "attempt"], name="restructuring_signer_once"),
            models.CheckConstraint(
                name="restructuring_signature_recorded",
                condition=Q(signed_on__isnull=True, recorded_by__isnull=True)
                | Q(
                    signed_on__isnull=False,
                    recorded_by__isnull=False,
                    recorded_at__isnull=False,
                    signed_on__lte=F("recorded_on"),
                ),
            ),
            models.CheckConstraint(
                name="restructuring_signer_dropped_for_a_reason",
                condition=Q(dropped_on__isnull=True, dropped_by__isnull=True, dropped_reason="")
                | Q(dropped_on__isnull=False, dropped_by__isnull=False, signed_on__isnull=True) & ~Q(dropped_reason=""),
            ),
            models.CheckConstraint(
                name="restructured_before_it_is_barred",
                condition=Q(signed_on=None) | Q(last_day_before=None) | Q(signed_on__lte=F("last_day_before")),
            ),
        ]
        indexes = [models.Index(fields=["party", "signed_on"], name="restructuring_by_party")]
        triggers = [
            pgtrigger.Trigger(
                name="signer_of_the_contract",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_SIGNER_OF_THE_CONTRACT,
            ),
            pgtrigger.Trigger(
                name="signature_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_SIGNATURE_STAYS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.signed_on or ''}"

    @property
    def waits(self) -> bool:
        """Whether the memorandum waits for her signature."""
        return self.signed_on is None and self.dropped_on is None
