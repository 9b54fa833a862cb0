"""Approved and notified proposals without their meetings, and contracts at each stage, made through the services."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from loans import checklist, services
from loans.models import Contract
from projects.models import Borrower, Decision, Meeting, Proposal, ProposalVersion
from projects.rules import State
from tests.papers import blank_pdf
from treasury.services import allocate_capital

APPROVED_ON = date(2018, 1, 10)
NOTIFIED_ON = date(2018, 1, 31)
SIGNED_ON = date(2018, 2, 1)
TRANSFER_ON = date(2018, 2, 2)
AMOUNTS = dict(enumerate([200_000] * 6 + [150_000, 150_000, 100_000, 150_000, 120_000, 200_000, 100_000], start=1))
WITNESSES = ["นางพยาน หนึ่ง", "นางพยาน สอง"]


def a_proposal(people, *, group=1, amount=None, state=State.NOTIFIED, approved_on=APPROVED_ON):
    """Give an approved proposal of a group of the demo."""
    members = people.groups[group]
    at = members[0]
    secretary = people.users["secretary"]
    proposal = Proposal.objects.create(
        reference=f"57-2561-{Proposal.objects.count() + 1:04}",
        province_id=at.province_id,
        amphoe_id=at.amphoe_id,
        tambon_id=at.tambon_id,
        title="ขยายกิจการกลุ่มอาชีพเสริมหมู่บ้าน",
        category=1,
        place=f"ตำบล{at.tambon.name_th}",
        purpose="เพิ่มรายได้ของกลุ่ม",
        amount=Decimal(amount or AMOUNTS[group]),
        applied_on=date(2017, 12, 12),
        state=state,
        state_on=NOTIFIED_ON,
        entered_by=secretary,
        request_key=uuid4(),
    )
    for position, member in enumerate(members, start=1):
        role = Borrower.Role.REPRESENTATIVE if position == 1 else Borrower.Role.CO_BORROWER
        Borrower.objects.create(proposal=proposal, member=member, role=role, position=position)
    meeting, _made = Meeting.objects.get_or_create(
        organ="SUBCOMMITTEE",
        province_id=at.province_id,
        year_be=2561,
        number=1 if approved_on == APPROVED_ON else 2,
        defaults={"held_on": approved_on, "place": "ศาลากลางจังหวัด", "called_by": secretary},
    )
    version = ProposalVersion.objects.create(
        proposal=proposal, number=1, content={}, sent_by=secretary, sent_on=date(2017, 12, 12)
    )
    Decision.objects.create(
        version=version,
        stage=Decision.Stage.SUBCOMMITTEE,
        outcome=Decision.Outcome.PASSED,
        meeting=meeting,
        decided_on=approved_on,
        recorded_by=secretary,
    )
    return proposal


def preparation(proposal, **changed):
    """Give what the secretariat fixes, as requirements 3.5 has it: four instalments, six months apart."""
    borrowers = list(proposal.borrowers.order_by("position"))
    given = {
        "instalment_count": 4,
        "months_between": 6,
        "planned_transfer_on": TRANSFER_ON,
        "account_bank": "ธนาคารกรุงไทย",
        "account_number": f"539-0-{proposal.pk % 100_000:05}-7",
        "holder_ids": [one.member_id for one in borrowers[:3]],
        "witness_names": WITNESSES,
        "appointment_on": SIGNED_ON,
    }
    return given | changed


def a_prepared_contract(people, *, on=NOTIFIED_ON, proposal=None, group=1, **changed):
    proposal = proposal or a_proposal(people, group=group)
    return services.prepare_contract(
        proposal=proposal, by=people.users["secretary"], on=on, **preparation(proposal, **changed)
    )


def signing(contract, **changed):
    """Give what is seen on the day of signing when all is in order."""
    given = {
        "checks": [item.code for item in checklist.SIGNING],
        "present_member_ids": list(contract.parties.values_list("member_id", flat=True)),
        "witnesses_present": 2,
        "signed_on": SIGNED_ON,
        "note": "แจ้งผลวันที่ 31 ม.ค. 2561",  # in another month than the approval
    }
    return given | changed


def a_signed_contract(people, *, on=SIGNED_ON, **changed):
    contract = a_prepared_contract(people, **changed)
    return services.record_signing(contract=contract, by=people.users["khuntan"], on=on, **signing(contract))


def a_complete_contract(people, **changed):
    contract = a_signed_contract(people, **changed)
    services.receive_papers(contracts=[contract], by=people.users["secretary"], on=TRANSFER_ON)
    return contract


def a_batch(people, contracts, *, transfer_on=TRANSFER_ON, on=TRANSFER_ON, request_key=None):
    return services.make_transfer(
        province="57",
        contract_ids=[contract.pk for contract in contracts],
        transfer_on=transfer_on,
        request_key=request_key or uuid4(),
        by=people.users["secretary"],
        on=on,
    )


def the_bank_sends_back(users, line, *, on, reason="ชื่อบัญชีไม่ตรง", by="accountant"):
    """Declare and confirm that the bank could not pay a line; return the line."""
    declared = services.ask_rejection(
        line=line, reason=reason, rejected_on=on, reference="ไฟล์ผลการโอน บรรทัดที่ 1", by=users[by], on=on
    )
    services.confirm_rejection(rejection=declared, by=users["chief"], on=on)
    line.refresh_from_db()
    return line


def capital(people, amount=Decimal("3000000.00"), on=date(2017, 10, 2)):
    """Give the province money to lend."""
    return allocate_capital(province="57", amount=amount, reference="สกส. 1/2561", on=on, by=people.users["accountant"])


def a_contract_in_force(people, *, on=TRANSFER_ON, **changed):
    """Give a contract that was paid out."""
    contract = a_complete_contract(people, **changed)
    capital(people)
    batch = a_batch(people, [contract], transfer_on=on, on=on)
    services.approve_transfer(batch=batch, by=people.users["chief"], on=on)
    return Contract.objects.get(pk=contract.pk)


def slip(name="ใบนำฝาก.pdf"):
    """Give an upload of the treasury deposit's slip."""
    return SimpleUploadedFile(name, blank_pdf())


def money_back(people, *, on, **given):
    """Give a return of unused money that one person asked and another approved."""
    given = {"request_key": uuid4(), "by": people.users["accountant"]} | given
    if given.get("line_key") is None:
        given = {"deposited_on": on, "reference": "ฝ. 3/2561", "file": slip()} | given
    asked = services.ask_return(on=on, **given)
    return services.approve_return(money_return=asked, by=people.users["chief"], on=on)
