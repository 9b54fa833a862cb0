"""What an approved transfer does: the money in the books, the contracts in force, the grants numbered."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, Q

from areas.rules import IsBusinessDay
from areas.selectors import business_calendar
from documents import drawing
from documents.models import Document, PaperToDraw
from documents.services import take_number
from loans import letters, references, selectors
from loans.models import Contract, Grant, Instalment, TransferBatch, TransferLine
from loans.services.papers import contract_paper
from loans.services.preparation import agreed_due_dates, fixed_due_dates
from projects.rules import Step
from projects.services import advance_many
from thai.dates import be_year, fiscal_year_be
from treasury import chart
from treasury import services as treasury
from treasury.models import BudgetLine, JournalEntry

NOTHING = Decimal("0.00")


def pay_out(
    batch: TransferBatch, lines: Sequence[TransferLine], *, contracts: list[Contract], grants: list[Grant], by: Any
) -> None:
    """Book the lines of an approved batch and put what they pay in force; everything is locked and checked by now.

    The papers are frozen and numbered here; a worker draws them after the commit.
    """
    on = batch.transfer_on
    again = selectors.sent_back_before(lines)
    _book(batch, lines, again=again, by=by)
    is_business_day = business_calendar(province=batch.province_id)
    if contracts:
        terms = selectors.terms_in_force(province=batch.province_id, on=on)
        papers = [
            _put_in_force(
                contract,
                terms=terms,
                transfer_on=on,
                is_business_day=is_business_day,
                keeps_number=(contract.pk, None) in again,
                by=by,
            )
            for contract in contracts
        ]
        drawing.draw_later(papers=papers, province=batch.province_id, period=papers_of(batch), on=on, by=by)
        advance_many(proposals=[one.proposal for one in contracts], step=Step.TRANSFER, by=by, on=on)
    for grant in grants:
        _pay_grant(grant, paid_on=on, keeps_number=(None, grant.pk) in again)
    advance_many(proposals=[one.proposal for one in grants], step=Step.PAY_GRANT, by=by, on=on)


def papers_of(batch: TransferBatch) -> str:
    """The period of the runs that draw the papers of a batch."""
    return f"transfer {batch.pk}"


def paper_of(batch: TransferBatch) -> str:
    """The paper by which the money of a batch is drawn, as the books name it."""
    return f"ชุดโอน {batch.pk}"  # stays Thai: kept in the books


def party_of(line: TransferLine) -> str:
    """Whom a line pays, as the books name her."""
    return f"contract:{line.contract_id}" if line.contract_id else f"grant:{line.grant_id}"


def source_of(line: TransferLine) -> str:
    """The document behind the entry of a line: what it pays, with the line from its second payment on."""
    earlier = TransferLine.objects.filter(
        Q(rejected_on__isnull=False) | Q(batch__state=TransferBatch.State.RECALLED),
        contract_id=line.contract_id,
        grant_id=line.grant_id,
        pk__lt=line.pk,
    )
    return f"{party_of(line)}:{line.pk}" if earlier.exists() else party_of(line)


def kind_of(line: TransferLine) -> str:
    """The kind of entry that pays a line."""
    return JournalEntry.Kind.DISBURSEMENT if line.contract_id else JournalEntry.Kind.SUBSIDY


def give_back(paid: Contract | Grant, *, by: Any, on: date) -> None:
    """Move money that the bank had sent back from the savings account to the treasury deposit, because nobody gets it.

    Nothing happens where no transfer of it was ever sent back.
    """
    of = {"contract": paid} if isinstance(paid, Contract) else {"grant": paid}
    line = TransferLine.objects.filter(**of, rejected_on__isnull=False).order_by("-pk").first()
    if line is None:
        return
    entry = treasury.post(
        province=paid.province_id,
        posting_on=treasury.first_open_day(province=paid.province_id, on=on),
        value_on=on,
        kind=JournalEntry.Kind.DRAWING,
        memo=f"ส่งคืนเงินฝากคลัง ธนาคารโอนไม่สำเร็จและยกเลิก {paid.label}",  # stays Thai: kept in the books
        source=f"{party_of(line)}:back:{line.pk}",
        lines=[
            treasury.Line(chart.TREASURY_DEPOSIT, line.amount),
            treasury.Line(chart.BANK, -line.amount),
        ],
        by=by,
    )
    plan = BudgetLine.Plan.REVOLVING if line.contract_id else BudgetLine.Plan.SUBSIDY
    treasury.write_budget_line(
        entry=entry, plan=plan, kind=BudgetLine.Kind.DRAWN, amount=-line.amount, fiscal_year_be=year_drawn(paid)
    )


def year_drawn(paid: Contract | Grant) -> int:
    """The fiscal year whose budget the money of a contract or a grant was drawn from: that of its first transfer.

    Money that comes back later, in whatever year, is drawn of that budget no more.
    """
    of = {"contract": paid} if isinstance(paid, Contract) else {"grant": paid}
    lines = TransferLine.objects.filter(**of, batch__state=TransferBatch.State.APPROVED)
    return fiscal_year_be(lines.aggregate(first=Min("batch__transfer_on"))["first"])


def _book(
    batch: TransferBatch, lines: Sequence[TransferLine], *, again: set[tuple[int | None, int | None]], by: Any
) -> None:
    """Draw from the treasury deposit to the savings account what does not lie there yet, then pay it (R-DISB-01).

    :param again: what the bank sent back before, whose money lies there.
    """
    new = [line for line in lines if (line.contract_id, line.grant_id) not in again]
    for plan, drawn in (
        (BudgetLine.Plan.REVOLVING, [line.amount for line in new if line.contract_id]),
        (BudgetLine.Plan.SUBSIDY, [line.amount for line in new if line.grant_id]),
    ):
        if drawn:
            treasury.draw(
                province=batch.province_id,
                plan=plan,
                amount=sum(drawn, NOTHING),
                reference=paper_of(batch),
                on=batch.transfer_on,
                by=by,
            )
    for line in lines:
        party = party_of(line)
        account = chart.LOANS if line.contract_id else chart.SUBSIDY
        named = "เงินกู้" if line.contract_id else "เงินอุดหนุน"  # stays Thai: kept in the books
        proposal = (line.contract or line.grant).proposal
        treasury.post(
            province=batch.province_id,
            posting_on=batch.transfer_on,
            value_on=batch.transfer_on,
            kind=kind_of(line),
            memo=f"โอน{named} โครงการ{proposal.title}"[:300],  # stays Thai: kept in the books
            source=source_of(line),
            lines=[treasury.Line(account, line.amount, party), treasury.Line(chart.BANK, -line.amount, party)],
            by=by,
        )


def _put_in_force(
    contract: Contract,
    *,
    terms: selectors.TermsInForce,
    transfer_on: date,
    is_business_day: IsBusinessDay,
    keeps_number: bool,
    by: Any,
) -> PaperToDraw:
    """Number and date a contract, and give its original as it is to be drawn.

    :param keeps_number: the bank knows it by the number that it has, whatever the year.
    """
    schedule = terms.schedule(
        principal=contract.principal,
        transfer_on=transfer_on,
        instalment_count=contract.instalment_count,
        months_between=contract.months_between,
        is_business_day=is_business_day,
        due_dates=agreed_due_dates(contract),
    )
    if contract.number is None or not (keeps_number or contract.year_be == be_year(transfer_on)):
        contract.year_be = be_year(transfer_on)
        contract.number = take_number(series=f"contract:{contract.province_id}", year_be=contract.year_be)
        contract.ref1 = references.make_ref1(
            contract_key=references.contract_key(
                province=contract.province_id, year_be=contract.year_be, number=contract.number
            )
        )
    contract.contract_on = transfer_on
    contract.state = Contract.State.IN_FORCE
    contract.annual_rate = terms.annual_rate
    contract.terms = terms.snapshot(
        lender=contract.terms["lender"],
        due_dates=[day.isoformat() for day in fixed_due_dates(contract) or ()],
        # what the due dates of a second transfer follow from, as on the paper that was signed
        due_day=contract.terms.get("due_day", terms.due_day),
        term_max_months=contract.terms.get("term_max_months", terms.term_max_months),
    )
    contract.save(
        update_fields=["number", "year_be", "ref1", "contract_on", "state", "annual_rate", "terms"],
    )
    version = (contract.instalments.aggregate(last=Max("version"))["last"] or 0) + 1
    Instalment.objects.bulk_create(
        Instalment(
            contract=contract,
            version=version,
            number=line.number,
            nominal_due_on=line.nominal_due_on,
            effective_due_on=line.effective_due_on,
            days=line.days,
            opening_principal=line.opening_principal,
            principal=line.principal,
            interest=line.interest,
        )
        for line in schedule
    )
    papers = Document.objects.about(f"contract:{contract.pk}")
    draft = papers.filter(kind=Document.Kind.CONTRACT_DRAFT).first()
    again = "" if version == 1 else f" (โอนครั้งที่ {version})"  # stays Thai: names a paper
    return contract_paper(
        contract=contract,
        schedule=schedule,
        kind=Document.Kind.CONTRACT,
        number=contract.label,
        addressee=f"{letters.ORIGINAL}{again}",
        title=f"สัญญาเงินกู้เลขที่ {contract.label} โครงการ{contract.project_title}"[:280] + again,  # stays Thai: a paper
        by=by,
        on=transfer_on,
        extra={"replaces": draft.number, "wording": draft.context.get("wording", 1)} if draft else None,
    )


def _pay_grant(grant: Grant, *, paid_on: date, keeps_number: bool) -> None:
    if grant.number is None or not (keeps_number or grant.year_be == be_year(paid_on)):
        grant.year_be = be_year(paid_on)
        grant.number = take_number(series=f"grant:{grant.province_id}", year_be=grant.year_be)
    grant.paid_on, grant.state = paid_on, Grant.State.PAID
    grant.save(update_fields=["number", "year_be", "paid_on", "state"])
