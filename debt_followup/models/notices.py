"""Bills and demands: the letters, the batches in which they are made, and the way of each to its addressee."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from debt_followup.models.legal import LegalAddressee
from debt_followup.rules.deliveries import DELIVERY, RETURN_LABELS, STATE_LABELS, STEP_LABELS, DeliveryState
from debt_followup.rules.notices import KIND_LABELS, ROUTE_LABELS
from documents.models import Document
from jobs.models import JobRun
from loans.models import Contract, Party

KINDS = [(kind.value, _(label)) for kind, label in KIND_LABELS.items()]
ROUTES = [(route.value, _(label)) for route, label in ROUTE_LABELS.items()]
STATES = [(state.value, _(label)) for state, label in STATE_LABELS.items()]
STEPS = [(step.value, _(label)) for step, label in STEP_LABELS.items()]
RETURNS = [(reason.value, _(label)) for reason, label in RETURN_LABELS.items()]

# Who gets a letter in a debtor's place was named in a file of that very debtor.
_STANDS_IN_FOR_THE_DEBTOR = """
    IF NOT EXISTS (
        SELECT 1 FROM debt_followup_legaladdressee a JOIN debt_followup_legalfile f ON f.id = a.file_id
        WHERE a.id = NEW.stand_in_id AND f.party_id = NEW.party_id
    ) THEN
        RAISE EXCEPTION 'addressee % does not stand in for party %', NEW.stand_in_id, NEW.party_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'notice_stand_in_is_the_debtors';
    END IF;
    RETURN NEW;
"""


class BatchQuerySet(AreaQuerySet):
    area_fields = {"province": "province", "amphoe": "amphoe", "tambon": None}


class NoticeBatch(models.Model):
    """The letters of one kind to the debtors of one amphoe, made by one run; its two papers when it is done.

    The debtors are fixed when it starts (``NoticeItem``), so that whoever pays meanwhile is told of, not just missing.
    """

    kind = models.CharField(_("หนังสือ"), max_length=10, choices=KINDS)
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    issued_on = models.DateField(_("ลงวันที่"))
    run = models.OneToOneField(
        JobRun, models.PROTECT, null=True, related_name="notice_batch", verbose_name=_("งานเบื้องหลัง")
    )
    letters = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หนังสือทั้งชุด")
    )
    sheets = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("บัญชีนำส่ง")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้สั่ง"))
    made_at = models.DateTimeField(_("สั่งเมื่อ"), auto_now_add=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("ชุดหนังสือแจ้งและทวงถาม")
        verbose_name_plural = _("ชุดหนังสือแจ้งและทวงถาม")
        indexes = [models.Index(fields=["amphoe", "-id"], name="notice_batch_by_amphoe")]
        constraints = [models.CheckConstraint(name="calls_are_made_one_by_one", condition=~Q(kind="CALL_IN"))]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="papers_stay", operation=pgtrigger.Update, condition=pgtrigger.Q(old__letters__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amphoe} {self.issued_on}"


class NoticeItem(models.Model):
    """One contract of a batch, in the order of its pages: not looked at yet, written to, or skipped with a sentence."""

    class Outcome(models.TextChoices):
        WAITING = "", _("ยังไม่ถึงคิว")
        MADE = "MADE", _("ออกหนังสือแล้ว")
        SKIPPED = "SKIPPED", _("ไม่ออกหนังสือ")

    batch = models.ForeignKey(NoticeBatch, models.PROTECT, related_name="items", verbose_name=_("ชุด"))
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", verbose_name=_("สัญญา"))
    position = models.PositiveIntegerField(_("ลำดับ"))
    outcome = models.CharField(_("ผล"), max_length=7, choices=Outcome.choices, blank=True, default=Outcome.WAITING)
    sentence = models.TextField(_("เหตุผลที่ไม่ออกหนังสือ"), blank=True)

    class Meta:
        verbose_name = _("สัญญาในชุดหนังสือ")
        verbose_name_plural = _("สัญญาในชุดหนังสือ")
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "contract"], name="contract_once_a_notice_batch"),
            models.UniqueConstraint(fields=["batch", "position"], name="notice_item_position_once"),
            models.CheckConstraint(
                name="skipped_debtor_has_sentence",
                condition=(Q(outcome="SKIPPED") & ~Q(sentence="")) | (~Q(outcome="SKIPPED") & Q(sentence="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="outcome_stays", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__outcome="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.position}"


class Notice(models.Model):
    """One letter about one signer's debt: what was owed as of its date, as it was known at that moment. Append-only.

    It goes to the signer, or to ``stand_in`` who lawfully stands in her place. All who get the same letter share its
    number. ``amount`` is what the letter asks for, the credit taken off.
    """

    kind = models.CharField(_("หนังสือ"), max_length=10, choices=KINDS)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="notices", verbose_name=_("สัญญา"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="notices", verbose_name=_("ลูกหนี้"))
    stand_in = models.ForeignKey(
        LegalAddressee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # nothing looks for letters by it, and addressees are never deleted
        verbose_name=_("ผู้รับหนังสือแทนลูกหนี้"),
    )
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    batch = models.ForeignKey(
        NoticeBatch, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("ชุด")
    )
    document = models.OneToOneField(Document, models.PROTECT, verbose_name=_("หนังสือ"))
    code = models.CharField(_("รหัสหนังสือ"), max_length=20, unique=True)
    issued_on = models.DateField(_("ลงวันที่"))
    reply_by = models.DateField(_("ขอให้ชำระหรือตอบภายใน"))
    known_at = models.DateTimeField(_("ทราบ ณ เวลา"))
    oldest_due_on = models.DateField(_("งวดที่ค้างเก่าที่สุด ครบกำหนด"))
    principal = models.DecimalField(_("เงินต้น"), max_digits=14, decimal_places=2)
    contract_interest = models.DecimalField(_("ดอกเบี้ยเงินกู้"), max_digits=14, decimal_places=2)
    default_interest = models.DecimalField(_("เบี้ยปรับ"), max_digits=14, decimal_places=2)
    costs = models.DecimalField(_("ค่าใช้จ่าย"), max_digits=14, decimal_places=2)
    credit = models.DecimalField(_("หัก เงินรับล่วงหน้า"), max_digits=14, decimal_places=2)
    amount = models.DecimalField(_("ยอดตามหนังสือ"), max_digits=14, decimal_places=2)
    reason = models.CharField(_("เหตุผลที่ออกก่อนลำดับหรือก่อนกำหนด"), max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้ออกหนังสือ"))

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("หนังสือแจ้งและทวงถาม")
        verbose_name_plural = _("หนังสือแจ้งและทวงถาม")
        indexes = [models.Index(fields=["contract", "-issued_on"], name="demand_by_contract")]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "party", "stand_in", "kind", "issued_on"],
                name="notice_to_each_once_a_day",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="notice_asks_for_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="notice_adds_up",
                condition=Q(
                    amount=F("principal") + F("contract_interest") + F("default_interest") + F("costs") - F("credit")
                ),
            ),
            models.CheckConstraint(name="notice_is_answered_later", condition=Q(reply_by__gt=F("issued_on"))),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="stands_in_for_the_debtor",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__stand_in__isnull=False),
                func=_STANDS_IN_FOR_THE_DEBTOR,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"

    @property
    def addressee(self) -> Party | LegalAddressee:
        """Return to whom the letter goes: the signer, or who stands in her place."""
        return self.stand_in or self.party


class NoticeDelivery(models.Model):
    """One letter on its way, by post or through อกส.อ.: where it is, and who received it or why it came back.

    The database refuses a step that the table of steps does not have.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries", verbose_name=_("หนังสือ"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, verbose_name=_("ตำบล"))
    route = models.CharField(_("ทาง"), max_length=6, choices=ROUTES)
    number = models.PositiveSmallIntegerField(_("ครั้งที่"), default=1)
    kind = models.CharField(_("หนังสือ"), max_length=10, choices=KINDS)
    state = models.CharField(_("สถานะ"), max_length=12, choices=STATES, default=DeliveryState.MADE.value)
    given_on = models.DateField(_("ส่งให้ อกส.อ. วันที่"), null=True, blank=True)
    posted_on = models.DateField(_("ส่งไปรษณีย์วันที่"), null=True, blank=True)
    registration_number = models.CharField(_("เลขลงทะเบียน"), max_length=13, blank=True)
    received_on = models.DateField(_("รับวันที่"), null=True, blank=True)
    received_by = models.CharField(_("ผู้รับ"), max_length=150, blank=True)
    returned_on = models.DateField(_("ตีกลับวันที่"), null=True, blank=True)
    return_reason = models.CharField(_("เหตุที่ส่งไม่ถึง"), max_length=12, choices=RETURNS, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("การส่งหนังสือ")
        verbose_name_plural = _("การส่งหนังสือ")
        ordering = ["notice", "route", "number"]
        indexes = [
            models.Index(fields=["amphoe", "state", "-id"], name="delivery_by_amphoe_and_state"),
            models.Index(fields=["province", "state", "-id"], name="delivery_by_province_and_state"),
            models.Index(fields=["notice"], name="returned_for_a_death", condition=Q(return_reason="DEAD")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "route", "number"], name="delivery_number_once"),
            models.UniqueConstraint(
                fields=["registration_number"], name="registration_once", condition=~Q(registration_number="")
            ),
            models.CheckConstraint(
                name="posted_has_number",
                condition=~Q(state="POSTED") | (Q(route="POST", posted_on__isnull=False) & ~Q(registration_number="")),
            ),
            models.CheckConstraint(
                name="with_amphoe_has_day",
                condition=~Q(state="WITH_AMPHOE") | Q(route="AMPHOE", given_on__isnull=False),
            ),
            models.CheckConstraint(
                name="received_by_somebody",
                condition=~Q(state="RECEIVED") | (Q(received_on__isnull=False) & ~Q(received_by="")),
            ),
            models.CheckConstraint(
                name="returned_for_a_reason",
                condition=~Q(state__in=["RETURNED", "LOOKED_INTO"])
                | (Q(returned_on__isnull=False) & ~Q(return_reason="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="what_it_carries_stays", operation=pgtrigger.UpdateOf("notice_id", "route", "number", "kind")
            ),
            pgtrigger.Trigger(
                name="begins_at_first",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__state=DELIVERY.first.value),
                func="RAISE EXCEPTION 'a delivery begins at its first state' "
                "USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_begins_at_first';",
            ),
            pgtrigger.Trigger(
                name="step_allowed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func=DELIVERY.guard_sql(constraint="delivery_step_allowed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.route} {self.number}"


class DeliveryEvent(models.Model):
    """One step of a delivery: when it happened, who recorded it and what was said. Append-only."""

    delivery = models.ForeignKey(NoticeDelivery, models.PROTECT, related_name="events", verbose_name=_("การส่ง"))
    step = models.CharField(_("ขั้น"), max_length=10, choices=STEPS)
    was = models.CharField(_("จาก"), max_length=12, choices=STATES)
    now = models.CharField(_("เป็น"), max_length=12, choices=STATES)
    on = models.DateField(_("วันที่"))
    said = models.CharField(_("รายละเอียด"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("ขั้นของการส่ง")
        verbose_name_plural = _("ขั้นของการส่ง")
        ordering = ["pk"]
        indexes = [models.Index(fields=["recorded_by", "-id"], name="delivery_event_by_officer")]
        constraints = [
            models.CheckConstraint(
                name="delivery_undone_with_reason",
                condition=~Q(step__in=["LOOK_INTO", "WITHDRAW", "CORRECT"]) | ~Q(said=""),
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.step}"
