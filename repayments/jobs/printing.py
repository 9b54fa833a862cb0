"""Papers printed in bulk: a bundle of receipts, the forms or the cards of an amphoe."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe
from areas.selectors import issuer_context, office_of
from documents import rendering
from documents.models import Document
from documents.services import issue
from documents.withdrawn import files_as_they_stand
from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from jobs.services import note_failure
from loans.models import Contract
from repayments import letters, selectors, services
from repayments.models import ReceiptBundle
from repayments.services.bill_batches import PRINT_BILLS, PRINT_CARDS
from repayments.services.hand_outs import PRINT_BUNDLE
from thai.dates import format_short
from thai.refusals import Refusal

CHUNK = 10  # papers of one transaction: a few seconds of work that a killed worker has to repeat


class _OnDemand:
    """A job that somebody starts; it is never due by itself."""

    def due(self, *, on: date) -> Iterable[Due]:
        """Return nothing: a person asks for it."""
        return ()


class PrintBundle(_OnDemand):
    """Join the receipts of a bundle behind a list for signatures, as one paper (R-REPAY-14)."""

    name = PRINT_BUNDLE
    title = _("รวมใบเสร็จรับเงินเป็นชุด")

    def total(self, *, run: JobRun) -> int:
        """Count the receipts."""
        return self._bundle(run).items.count()

    def step(self, *, run: JobRun) -> bool:
        """Join them in one go; a run that was killed before finds nothing done and begins anew."""
        bundle = self._bundle(run)
        if bundle.paper_id is None:
            bundle.paper = self._joined(bundle, run)
            bundle.save(update_fields=["paper"])
        run.done = run.total
        run.result = {"document": bundle.paper_id}
        return True

    @staticmethod
    def _bundle(run: JobRun) -> ReceiptBundle:
        return ReceiptBundle.objects.select_related("amphoe", "province").get(pk=run.parameters["bundle"])

    @staticmethod
    def _joined(bundle: ReceiptBundle, run: JobRun) -> Document:
        items = list(selectors.items_of(bundle).order_by("position"))
        context = letters.bundle_context(
            bundle=bundle,
            items=items,
            issuer=issuer_context(office=office_of(province=bundle.province_id)),
            on=run.business_on,
        )
        first = rendering.render_pdf(template=letters.BUNDLE_TEMPLATE, context=context)
        subjects = [f"receipt:{item.receipt_id}" for item in items]
        papers = dict(
            Document.objects.filter(kind=Document.Kind.RECEIPT, subject__in=subjects).values_list("subject", "pk")
        )
        ids = [papers[subject] for subject in subjects if subject in papers]
        return issue(
            kind=Document.Kind.RECEIPT_BUNDLE,
            number=str(bundle),
            subject=f"bundle:{bundle.pk}",
            title=f"ใบเสร็จรับเงิน ชุดที่ {bundle} {bundle.amphoe} จำนวน {len(ids)} ฉบับ",  # stays Thai: names a paper
            template=letters.BUNDLE_TEMPLATE,
            context={**context, "papers": ids},
            province=bundle.province_id,
            amphoe=bundle.amphoe_id,
            as_of=bundle.made_on,
            issued_on=run.business_on,
            by=run.requested_by,
            pdf=rendering.join_pdfs(_after(first, ids)),
        )


class _PrintOfAmphoe(_OnDemand):
    """Papers of the contracts of an amphoe, one or more each, then all of them joined."""

    name: str
    title: Any
    template: str

    def total(self, *, run: JobRun) -> int:
        """Count the contracts that still have to be looked at."""
        return run.done + self._next(run).count()

    def step(self, *, run: JobRun) -> bool:
        """Issue the papers of the next contracts; when there are no more, join them and end."""
        contracts = list(self._next(run)[:CHUNK])
        ids = list(run.cursor.get("papers", ()))
        ids += [paper.pk for paper in self._papers(run, contracts)]
        run.result = {**run.result, "papers": len(ids)}
        run.done += len(contracts)
        run.total = max(run.total, run.done)
        run.cursor = {**run.cursor, "papers": ids}
        if contracts:
            run.cursor |= {"after": contracts[-1].pk, "tambon": contracts[-1].tambon_id}
        if len(contracts) == CHUNK:
            return False
        if ids:
            run.result = {**run.result, "document": self._joined(run, ids).pk}
        return True

    def _papers(self, run: JobRun, contracts: list[Contract]) -> Iterator[Document]:
        for contract in self._wanted(run, contracts):
            try:
                with transaction.atomic():
                    paper = self._issue(contract, run)
            except Refusal as refused:
                note_failure(run=run, item=contract.label, sentence=str(refused))
            else:
                yield paper

    def _wanted(self, run: JobRun, contracts: list[Contract]) -> list[Contract]:
        """Leave out the contracts of which nothing is to be paid."""
        bills = selectors.bills_due(contracts=contracts, on=run.business_on, due_by=self._due_by(run))
        return [contract for contract in contracts if bills.get(contract.pk)]

    @staticmethod
    def _due_by(run: JobRun) -> date | None:
        asked = run.parameters.get("due_by")
        return date.fromisoformat(asked) if asked else None

    def _issue(self, contract: Contract, run: JobRun) -> Document:
        raise NotImplementedError

    def _next(self, run: JobRun) -> Any:
        found = selectors.contracts_to_bill(amphoe=run.parameters["amphoe"], due_by=self._due_by(run))
        place = run.cursor.get("after")
        if place is None:
            return found
        tambon = run.cursor["tambon"]
        return found.filter(tambon_id__gte=tambon).exclude(tambon_id=tambon, pk__lte=place)

    def _joined(self, run: JobRun, ids: list[int]) -> Document:
        amphoe = Amphoe.objects.get(pk=run.parameters["amphoe"])
        return issue(
            kind=Document.Kind.BILL_BUNDLE,
            number=f"{run.pk}",
            subject=f"amphoe:{amphoe.pk}",
            title=f"{self._named(run)} {amphoe} จำนวน {len(ids)} ฉบับ",  # stays Thai: names a paper
            template=self.template,
            context={"papers": ids},
            province=amphoe.province_id,
            amphoe=amphoe.pk,
            as_of=run.business_on,
            issued_on=run.business_on,
            by=run.requested_by,
            pdf=rendering.join_pdfs(files_as_they_stand(ids)),
        )

    def _named(self, run: JobRun) -> str:
        raise NotImplementedError


class PrintBills(_PrintOfAmphoe):
    """The Bill Payment forms of what is owed and of the instalments due by a day (R-REPAY-15)."""

    name = PRINT_BILLS
    title = _("พิมพ์แบบฟอร์มชำระเงินทั้งอำเภอ")
    template = letters.BILL_TEMPLATE

    def _issue(self, contract: Contract, run: JobRun) -> Document:
        return services.issue_bills(
            contract=contract, by=run.requested_by, on=run.business_on, due_by=self._due_by(run)
        )

    def _named(self, run: JobRun) -> str:
        due_by = format_short(date.fromisoformat(run.parameters["due_by"]))
        return f"แบบฟอร์มชำระเงินยอดค้างชำระและงวดที่ครบกำหนดถึง {due_by}"  # stays Thai: names a paper


class PrintCards(_PrintOfAmphoe):
    """The barcode cards of all contracts in force that have something to pay (R-REPAY-15)."""

    name = PRINT_CARDS
    title = _("พิมพ์บัตรบาร์โค้ดทั้งอำเภอ")
    template = letters.CARD_TEMPLATE

    def _issue(self, contract: Contract, run: JobRun) -> Document:
        return services.issue_card(contract=contract, by=run.requested_by, on=run.business_on)

    def _named(self, run: JobRun) -> str:
        return "บัตรบาร์โค้ดชำระเงินกู้"  # stays Thai: names a paper


def _after(first: bytes, ids: list[int]) -> Iterator[bytes]:
    yield first
    yield from files_as_they_stand(ids)


registry.register(PrintBundle())
registry.register(PrintBills())
registry.register(PrintCards())
