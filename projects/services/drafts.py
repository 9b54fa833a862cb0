"""Entering and editing a proposal while it is a draft or was returned."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from areas.models import Tambon, User
from documents.services import take_number
from members.models import Organisation
from members.rules import MemberTwice
from projects.models import Borrower, BudgetLine, Paper, PlanStep, Proposal
from projects.rules import (
    AmountNotPositive,
    EditedMeanwhile,
    FieldMissing,
    OrganisationMissing,
    PlannedLine,
    PlannedStep,
    Proposer,
    State,
    Support,
    WrongOffice,
    WrongTambon,
    check_amount,
    check_codes,
    check_editable,
    check_kind,
    check_plan,
)
from projects.selectors.group import Chosen, Terms, terms
from projects.services.pipeline import lock
from thai.dates import be_year
from thai.refusals import sentence as _

_COLUMNS = [
    "tambon",
    "amphoe",
    "title",
    "category",
    "place",
    "purpose",
    "amount",
    "edit_number",
    "support",
    "proposer",
    "organisation",
]


def create_draft(
    *,
    tambon: Tambon,
    title: str,
    category: int | None,
    place: str,
    purpose: str,
    amount: Decimal,
    group: Sequence[Chosen],
    papers: Collection[str],
    support: str = Support.LOAN,
    proposer: str = Proposer.GROUP,
    organisation: int | None = None,
    plan: Sequence[PlannedStep] = (),
    budget: Sequence[PlannedLine] = (),
    request_key: UUID,
    by: User,
    on: date,
) -> Proposal:
    """Enter a proposal as a draft, which may be half filled in, with its group and its ticked papers.

    Idempotent by ``request_key``: a second call returns the proposal that the first one made. The reference number,
    such as 57-2561-0012, runs without gaps per province and BE year.

    :param amount: baht; nought while it is not known yet.
    :param group: the representative first; of an organisation the one person who acts for it.
    :param organisation: the primary key of the organisation that proposes.
    :param plan: activities of the work plan; ``budget``: lines whose ``asked`` together are the amount when it is sent.
    :raises FieldMissing: without a title.
    :raises SubsidyForGroup: a subsidy for a group of persons (R-PROJ-02).
    :raises OrganisationMissing, WrongOffice: an organisation that does not fit the proposer or the province.
    :raises StepWrong, LineWrong, TooManyLines: see ``projects.rules.check_plan``.
    :raises AmountOverCeiling: above the ceiling in force on the day (P-03).
    :raises MemberTwice: the same person twice.
    :raises UnknownPaper: a code that the checklist does not know.
    Source: R-PROJ-01..20, C-01, C-02.
    """
    with transaction.atomic():
        known = Proposal.objects.filter(request_key=request_key).first()
        if known is not None:
            return known
        rules = terms(province=tambon.province_id, on=on, support=support, proposer=proposer)
        _check_draft(title=title, amount=amount, group=group, papers=papers, rules=rules)
        _check_proposer(support=support, proposer=proposer, organisation=organisation, group=group, tambon=tambon)
        check_plan(plan=plan, budget=budget)
        year_be = be_year(on)
        number = take_number(series=f"proposal:{tambon.province_id}", year_be=year_be)
        proposal = Proposal.objects.create(
            support=support,
            proposer=proposer,
            organisation_id=organisation,
            reference=f"{tambon.province_id}-{year_be}-{number:04}",
            province_id=tambon.province_id,
            amphoe_id=tambon.amphoe_id,
            tambon=tambon,
            title=title.strip(),
            category=category,
            place=place.strip(),
            purpose=purpose.strip(),
            amount=amount,
            applied_on=on,
            state_on=on,
            entered_by=by,
            request_key=request_key,
        )
        _write_group(proposal=proposal, group=group)
        _write_papers(proposal=proposal, papers=papers, rules=rules, by=by)
        _write_plan(proposal=proposal, plan=plan, budget=budget)
    return proposal


def update_draft(
    *,
    proposal: Proposal,
    edit_number: int,
    tambon: Tambon,
    title: str,
    category: int | None,
    place: str,
    purpose: str,
    amount: Decimal,
    group: Sequence[Chosen],
    papers: Collection[str],
    support: str = Support.LOAN,
    proposer: str = Proposer.GROUP,
    organisation: int | None = None,
    plan: Sequence[PlannedStep] = (),
    budget: Sequence[PlannedLine] = (),
    by: User,
    on: date,
) -> Proposal:
    """Save a draft or a returned proposal anew, whole.

    :param edit_number: the number of the edit that the form was opened on.
    :raises NotEditable: it was sent.
    :raises EditedMeanwhile: somebody else saved it since the form was opened; nothing of theirs is overwritten.
    :raises Refusal: as ``create_draft``.
    :raises WrongTambon: the province would change, and with it the reference number.
    """
    with transaction.atomic():
        (row,) = lock(pks=[proposal.pk])
        check_editable(state=row.state)
        check_edit(row, edit_number)
        if tambon.province_id != row.province_id:
            raise WrongTambon(_("ย้ายโครงการไปจังหวัดอื่นไม่ได้ ให้ยื่นใหม่ที่จังหวัดนั้น"))
        rules = terms(province=tambon.province_id, on=on, support=support, proposer=proposer)
        _check_draft(title=title, amount=amount, group=group, papers=papers, rules=rules)
        _check_proposer(support=support, proposer=proposer, organisation=organisation, group=group, tambon=tambon)
        check_plan(plan=plan, budget=budget)
        if State(row.state) is not State.DRAFT and (category is None or amount <= 0):
            raise AmountNotPositive(_("โครงการที่เคยส่งแล้วต้องมีประเภทและวงเงินเสมอ"))
        row.tambon, row.amphoe_id = tambon, tambon.amphoe_id
        row.title, row.category, row.place, row.purpose = title.strip(), category, place.strip(), purpose.strip()
        row.amount, row.edit_number = amount, row.edit_number + 1
        row.support, row.proposer, row.organisation_id = support, proposer, organisation
        row.save(update_fields=_COLUMNS)
        _write_group(proposal=row, group=group)
        _write_papers(proposal=row, papers=papers, rules=rules, by=by)
        _write_plan(proposal=row, plan=plan, budget=budget)
    return row


def _check_draft(*, title: str, amount: Decimal, group: Sequence[Chosen], papers: Collection[str], rules: Terms):
    if not title.strip():
        raise FieldMissing(_("ยังไม่ได้กรอกชื่อโครงการ"))
    if amount:
        check_amount(amount=amount, ceiling=rules.ceiling)
    members = [chosen.member_id for chosen in group]
    if len(set(members)) != len(members):
        raise MemberTwice(_("มีสมาชิกคนเดียวกันอยู่ในกลุ่มมากกว่าหนึ่งครั้ง"))
    check_codes(ticked=papers, items=rules.checklist)


def _check_proposer(
    *, support: str, proposer: str, organisation: int | None, group: Sequence[Chosen], tambon: Tambon
) -> None:
    check_kind(support=support, proposer=proposer)
    if proposer != Proposer.ORGANISATION:
        if organisation is not None:
            raise OrganisationMissing(_("กลุ่มบุคคลธรรมดาเสนอโครงการในนามองค์กรไม่ได้"))
        return
    if len(group) > 1:
        raise OrganisationMissing(_("องค์กรยื่นโดยผู้กระทำการแทนคนเดียว"))
    if organisation is None:
        return
    found = Organisation.objects.select_related("member__tambon", "member__province").filter(pk=organisation).first()
    if found is None:
        raise OrganisationMissing(_("ไม่พบองค์กรสตรีนี้ในทะเบียนสมาชิก"))
    if found.member.province_id != tambon.province_id:
        raise WrongOffice(
            _("สำนักงานของ%(organisation)sอยู่จังหวัด%(province)s ต้องยื่นที่จังหวัดนั้น"),
            organisation=found.member.full_name,
            province=found.member.province.name_th,
        )


def check_edit(row: Proposal, edit_number: int) -> None:
    """Refuse to go on with a form that was opened before somebody else saved the proposal.

    :raises EditedMeanwhile: the numbers of the edit differ.
    """
    if row.edit_number != edit_number:
        raise EditedMeanwhile(_("มีผู้อื่นบันทึกโครงการนี้ไปแล้วหลังจากที่คุณเปิดแบบ กรุณาเปิดหน้าใหม่แล้วแก้ไขอีกครั้ง"))


def _write_group(*, proposal: Proposal, group: Sequence[Chosen]) -> None:
    Borrower.objects.filter(proposal=proposal).delete()
    Borrower.objects.bulk_create(
        Borrower(
            proposal=proposal,
            member_id=chosen.member_id,
            role=Borrower.Role.CO_BORROWER if at else Borrower.Role.REPRESENTATIVE,
            position=at + 1,
            current_address=chosen.current_address.strip()[:300],
        )
        for at, chosen in enumerate(group)
    )


def _write_papers(*, proposal: Proposal, papers: Collection[str], rules: Terms, by: User) -> None:
    """Who ticked a paper first stays its checker; what was ticked for another kind of proposal is left out."""
    known = {item.code for item in rules.checklist}
    codes = [code for code in dict.fromkeys(papers) if code in known]
    Paper.objects.filter(proposal=proposal).exclude(code__in=codes).delete()
    Paper.objects.bulk_create(
        [Paper(proposal=proposal, code=code, ticked_by=by) for code in codes], ignore_conflicts=True
    )


def _write_plan(*, proposal: Proposal, plan: Sequence[PlannedStep], budget: Sequence[PlannedLine]) -> None:
    PlanStep.objects.filter(proposal=proposal).delete()
    BudgetLine.objects.filter(proposal=proposal).delete()
    PlanStep.objects.bulk_create(
        PlanStep(
            proposal=proposal,
            position=at,
            activity=step.activity.strip()[:300],
            from_on=step.from_on,
            until_on=step.until_on,
            responsible=step.responsible.strip()[:150],
        )
        for at, step in enumerate(plan, start=1)
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(
            proposal=proposal,
            position=at,
            item=line.item.strip()[:300],
            quantity=line.quantity,
            unit=line.unit.strip()[:40],
            unit_price=line.unit_price,
            amount=line.amount,
            asked=line.asked,
        )
        for at, line in enumerate(budget, start=1)
    )
