"""A loan contract, its parties and witnesses, the checks of its signing, its schedule."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, Province, Tambon
from areas.scope import AreaQuerySet
from members.models import Member
from projects.models import Proposal

# The one way back: the bank did not pay, so nothing was lent. Then the day goes and the number stays; no money of the
# borrower may have been received, but for a wrong receipt that was taken back.
_TERMS_FROZEN = """
    IF OLD.state = 'IN_FORCE' AND NEW.state = 'SIGNED' AND NEW.contract_on IS NULL
       AND (NEW.number, NEW.year_be, NEW.ref1, NEW.principal, NEW.annual_rate, NEW.terms, NEW.account_number)
           IS NOT DISTINCT FROM
           (OLD.number, OLD.year_be, OLD.ref1, OLD.principal, OLD.annual_rate, OLD.terms, OLD.account_number)
       AND NOT EXISTS (
           SELECT 1 FROM treasury_posting p JOIN treasury_journalentry e ON e.id = p.entry_id
           WHERE p.party = 'contract:' || OLD.id AND e.kind = 'RECEIPT'
             AND NOT EXISTS (SELECT 1 FROM treasury_journalentry r WHERE r.reverses_id = e.id)
       ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'contract % is in force: its terms are frozen', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'terms_freeze_at_transfer';
"""


# A named signer without a record in the register of members: only an old register knows such.
_MEMBER_OR_OLD = """
    IF NEW.member_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM loans_contract c WHERE c.id = NEW.contract_id AND c.origin = 'OLD_REGISTER'
    ) THEN
        RAISE EXCEPTION 'a party of contract % has no member', NEW.contract_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'party_is_a_member';
    END IF;
    RETURN NEW;
"""


@dataclass(frozen=True, slots=True)
class RegisterReceived:
    """What an old register says was received of a debt up to its day, in one sum of principal."""

    on: date
    received: Decimal


class ContractQuerySet(AreaQuerySet):
    def in_force(self) -> "ContractQuerySet":
        """Return the contracts whose money has left, closed ones included."""
        return self.filter(contract_on__isnull=False)

    def labelled(self, typed: str) -> "ContractQuerySet":
        """Return the contracts called by a number: 12/2561 of a round, or as it is written in an old register."""
        number, _slash, year = typed.strip().partition("/")
        wanted = Q(origin="OLD_REGISTER", register_number=typed.strip())
        if number.isdecimal() and year.isdecimal() and len(number) <= 9 and len(year) <= 4:
            wanted |= Q(origin="ROUND", number=int(number), year_be=int(year))
        return self.filter(wanted)


@pghistory.track()
class Contract(models.Model):
    """One loan to one group. Its number, date, terms and schedule freeze when the money leaves (R-CONT-13, A-24).

    One taken over from an old register of debtors (``origin``) has no proposal and carries its own terms: its number is
    text as it stands on the paper, ``number`` only makes its bank reference, and its instalments hold what was left of
    them on the day of the register.
    """

    class Origin(models.TextChoices):
        ROUND = "ROUND", _("รอบเสนอโครงการ")
        OLD_REGISTER = "OLD_REGISTER", _("ทะเบียนลูกหนี้เดิม")

    class State(models.TextChoices):
        PREPARED = "PREPARED", _("จัดทำสัญญาแล้ว")
        SIGNED = "SIGNED", _("ลงนามแล้ว")
        IN_FORCE = "IN_FORCE", _("มีผลบังคับ (โอนเงินแล้ว)")
        CLOSED = "CLOSED", _("ชำระครบ ปิดสัญญา")
        CANCELLED = "CANCELLED", _("ยกเลิก")

    class AccountKind(models.TextChoices):
        SAVINGS = "SAVINGS", _("ออมทรัพย์")
        CURRENT = "CURRENT", _("กระแสรายวัน")
        FIXED = "FIXED", _("ฝากประจำ")

    proposal = models.OneToOneField(
        Proposal, models.PROTECT, null=True, blank=True, related_name="contract", verbose_name=_("โครงการ")
    )
    origin = models.CharField(
        _("ที่มา"), max_length=12, choices=Origin.choices, default=Origin.ROUND, db_default=Origin.ROUND.value
    )
    register_number = models.CharField(_("เลขที่สัญญาเดิม"), max_length=40, blank=True, db_default="")
    register_title = models.CharField(_("ชื่อโครงการตามทะเบียนเดิม"), max_length=300, blank=True, db_default="")
    # none has an index of its own: one of those named below begins with each, without a twin for LIKE
    province = models.ForeignKey(Province, models.PROTECT, db_index=False, verbose_name=_("จังหวัด"))
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, db_index=False, verbose_name=_("อำเภอ"))
    tambon = models.ForeignKey(Tambon, models.PROTECT, db_index=False, verbose_name=_("ตำบล"))
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.PREPARED)
    # Fixed at transfer: number per province and BE year, the date, the reference of Bill Payment.
    number = models.PositiveIntegerField(_("เลขที่สัญญา"), null=True, blank=True)
    year_be = models.PositiveSmallIntegerField(_("ปี พ.ศ."), null=True, blank=True)
    contract_on = models.DateField(_("วันที่ในสัญญา = วันที่โอนเงิน"), null=True, blank=True)
    ref1 = models.CharField(_("รหัสอ้างอิง 1"), max_length=20, null=True, blank=True, unique=True)  # noqa: DJ001
    sara_number = models.CharField(_("เลขที่ในระบบ SARA"), max_length=40, blank=True)
    principal = models.DecimalField(_("เงินต้น"), max_digits=12, decimal_places=2)
    annual_rate = models.DecimalField(_("อัตราดอกเบี้ยต่อปี"), max_digits=7, decimal_places=6)
    terms = models.JSONField(_("เงื่อนไขที่ใช้"), default=dict)
    months_between = models.PositiveSmallIntegerField(_("ระยะห่างงวด (เดือน)"))
    instalment_count = models.PositiveSmallIntegerField(_("จำนวนงวด"))
    planned_transfer_on = models.DateField(_("วันที่คาดว่าจะโอน"))
    stamp_duty = models.DecimalField(_("อากรแสตมป์"), max_digits=8, decimal_places=2)
    lender_name = models.CharField(_("ผู้ให้กู้"), max_length=150)
    lender_position = models.CharField(_("ตำแหน่งผู้ให้กู้"), max_length=300)
    # The members' new account (R-CONT-02..04).
    account_bank = models.CharField(_("ธนาคาร"), max_length=100)
    account_branch = models.CharField(_("สาขา"), max_length=100, blank=True)
    account_number = models.CharField(_("เลขที่บัญชี"), max_length=20)
    account_name = models.CharField(_("ชื่อบัญชี"), max_length=400)
    account_kind = models.CharField(
        _("ประเภทบัญชี"), max_length=10, choices=AccountKind.choices, default=AccountKind.SAVINGS
    )
    withdrawal_persons = models.PositiveSmallIntegerField(_("ผู้ลงชื่อถอนเงินร่วมกัน (คน)"), default=3)
    # An organisation may use the account that it has (R-CONT-05), for several projects and of another kind.
    is_own_account = models.BooleanField(_("บัญชีเดิมขององค์กร"), default=False)
    appointment_on = models.DateField(_("วันนัดลงนาม"), null=True, blank=True)
    signed_on = models.DateField(_("วันที่ลงนาม"), null=True, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้จัดทำ"))
    signing_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้บันทึกลงนาม")
    )
    closed_on = models.DateField(_("วันที่ปิดสัญญา"), null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("สัญญาเงินกู้")
        verbose_name_plural = _("สัญญาเงินกู้")
        constraints = [
            models.UniqueConstraint(fields=["province", "year_be", "number"], name="contract_number_once"),
            models.UniqueConstraint(
                fields=["account_bank", "account_number"],
                name="one_project_one_account",
                condition=~Q(state="CANCELLED") & Q(is_own_account=False, origin="ROUND"),
            ),
            models.UniqueConstraint(
                fields=["province", "year_be", "register_number"],
                name="old_contract_number_once",
                condition=Q(origin="OLD_REGISTER"),
            ),
            # an old register may say the same number twice; what is recorded here is looked up among those too
            models.UniqueConstraint(
                fields=["province", "sara_number"],
                name="contract_in_sara_once",
                condition=~Q(sara_number="") & ~Q(state="CANCELLED") & Q(origin="ROUND"),
            ),
            models.CheckConstraint(
                name="contract_has_its_origin",
                condition=Q(origin="ROUND", proposal__isnull=False, register_number="", register_title="")
                | (Q(origin="OLD_REGISTER", proposal__isnull=True) & ~Q(register_number="") & ~Q(register_title="")),
            ),
            models.CheckConstraint(name="contract_principal_positive", condition=Q(principal__gt=0)),
            models.CheckConstraint(
                name="loan_goes_to_savings", condition=Q(account_kind="SAVINGS") | Q(is_own_account=True)
            ),
            models.CheckConstraint(
                name="contract_in_force_is_dated",
                condition=~Q(state__in=["IN_FORCE", "CLOSED"])
                | Q(number__isnull=False, year_be__isnull=False, contract_on__isnull=False, ref1__isnull=False),
            ),
            models.CheckConstraint(
                name="signed_contract_has_day",
                condition=Q(state__in=["PREPARED", "CANCELLED"]) | Q(signed_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["province", "-contract_on"], name="contract_by_province"),
            models.Index(fields=["amphoe", "-contract_on"], name="contract_by_amphoe"),
            models.Index(fields=["province", "-id"], name="contract_newest_of_province"),
            models.Index(fields=["amphoe", "-id"], name="contract_newest_of_amphoe"),
            models.Index(fields=["tambon"], name="contract_by_tambon"),
            models.Index(fields=["register_number"], name="contract_by_old_number", condition=Q(origin="OLD_REGISTER")),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="terms_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(
                    "number",
                    "year_be",
                    "contract_on",
                    "ref1",
                    "principal",
                    "annual_rate",
                    "terms",
                    "account_number",
                    "origin",
                    "register_number",
                ),
                condition=pgtrigger.Q(old__contract_on__isnull=False),
                func=_TERMS_FROZEN,
            ),
            # its receipts and its postings name the area that it had, and each office sees its own
            pgtrigger.Protect(
                name="area_stays",
                operation=pgtrigger.UpdateOf("province_id", "amphoe_id", "tambon_id"),
                condition=pgtrigger.Q(old__contract_on__isnull=False)
                & (
                    pgtrigger.Q(old__province__df=pgtrigger.F("new__province"))
                    | pgtrigger.Q(old__amphoe__df=pgtrigger.F("new__amphoe"))
                    | pgtrigger.Q(old__tambon__df=pgtrigger.F("new__tambon"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return "12/2561" of a contract in force, the old number as it is written, else the proposal's reference."""
        if self.register_number:
            return self.register_number
        if self.number:
            return f"{self.number}/{self.year_be}"
        return f"({self.proposal.reference})"

    @property
    def is_old(self) -> bool:
        """Tell whether it was taken over from an old register of debtors, so that it has no proposal."""
        return self.origin == self.Origin.OLD_REGISTER

    @property
    def register_received(self) -> RegisterReceived | None:
        """Return what was received up to the day of the old register; None for a contract of a round."""
        known = self.terms.get("register") if self.is_old else None
        return RegisterReceived(date.fromisoformat(known["base_on"]), Decimal(known["received"])) if known else None

    @property
    def project_title(self) -> str:
        """Return the title of the project for which the money was lent."""
        return self.proposal.title if self.proposal_id else self.register_title


class Party(models.Model):
    """A signer of the contract as she was when it was prepared: representative, co-borrower (R-ACT-03, R-ACT-04).

    Of an old register somebody may be known by her name only, until she is found among the members.
    """

    class Role(models.TextChoices):
        REPRESENTATIVE = "REPRESENTATIVE", _("ผู้แทนกลุ่ม (ผู้กู้หลัก)")
        CO_BORROWER = "CO_BORROWER", _("ผู้กู้ร่วม")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="parties", verbose_name=_("สัญญา"))
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="contract_parties", verbose_name=_("สมาชิก")
    )
    role = models.CharField(_("ฐานะ"), max_length=15, choices=Role.choices)
    position = models.PositiveSmallIntegerField(_("ลำดับ"))
    name = models.CharField(_("ชื่อ"), max_length=200)
    address = models.CharField(_("ที่อยู่"), max_length=400)
    holds_account = models.BooleanField(_("เป็นเจ้าของบัญชีร่วม"), default=False)

    class Meta:
        verbose_name = _("คู่สัญญา")
        verbose_name_plural = _("คู่สัญญา")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["contract", "member"], name="party_once")]
        triggers = [
            pgtrigger.Trigger(
                name="member_or_old",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("member_id", "contract_id"),
                condition=pgtrigger.Q(new__member__isnull=True),
                func=_MEMBER_OR_OLD,
            )
        ]

    def __str__(self) -> str:
        return self.name


class Witness(models.Model):
    """One of the two witnesses of a contract (R-ACT-05)."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="witnesses", verbose_name=_("สัญญา"))
    position = models.PositiveSmallIntegerField(_("ลำดับ"))
    name = models.CharField(_("ชื่อ-สกุล"), max_length=150)

    class Meta:
        verbose_name = _("พยาน")
        verbose_name_plural = _("พยาน")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="witness_position_once"),
            models.CheckConstraint(name="two_witnesses", condition=Q(position__in=[1, 2])),
        ]

    def __str__(self) -> str:
        return self.name


class SigningCheck(models.Model):
    """One ticked item of the signing checklist C-03."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signing_checks", verbose_name=_("สัญญา"))
    code = models.CharField(_("รายการ"), max_length=30)
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ผู้ตรวจ"))

    class Meta:
        verbose_name = _("รายการตรวจวันลงนาม")
        verbose_name_plural = _("รายการตรวจวันลงนาม")
        constraints = [models.UniqueConstraint(fields=["contract", "code"], name="signing_check_once")]

    def __str__(self) -> str:
        return self.code


class Instalment(models.Model):
    """One instalment of one version of the schedule; both dates kept (A-09). Append-only but for ``effective_due_on``,
    which follows the calendar of holidays; ``DueDateMove`` keeps each of its moves.

    A restructuring writes a version of its own (``agreed_on``), numbered on from the one before, so that a number names
    one instalment of the contract for ever; what it froze of interest is owed with the instalment and bears nothing
    (A-14). ``days`` are those that bear interest, without a payment holiday's.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="instalments", verbose_name=_("สัญญา"))
    version = models.PositiveSmallIntegerField(_("ฉบับที่"), default=1)
    number = models.PositiveSmallIntegerField(_("งวดที่"))
    nominal_due_on = models.DateField(_("วันครบกำหนด"))
    effective_due_on = models.DateField(_("วันครบกำหนดที่มีผล"))
    days = models.PositiveSmallIntegerField(_("จำนวนวัน"))
    opening_principal = models.DecimalField(_("เงินต้นยกมา"), max_digits=12, decimal_places=2)
    principal = models.DecimalField(_("เงินต้น"), max_digits=12, decimal_places=2)
    interest = models.DecimalField(_("ดอกเบี้ย"), max_digits=12, decimal_places=2)
    agreed_on = models.DateField(_("ปรับโครงสร้างหนี้เมื่อ"), null=True, blank=True)
    frozen_interest = models.DecimalField(
        _("ดอกเบี้ยค้างที่พักไว้"), max_digits=12, decimal_places=2, default=Decimal("0.00"), db_default=Decimal("0.00")
    )
    frozen_default_interest = models.DecimalField(
        _("ดอกเบี้ยผิดนัดค้างที่พักไว้"),
        max_digits=12,
        decimal_places=2,
        default=Decimal("0.00"),
        db_default=Decimal("0.00"),
    )

    class Meta:
        verbose_name = _("งวดชำระ")
        verbose_name_plural = _("งวดชำระ")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "version", "number"], name="instalment_once"),
            models.CheckConstraint(
                name="instalment_shifts_forward", condition=Q(effective_due_on__gte=F("nominal_due_on"))
            ),
            models.CheckConstraint(
                name="frozen_only_by_agreement",
                condition=Q(agreed_on__isnull=True, frozen_interest=0, frozen_default_interest=0)
                | Q(nominal_due_on__gt=F("agreed_on"), frozen_interest__gte=0, frozen_default_interest__gte=0),
            ),
        ]
        indexes = [models.Index(fields=["effective_due_on"], name="instalment_by_due_date")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen", operation=pgtrigger.Update, condition=pgtrigger.AnyChange(exclude=["effective_due_on"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} #{self.number}"

    @property
    def total(self):
        """Return principal, contract interest and what was frozen for the instalment, in baht."""
        return self.principal + self.interest + self.frozen_interest + self.frozen_default_interest
