"""Entering, editing and sending a proposal; the tambon's opinion; the record at the province."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from areas.models import Tambon, User
from areas.roles import Role
from documents.services import take_number
from members.rules import MemberTwice
from projects.models import Borrower, Decision, Paper, Proposal, ProposalVersion
from projects.rules import (
    AmountNotPositive,
    EditedMeanwhile,
    FieldMissing,
    State,
    Step,
    WrongStep,
    WrongTambon,
    check_amount,
    check_codes,
    check_editable,
    check_reason,
    check_revised,
    check_tambon_opinion,
    edge_of,
    problems,
)
from projects.selectors.group import Chosen, Row, Terms, group_rows, sheet_of, terms, ticked_of
from projects.services.pipeline import advance_many, lock
from thai.dates import be_year
from thai.refusals import sentence as _


class AlreadySent(WrongStep):
    """The proposal was sent a moment ago."""


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
    request_key: UUID,
    by: User,
    on: date,
) -> Proposal:
    """Enter a proposal as a draft, which may be half filled in, with its group and its ticked papers.

    Idempotent by ``request_key``: a second call returns the proposal that the first one made. The reference number,
    such as 57-2561-0012, runs without gaps per province and BE year.

    :param amount: baht; nought while it is not known yet.
    :param group: the representative first.
    :raises FieldMissing: without a title.
    :raises AmountOverCeiling: above the ceiling in force on the day (P-03).
    :raises MemberTwice: the same person twice.
    :raises UnknownPaper: a code that the checklist does not know.
    Source: R-PROJ-01..20, C-01.
    """
    with transaction.atomic():
        known = Proposal.objects.filter(request_key=request_key).first()
        if known is not None:
            return known
        rules = terms(province=tambon.province_id, on=on)
        _check_draft(title=title, amount=amount, group=group, papers=papers, rules=rules)
        year_be = be_year(on)
        number = take_number(series=f"proposal:{tambon.province_id}", year_be=year_be)
        proposal = Proposal.objects.create(
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
        _write_papers(proposal=proposal, papers=papers, by=by)
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
    by: User,
    on: date,
) -> Proposal:
    """Save a draft or a returned proposal anew, whole.

    :param edit_number: the number of the edit that the form was opened on.
    :raises NotEditable: it was sent.
    :raises EditedMeanwhile: somebody else saved it since the form was opened; nothing of theirs is overwritten.
    :raises FieldMissing, AmountOverCeiling, MemberTwice, UnknownPaper: as in ``create_draft``.
    :raises WrongTambon: the province would change, and with it the reference number.
    """
    with transaction.atomic():
        (row,) = lock(pks=[proposal.pk])
        check_editable(state=row.state)
        _check_edit(row, edit_number)
        if tambon.province_id != row.province_id:
            raise WrongTambon(_("ย้ายโครงการไปจังหวัดอื่นไม่ได้ ให้ยื่นใหม่ที่จังหวัดนั้น"))
        rules = terms(province=tambon.province_id, on=on)
        _check_draft(title=title, amount=amount, group=group, papers=papers, rules=rules)
        if State(row.state) is not State.DRAFT and (category is None or amount <= 0):
            raise AmountNotPositive(_("โครงการที่เคยส่งแล้วต้องมีประเภทและวงเงินเสมอ"))
        row.tambon, row.amphoe_id = tambon, tambon.amphoe_id
        row.title, row.category, row.place, row.purpose = title.strip(), category, place.strip(), purpose.strip()
        row.amount, row.edit_number = amount, row.edit_number + 1
        row.save(update_fields=["tambon", "amphoe", "title", "category", "place", "purpose", "amount", "edit_number"])
        _write_group(proposal=row, group=group)
        _write_papers(proposal=row, papers=papers, by=by)
    return row


def send(*, proposal: Proposal, by: User, on: date, edit_number: int | None = None) -> ProposalVersion:
    """Send a draft, or a returned proposal anew, to the tambon: check everything, freeze it as a version.

    :param edit_number: where given, the edit that the sender has before her.
    :raises AlreadySent: a second click.
    :raises EditedMeanwhile: somebody saved it meanwhile.
    :raises NothingRevised: a returned proposal is sent again as it was.
    :raises Refusal: the first of ``projects.rules.problems``.
    Source: R-PROJ-01..20, R-MEM-01..05, R-APPR-15, C-01.
    """
    with transaction.atomic():
        (row,) = lock(pks=[proposal.pk])
        if State(row.state) is State.SUBMITTED:
            raise AlreadySent(_("ส่งโครงการนี้แล้วเมื่อ %(on)s"), on=row.state_on)
        step = Step.SEND_AGAIN if State(row.state) is State.RETURNED_FOR_REVISION else Step.SEND
        edge_of(state=row.state, step=step)
        if edit_number is not None:
            _check_edit(row, edit_number)
        rules = terms(province=row.province_id, on=on)
        ticked = ticked_of(row)
        borrowers = list(Borrower.objects.filter(proposal=row).order_by("position"))
        chosen = [Chosen(member_id=one.member_id, current_address=one.current_address) for one in borrowers]
        rows = group_rows(chosen=chosen, on=on, ticked=ticked)
        sheet = sheet_of(proposal=row, tambon=row.tambon, rows=rows, ticked=ticked, rules=rules)
        for refusal in problems(sheet=sheet, ceiling=rules.ceiling, least=rules.least):
            raise refusal
        is_first = step is Step.SEND
        number = 1 if is_first else row.versions.count() + 1
        applied_on = on if is_first else row.applied_on
        content = _content(proposal=row, rows=rows, ticked=ticked, rules=rules, applied_on=applied_on)
        if not is_first:
            check_revised(before=row.versions.get(number=row.version).content, now=content)
        version = ProposalVersion.objects.create(
            proposal=row,
            number=number,
            content=content,
            sent_by=by,
            sent_on=on,
        )
        advance_many(proposals=[row], step=step, by=by, on=on, version=number, applied_on=applied_on)
    for name in ("state", "state_on", "version", "applied_on", "revise_by_on"):
        setattr(proposal, name, getattr(row, name))
    return version


def give_tambon_opinion(
    *,
    proposal: Proposal,
    outcome: str,
    reason: str = "",
    has_signed_paper: bool = False,
    by: User,
    on: date,
) -> Decision:
    """Record the preliminary opinion of the tambon group on the version that was sent; it goes on to อกส.อ. either way.

    Somebody of the group gives it herself, never on her own entry; an officer records it from the signed paper.

    :param outcome: PASSED or NOT_PASSED; the latter needs a reason.
    :raises OwnApproval, SignedPaperNeeded: see ``projects.rules.check_tambon_opinion``.
    :raises ReasonMissing: not passed, and no reason.
    :raises WrongStep: the proposal does not wait for the tambon.
    Source: R-APPR-01, R-APPR-16.
    """
    with transaction.atomic():
        (row,) = lock(pks=[proposal.pk])
        edge_of(state=row.state, step=Step.GIVE_TAMBON_OPINION)
        version = row.versions.get(number=row.version)
        check_tambon_opinion(
            is_own_entry=by.pk in (row.entered_by_id, version.sent_by_id),
            speaks_for_tambon=_speaks_for_tambon(by, row, on=on),
            has_signed_paper=has_signed_paper,
        )
        check_reason(passed=outcome == Decision.Outcome.PASSED, reason=reason)
        decision = Decision.objects.create(
            version=version,
            stage=Decision.Stage.TAMBON,
            outcome=outcome,
            reason=reason.strip(),
            has_signed_paper=has_signed_paper,
            decided_on=on,
            recorded_by=by,
        )
        advance_many(proposals=[proposal], step=Step.GIVE_TAMBON_OPINION, by=by, on=on, notes={row.pk: reason})
    return decision


def record_at_province(*, proposals: Iterable[Proposal], by: User, on: date) -> list[Proposal]:
    """Record at the province the proposals to which อกส.อ. agreed; all of them or none.

    :raises WrongStep: for one that is not agreed to, or is recorded already.
    Source: R-APPR-03, R-APPR-06.
    """
    return advance_many(proposals=proposals, step=Step.RECORD, by=by, on=on)


def _check_draft(*, title: str, amount: Decimal, group: Sequence[Chosen], papers: Collection[str], rules: Terms):
    if not title.strip():
        raise FieldMissing(_("ยังไม่ได้กรอกชื่อโครงการ"))
    if amount:
        check_amount(amount=amount, ceiling=rules.ceiling)
    members = [chosen.member_id for chosen in group]
    if len(set(members)) != len(members):
        raise MemberTwice(_("มีสมาชิกคนเดียวกันอยู่ในกลุ่มมากกว่าหนึ่งครั้ง"))
    check_codes(ticked=papers, items=rules.checklist)


def _check_edit(row: Proposal, edit_number: int) -> None:
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


def _write_papers(*, proposal: Proposal, papers: Collection[str], by: User) -> None:
    """Who ticked a paper first stays its checker."""
    Paper.objects.filter(proposal=proposal).exclude(code__in=list(papers)).delete()
    Paper.objects.bulk_create(
        [Paper(proposal=proposal, code=code, ticked_by=by) for code in dict.fromkeys(papers)], ignore_conflicts=True
    )


def _content(
    *, proposal: Proposal, rows: Sequence[Row], ticked: Collection[str], rules: Terms, applied_on: date
) -> dict[str, Any]:
    """The proposal as it was sent, in plain JSON: what every later decision is about."""
    tambon = proposal.tambon
    return {
        "title": proposal.title,
        "category": proposal.category,
        "place": proposal.place,
        "purpose": proposal.purpose,
        "amount": f"{proposal.amount:.2f}",
        "applied_on": applied_on.isoformat(),
        "tambon": {"code": tambon.code, "name": tambon.name_th},
        "amphoe": {"code": tambon.amphoe_id, "name": tambon.amphoe.name_th},
        "province": {"code": tambon.province_id, "name": tambon.province.name_th},
        "borrowers": [
            {
                "member": row.member.pk,
                "member_number": row.member.member_number,
                "name": row.member.full_name,
                "national_id_masked": row.member.national_id_masked,
                "current_address": row.current_address,
                "role": str(Borrower.Role.CO_BORROWER if at else Borrower.Role.REPRESENTATIVE),
            }
            for at, row in enumerate(rows)
        ],
        "papers": sorted(ticked),
        "terms": {"ceiling": f"{rules.ceiling:.2f}", "least": rules.least},
    }


def _speaks_for_tambon(user: User, proposal: Proposal, *, on: date) -> bool:
    return any(row.role == Role.TAMBON_GROUP and row.tambon_id == proposal.tambon_id for row in user.assignments_on(on))
