"""The contracts of the thirteen projects: prepared on 31 January, signed on 1 February, paid out on 2 February 2561.

Every function may be played again: what is done already is left as it is.
"""

from datetime import date
from decimal import Decimal

from loans import checklist, services
from loans.models import Contract, TransferBatch
from projects.models import Proposal
from projects.rules import State
from reports.demo import names, papers, people
from reports.demo.proposals import OFFICERS, projects, request_key
from treasury.services import allocate_capital

PREPARED_ON = date(2018, 1, 31)
SIGNED_ON = date(2018, 2, 1)
TRANSFERRED_ON = date(2018, 2, 2)
CAPITAL = Decimal("5000000.00")
INSTALMENTS = 4
MONTHS_BETWEEN = 6
BANK = "ธนาคารกรุงไทย"


def play() -> None:
    """Play from the preparation to the transfer."""
    prepare_contracts()
    sign()
    transfer()
    papers.draw()


def prepare_contracts(*, on: date = PREPARED_ON) -> list[Contract]:
    """Prepare the contracts of the round as the provincial secretary does, four instalments six months apart."""
    crowd = people.read()
    for project in projects():
        proposal = Proposal.objects.get(request_key=request_key(f"proposal/{project.number}"))
        if proposal.state != State.NOTIFIED:
            continue
        services.prepare_contract(
            proposal=proposal,
            instalment_count=INSTALMENTS,
            months_between=MONTHS_BETWEEN,
            planned_transfer_on=TRANSFERRED_ON,
            account_bank=BANK,
            account_branch=people.AMPHOE[proposal.amphoe_id],
            account_number=f"53900{project.number:02}561",
            holder_ids=[member.pk for member in crowd.groups[project.number][:3]],
            witness_names=[names.full_name(700 + 2 * project.number + one) for one in (0, 1)],
            appointment_on=SIGNED_ON,
            by=crowd.users["secretary"],
            on=on,
        )
    return _contracts()


def sign(*, on: date = SIGNED_ON) -> list[Contract]:
    """Record the signing of every prepared contract at its amphoe."""
    users = people.read().users
    for contract in _contracts():
        if contract.state != Contract.State.PREPARED:
            continue
        services.record_signing(
            contract=contract,
            checks=[item.code for item in checklist.SIGNING],
            present_member_ids=list(contract.parties.values_list("member_id", flat=True)),
            witnesses_present=checklist.WITNESSES,
            signed_on=on,
            by=users[OFFICERS[contract.amphoe_id]],
            on=on,
            note="แจ้งผลวันที่ 31 มกราคม 2561 จึงลงนามในวันทำการถัดไป",
        )
    return _contracts()


def transfer(*, on: date = TRANSFERRED_ON) -> TransferBatch | None:
    """Pay out every signed contract in one batch: the secretary makes it, the provincial chief approves it."""
    users = people.read().users
    allocate_capital(
        province=people.PROVINCE, amount=CAPITAL, reference="สกส. 12/2561", on=SIGNED_ON, by=users["accountant"]
    )
    waiting = [contract for contract in _contracts() if contract.state == Contract.State.SIGNED]
    if not waiting:
        return TransferBatch.objects.filter(request_key=request_key("transfer")).first()
    services.receive_papers(contracts=waiting, by=users["secretary"], on=on)
    batch = services.make_transfer(
        province=people.PROVINCE,
        contract_ids=[contract.pk for contract in waiting],
        transfer_on=on,
        request_key=request_key("transfer"),
        by=users["secretary"],
        on=on,
    )
    return services.approve_transfer(batch=batch, by=users["chief"], on=on)


def _contracts() -> list[Contract]:
    keys = [request_key(f"proposal/{project.number}") for project in projects()]
    return list(
        Contract.objects.filter(proposal__request_key__in=keys)
        .select_related("proposal")
        .order_by("proposal__reference")
    )
