"""Contacts with debtors: recorded once, refused where the law does not let a debtor be asked."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db import transaction

from areas.rules import NoPolicy
from areas.selectors import number_policy, office_calendar, policy
from debt_followup.models import DebtCase, DebtContact, LegalAddressee, NoticeDelivery, PlannedVisit
from debt_followup.rules import deliveries
from debt_followup.rules.cases import CASE, CaseStep
from debt_followup.rules.deliveries import DeliveryStep
from debt_followup.rules.visits import (
    Channel,
    ContactRefused,
    Met,
    Outcome,
    check_deceased,
    check_demand,
    check_herself,
    check_outcome,
    check_promise,
    counts_as_demand,
    hours_of,
)
from debt_followup.selectors.replaced import replaced
from debt_followup.selectors.visits import demands_on
from debt_followup.services.cases import open_case_of
from debt_followup.services.deliveries import take_delivery_step
from documents.uploads import keep_file
from loans.models import Contract, Party
from members.models import Member
from repayments import services as repayments
from repayments.models import PaymentNotice
from thai.refusals import sentence as _

LONGEST_AGO = 60  # days after which a contact is no more remembered well enough to be entered
ONCE = 1  # demands of a day where the policy names no number yet


@transaction.atomic
def record_contact(
    *,
    contract: Contract,
    channel: Channel,
    happened_on: date,
    at: time,
    is_demand: bool,
    met: Met,
    outcome: Outcome,
    by: Any,
    on: date,
    party: Party | None = None,
    stand_in: LegalAddressee | None = None,
    met_name: str = "",
    deceased: Party | None = None,
    note: str = "",
    promise_on: date | None = None,
    promise_amount: Decimal | None = None,
    override_reason: str = "",
    photo: Any = None,
    place: tuple[Decimal, Decimal] | None = None,
    planned: PlannedVisit | None = None,
    delivery: NoticeDelivery | None = None,
    slip: Any = None,
    slip_paid_on: date | None = None,
    slip_amount: Decimal | None = None,
    slip_payer: Party | None = None,
) -> DebtContact:
    """Record a contact; a visit that is no demand is not bound by hours and does not count for the day.

    :param is_demand: whether the visitor calls it a demand; what was answered as one is a demand all the same.
    :param stand_in: who was met in a debtor's place, as a legal file of the contract names her.
    :param deceased: who is said to have died; whoever keeps the legal files finds it among her work.
    :param place: latitude and longitude, where the visitor gave them.
    :param delivery: the letter that was handed over; where it was taken, its way ends with this contact.
    :param slip: the evidence of a payment that the debtor showed; it becomes a notice of payment with its picture.
    :param slip_payer: the signer who paid, where that is known: whoever was met may show the slip of another.
    :raises debt_followup.rules.visits.NotHerself: the debtor had died, or was asked to pay while she was bankrupt.
    :raises debt_followup.rules.visits.NotToOthers, OutsideHours, TooOften: the demand is not lawful, see there.
    :raises ContactRefused: something is missing or cannot be.
    :raises debt_followup.rules.deliveries.DayWrong: the letter was not there yet on that day.
    :raises repayments.services.NoticeRefused: the evidence of payment is not taken.
    Source: L-10, P-26, P-27, A-38, R-DEBT-11, R-DEBT-13.
    """
    held = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    _check_day(held, happened_on=happened_on, on=on)
    if (met is Met.DEBTOR) != (party is not None) or (party is not None and party.contract_id != held.pk):
        raise ContactRefused(_("เมื่อพบลูกหนี้ ให้เลือกว่าเป็นผู้ลงนามคนใด"))
    if (met is Met.STAND_IN) != (stand_in is not None) or (stand_in and stand_in.file.contract_id != held.pk):
        raise ContactRefused(_("เมื่อพบผู้แทนลูกหนี้ ให้เลือกจากรายชื่อในแฟ้มคดีของสัญญานี้"))
    if deceased is not None and deceased.contract_id != held.pk:
        raise ContactRefused(_("ผู้ที่ถูกแจ้งว่าถึงแก่กรรมต้องเป็นลูกหนี้ของสัญญานี้"))
    check_deceased(outcome=outcome, deceased=deceased and deceased.pk, met=party and party.pk)
    check_outcome(outcome=outcome, met=met, channel=channel)
    check_promise(outcome=outcome, promise_on=promise_on, amount=promise_amount, met=met, on=happened_on)
    if delivery is not None and (delivery.notice.contract_id != held.pk or channel is not Channel.LETTER):
        raise ContactRefused(_("เลือกหนังสือได้เฉพาะเมื่อมอบหนังสือของสัญญานี้"))
    case = open_case_of(held, on=on)
    is_demand = counts_as_demand(told=is_demand, channel=channel, met=met, outcome=outcome)
    if party is not None:
        _check_herself(party, is_demand=is_demand, on=happened_on)
    if is_demand:
        if case is None:
            raise ContactRefused(_("สัญญา %(contract)s ไม่มียอดเกินกำหนด จึงไม่มีหนี้ให้ทวงถาม"), contract=held.label)
        _check_lawful(held, party=party, on=happened_on, at=at, met=met, override=override_reason, delivery=delivery)
    _check_planned(planned, case)
    notice = _evidence(held, channel, slip, slip_paid_on, slip_amount, met=party, payer=slip_payer, by=by, on=on)
    row = DebtContact.objects.create(
        contract=held,
        case=case,
        province_id=held.province_id,
        amphoe_id=held.amphoe_id,
        tambon_id=held.tambon_id,
        planned=planned,
        channel=channel,
        on=happened_on,
        at=at,
        is_demand=is_demand,
        met=met,
        party=party,
        stand_in=stand_in,
        met_name=(stand_in.name if stand_in else met_name).strip()[:150],
        outcome=outcome,
        deceased=deceased,
        note=note.strip()[:1000],
        promise_on=promise_on,
        promise_amount=promise_amount,
        override_reason=override_reason.strip()[:300] if is_demand else "",
        photo=keep_file(upload=photo, by=by) if photo else None,
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        delivery=delivery,
        payment_notice=notice,
        recorded_by=by,
    )
    if case is not None:
        _follow(case)
    if delivery is not None and outcome is Outcome.LETTER_TAKEN:
        _letter_taken(delivery, row, on=on)
    return row


def _check_day(contract: Contract, *, happened_on: date, on: date) -> None:
    if contract.contract_on is None:
        raise ContactRefused(_("สัญญา %(contract)s ยังไม่ได้โอนเงิน"), contract=contract.label)
    if not contract.contract_on <= happened_on <= on:
        raise ContactRefused(_("วันที่ติดต่อต้องไม่ก่อนวันที่ในสัญญาและไม่หลังวันนี้"))
    if (on - happened_on).days > LONGEST_AGO:
        raise ContactRefused(_("บันทึกการติดต่อย้อนหลังได้ไม่เกิน %(days)s วัน"), days=LONGEST_AGO)


def _check_herself(party: Party, *, is_demand: bool, on: date) -> None:
    """Hold a contact of a day against the legal file of who was met: had she died, or was she bankrupt by then."""
    for found in replaced([Party.objects.select_related("member").get(pk=party.pk)], on=on).values():
        check_herself(
            stands=found.stands,
            name=party.name,
            file=found.file.label if found.file else "",
            instead=", ".join(str(one) for one in found.stand_ins),
            is_demand=is_demand,
        )


def _evidence(
    contract: Contract,
    channel: Channel,
    slip: Any,
    paid_on: date | None,
    amount: Decimal | None,
    *,
    met: Party | None,
    payer: Party | None,
    by: Any,
    on: date,
) -> PaymentNotice | None:
    given = [slip is not None and slip != "", paid_on is not None, amount is not None]
    if not any(given) and payer is None:
        return None
    if not all(given) or paid_on is None or amount is None:
        raise ContactRefused(_("หลักฐานการชำระต้องมีภาพ วันที่ และจำนวนเงินครบ"))
    walked_in = channel is Channel.WALK_IN
    return repayments.record_notice(
        contract=contract,
        channel=PaymentNotice.Channel.WALK_IN if walked_in else PaymentNotice.Channel.MOBILE,
        paid_on=paid_on,
        amount=amount,
        evidence=slip,
        by=by,
        on=on,
        payer=(payer or met).name if payer or met else "",  # whose name the bank's line may have; it says no more
        party=payer,
    )


def _check_lawful(
    contract: Contract,
    *,
    party: Party | None,
    on: date,
    at: time,
    met: Met,
    override: str,
    delivery: NoticeDelivery | None,
) -> None:
    """Hold a demand against the law, one debtor at a time: whoever owes by two contracts is one debtor."""
    if party is not None and party.member_id is not None:
        Member.objects.select_for_update(of=("self",)).only("pk").get(pk=party.member_id)
    try:
        most = int(number_policy(key="debt_contact_max_per_day", province=contract.province_id, on=on))
    except NoPolicy:  # the Act asks for a fitting number before the notification of 2562 names one
        most = ONCE
    check_demand(
        on=on,
        at=at,
        hours=hours_of(policy(key="debt_contact_hours", province=contract.province_id, on=on)),
        is_workday=office_calendar(province=contract.province_id),
        earlier=demands_on(contract, party=party, day=on, handing=delivery.notice if delivery else None),
        most=most,
        met=met,
        override=override,
    )


def _check_planned(planned: PlannedVisit | None, case: DebtCase | None) -> None:
    if planned is None:
        return
    held = PlannedVisit.objects.select_for_update(of=("self",)).filter(pk=planned.pk).first()
    if held is None or case is None or held.case_id != case.pk or hasattr(held, "contact"):
        raise ContactRefused(_("การเยี่ยมตามแผนรายการนี้บันทึกผลแล้ว ถูกนำออกจากแผน หรือไม่ใช่ของสัญญานี้"))


def _follow(case: DebtCase) -> None:
    edge = CASE.edge(case.state, CaseStep.CONTACT)
    if edge.to != case.state:
        case.state = edge.to
        case.save(update_fields=["state"])


def _letter_taken(delivery: NoticeDelivery, contact: DebtContact, *, on: date) -> None:
    """Take the step by which a letter's way ends in somebody's hand; one that has ended already is left alone."""
    who = contact.party.name if contact.party else contact.met_name
    for step in (DeliveryStep.HAND_OVER, DeliveryStep.RECEIVE):
        if deliveries.is_open(state=delivery.state, step=step, route=delivery.route):
            take_delivery_step(
                delivery=delivery, step=step, by=contact.recorded_by, happened_on=contact.on, on=on, received_by=who
            )
            return
