"""Reports of a death that turned out untrue. The reports themselves are contacts, returned letters and slips."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from debt_followup.models.acknowledgements import OfContractQuerySet
from debt_followup.models.confirmations import ConfirmationReply
from debt_followup.models.notices import DeliveryEvent
from debt_followup.models.visits import DebtContact
from loans.models import Contract

_OF_ONE_CONTRACT = """
    IF NOT EXISTS (
        SELECT 1 FROM debt_followup_debtcontact c WHERE c.id = NEW.contact_id AND c.contract_id = NEW.contract_id
        UNION ALL
        SELECT 1 FROM debt_followup_deliveryevent e
            JOIN debt_followup_noticedelivery d ON d.id = e.delivery_id
            JOIN debt_followup_notice n ON n.id = d.notice_id
            WHERE e.id = NEW.event_id AND n.contract_id = NEW.contract_id
        UNION ALL
        SELECT 1 FROM debt_followup_confirmationreply r
            JOIN debt_followup_confirmation f ON f.id = r.confirmation_id
            WHERE r.id = NEW.reply_id AND f.contract_id = NEW.contract_id
    ) THEN
        RAISE EXCEPTION 'the report of a death is about another contract than %', NEW.contract_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'denial_is_of_its_contract';
    END IF;
    RETURN NEW;
"""


class DeathDenial(models.Model):
    """One report of a debtor's death that somebody looked into and found untrue, and why. Append-only.

    Whoever hears it again reports it again, and that report stands until somebody looks into it too.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="death_denials", verbose_name=_("สัญญา"))
    contact = models.OneToOneField(
        DebtContact, models.PROTECT, null=True, blank=True, related_name="denial", verbose_name=_("การติดต่อ")
    )
    event = models.OneToOneField(
        DeliveryEvent, models.PROTECT, null=True, blank=True, related_name="denial", verbose_name=_("หนังสือตีกลับ")
    )
    reply = models.OneToOneField(
        ConfirmationReply, models.PROTECT, null=True, blank=True, related_name="denial", verbose_name=_("ใบตอบรับ")
    )
    reason = models.CharField(_("เหตุผล"), max_length=300)
    denied_on = models.DateField(_("ตรวจสอบวันที่"))
    denied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้ตรวจสอบ")
    )
    denied_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("การแจ้งถึงแก่กรรมที่ไม่เป็นความจริง")
        verbose_name_plural = _("การแจ้งถึงแก่กรรมที่ไม่เป็นความจริง")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="denial_of_one_report",
                condition=Q(contact__isnull=False, event__isnull=True, reply__isnull=True)
                | Q(contact__isnull=True, event__isnull=False, reply__isnull=True)
                | Q(contact__isnull=True, event__isnull=True, reply__isnull=False),
            ),
            models.CheckConstraint(name="death_denied_for_a_reason", condition=~Q(reason="")),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="of_its_contract", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_OF_ONE_CONTRACT
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.denied_on}"
