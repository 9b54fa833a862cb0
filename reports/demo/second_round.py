"""A small round of August 2561: a loan that the bank first cannot pay, and a subsidy that is used and accounted for.

Every function may be played again: what is done already is left as it is.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from areas.models import Tambon
from documents.models import Document
from loans import checklist
from loans import services as loans
from loans.models import Contract, Grant, LineRejection, TransferBatch, TransferLine
from members import services as members
from members.models import Organisation
from projects import services
from projects.models import Meeting, Proposal
from projects.models.meetings import Organ
from projects.rules import State, checklist_of
from projects.rules.plan import PlannedLine, PlannedStep
from projects.selectors.group import Chosen
from reports.demo import names, people
from reports.demo.contracts import BANK
from reports.demo.progress import photograph
from reports.demo.proposals import points, request_key

ENTERED_ON = date(2018, 8, 6)
TAMBON_ON = date(2018, 8, 7)
AMPHOE_ON = date(2018, 8, 8)
RECORDED_ON = date(2018, 8, 9)
SCREENED_ON = date(2018, 8, 15)
APPROVED_ON = date(2018, 8, 20)
TOLD_ON = date(2018, 8, 22)
PREPARED_ON = date(2018, 8, 23)
SIGNED_ON = date(2018, 8, 27)
PAID_ON = date(2018, 8, 29)
REJECTED_ON = date(2018, 8, 30)
REPEATED_ON = date(2018, 9, 3)
USED_ON = date(2018, 9, 12)
ACCEPTED_ON = date(2018, 9, 20)

LOAN, SUBSIDY = "second/loan", "second/subsidy"
LENT, GRANTED = Decimal("120000.00"), Decimal("50000.00")
GROUP = (0, 23, 46, 1, 24)  # of the spare members: all live in Khun Tan
PRESIDENT = 2
POINTS = 8  # of ten, by every member
ORGANISATION = "กลุ่มแม่บ้านเกษตรกรยางฮอมพัฒนา"


def play() -> None:
    """Play from the entry of both projects to the evidence of the subsidy."""
    enter()
    decide()
    prepare()
    pay()
    reject_and_repeat()
    account_for()


def proposal_of(key: str) -> Proposal:
    """Return one of the two projects."""
    return Proposal.objects.select_related("tambon").get(request_key=request_key(key))


# -- the two projects -------------------------------------------------------------------------------------------------
def enter(*, on: date = ENTERED_ON) -> None:
    """Enter and send the loan of a group and the subsidy of an organisation at อกส.อ.ขุนตาล."""
    crowd = people.read()
    by = crowd.users["khuntan"]
    group = [Chosen(member_id=crowd.spare[place].pk) for place in GROUP]
    organisation = _organisation(crowd, on=on)
    president = Chosen(member_id=crowd.spare[PRESIDENT].pk)
    _send(
        services.create_draft(
            request_key=request_key(LOAN),
            group=group,
            papers=[item.code for item in checklist_of()],
            **_content("571401", "ผลิตภัณฑ์ชุมชนจากกล้วยแปรรูป", 2, LENT, on=on),
            by=by,
            on=on,
        ),
        by=by,
        on=on,
    )
    _send(
        services.create_draft(
            request_key=request_key(SUBSIDY),
            group=[president],
            support="SUBSIDY",
            proposer="ORGANISATION",
            organisation=organisation.pk,
            papers=[item.code for item in checklist_of(support="SUBSIDY", proposer="ORGANISATION")],
            **_content("571403", "อบรมอาชีพและสุขภาวะสตรี", 4, GRANTED, on=on),
            by=by,
            on=on,
        ),
        by=by,
        on=on,
    )


def _send(proposal: Proposal, *, by, on: date) -> None:
    if proposal.state == State.DRAFT:
        services.send(proposal=proposal, by=by, on=on)


def _organisation(crowd: people.People, *, on: date) -> Organisation:
    known = Organisation.objects.filter(member__first_name=ORGANISATION).first()
    return known or members.register_organisation(
        name=ORGANISATION,
        is_legal_person=False,
        tambon="571403",
        address="7 หมู่ 3",
        residence_since_on=date(2012, 5, 1),
        founded_on=date(2012, 5, 1),
        occupation="ส่งเสริมอาชีพสตรี",
        president=crowd.spare[PRESIDENT],
        president_since_on=date(2016, 1, 4),
        by=crowd.users["khuntan"],
        on=on,
    )


def _content(tambon: str, title: str, category: int, amount: Decimal, *, on: date) -> dict[str, object]:
    place, tools = Tambon.objects.get(code=tambon), Decimal(15_000)
    until = date(on.year + 1, 3, 31)
    return {
        "tambon": place,
        "title": f"{title} {place.name_th}",
        "category": category,
        "place": f"หมู่ 3 ตำบล{place.name_th}",
        "purpose": f"เพื่อให้สตรีในตำบลมีอาชีพและรายได้เพิ่มจากโครงการ{title}",
        "amount": amount,
        "plan": [
            PlannedStep(activity="ประชุมสมาชิกและแบ่งหน้าที่", from_on=date(2018, 9, 1), until_on=date(2018, 9, 30)),
            PlannedStep(activity="ดำเนินการและสรุปผล", from_on=date(2018, 10, 1), until_on=until),
        ],
        "budget": [
            PlannedLine(item="อุปกรณ์", quantity=Decimal(1), unit="ชุด", unit_price=tools, asked=tools),
            PlannedLine(item="วัสดุ", quantity=Decimal(1), unit="งวด", unit_price=amount - tools, asked=amount - tools),
        ],
    }


def decide() -> None:
    """Take both projects from the tambon's opinion through every committee to the result letters."""
    users = people.read().users
    for proposal in _in(State.SUBMITTED):
        services.give_tambon_opinion(
            proposal=proposal,
            outcome="PASSED",
            reason="เอกสารครบถ้วน ผู้เสนอมีคุณสมบัติและมีประสบการณ์ในอาชีพที่ขอ",
            has_signed_paper=True,
            by=users["khuntan"],
            on=TAMBON_ON,
        )
    _hold(Organ.AMPHOE, _in(State.TAMBON_CHECKED), amphoe=people.KHUN_TAN, by=users["khuntan"], on=AMPHOE_ON)
    if agreed := _in(State.AMPHOE_AGREED):
        services.record_at_province(proposals=agreed, by=users["secretary"], on=RECORDED_ON)
    _hold(Organ.WORKING_GROUP, _in(State.RECORDED), by=users["secretary"], on=SCREENED_ON)
    _hold(Organ.SUBCOMMITTEE, _in(State.PROVINCE_SCREENED), by=users["secretary"], on=APPROVED_ON)
    meeting = Meeting.objects.get(request_key=_meeting_key(Organ.SUBCOMMITTEE))
    told = Document.objects.filter(subject=f"meeting:{meeting.pk}", kind=Document.Kind.RESULT_LETTER)
    if not told.exists():
        services.issue_results(meeting=meeting, by=users["secretary"], on=TOLD_ON)


def _in(state: State) -> list[Proposal]:
    keys = [request_key(LOAN), request_key(SUBSIDY)]
    rows = Proposal.objects.in_state(state).filter(request_key__in=keys)
    return list(rows.select_related("tambon").order_by("reference"))


def _meeting_key(organ: str):
    return request_key(f"meeting/{organ}/second")


def _hold(organ: str, proposals: Sequence[Proposal], *, by, on: date, amphoe: str | None = None) -> None:
    if not proposals:
        return
    roster = [member.pk for member in people.read().committees[amphoe or organ]]
    meeting = services.call_meeting(
        organ=organ,
        province=people.PROVINCE,
        amphoe=amphoe,
        held_on=on,
        place="ห้องประชุมที่ว่าการอำเภอขุนตาล" if amphoe else "ห้องประชุมสำนักงานพัฒนาชุมชนจังหวัดเชียงราย",
        proposals=proposals,
        request_key=_meeting_key(organ),
        by=by,
        on=on,
    )
    services.record_attendance(meeting=meeting, present=roster, by=by, on=on)
    items = list(meeting.items.select_related("version__proposal", "meeting"))
    if organ != Organ.SUBCOMMITTEE:
        scores = {
            (item.pk, member): score for item in items for member, score in points(POINTS * len(roster), roster).items()
        }
        services.record_scores(meeting=meeting, scores=scores, by=by, on=on)
    services.record_outcomes(meeting=meeting, outcomes={item.pk: ("PASSED", "") for item in items}, by=by, on=on)
    services.close_meeting(meeting=meeting, by=by, on=on)


# -- the money --------------------------------------------------------------------------------------------------------
def prepare() -> None:
    """Prepare and sign the contract of the loan, and prepare the subsidy's payment."""
    crowd = people.read()
    loan, subsidy = proposal_of(LOAN), proposal_of(SUBSIDY)
    if loan.state == State.NOTIFIED:
        loans.prepare_contract(
            proposal=loan,
            instalment_count=4,
            months_between=6,
            planned_transfer_on=PAID_ON,
            account_bank=BANK,
            account_branch=people.AMPHOE[people.KHUN_TAN],
            account_number="5390014561",
            holder_ids=[crowd.spare[place].pk for place in GROUP[:3]],
            witness_names=[names.full_name(790), names.full_name(791)],
            appointment_on=SIGNED_ON,
            by=crowd.users["secretary"],
            on=PREPARED_ON,
        )
    if subsidy.state == State.NOTIFIED:
        loans.prepare_grant(
            proposal=subsidy,
            account_bank=BANK,
            account_branch=people.AMPHOE[people.KHUN_TAN],
            account_number="5390020561",
            account_name=ORGANISATION,
            by=crowd.users["secretary"],
            on=PREPARED_ON,
        )
    contract = contract_of_the_loan()
    if contract.state == Contract.State.PREPARED:
        loans.record_signing(
            contract=contract,
            checks=[item.code for item in checklist.SIGNING],
            present_member_ids=list(contract.parties.values_list("member_id", flat=True)),
            witnesses_present=checklist.WITNESSES,
            signed_on=SIGNED_ON,
            by=crowd.users["khuntan"],
            on=SIGNED_ON,
        )


def contract_of_the_loan() -> Contract:
    """Return the contract of the loan as it stands."""
    return Contract.objects.select_related("proposal").get(proposal__request_key=request_key(LOAN))


def grant_of_the_subsidy() -> Grant:
    """Return the grant of the subsidy as it stands."""
    return Grant.objects.select_related("proposal").get(proposal__request_key=request_key(SUBSIDY))


def pay() -> None:
    """Pay out both in one batch, made by the secretary and approved by the chief."""
    users = people.read().users
    contract, grant = contract_of_the_loan(), grant_of_the_subsidy()
    if TransferBatch.objects.filter(request_key=request_key("second/transfer")).exists():
        return
    loans.receive_papers(contracts=[contract], by=users["secretary"], on=PAID_ON)
    _transfer("second/transfer", contracts=[contract], grants=[grant], on=PAID_ON)


def _transfer(key: str, *, contracts: Sequence[Contract], grants: Sequence[Grant], on: date) -> None:
    users = people.read().users
    batch = loans.make_transfer(
        province=people.PROVINCE,
        contract_ids=[contract.pk for contract in contracts],
        grant_ids=[grant.pk for grant in grants],
        transfer_on=on,
        request_key=request_key(key),
        by=users["secretary"],
        on=on,
    )
    if batch.state == TransferBatch.State.MADE:
        loans.approve_transfer(batch=batch, by=users["chief"], on=on)


def reject_and_repeat() -> None:
    """Let the bank send the loan back for a mistyped account, put it right, and pay it again in a batch of its own."""
    users = people.read().users
    contract = contract_of_the_loan()
    line = TransferLine.objects.select_related("batch").filter(contract=contract).order_by("pk").first()
    if line is not None and line.rejected_on is None and line.is_live:
        declared = line.rejections.filter(state=LineRejection.State.ASKED).first() or loans.ask_rejection(
            line=line,
            reason="เลขที่บัญชีไม่ตรงกับชื่อบัญชี",
            rejected_on=REJECTED_ON,
            reference="ไฟล์ผลการโอน 30 ส.ค. 2561 บรรทัดที่ 2",
            by=users["accountant"],
            on=REJECTED_ON,
        )
        loans.confirm_rejection(rejection=declared, by=users["chief"], on=REJECTED_ON)
        loans.correct_account(
            paid=contract_of_the_loan(),
            bank=BANK,
            branch=people.AMPHOE[people.KHUN_TAN],
            number="5390014661",
            reason="พิมพ์เลขบัญชีสลับหลัก ตรวจกับสมุดบัญชีแล้ว",
            by=users["secretary"],
            on=REPEATED_ON,
        )
    if contract_of_the_loan().state == Contract.State.SIGNED:
        _transfer("second/repeat", contracts=[contract_of_the_loan()], grants=[], on=REPEATED_ON)


def account_for() -> None:
    """Record what the organisation used, with its vouchers, and accept the evidence: every baht is accounted for."""
    users = people.read().users
    grant = grant_of_the_subsidy()
    if grant.state != Grant.State.PAID:
        return
    used = (("ค่าวิทยากร 2 วัน", "12000.00"), ("ค่าอาหารและเครื่องดื่ม", "23000.00"), ("วัสดุฝึกอาชีพ", "15000.00"))
    for number, (text, amount) in enumerate(used, start=1):
        loans.record_use(
            grant=grant,
            spent_on=USED_ON,
            amount=Decimal(amount),
            text=text,
            reference=f"บส. {number}/2561",
            file=photograph(number=40 + number),
            request_key=request_key(f"second/use/{number}"),
            by=users["khuntan"],
            on=USED_ON,
        )
    loans.close_grant(grant=grant_of_the_subsidy(), by=users["secretary"], on=ACCEPTED_ON)
