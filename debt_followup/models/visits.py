"""The log of contacts with debtors: visits, calls, letters handed over, debtors who came by themselves. Append-only."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from debt_followup.models.cases import DebtCase
from debt_followup.models.legal import LegalAddressee
from debt_followup.models.notices import NoticeDelivery
from debt_followup.models.weeks import PlannedVisit
from debt_followup.rules.visits import BY_SOMEBODY, CHANNELS, MET, OUTCOMES
from documents.models import StoredFile
from loans.models import Contract, Party
from repayments.models import PaymentNotice

_OF_ONE_CONTRACT = """
    IF (NEW.party_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM loans_party p WHERE p.id = NEW.party_id AND p.contract_id = NEW.contract_id))
        OR (NEW.deceased_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM loans_party p WHERE p.id = NEW.deceased_id AND p.contract_id = NEW.contract_id))
        OR (NEW.stand_in_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM debt_followup_legaladdressee a JOIN debt_followup_legalfile f ON f.id = a.file_id
            WHERE a.id = NEW.stand_in_id AND f.contract_id = NEW.contract_id))
        OR (NEW.case_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM debt_followup_debtcase c WHERE c.id = NEW.case_id AND c.contract_id = NEW.contract_id))
        OR (NEW.payment_notice_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM repayments_paymentnotice n
            WHERE n.id = NEW.payment_notice_id AND n.contract_id = NEW.contract_id))
    THEN
        RAISE EXCEPTION 'a contact is about one contract'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'contact_is_of_one_contract';
    END IF;
    RETURN NEW;
"""
# The dead are neither met nor asked, whoever is under receivership is not asked: from the day that the file tells, on
# any day where it tells none. The same as ``Death.binds`` and ``Receivership.binds``.
_ACTS_FOR_HERSELF = """
    IF EXISTS (
        SELECT 1 FROM debt_followup_legalfile f
        LEFT JOIN LATERAL (
            SELECT MIN(e."on") AS first_on, MAX(e."on") AS last_on FROM debt_followup_legalentry e
            WHERE e.file_id = f.id AND e.kind = 'DAY'
              AND e.day = CASE f.kind WHEN 'DEATH' THEN 'DIED' ELSE 'RECEIVERSHIP' END
              AND NOT EXISTS (
                  SELECT 1 FROM debt_followup_entryvoid v WHERE v.legal_entry_id = e.id AND v.state = 'CONFIRMED')
              AND NOT EXISTS (
                  SELECT 1 FROM debt_followup_legalentry c WHERE c.corrects_id = e.id AND NOT EXISTS (
                      SELECT 1 FROM debt_followup_entryvoid v WHERE v.legal_entry_id = c.id AND v.state = 'CONFIRMED'))
        ) told ON TRUE
        WHERE f.party_id = NEW.party_id AND f.state <> 'CLOSED' AND (
            f.kind = 'DEATH' AND NEW."on" > COALESCE(told.first_on, DATE '-infinity')
            OR f.kind = 'BANKRUPTCY' AND NEW.is_demand AND NEW."on" >= COALESCE(told.last_on, DATE '-infinity')
        )
    ) THEN
        RAISE EXCEPTION 'debtor % does not act for herself', NEW.party_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'debtor_acts_for_herself';
    END IF;
    RETURN NEW;
"""
# One demand a day without a reason, of those that nobody took back. Two who record one at once wait for each other.
_ONE_DEMAND_A_DAY = """
    PERFORM 1 FROM loans_party p WHERE p.id = NEW.party_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM debt_followup_debtcontact c
        WHERE c.party_id = NEW.party_id AND c."on" = NEW."on" AND c.is_demand AND c.override_reason = ''
          AND c.id <> NEW.id AND NOT EXISTS (
              SELECT 1 FROM debt_followup_entryvoid v WHERE v.contact_id = c.id AND v.state = 'CONFIRMED')
    ) THEN
        RAISE EXCEPTION 'debtor % was asked on that day', NEW.party_id
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'one_demand_a_day';
    END IF;
    RETURN NULL;
"""


class DebtContact(models.Model):
    """One contact about a contract: when and how, who was met, what came of it, what was promised.

    Whether the promise was kept is read from the receipts. The place is known only where the visitor gave it.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="debt_contacts", verbose_name=_("สัญญา"))
    case = models.ForeignKey(
        DebtCase, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("เรื่อง")
    )
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    planned = models.OneToOneField(
        PlannedVisit, models.PROTECT, null=True, blank=True, related_name="contact", verbose_name=_("ตามแผน")
    )
    channel = models.CharField(
        _("วิธีติดต่อ"), max_length=7, choices=[(one.value, _(label)) for one, label in CHANNELS.items()]
    )
    on = models.DateField(_("วันที่"))
    at = models.TimeField(_("เวลา"))
    is_demand = models.BooleanField(_("ทวงถามให้ชำระหนี้"))
    met = models.CharField(_("พบใคร"), max_length=9, choices=[(one.value, _(label)) for one, label in MET.items()])
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="debt_contacts", verbose_name=_("ลูกหนี้ที่พบ")
    )
    stand_in = models.ForeignKey(
        LegalAddressee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="debt_contacts",
        verbose_name=_("ผู้แทนลูกหนี้ที่พบ"),
    )
    met_name = models.CharField(_("ชื่อผู้ที่พบ"), max_length=150, blank=True)
    outcome = models.CharField(
        _("ผล"), max_length=12, choices=[(one.value, _(label)) for one, label in OUTCOMES.items()]
    )
    deceased = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reported_dead",
        verbose_name=_("ผู้ที่ถูกแจ้งว่าถึงแก่กรรม"),
    )
    note = models.CharField(_("รายละเอียด"), max_length=1000, blank=True)
    promise_on = models.DateField(_("รับปากว่าจะชำระภายใน"), null=True, blank=True)
    promise_amount = models.DecimalField(_("จำนวนที่รับปาก"), max_digits=14, decimal_places=2, null=True, blank=True)
    override_reason = models.CharField(_("เหตุผลที่ทวงถามนอกเวลาหรือเกินครั้ง"), max_length=300, blank=True)
    photo = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ภาพถ่าย")
    )
    latitude = models.DecimalField(_("ละติจูด"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("ลองจิจูด"), max_digits=9, decimal_places=6, null=True, blank=True)
    delivery = models.ForeignKey(
        NoticeDelivery, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("หนังสือที่มอบ")
    )
    payment_notice = models.ForeignKey(
        PaymentNotice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="debt_contacts",
        verbose_name=_("หลักฐานการชำระที่แสดง"),
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("การติดต่อลูกหนี้")
        verbose_name_plural = _("การติดต่อลูกหนี้")
        indexes = [
            models.Index(fields=["contract", "-on"], name="contact_by_contract"),
            models.Index(fields=["amphoe", "-id"], name="contact_by_amphoe"),
            models.Index(fields=["province", "-id"], name="contact_by_province"),
            models.Index(fields=["on"], name="contact_by_day"),
            models.Index(
                fields=["party", "on"], name="demand_by_party", condition=Q(is_demand=True, party__isnull=False)
            ),
            models.Index(fields=["contract"], name="contact_about_a_death", condition=Q(outcome="DEAD")),
            models.Index(fields=["promise_on"], name="contact_by_promise", condition=Q(promise_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="demand_to_a_debtor", condition=Q(is_demand=False) | Q(met="DEBTOR", party__isnull=False)
            ),
            models.CheckConstraint(
                name="party_was_met",
                condition=Q(met="DEBTOR", party__isnull=False) | (~Q(met="DEBTOR") & Q(party=None)),
            ),
            models.CheckConstraint(
                name="stand_in_was_met",
                condition=Q(met="STAND_IN", stand_in__isnull=False) | (~Q(met="STAND_IN") & Q(stand_in=None)),
            ),
            models.CheckConstraint(
                name="somebody_was_met",
                condition=~Q(met="NOBODY") | ~Q(outcome__in=sorted(outcome.value for outcome in BY_SOMEBODY)),
            ),
            models.CheckConstraint(
                name="promise_is_whole",
                condition=Q(promise_on__isnull=True, promise_amount__isnull=True)
                | Q(
                    promise_on__isnull=False,
                    promise_on__gte=F("on"),
                    promise_amount__isnull=False,
                    promise_amount__gt=0,
                    met="DEBTOR",
                ),
            ),
            models.CheckConstraint(
                name="promised_is_told", condition=~Q(outcome="PROMISED") | Q(promise_on__isnull=False)
            ),
            models.CheckConstraint(
                name="deceased_is_another", condition=Q(deceased=None) | Q(outcome="DEAD") & ~Q(party=F("deceased"))
            ),
            models.CheckConstraint(
                name="place_is_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="of_one_contract", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_OF_ONE_CONTRACT
            ),
            pgtrigger.Trigger(
                name="one_demand_a_day",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__is_demand=True, new__override_reason="", new__party__isnull=False),
                func=_ONE_DEMAND_A_DAY,
            ),
            pgtrigger.Trigger(
                name="acts_for_herself",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__party__isnull=False),
                func=_ACTS_FOR_HERSELF,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.on} {self.get_channel_display()}"
