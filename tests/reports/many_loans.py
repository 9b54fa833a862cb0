"""What the pages of subsidies, refused transfers and returned money show: one of each and as many more as one wants."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from documents.models import StoredFile
from loans import services
from loans.models import AttachedFile, Contract, Grant, LineRejection, TransferLine
from projects.models import ProposalVersion
from projects.rules import State
from tests.loans import factories as loans
from tests.projects.houses import house_draft

PAID_ON = date(2018, 9, 28)  # a Friday before the day of the province
FILES = 5


class Loans:
    """A subsidy with a voucher, one that the bank sent back, one that waits; the same of a loan; files and an event."""

    def __init__(self, province: Any, alike: Callable) -> None:
        self.users, people = province.users, province.people
        given = {"support": "SUBSIDY", "amount": Decimal(90_000)}
        draft = house_draft(people, province.organisation, people.groups[6][0], **given)
        changed = {"state": lambda n: State.NOTIFIED, "request_key": lambda n: uuid4()}
        approved = alike(draft, range(3), reference=lambda n: f"57-2561-8{n:04}", **changed)
        self.waiting = approved.pop()
        self.grant, self.sent_back_grant = (self._grant(proposal, at) for at, proposal in enumerate(approved))
        self.sent_back = loans.a_complete_contract(people, group=5, planned_transfer_on=PAID_ON)
        batch = services.make_transfer(
            province="57",
            contract_ids=[self.sent_back.pk],
            grant_ids=[self.grant.pk, self.sent_back_grant.pk],
            transfer_on=PAID_ON,
            request_key=uuid4(),
            by=self.users["secretary"],
            on=PAID_ON,
        )
        services.approve_transfer(batch=batch, by=self.users["chief"], on=PAID_ON)
        for of in ({"contract": self.sent_back}, {"grant": self.sent_back_grant}):
            line = TransferLine.objects.select_related("batch").get(**of)
            loans.the_bank_sends_back(self.users, line, on=PAID_ON, by="secretary")
        self.declared = LineRejection.objects.get(line__contract=self.sent_back)
        self.batch, self.grant = batch, Grant.objects.get(pk=self.grant.pk)
        self.record = services.record_use(
            grant=self.grant,
            spent_on=PAID_ON,
            amount=Decimal("12500.00"),
            text="ค่าวัสดุฝึกอาชีพ",
            reference="บ. 3/2561",
            request_key=uuid4(),
            by=self.users["khuntan"],
            on=PAID_ON,
        )
        self.money_return = services.ask_return(
            grant=self.grant,
            amount=Decimal("500.00"),
            reason="เหลือจ่าย",
            deposited_on=PAID_ON,
            reference="ฝ. 9/2561",
            file=loans.slip(),
            request_key=uuid4(),
            by=self.users["accountant"],
            on=PAID_ON,
        )
        self.announced = services.announce_return(
            contract=province.debtor, announced_on=PAID_ON, reason="ย้ายถิ่น", by=self.users["khuntan"], on=PAID_ON
        )
        self.files = [self._file({"contract": province.debtor}), self._file({"grant": self.grant})]
        there = {"GUIDE", "BILLS"}
        services.file_papers(contract=province.debtor, there=there, of=there, by=self.users["khuntan"], on=PAID_ON)

    def grow(self, numbers: range, alike: Callable) -> None:
        """Add so many subsidies, vouchers and papers, and a few files."""
        proposals = alike(
            self.grant.proposal,
            numbers,
            reference=lambda n: f"57-2561-7{n:05}",
            request_key=lambda n: uuid4(),
        )
        by_number = dict(zip(numbers, proposals, strict=True))
        alike(self.grant, numbers, proposal_id=lambda n: by_number[n].pk, number=lambda n: 1000 + n)
        alike(self.waiting, numbers, reference=lambda n: f"57-2561-6{n:05}", request_key=lambda n: uuid4())
        alike(self.record, numbers, request_key=lambda n: uuid4(), amount=lambda n: Decimal("0.01"))
        alike(self.money_return, numbers, request_key=lambda n: uuid4())
        for file in self.files:
            if AttachedFile.objects.filter(contract=file.contract, grant=file.grant).count() < FILES:
                alike(file, range(FILES))

    def _grant(self, proposal: Any, at: int) -> Grant:
        ProposalVersion.objects.create(
            proposal=proposal, number=1, content={}, sent_by=self.users["khuntan"], sent_on=PAID_ON
        )
        return services.prepare_grant(
            proposal=proposal,
            account_bank="ธนาคารออมสิน",
            account_number=f"02012345{at:02}",
            account_name="กลุ่มสตรีตัวอย่าง",
            by=self.users["secretary"],
            on=PAID_ON,
        )

    def _file(self, of: dict[str, Contract | Grant]) -> AttachedFile:
        by = self.users["khuntan"]
        file = StoredFile.objects.create(
            name="สมุดบัญชี.pdf", kind="PDF", size=1, sha256="0" * 64, original_sha256="0" * 64, kept_by=by
        )
        return AttachedFile.objects.create(**of, code="PASSBOOK", file=file, added_by=by, added_on=PAID_ON)
