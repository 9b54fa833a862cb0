"""Restructuring a debt: applied for, assessed, proposed, given an opinion, decided; the memorandum is ``memoranda``."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from areas.rules import NoPolicy, deadline
from areas.selectors import office_calendar, policy
from debt_followup.models import HouseholdLine, Restructuring
from debt_followup.rules import restructuring as rules
from debt_followup.rules.restructuring import MACHINE, Method, Move, Plan, Simulated
from debt_followup.selectors import restructurings as selectors
from debt_followup.services import contract_events as events
from debt_followup.services import restructuring_papers as papers
from loans.models import Contract, Party
from thai.refusals import Refusal
from thai.refusals import sentence as _

NOTICE_RULE = {"days": 7, "unit": "calendar"}  # P-22, where no row is in force


class NotRestructurable(Refusal):
    """The contract is not in force, or nothing of it is owed."""


class AlreadyApplied(Refusal):
    """A request about this contract is under way."""


class WordsMissing(Refusal):
    """What is recorded lacks its reason, its number or its text."""


class NotThatDay(Refusal):
    """A day before the step that it follows, or ahead."""


class OwnRequest(Refusal):
    """The one who decides took part in the request."""


class NotASigner(Refusal):
    """Who is to apply or to sign did not sign the contract, died, or signed before."""


@transaction.atomic
def apply(
    *, contract: Contract, applicant: int, applied_on: date, reason: str, wish: str, by: Any, on: date
) -> Restructuring:
    """Take the application of a debtor who cannot pay, and print it for her signature; one at a time for a contract.

    :param applicant: the key of a party of the contract.
    :param wish: the method that she asks for; the amphoe chooses.
    :raises NotRestructurable, AlreadyApplied, NotASigner, WordsMissing, NotThatDay: as the names say.
    :raises stated.NoSigner, stated.AllBarred: she could not sign the memorandum, which acknowledges the debt.
    Source: R-RSTR-01, R-RSTR-06, R-FORM-07, R-ACK-02, A-15.
    """
    held = events.locked(contract.pk)
    said = required(reason, _("ต้องระบุเหตุที่ชำระไม่ได้"))
    if held.state != Contract.State.IN_FORCE:
        raise NotRestructurable(_("สัญญา %(contract)s ไม่ได้อยู่ระหว่างผ่อนชำระ"), contract=held.label)
    if Restructuring.objects.filter(contract=held, state__in=rules.OPEN).exists():
        raise AlreadyApplied(_("สัญญา %(contract)s มีคำขอปรับโครงสร้างหนี้ที่ยังไม่เสร็จ"), contract=held.label)
    party = _applicant(held, applicant, on=on)
    require_day(applied_on, since=held.contract_on, on=on)
    if not selectors.owed_of(held, on=on).total:
        raise NotRestructurable(_("สัญญา %(contract)s ไม่มีหนี้คงเหลือ"), contract=held.label)
    row = Restructuring.objects.create(
        contract=held,
        applicant=party,
        applied_on=applied_on,
        reason=said[:500],
        wish=Method(wish),
        applied_by=by,
    )
    row.request_paper = papers.request(row, by=by, on=on)
    row.save(update_fields=["request_paper"])
    return row


@transaction.atomic
def assess(
    *,
    restructuring: Restructuring,
    incomes: Iterable[tuple[str, Decimal]],
    expenses: Iterable[tuple[str, Decimal]],
    assessment: str,
    assessed_on: date,
    by: Any,
    on: date,
) -> Restructuring:
    """Record what the amphoe debt group found of the household's means, and print the form; again while it may change.

    :raises WordsMissing, NotThatDay: as the names say.
    :raises rules.PlanNotWhole: an amount is below nothing.
    :raises rules.machines.StepNotOpen: the meeting has chosen already.
    Source: R-RSTR-06.
    """
    contract, row = hold(restructuring)
    state = MACHINE.edge(row.state, Move.ASSESS).to
    earned, spent = list(incomes), list(expenses)
    rules.ability(incomes=[amount for _text, amount in earned], expenses=[amount for _text, amount in spent])
    require_day(assessed_on, since=row.applied_on, on=on)
    row.assessment = required(assessment, _("ต้องระบุสรุปผลการประเมิน"))[:500]
    row.assessed_on, row.assessed_by, row.state = assessed_on, by, state
    row.household.all().delete()
    HouseholdLine.objects.bulk_create(
        HouseholdLine(restructuring=row, kind=kind, position=place, text=text.strip()[:150] or "-", amount=amount)
        for kind, lines in ((HouseholdLine.Kind.INCOME, earned), (HouseholdLine.Kind.EXPENSE, spent))
        for place, (text, amount) in enumerate(lines, start=1)
    )
    row.review_paper = papers.review(row, contract, by=by, on=on)
    row.save()
    return row


@transaction.atomic
def propose(
    *,
    restructuring: Restructuring,
    plan: Plan,
    met_on: date,
    meeting: str,
    proposal: str,
    by: Any,
    on: date,
    exception_reason: str = "",
) -> Restructuring:
    """Record the method and the plan that the joint meeting at the amphoe chose, to be put to the province.

    :raises rules.TooLong, rules.RateNotAllowed, rules.HolidayNotAllowed, rules.PlanNotWhole: what the fund forbids.
    :raises WordsMissing, NotThatDay: as the names say.
    :raises rules.machines.StepNotOpen: it is not assessed yet, or the province has given its opinion.
    Source: R-RSTR-07, R-RSTR-02..05, P-19..P-21, A-16, A-17, D-09.
    """
    contract, row = hold(restructuring)
    state = MACHINE.edge(row.state, Move.PROPOSE).to
    require_day(met_on, since=row.assessed_on, on=on)
    checked(contract, plan, exception_reason=exception_reason)
    row.method, row.count, row.months_between = plan.method, plan.count, plan.months_between
    row.first_due_on, row.default_rate, row.keeps_rate = plan.first_due_on, plan.default_rate, plan.keeps_rate
    row.holiday_from, row.holiday_months = plan.holiday_from, plan.holiday_months
    row.exception_reason = exception_reason.strip()[:300]
    row.met_on, row.meeting = met_on, required(meeting, _("ต้องระบุการประชุม"))[:100]
    row.proposal = required(proposal, _("ต้องระบุความเห็นของที่ประชุม"))[:500]
    row.proposed_by, row.state = by, state
    row.save()
    return row


@transaction.atomic
def opine(
    *, restructuring: Restructuring, supports: bool, opinion: str, opined_on: date, by: Any, on: date
) -> Restructuring:
    """Record the opinion of the provincial debt group; the plan stays as it is from now on.

    :raises WordsMissing, NotThatDay: as the names say.
    :raises rules.machines.StepNotOpen: no plan was proposed, or an opinion is there.
    Source: R-RSTR-08.
    """
    _contract, row = hold(restructuring)
    state = MACHINE.edge(row.state, Move.OPINE).to
    require_day(opined_on, since=row.met_on, on=on)
    row.supports, row.opinion = supports, required(opinion, _("ต้องระบุความเห็น"))[:500]
    row.opined_on, row.opined_by, row.state = opined_on, by, state
    row.save()
    return row


@transaction.atomic
def decide(
    *,
    restructuring: Restructuring,
    approve: bool,
    decision_number: str,
    decided_on: date,
    reason: str,
    by: Any,
    on: date,
) -> Restructuring:
    """Record what อกส.จ. resolved. A refusal needs reasons, and the member is told within the policy's days (P-22).

    :raises OwnRequest: by somebody who received, assessed, proposed or commented on the request.
    :raises WordsMissing, NotThatDay: as the names say.
    :raises rules.machines.StepNotOpen: there is no opinion yet, or it was decided before.
    Source: R-RSTR-08, R-RSTR-10, DL-25.
    """
    contract, row = hold(restructuring)
    state = MACHINE.edge(row.state, Move.APPROVE if approve else Move.REFUSE).to
    if by.pk in (row.applied_by_id, row.assessed_by_id, row.proposed_by_id, row.opined_by_id):
        raise OwnRequest(_("ผู้รับคำขอ ผู้ประเมิน ผู้เสนอ หรือผู้ให้ความเห็น บันทึกมติเองไม่ได้ ต้องเป็นผู้อื่น"))
    require_day(decided_on, since=row.opined_on, on=on)
    row.decision_number = required(decision_number, _("ต้องระบุเลขที่มติ อกส.จ."))[:100]
    row.decision_reason = (reason.strip() if approve else required(reason, _("ต้องระบุเหตุผลที่ไม่อนุมัติ")))[:500]
    row.decided_on, row.decided_by, row.state = decided_on, by, state
    if not approve:
        row.tell_by = tell_by(province=contract.province_id, decided_on=decided_on)
    row.save()
    return row


def tell_by(*, province: str, decided_on: date) -> date:
    """Return by when the member must be told of a refusal; on a holiday, the next business day (DL-25, P-22)."""
    try:
        rule = policy(key="restructure_refusal_notice_days", province=province, on=decided_on)
    except NoPolicy:
        rule = NOTICE_RULE
    return deadline(rule=rule, start=decided_on, is_business_day=office_calendar(province=province)).last_on


@transaction.atomic
def tell_refusal(*, restructuring: Restructuring, by: Any, on: date) -> Restructuring:
    """Issue the letter that tells the member of the refusal and its reasons; once.

    :raises rules.machines.StepNotOpen: it was not refused, or she was told.
    Source: R-RSTR-10, DL-25.
    """
    contract, row = hold(restructuring)
    row.state = MACHINE.edge(row.state, Move.TELL).to
    row.refusal_paper, row.told_on = papers.refusal(row, contract, by=by, on=on), on
    row.save()
    return row


@transaction.atomic
def withdraw(*, restructuring: Restructuring, reason: str, by: Any, on: date) -> Restructuring:
    """End a request that the debtor takes back, or whose memorandum somebody will not sign; the old schedule goes on.

    :raises WordsMissing: without a reason.
    :raises rules.machines.StepNotOpen: it has ended already.
    """
    _contract, row = hold(restructuring)
    row.state = MACHINE.edge(row.state, Move.WITHDRAW).to
    row.ended_on, row.ended_reason = on, required(reason, _("ต้องระบุเหตุผล"))[:300]
    row.save()
    return row


def _applicant(held: Contract, applicant: int, *, on: date) -> Party:
    """The party who applies, if she can sign what she applies for."""
    signers = selectors.signers_of(held, on=on)
    for limit, refused in signers.cannot:
        if limit.party.pk == applicant:
            raise refused
    found = next((party for party in signers.parties if party.pk == applicant), None)
    if found is None:
        raise NotASigner(_("ผู้ยื่นคำขอต้องเป็นผู้กู้ตามสัญญา"))
    return found


# -- what every step asks --------------------------------------------------------------------------------------------
def checked(held: Contract, plan: Plan, *, exception_reason: str) -> Simulated:
    """Return a plan worked out for a contract, if the fund allows it.

    :raises Refusal: as ``rules.check_plan`` and ``rules.simulate``.
    """
    rates, is_silent = selectors.rates_of(held)
    rules.check_plan(
        plan=plan,
        limits=selectors.limits_of(province=held.province_id, on=plan.agreed_on),
        rates=rates,
        is_silent=is_silent,
        exception_reason=exception_reason,
    )
    return selectors.simulated(held, plan)


def hold(restructuring: Restructuring) -> tuple[Contract, Restructuring]:
    """Return the contract and the request, both held, after the books of the province."""
    held = events.locked(restructuring.contract_id)
    row = (
        Restructuring.objects.select_for_update(of=("self",))
        .select_related("applicant", "decided_by", "request_paper")
        .get(pk=restructuring.pk)
    )
    row.contract = held
    return held, row


def required(text: str, sentence: str) -> str:
    """Return a text without what stands around it.

    :raises WordsMissing: there is none.
    """
    if not text.strip():
        raise WordsMissing(sentence)
    return text.strip()


def require_day(day: date, *, since: date | None, on: date) -> None:
    """Return nothing for a day since another, up to today.

    :raises NotThatDay: for any other.
    """
    if day > on or (since is not None and day < since):
        raise NotThatDay(_("วันที่ %(day)s ต้องไม่ก่อนขั้นตอนก่อนหน้า (%(since)s) และไม่หลังวันนี้"), day=day, since=since or "-")
