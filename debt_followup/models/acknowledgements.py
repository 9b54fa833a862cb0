"""Debts acknowledged in writing: what was stated, the plan that was promised, each signer with the day she signed."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.scope import AreaQuerySet
from debt_followup.models.signatures import Signature
from debt_followup.rules.acts import ACKNOWLEDGEMENT, ActState
from documents.models import Document, StoredFile
from loans.models import Contract, ContractChange, Party

# What was signed stays as it was signed, whatever becomes known of the balance later.
_STATED_STAYS = """
    RAISE EXCEPTION 'acknowledgement % states what was signed', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'acknowledgement_stays_as_stated';
"""
_SIGNED_TO_BE_IN_FORCE = """
    IF NEW.state = 'IN_FORCE' AND NOT EXISTS (
        SELECT 1 FROM debt_followup_acknowledgementsigner s
        WHERE s.acknowledgement_id = NEW.id AND s.signed_on IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM debt_followup_entryvoid v
            WHERE v.acknowledgement_signer_id = s.id AND v.state = 'CONFIRMED' AND v.right_on IS NULL
        )
    ) THEN
        RAISE EXCEPTION 'nobody signed acknowledgement %', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'acknowledgement_is_signed';
    END IF;
    IF NEW.state = 'PREPARED' AND EXISTS (
        SELECT 1 FROM debt_followup_acknowledgementsigner s
        WHERE s.acknowledgement_id = NEW.id AND s.signed_on IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM debt_followup_entryvoid v
            WHERE v.acknowledgement_signer_id = s.id AND v.state = 'CONFIRMED' AND v.right_on IS NULL
        )
    ) THEN
        RAISE EXCEPTION 'acknowledgement % is signed', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'acknowledgement_is_signed';
    END IF;
    RETURN NEW;
"""
_SIGNER_OF_THE_CONTRACT = """
    IF NOT EXISTS (
        SELECT 1 FROM debt_followup_acknowledgement a JOIN loans_party p ON p.contract_id = a.contract_id
        WHERE a.id = NEW.acknowledgement_id AND p.id = NEW.party_id
    ) THEN
        RAISE EXCEPTION 'party % did not sign the contract of acknowledgement %', NEW.party_id, NEW.acknowledgement_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'acknowledged_by_a_debtor';
    END IF;
    IF EXISTS (
        SELECT 1 FROM debt_followup_acknowledgementsigner s
        WHERE s.acknowledgement_id = NEW.acknowledgement_id AND s.party_id = NEW.party_id AND NOT EXISTS (
            SELECT 1 FROM debt_followup_entryvoid v
            WHERE v.acknowledgement_signer_id = s.id AND v.state = 'CONFIRMED' AND v.right_on IS NULL
        )
    ) THEN
        RAISE EXCEPTION 'party % has her line in acknowledgement %', NEW.party_id, NEW.acknowledgement_id
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'acknowledgement_signer_once';
    END IF;
    RETURN NEW;
"""
_SIGNED_ONCE_AND_IN_TIME = """
    IF OLD.signed_on IS NOT NULL THEN
        RAISE EXCEPTION 'signature % is recorded', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_stays';
    END IF;
    IF NEW.signed_on > NEW.last_day_before AND EXISTS (
        SELECT 1 FROM debt_followup_acknowledgement a
        WHERE a.id = NEW.acknowledgement_id AND a.kind = 'ACKNOWLEDGEMENT'
    ) THEN
        RAISE EXCEPTION 'signer % signed after the claim was barred', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'acknowledged_before_it_is_barred';
    END IF;
    RETURN NEW;
"""


class OfContractQuerySet(AreaQuerySet):
    """Rows that lie where their contract lies."""

    area_fields = {"province": "contract__province", "amphoe": "contract__amphoe", "tambon": "contract__tambon"}


@pghistory.track()
class Acknowledgement(models.Model):
    """A debt acknowledged in writing before it was barred, or a liability accepted after it was (CCC 193/14, 193/35).

    The amounts are those of the day ``as_of`` as they were known when the paper was made (R-ACK-01, R-ACK-04); a
    reversal afterwards changes none of them. ``principal`` is what was in arrears; ``principal_not_due`` stays payable
    by the contract's own schedule. ``balance_now`` is what the same day's balance is known to have been since, where it
    is another one: a cache that the daily job writes.
    """

    class Kind(models.TextChoices):
        ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT", _("รับสภาพหนี้")
        ACCEPTANCE = "ACCEPTANCE", _("รับสภาพความรับผิด")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="acknowledgements", verbose_name=_("สัญญา"))
    kind = models.CharField(_("ประเภท"), max_length=15, choices=Kind.choices, default=Kind.ACKNOWLEDGEMENT)
    state = models.CharField(
        _("สถานะ"),
        max_length=10,
        choices=[(state.value, _(label)) for state, label in ACKNOWLEDGEMENT.labels.items()],
        default=ActState.PREPARED,
    )
    number = models.PositiveIntegerField(_("เลขที่"))
    year_be = models.PositiveSmallIntegerField(_("ปี พ.ศ."))
    as_of = models.DateField(_("ยอดหนี้ ณ วันที่"))
    principal = models.DecimalField(_("เงินต้นค้างชำระ"), max_digits=14, decimal_places=2)
    contract_interest = models.DecimalField(_("ดอกเบี้ยตามสัญญา"), max_digits=14, decimal_places=2)
    default_interest = models.DecimalField(_("เบี้ยปรับ"), max_digits=14, decimal_places=2)
    costs = models.DecimalField(_("ค่าใช้จ่าย"), max_digits=14, decimal_places=2, default=0)
    principal_not_due = models.DecimalField(_("เงินต้นที่ยังไม่ถึงกำหนด"), max_digits=14, decimal_places=2, default=0)
    place = models.CharField(_("ทำที่"), max_length=200)
    witness_one = models.CharField(_("พยานคนที่หนึ่ง"), max_length=150, blank=True)
    witness_two = models.CharField(_("พยานคนที่สอง"), max_length=150, blank=True)
    reason = models.CharField(_("ที่มา"), max_length=300, blank=True)
    document = models.OneToOneField(Document, models.PROTECT, related_name="+", verbose_name=_("หนังสือ"))
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้จัดทำ"))
    prepared_on = models.DateField(_("จัดทำวันที่"))
    created_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)
    registered_on = models.DateField(_("ขึ้นทะเบียนวันที่"), null=True, blank=True)
    event = models.OneToOneField(
        ContractChange, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("เหตุการณ์ของสัญญา")
    )
    call_in = models.OneToOneField(
        ContractChange, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("การเรียกชำระทั้งหมด")
    )
    defaulted_number = models.PositiveSmallIntegerField(_("งวดที่ผิดนัด"), null=True, blank=True)
    ended_on = models.DateField(_("สิ้นสุดหรือผิดนัดวันที่"), null=True, blank=True)
    ended_reason = models.CharField(_("เหตุที่สิ้นสุด"), max_length=300, blank=True)
    balance_now = models.DecimalField(
        _("ยอดของวันเดียวกันตามที่ทราบภายหลัง"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("หนังสือรับสภาพหนี้")
        verbose_name_plural = _("หนังสือรับสภาพหนี้")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["contract", "-id"], name="acknowledgement_by_contract"),
            models.Index(fields=["state"], name="acknowledgement_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "kind"], name="one_acknowledgement_in_force", condition=Q(state="IN_FORCE")
            ),
            models.UniqueConstraint(
                fields=["contract", "kind"], name="one_acknowledgement_to_sign", condition=Q(state="PREPARED")
            ),
            models.CheckConstraint(
                name="acknowledged_amounts_not_negative",
                condition=Q(
                    principal__gte=0,
                    contract_interest__gte=0,
                    default_interest__gte=0,
                    costs__gte=0,
                    principal_not_due__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="acknowledged_something",
                condition=Q(principal__gt=0) | Q(contract_interest__gt=0) | Q(default_interest__gt=0) | Q(costs__gt=0),
            ),
            models.CheckConstraint(
                name="acknowledgement_in_force_is_registered",
                condition=Q(state__in=["PREPARED", "CANCELLED"]) | Q(registered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="acknowledgement_ends_for_a_reason",
                condition=Q(state__in=["PREPARED", "IN_FORCE"]) | (Q(ended_on__isnull=False) & ~Q(ended_reason="")),
            ),
            models.CheckConstraint(
                name="default_names_its_instalment",
                condition=~Q(state="DEFAULTED") | Q(defaulted_number__isnull=False),
            ),
            models.CheckConstraint(name="acknowledged_to_the_day", condition=Q(as_of__lte=F("prepared_on"))),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="stays_as_stated",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(
                    "contract_id",
                    "kind",
                    "number",
                    "year_be",
                    "as_of",
                    "principal",
                    "contract_interest",
                    "default_interest",
                    "costs",
                    "principal_not_due",
                    "document_id",
                ),
                condition=pgtrigger.AnyChange(
                    "contract",
                    "kind",
                    "number",
                    "year_be",
                    "as_of",
                    "principal",
                    "contract_interest",
                    "default_interest",
                    "costs",
                    "principal_not_due",
                    "document",
                ),
                func=_STATED_STAYS,
            ),
            pgtrigger.Trigger(
                name="step_allowed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func=ACKNOWLEDGEMENT.guard_sql(constraint="acknowledgement_step_allowed"),
            ),
            pgtrigger.Trigger(
                name="is_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
                func=_SIGNED_TO_BE_IN_FORCE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.label}"

    @property
    def label(self) -> str:
        """Return the number as it is written: 12/2561."""
        return f"{self.number}/{self.year_be}"

    @property
    def total(self):
        """Return the balance that was stated, in baht (F-4)."""
        return self.principal + self.contract_interest + self.default_interest + self.costs


class AcknowledgedInstalment(models.Model):
    """One instalment of the plan that was promised. ``rest`` is interest and costs frozen on the day, bearing nothing.

    ``projected_interest`` is what the principal will have borne by the due date: shown, never posted (A-18).
    """

    acknowledgement = models.ForeignKey(
        Acknowledgement, models.PROTECT, related_name="instalments", verbose_name=_("หนังสือรับสภาพหนี้")
    )
    number = models.PositiveSmallIntegerField(_("งวดที่"))
    due_on = models.DateField(_("วันครบกำหนด"))
    effective_due_on = models.DateField(_("วันครบกำหนดที่มีผล"))
    principal = models.DecimalField(_("เงินต้น"), max_digits=14, decimal_places=2)
    rest = models.DecimalField(_("ดอกเบี้ย เบี้ยปรับ และค่าใช้จ่าย"), max_digits=14, decimal_places=2)
    projected_interest = models.DecimalField(_("ประมาณการเบี้ยปรับ"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("งวดของแผนชำระ")
        verbose_name_plural = _("งวดของแผนชำระ")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["acknowledgement", "number"], name="acknowledged_instalment_once"),
            models.CheckConstraint(
                name="acknowledged_instalment_pays",
                condition=Q(principal__gte=0, rest__gte=0, projected_interest__gte=0)
                & (Q(principal__gt=0) | Q(rest__gt=0)),
            ),
            models.CheckConstraint(
                name="acknowledged_instalment_shifts_forward", condition=Q(effective_due_on__gte=F("due_on"))
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.acknowledgement_id} #{self.number}"

    @property
    def amount(self):
        """Return what is promised for the day, in baht."""
        return self.principal + self.rest


class AcknowledgementSigner(Signature, models.Model):
    """One debtor who is to sign, on her own line: the limitation begins anew for her only, the day after (A-12).

    ``last_day_before`` is until when she could be sued when the paper was made, and again when she signed. Where a
    signature was taken back, ``attempt`` counts her lines: she may sign the paper after all.
    """

    acknowledgement = models.ForeignKey(
        Acknowledgement, models.PROTECT, related_name="signers", verbose_name=_("หนังสือรับสภาพหนี้")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="acknowledgements", verbose_name=_("คู่สัญญา"))
    attempt = models.PositiveSmallIntegerField(_("ครั้งที่"), default=1, db_default=1)
    last_day_before = models.DateField(_("วันสุดท้ายที่ฟ้องได้ก่อนลงนาม"))
    signed_on = models.DateField(_("ลงนามวันที่"), null=True, blank=True)
    last_day_after = models.DateField(_("วันสุดท้ายที่ฟ้องได้หลังลงนาม"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, verbose_name=_("ฉบับที่ลงนาม"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้บันทึก")
    )
    recorded_on = models.DateField(_("บันทึกวันที่"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), null=True, blank=True)

    class Meta:
        verbose_name = _("ผู้ลงนามรับสภาพหนี้")
        verbose_name_plural = _("ผู้ลงนามรับสภาพหนี้")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["acknowledgement", "party", "attempt"], name="acknowledgement_signer_once"),
            models.CheckConstraint(
                name="signature_is_evidenced",
                condition=Q(signed_on__isnull=True, file__isnull=True, recorded_by__isnull=True)
                | Q(
                    signed_on__isnull=False,
                    file__isnull=False,
                    recorded_by__isnull=False,
                    recorded_on__isnull=False,
                    recorded_at__isnull=False,
                    last_day_after__isnull=False,
                    signed_on__lte=F("recorded_on"),
                ),
            ),
        ]
        indexes = [models.Index(fields=["party", "signed_on"], name="signer_by_party")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="signer_of_the_contract",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_SIGNER_OF_THE_CONTRACT,
            ),
            pgtrigger.Trigger(
                name="signed_once_in_time",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_SIGNED_ONCE_AND_IN_TIME,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.signed_on or ''}"
