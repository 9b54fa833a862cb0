"""A province with a row of every kind, and as many more like them as one wants; written set by set."""

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import uuid4

from areas import subjects
from areas.models import PersonalDataAccess, Policy
from debt_followup import services as debt
from debt_followup.models import Confirmation
from documents.exports import start_export
from documents.models import Document, Export, StoredFile
from jobs.models import JobFailure, JobRun
from jobs.services import work
from loans.models import Contract, TransferLine
from members import services as members
from projects import services
from projects.models import AgendaItem, Attachment, PaperRequest, ProposalVersion, Score
from projects.models.meetings import Organ
from projects.rules import State
from repayments import services as repayments
from repayments.models import Allocation, BankFile
from reports.demo import people as demo
from reports.demo import year_end
from reports.services import count_figures
from tests.loans import factories as loans
from tests.projects import entries
from tests.projects.houses import PLAN, house_draft
from tests.projects.test_query_counts import fill, hold
from tests.repayments import factories as money
from tests.reports.many_acts import Acts
from tests.reports.many_books import Books
from tests.reports.many_cases import Cases
from tests.reports.many_incoming import Incoming
from tests.reports.many_limits import Limits
from tests.reports.many_loans import Loans
from tests.reports.many_notices import Notices
from tests.reports.many_old_debts import OldDebts
from tests.reports.many_replies import Replies
from tests.reports.many_reports import Reports
from tests.reports.many_restructurings import Restructurings
from thai import national_id
from treasury.models import JournalEntry, Posting

ON = date(2018, 9, 30)
AGENDA = 100  # projects of one meeting: with twelve members, 1,200 scores


def alike(row, numbers: range, **changes: Callable[[int], object]) -> list:
    """Write copies of a row that differ in what must be different: ``alike(row, range(10), number=lambda n: n)``."""
    model = type(row)
    fields = [field for field in model._meta.concrete_fields if not (field.primary_key or field.generated)]
    kept = {field.attname: getattr(row, field.attname) for field in fields}
    return model.objects.bulk_create(
        (model(**kept | {name: change(number) for name, change in changes.items()}) for number in numbers),
        batch_size=500,
    )


class Province:
    """Chiang Rai on 30 September 2018 with one of everything; ``grow`` adds so many of each."""

    def __init__(self) -> None:
        self.people = demo.read()
        self.users = self.people.users
        patch = money.quick_papers()
        try:
            self._play()
        finally:
            patch.undo()
        self.size = 0

    def _play(self) -> None:
        people = self.people
        self.organisation = members.register_organisation(
            name="กลุ่มสตรีตัวอย่าง",
            is_legal_person=False,
            tambon="571403",
            address="1 หมู่ 1",
            residence_since_on=date(2015, 1, 1),
            president=people.groups[6][1],
            by=self.users["khuntan"],
            on=ON,
        )
        self.officer = self.organisation.officers.get()
        self.twin = members.register(
            national_id=national_id.generate(5_711),
            title="นางสาว",
            first_name=people.groups[6][0].first_name,
            last_name=people.groups[6][0].last_name,
            birth_on=people.groups[6][0].birth_on + timedelta(days=1),
            tambon=people.groups[6][0].tambon,
            address="99 หมู่ 3",
            residence_since_on=date(2015, 1, 1),
            by=self.users["khuntan"],
            on=ON,
        )
        members.count_members(on=ON)
        self.debtor, self.payer = money.contracts_in_force(people, groups=(6, 12))
        [self.receipt] = money.receipted(people, money.paid(self.payer, "53000.00", on=date(2018, 7, 20), at=time(11)))
        self._on_its_way()
        year_end.close_months()
        [self.pack, *_older] = year_end.packs()
        count_figures(province="57", on=ON)
        self.run = debt.start_confirmations(province="57", as_of=ON, by=self.users["secretary"], on=ON)
        work(run_id=self.run.pk)
        self.replies = Replies(self)
        self.failed = JobRun.objects.create(job=self.run.job, province_id="57", period="2017-09-30", business_on=ON)
        JobRun.objects.filter(pk=self.failed.pk).update(state=JobRun.State.FAILED)
        self.export = self._export()
        self.unknown = money.imported(people, money.paid(None, "9.00"), on=ON, name="september.txt")[0]
        self.signed = loans.a_signed_contract(people, group=1)
        self.prepared = loans.a_prepared_contract(people, group=2)
        self.batch = loans.a_batch(people, [loans.a_complete_contract(people, group=3)])
        self.notified = loans.a_proposal(people, group=4)
        first = fill(people, 3, start=90_000, state=State.RECORDED)
        self.meeting = hold(people, first, number=7)
        self.in_state = {state: fill(people, 1, start=90_010 + at, state=state)[0] for at, state in enumerate(State)}
        self.decided = hold(people, first, organ=Organ.SUBCOMMITTEE, number=8)
        self.on_agenda = first[0]
        self.attached = self._attached(self.in_state[State.DRAFT])
        self.asked = PaperRequest.objects.create(
            proposal=self.in_state[State.TAMBON_CHECKED], stage="AMPHOE", kind="PAPERS", text="สมุดบัญชีของกลุ่ม",
            due_on=ON, asked_by=self.users["khuntan"], asked_on=ON,
        )  # fmt: skip
        started, by = self.in_state[State.STARTED], self.users["khuntan"]
        self.returned = entries.returned(people, group=5)
        self.asking = AgendaItem.objects.get(version__proposal=self.returned).meeting
        self.change = services.ask_plan_change(proposal=started, plan=PLAN, budget=(), reason="ฝนมาช้า", by=by, on=ON)
        self.house_draft = house_draft(people, self.organisation, people.groups[6][0])
        self.entry = JournalEntry.objects.filter(kind=JournalEntry.Kind.RECEIPT).first()
        self.reports = Reports(self)
        self.loans = Loans(self, alike)
        self.books = Books(self)
        self.incoming = Incoming(self)
        self.notices = Notices(self)
        self.old = OldDebts(self)
        self.restructurings = Restructurings(self)
        self.acts = Acts(self)
        self.limits = Limits(self)
        self.cases = Cases(self)

    def _on_its_way(self) -> None:
        """A receipt in a bundle that somebody wants taken back, and the cards of an amphoe that still has to pay."""
        by = self.users["accountant"]
        self.bundle = repayments.make_bundle(amphoe=self.payer.amphoe, by=by, on=ON)
        self.reversal = repayments.ask_reversal(receipt=self.receipt, reason="จับคู่ผิดสัญญา", by=by, on=ON)
        repayments.hand_out(receipts=[self.receipt], step="AMPHOE", given_on=ON, recipient="อกส.อ.", by=by, on=ON)
        other = self.receipt.contract.parties.order_by("-position").first()
        self.payer_asked = repayments.ask_payer(receipt=self.receipt, party=other, reason="สลิปของนางเอง", by=by, on=ON)
        self.printing = repayments.print_cards(amphoe=self.debtor.amphoe, by=by, on=ON)

    def _attached(self, proposal) -> Attachment:
        by = self.users["khuntan"]
        file = StoredFile.objects.create(
            name="แบบเสนอ.pdf", kind="PDF", size=1, sha256="0" * 64, original_sha256="0" * 64, kept_by=by
        )
        return Attachment.objects.create(proposal=proposal, file=file, code="PROPOSAL_FORM", added_by=by, added_on=ON)

    def _export(self) -> Export:
        """The register of contracts as a file that a run wrote for the secretary."""
        asked = {"as_of": ON.isoformat(), "amphoe": ""}
        export = start_export(source="loans.contracts", asked=asked, form="xlsx", by=self.users["secretary"], on=ON)
        work(run_id=export.run_id)
        export.refresh_from_db()
        return export

    def grow(self, count: int) -> None:
        """Add so many rows of every kind that a list of the story shows."""
        numbers = range(self.size, self.size + count)
        self.size += count
        self._people(numbers)
        self._projects(numbers)
        contracts = self._contracts(numbers)
        self._bank(numbers)
        self._books(numbers)
        self._papers(numbers, contracts)
        self.loans.grow(numbers, alike)
        self.notices.grow(numbers, alike)
        self.old.grow(numbers, alike)
        self.restructurings.grow(numbers, alike)
        self.acts.grow(numbers, alike)
        for at, state in enumerate(State):  # last: the first page has every state on it
            fill(self.people, 1, start=60_000 + 2 * numbers.start + at, state=state)
        repayments.refresh_courses(on=ON)  # as the daily job does: no page works many debts out anew
        self.limits.grow(numbers, alike)
        self.cases.grow(numbers, alike, contracts)

    def look_at_one_of_every_kind(self) -> None:
        """Record a look at something of every kind whose subjects a room names."""
        by = self.users["khuntan"]
        PersonalDataAccess.objects.bulk_create(
            PersonalDataAccess(user=by, action="VIEW", subject=f"{kind}:1") for kind in subjects._providers
        )

    def _people(self, numbers: range) -> None:
        alike(
            self.people.groups[6][0],
            numbers,
            member_number=lambda n: f"57-9{n:06}",
            national_id_hash=lambda n: f"{n:064}",
            first_name=lambda n: f"คนที่{n}",
        )
        PersonalDataAccess.objects.bulk_create(
            PersonalDataAccess(user=self.users["khuntan"], action="VIEW", subject=f"member:{n}") for n in numbers
        )
        seen = f"member:{self.people.groups[6][0].pk}"
        PersonalDataAccess.objects.bulk_create(
            PersonalDataAccess(user=self.users["khuntan"], action="VIEW", subject=seen) for _number in numbers
        )
        alike(Policy.objects.first(), numbers, effective_from=lambda n: date(2040, 1, 1) + timedelta(days=n))

    def _projects(self, numbers: range) -> None:
        fill(self.people, len(numbers), start=numbers.start)
        fill(self.people, len(numbers), start=numbers.start + 40_000, state=State.NOTIFIED)
        agenda = numbers[:AGENDA]
        proposals = fill(self.people, len(agenda), start=numbers.start + 20_000, state=State.RECORDED)
        for meeting in (self.meeting, self.decided):
            roster = [row.member_id for row in meeting.attendances.all()]
            items = AgendaItem.objects.bulk_create(
                AgendaItem(meeting=meeting, version=version, number=10 + number, outcome="PASSED")
                for number, version in zip(agenda, ProposalVersion.objects.filter(proposal__in=proposals), strict=True)
            )
            Score.objects.bulk_create(
                (Score(item=item, member_id=member, score=9) for item in items for member in roster), 2000
            )
        alike(self.meeting, numbers, number=lambda n: 100 + n, request_key=lambda n: uuid4())
        alike(self.asked, numbers)
        files = alike(self.attached.file, range(50))
        alike(self.attached, range(50), file_id=lambda n: files[n].pk)

    def _contracts(self, numbers: range) -> list[Contract]:
        made, nobody = {}, self.people.spare[0].pk  # nobody whose page is opened has a thousand loans
        for at, template in enumerate((self.debtor, self.signed)):
            proposals = alike(
                template.proposal,
                numbers,
                reference=lambda n, at=at: f"57-2561-{at}{n:05}",
                request_key=lambda n: uuid4(),
            )
            if template is self.debtor:
                self.reports.grow(proposals, numbers, alike)
            by_number = dict(zip(numbers, proposals, strict=True))
            made[template] = alike(
                template,
                numbers,
                proposal_id=lambda n, by=by_number: by[n].pk,
                number=lambda n, at=at, of=template: 1000 + n if of.number else None,
                ref1=lambda n, at=at, of=template: f"copy-{n}" if of.number else None,
                account_number=lambda n, at=at: f"{at}{n:09}",
            )
            [signer] = template.parties.filter(role="REPRESENTATIVE")
            owners = [made[template][n].pk for n in range(len(numbers))]
            alike(signer, range(len(owners)), contract_id=lambda n, of=owners: of[n], member_id=lambda n: nobody)
        for row in self.debtor.instalments.all():
            alike(row, range(len(numbers)), contract_id=lambda n: made[self.debtor][n].pk)
        batches = alike(self.batch, numbers, request_key=lambda n: uuid4())
        TransferLine.objects.bulk_create(
            TransferLine(batch=batch, contract=contract, amount=contract.principal)
            for batch, contract in zip(batches, made[self.signed], strict=True)
        )
        return made[self.debtor]

    def _bank(self, numbers: range) -> None:
        alike(BankFile.objects.first(), numbers, sha256=lambda n: f"{n:064}")
        alike(self.unknown, numbers, identity=lambda n: f"u{n:063}", sequence=lambda n: n + 2)
        matched = {"state": lambda n: "MATCHED", "contract_id": lambda n: self.payer.pk}
        alike(self.unknown, numbers, identity=lambda n: f"m{n:063}", sequence=lambda n: n + 2, **matched)
        lines = alike(self.receipt.bank_line, numbers, identity=lambda n: f"r{n:063}", sequence=lambda n: n + 2)
        by_number = dict(zip(numbers, lines, strict=True))
        receipts = alike(self.receipt, numbers, number=lambda n: 1000 + n, bank_line_id=lambda n: by_number[n].pk)
        Allocation.objects.bulk_create(
            Allocation(
                contract_id=self.payer.pk,
                receipt=receipt,
                replay=self.receipt.allocations.first().replay,
                line=1,
                instalment_number=1,
                component="PRINCIPAL",
                amount=Decimal("0.01"),
            )
            for receipt in receipts
        )

        self.incoming.grow(numbers, alike)
        alike(self.reversal, numbers, state=lambda n: "WITHDRAWN")
        alike(self.payer_asked, numbers, state=lambda n: "WITHDRAWN")
        alike(self.bundle, numbers, number=lambda n: 1000 + n)
        alike(self.printing, numbers, period=lambda n: f"copy {n}")

    def _books(self, numbers: range) -> None:
        entries = alike(
            self.entry,
            numbers,
            number=lambda n: 50_000 + n,
            source=lambda n: f"copy:{n}",
            posting_on=lambda n: ON,
            value_on=lambda n: ON,
        )
        Posting.objects.bulk_create(
            Posting(entry=entry, account_id=account, amount=Decimal(amount))
            for entry in entries
            for account, amount in (("1102", 1), ("1101", -1))
        )

        self.books.grow(numbers, entries)

    def _papers(self, numbers: range, contracts: list[Contract]) -> None:
        letter = Document.objects.filter(kind=Document.Kind.CONFIRMATION).first()
        letters = dict(zip(numbers, alike(letter, numbers, number=lambda n: f"copy {n}"), strict=True))
        alike(
            Confirmation.objects.first(),
            numbers,
            contract_id=lambda n: contracts[n - numbers.start].pk,
            document_id=lambda n: letters[n].pk,
            code=lambda n: f"C9961{n:07}",
            reply_by=lambda n: ON - timedelta(days=1),
        )
        self.replies.grow(numbers, alike)
        alike(self.run, numbers, period=lambda n: date.fromordinal(n + 1).isoformat())
        JobFailure.objects.bulk_create(
            JobFailure(run=self.failed, item=f"contract:{n}", sentence="ไม่มีที่อยู่") for n in numbers
        )
        alike(self.export, numbers, run_id=lambda n: None)
        packs = alike(self.pack.run, numbers, revision=lambda n: 100 + n)
        papers = alike(self.pack.document, numbers, number=lambda n: f"copy {n}")
        by_number = {n: (run.pk, paper.pk) for n, run, paper in zip(numbers, packs, papers, strict=True)}
        alike(
            self.pack,
            numbers,
            run_id=lambda n: by_number[n][0],
            document_id=lambda n: by_number[n][1],
            sent_on=lambda n: None,
            sent_by_id=lambda n: None,
        )
