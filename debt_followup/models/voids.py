"""Entries that were recorded wrongly and are taken back: asked by one person, confirmed by another, kept readable."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact, GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from debt_followup.models.acknowledgements import Acknowledgement, AcknowledgementSigner, OfContractQuerySet
from debt_followup.models.legal import LegalEntry
from debt_followup.models.memoranda import RestructuringSigner
from debt_followup.models.visits import DebtContact
from debt_followup.rules.voids import ASKS, LEAST_REASON, STATE_LABELS, VoidKind, VoidState
from loans.models import Contract

SUBJECTS: dict[type[models.Model], str] = {
    AcknowledgementSigner: "acknowledgement_signer",
    RestructuringSigner: "restructuring_signer",
    LegalEntry: "legal_entry",
    DebtContact: "contact",
}
_FIELDS = list(SUBJECTS.values())
_ASKED = ("contract", *_FIELDS, "right_on", "reason", "asked_by", "asked_on", "part_of")
_COLUMNS = ("contract_id", *(f"{name}_id" for name in _FIELDS), "right_on", "reason", "asked_by_id", "asked_on")
_OF_ITS_CONTRACT = """
    IF NOT EXISTS (
        SELECT 1 FROM debt_followup_acknowledgementsigner s
            JOIN debt_followup_acknowledgement a ON a.id = s.acknowledgement_id
            WHERE s.id = NEW.acknowledgement_signer_id AND s.signed_on IS NOT NULL AND a.contract_id = NEW.contract_id
        UNION ALL
        SELECT 1 FROM debt_followup_restructuringsigner s
            JOIN debt_followup_restructuring r ON r.id = s.restructuring_id
            WHERE s.id = NEW.restructuring_signer_id AND s.signed_on IS NOT NULL AND r.contract_id = NEW.contract_id
        UNION ALL
        SELECT 1 FROM debt_followup_legalentry e JOIN debt_followup_legalfile f ON f.id = e.file_id
            WHERE e.id = NEW.legal_entry_id AND e.kind = 'DAY' AND f.contract_id = NEW.contract_id
        UNION ALL
        SELECT 1 FROM debt_followup_debtcontact c
            WHERE c.id = NEW.contact_id AND c.contract_id = NEW.contract_id
    ) THEN
        RAISE EXCEPTION 'what is taken back is no entry of contract %', NEW.contract_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'void_is_of_its_contract';
    END IF;
    RETURN NEW;
"""
_ASKED_STAYS = """
    RAISE EXCEPTION 'request % is what was asked', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'void_stays_as_asked';
"""


class EntryVoid(models.Model):
    """A request to take back one entry that was recorded wrongly. Confirmed, the entry counts no more from that moment.

    ``right_on`` is the day on which she really signed, where a signature was recorded on a wrong day: then it counts
    on that day instead. ``part_of`` is the request with which an entry went that hung on the one that was asked about.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="entry_voids", verbose_name=_("สัญญา"))
    acknowledgement_signer = models.ForeignKey(
        AcknowledgementSigner, models.PROTECT, null=True, blank=True, related_name="voids", verbose_name=_("การลงนาม")
    )
    restructuring_signer = models.ForeignKey(
        RestructuringSigner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="voids",
        verbose_name=_("การลงนามบันทึกข้อตกลง"),
    )
    legal_entry = models.ForeignKey(
        LegalEntry, models.PROTECT, null=True, blank=True, related_name="voids", verbose_name=_("วันที่ในแฟ้มคดี")
    )
    contact = models.ForeignKey(
        DebtContact, models.PROTECT, null=True, blank=True, related_name="voids", verbose_name=_("การติดต่อ")
    )
    right_on = models.DateField(_("วันที่ลงนามที่ถูกต้อง"), null=True, blank=True)
    state = models.CharField(
        _("สถานะ"),
        max_length=9,
        choices=[(state.value, _(label)) for state, label in STATE_LABELS.items()],
        default=VoidState.ASKED,
    )
    reason = models.CharField(_("เหตุผล"), max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้ขอ"))
    asked_on = models.DateField(_("วันที่ขอ"))
    asked_at = models.DateTimeField(_("ขอเมื่อ"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้ยืนยัน")
    )
    decided_on = models.DateField(_("วันที่พิจารณา"), null=True, blank=True)
    decided_at = models.DateTimeField(_("พิจารณาเมื่อ"), null=True, blank=True)
    note = models.CharField(_("เหตุผลที่ไม่ยกเลิก"), max_length=300, blank=True)
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("ตามคำขอ")
    )

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("การยกเลิกรายการที่บันทึกผิด")
        verbose_name_plural = _("การยกเลิกรายการที่บันทึกผิด")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["contract", "-id"], name="void_by_contract"),
            models.Index(fields=["state"], name="void_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="void_of_one_entry",
                condition=Exact(
                    models.Func(
                        *map(F, _FIELDS), function="num_nonnulls", output_field=models.PositiveSmallIntegerField()
                    ),
                    1,
                ),
            ),
            models.UniqueConstraint(
                fields=_FIELDS, name="void_asked_once", condition=Q(state="ASKED"), nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=_FIELDS,
                name="entry_voided_once",
                condition=Q(state="CONFIRMED", right_on__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="void_decided_by_another",
                condition=~Q(state__in=["CONFIRMED", "REFUSED"])
                | Q(decided_by__isnull=False, decided_on__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="void_says_what_is_wrong", condition=GreaterThanOrEqual(Length("reason"), LEAST_REASON)
            ),
            models.CheckConstraint(name="void_refused_for_a_reason", condition=~Q(state="REFUSED") | ~Q(note="")),
            models.CheckConstraint(
                name="right_day_of_a_signature",
                condition=Q(right_on=None)
                | Q(acknowledgement_signer__isnull=False)
                | Q(restructuring_signer__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_stays", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__state="ASKED")
            ),
            pgtrigger.Trigger(
                name="stays_as_asked",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(*_COLUMNS, "part_of_id"),
                condition=pgtrigger.AnyChange(*_ASKED),
                func=_ASKED_STAYS,
            ),
            pgtrigger.Trigger(
                name="of_its_contract", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_OF_ITS_CONTRACT
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.kind} {self.state}"

    @property
    def entry(self) -> Any:
        """Return the entry that is taken back."""
        return next(found for name in _FIELDS if (found := getattr(self, name)) is not None)

    @property
    def kind(self) -> VoidKind:
        """Return what kind of entry it is."""
        return kind_of(self.entry)

    @property
    def asks(self) -> str:
        """Return the permission with which such an entry is recorded, and its taking back asked for."""
        return ASKS[self.kind]


def kind_of(entry: models.Model) -> VoidKind:
    """Return what kind of entry something is."""
    if isinstance(entry, AcknowledgementSigner):
        is_acceptance = entry.acknowledgement.kind == Acknowledgement.Kind.ACCEPTANCE
        return VoidKind.ACCEPTANCE if is_acceptance else VoidKind.SIGNATURE
    if isinstance(entry, RestructuringSigner):
        return VoidKind.MEMORANDUM
    return VoidKind.DAY if isinstance(entry, LegalEntry) else VoidKind.CONTACT
